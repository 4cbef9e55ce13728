"""The most liquidated coins side by side: what each lost in every window of the board, and the market beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.context import CoinContext
from liqdesk.analytics.views import SideTotal, WindowTotal
from liqdesk.domain.time import UnixMs

BOARD_WINDOWS = ("5m", "1h", "4h", "24h")
"""The windows that stand beside one another, by their names in `WINDOWS`."""


@dataclass(frozen=True, slots=True)
class CoinLine:
    """One coin: its total in each of `BOARD_WINDOWS`, how far its last minute lies above a usual one, and its market.

    `score` is in robust deviations, of the busier side on all venues; None where the last minute brought nothing or nothing is
    usual yet.
    """

    base: str
    totals: tuple[SideTotal, ...]
    score: float | None
    market: CoinContext


@dataclass(frozen=True, slots=True)
class CoinBoardView:
    """The coins at one moment. `whole` are all coins together, window by window, with how whole each window is.

    `coins` are in no order; `known` is how many coins there are, listed or not. `choice` is of what all sums are.
    """

    at: UnixMs
    whole: tuple[WindowTotal, ...]
    coins: tuple[CoinLine, ...]
    known: int
    choice: Choice | None = None

    def window(self, name: str) -> WindowTotal:
        """All coins together in the window of that name. Raises ValueError where it is none of the board's."""
        return self.whole[BOARD_WINDOWS.index(name)]


def leading(sums: Sequence[Mapping[str, SideTotal]], limit: int) -> list[str]:
    """Up to `limit` coins that are the largest of one window or another: the first of each, the second of each, and on."""
    ranked = [sorted(window, key=lambda base: (-window[base].both, base)) for window in sums]
    found: dict[str, None] = {}
    for placed in zip_longest(*ranked):
        for base in placed:
            if base is not None and len(found) < limit:
                found.setdefault(base)
    return list(found)


def coin_board(
    at: UnixMs,
    whole: Iterable[WindowTotal],
    sums: Sequence[Mapping[str, SideTotal]],
    limit: int,
    score: Callable[[str], float | None],
    market: Callable[[str], CoinContext],
    choice: Choice | None,
) -> CoinBoardView:
    """The board of the leading coins; `sums` are the totals by coin of each of `BOARD_WINDOWS`."""
    nothing = SideTotal()
    lines = tuple(
        CoinLine(base, tuple(window.get(base, nothing) for window in sums), score(base), market(base))
        for base in leading(sums, limit)
    )
    known = len({base for window in sums for base in window})
    return CoinBoardView(at, tuple(whole), lines, known, choice)
