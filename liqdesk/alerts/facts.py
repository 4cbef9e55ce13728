"""What a rule book looks at in one moment: sums of trailing windows, ranks, troubles, and how whole all that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.analytics.rank import Rank
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import ScopeKind, Trouble

BELATED = DurationMs(60 * SECOND)
"""A row received so long after its own time is a matter of record: it lets nothing ring."""


@dataclass(frozen=True, slots=True)
class Area:
    """A scope with its names looked up: which rows belong to it.

    `coins` are those that count, None for all; `but` are those that do not. `venue` is the only one that counts, None for
    all. `name` is what people call it; `MARKET_AREA` is called the market.
    """

    kind: ScopeKind
    name: str
    coins: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    venue: VenueId | None = None

    @property
    def called(self) -> str:
        """As a sentence calls it: `the market`, `BTC`, `majors`."""
        return "the market" if self.kind is ScopeKind.MARKET else self.name

    def holds(self, base: str, venue: str) -> bool:
        """Whether the rows of a coin on a venue belong to it."""
        if self.venue is not None and venue != self.venue:
            return False
        return (self.coins is None or base in self.coins) and base not in self.but


MARKET_AREA = Area(ScopeKind.MARKET, "market")


NOTHING = SideTotal()


@dataclass(frozen=True, slots=True)
class WindowSum:
    """A trailing window: what is in it, and the part of that which came late or as history since the last judgement.

    `at_least` says that more may have happened.
    """

    total: SideTotal
    late: SideTotal = NOTHING
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class VenueTrouble:
    """A venue that should be heard and is not: `trouble` is down, silent or blocked, never any."""

    venue: VenueId
    name: str
    trouble: Trouble
    since: UnixMs


class Facts(Protocol):
    """The market as it stands at `at`; answers stay the same for as long as it lives."""

    @property
    def at(self) -> UnixMs:
        """The moment that is judged; every window ends here."""
        ...

    def window(self, area: Area, seconds: int) -> WindowSum:
        """The last 10 to 86,400 whole seconds of an area."""
        ...

    def coverage(self, area: Area, seconds: int) -> Coverage:
        """How whole that window is; asked only for what is told."""
        ...

    def hour_rank(self, side: PositionSide | None, days: int, without_late: bool = False) -> Rank | None:
        """Where the market's trailing hour stands among those of the newest `days` recorded days.

        By one side or by both; without what came late since the last judgement, if that is asked. None where nothing was
        recorded or it may not be said; `Rank.days` says how many days were recorded of those asked.
        """
        ...

    def troubles(self) -> Sequence[VenueTrouble]:
        """Venues that are listened to and in trouble now."""
        ...

    def listened(self) -> Mapping[VenueId, str]:
        """Venues that are to be heard now, by id, with their names."""
        ...

    def covered(self) -> float | None:
        """The covered share (0 to 1) of the market's trailing hour; None where no venue is to be heard."""
        ...


def live(entry: Liquidation) -> bool:
    """Whether a row may let something ring by itself: a coin's, valued, told as it happened."""
    return not entry.history and entry.notional is not None and entry.received_at - entry.at <= BELATED and entry.counts


def amount(total: SideTotal, side: PositionSide | None) -> MicroUsd:
    """One side of a total, or both together."""
    if side is None:
        return total.both
    return total.long if side is PositionSide.LONG else total.short
