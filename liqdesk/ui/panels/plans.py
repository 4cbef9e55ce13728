"""The layouts that come with the program: which docks, where, how large, by the names of the docks alone."""

from collections.abc import Collection
from dataclasses import dataclass

from liqdesk.domain.language import marked


@dataclass(frozen=True, slots=True)
class Spot:
    """Docks that share one place, the first in front; `share` is its part of the row or column it stands in."""

    names: tuple[str, ...]
    share: float = 1.0

    def known(self, names: Collection[str]) -> tuple[str, ...]:
        """Those of its docks that there are."""
        return tuple(name for name in self.names if name in names)


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands right of the middle, from the top, and below it, from the left; `wide` and `high` are parts of the window.

    A dock that no spot names waits closed behind the others.
    """

    name: str
    about: str
    right: tuple[Spot, ...] = ()
    bottom: tuple[Spot, ...] = ()
    wide: float = 0.345
    high: float = 0.29


PLANS = (
    Plan(
        marked("Watch"),
        marked("tape and journal, coins beside small charts of the leading ones"),
        right=(Spot(("tape",), 0.62), Spot(("journal",), 0.38)),
        bottom=(Spot(("market", "venues", "alerts"), 0.5), Spot(("multiples", "bubbles", "cumulative"), 0.5)),
        wide=0.36,
        high=0.42,
    ),
    Plan(
        marked("Event"),
        marked("tape and journal at full height, bubbles and alerts side by side"),
        right=(Spot(("tape",), 0.55), Spot(("journal",), 0.45)),
        bottom=(Spot(("bubbles", "market"), 0.55), Spot(("alerts", "venues"), 0.45)),
        wide=0.36,
        high=0.42,
    ),
    Plan(
        marked("Review"),
        marked("journal at full height; history, sums and price map below"),
        right=(Spot(("journal", "alerts")),),
        bottom=(
            Spot(("history", "cumulative", "venues-chart"), 0.62),
            Spot(("price-map", "treemap", "market", "venues", "cross-check"), 0.38),
        ),
        wide=0.34,
        high=0.48,
    ),
    Plan(marked("Compact"), marked("chart and tape alone"), right=(Spot(("tape",)),), wide=0.4),
)
