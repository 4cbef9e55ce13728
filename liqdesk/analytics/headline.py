"""The sentence a newsroom would print, and after it what the number is made of and what it leaves out."""

from collections.abc import Mapping

from liqdesk.analytics.reasons import percent
from liqdesk.analytics.told import UNKNOWN, over_usd, tell
from liqdesk.analytics.views import WHOLE, Coverage, SideTotal, WindowTotal
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import usd_text

COINS_NAMED = 2
WINDOW_WORDS = {
    "1m": "60 seconds",
    "5m": "5 minutes",
    "15m": "15 minutes",
    "1h": "60 minutes",
    "4h": "4 hours",
    "12h": "12 hours",
    "24h": "24 hours",
}


def newsroom(one: WindowTotal) -> str:
    """The total of a window in one sentence.

    "Over" is a round figure that was passed, "at least" a total of a time that was not covered throughout; a feed that
    publishes samples leaves the figures true as they stand, because more can only be more.
    """
    window, total, coverage = WINDOW_WORDS[one.window], one.total, one.coverage
    if coverage.blind:
        return f"What was liquidated in the past {window} is unknown: no feed covered it."
    if not total.count:
        seen = "was liquidated" if coverage.zero_known else "was seen liquidated"
        return f"Nothing {seen} in the past {window}."
    if not total.both:
        return f"{_orders(total.count)} of unknown value in the past {window}."
    sums = tell(total, coverage, usd_text)
    sides = (sums.short, "shorts"), (sums.long, "longs")
    told = " and ".join(
        f"{'none seen' if amount == UNKNOWN else amount} from {side}"
        for amount, side in (sides if total.short >= total.long else sides[::-1])
    )
    return f"{_amount(total, coverage)} in crypto positions were liquidated in the past {window}, with {told}."


def headline(
    one: WindowTotal,
    bases: Mapping[str, SideTotal],
    largest: Liquidation | None,
    venue_names: Mapping[str, str],
    feeds: tuple[int, int],
    rank: str = "",
) -> str:
    """The sentence, then coins, largest order, rank, and how whole it is; `feeds` are those live and those expected."""
    parts = [newsroom(one)]
    coins = sorted(bases.items(), key=lambda item: -item[1].both)[:COINS_NAMED]
    named = ", ".join(f"{base} {tell(total, one.coverage, usd_text).total}" for base, total in coins if total.both)
    if named and one.total.both:
        parts.append(f"{named}.")
    if largest is not None and largest.notional is not None and one.total.count:
        venue = venue_names.get(largest.instrument.venue, largest.instrument.venue)
        parts.append(f"Largest {largest.instrument.base} {largest.position} {usd_text(largest.notional)} on {venue}.")
    if rank and one.total.both:
        parts.append(f"{rank[0].upper()}{rank[1:]}.")
    parts.append(_caveat(one.coverage, feeds))
    return " ".join(parts)


def _amount(total: SideTotal, coverage: Coverage) -> str:
    if not coverage.throughout:
        return f"At least {tell(total, coverage, usd_text).total}"
    figure = tell(total, coverage, over_usd).total
    return figure[0].upper() + figure[1:]


def _orders(count: int) -> str:
    return "One liquidation" if count == 1 else f"{count:,} liquidations"


def _caveat(coverage: Coverage, feeds: tuple[int, int]) -> str:
    told = f"Feeds {feeds[0]}/{feeds[1]}"
    if coverage.blind or not coverage.reasons:
        return f"{told}."
    reasons = [*coverage.reasons]
    if coverage.by_volume is not None and coverage.by_volume < WHOLE:
        reasons.append(f"{percent(coverage.by_volume)} of usual volume covered")
    return f"{told}, at least: {'; '.join(reasons)}."
