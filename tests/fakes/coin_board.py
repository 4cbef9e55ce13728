"""The made-up market as a board of coins: each has the part of every window that its weight gives it."""

from collections.abc import Callable, Mapping

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coin_board import BOARD_WINDOWS, CoinBoardView, CoinLine
from liqdesk.analytics.context import CoinContext
from liqdesk.analytics.views import SideTotal, TotalsView
from liqdesk.domain.money import MicroUsd
from tests.fakes.filtered import part_of
from tests.fakes.market import COINS

SCORES = (9.1, 7.7, 5.0, None, 4.6, None)


def board_of(
    totals: TotalsView,
    choice: Choice | None,
    limit: int,
    market: Callable[[str], CoinContext],
    leaning: Mapping[str, float],
) -> CoinBoardView:
    """The coins that a choice lets through, as `coin_board` of the engine has them; `leaning` multiplies a coin's shorts."""
    admitted = [base for base in COINS if choice is None or choice.has_coin(base)]
    weights = sum(COINS[base][0] for base in admitted)
    whole = part_of(totals, choice) or totals

    def sums(base: str, number: int) -> tuple[SideTotal, ...]:
        """A coin leans to one side or the other, so that no two columns sort alike."""
        made = []
        for name in BOARD_WINDOWS:
            total = whole.window(name).total
            lean = leaning.get(base, 1.0 if number % 2 else 0.4)
            part = COINS[base][0] / max(1, weights)
            made.append(
                SideTotal(
                    MicroUsd(int(total.long * part)),
                    MicroUsd(int(total.short * part * lean)),
                    int(total.count * part),
                )
            )
        return tuple(made)

    places = {base: place for place, base in enumerate(COINS)}
    lines = tuple(
        CoinLine(base, sums(base, places[base]), SCORES[places[base] % len(SCORES)], market(base))
        for base in admitted[:limit]
    )
    windows = tuple(whole.window(name) for name in BOARD_WINDOWS)
    return CoinBoardView(totals.at, windows, lines, len(admitted), choice)
