"""The made-up market behind a filter: each coin has the part of every total that its weight gives it."""

from dataclasses import replace

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import SideTotal, TotalsView
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from tests.fakes.market import COINS


def part_of(totals: TotalsView, choice: Choice | None) -> TotalsView | None:
    """What a choice lets through of the totals; None where that is all."""
    if choice is None:
        return None
    parts = [weight for base, (weight, _) in COINS.items() if choice.has_coin(base)]
    share = sum(parts) / sum(weight for weight, _ in COINS.values())

    def part(whole: SideTotal) -> SideTotal:
        long = 0 if choice.side is PositionSide.SHORT else int(whole.long * share)
        short = 0 if choice.side is PositionSide.LONG else int(whole.short * share)
        return SideTotal(MicroUsd(long), MicroUsd(short), int(whole.count * share), 0)

    windows = tuple(replace(one, total=part(one.total)) for one in totals.windows)
    return replace(totals, windows=windows, choice=choice, largest_known=False)
