"""The sentence a newsroom would print, and after it what the number is made of and what it leaves out."""

from collections.abc import Mapping

from liqdesk.analytics.reasons import percent
from liqdesk.analytics.told import NONE_SEEN, UNKNOWN, over_usd, tell, usd_shown
from liqdesk.analytics.views import WHOLE, Coverage, SideTotal, WindowTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import Liquidation

COINS_NAMED = 2
WINDOW_WORDS = {
    "1m": marked("60 seconds"),
    "5m": marked("5 minutes"),
    "15m": marked("15 minutes"),
    "1h": marked("60 minutes"),
    "4h": marked("4 hours"),
    "12h": marked("12 hours"),
    "24h": marked("24 hours"),
}


def newsroom(one: WindowTotal) -> str:
    """The total of a window in one sentence.

    "Over" is a round figure that was passed, "at least" a total of a time that was not covered throughout; a feed that
    publishes samples leaves the figures true as they stand, because more can only be more.
    """
    window, total, coverage = tr(WINDOW_WORDS[one.window]), one.total, one.coverage
    if coverage.blind:
        return tr("What was liquidated in the past {window} is unknown: no feed covered it.").format(window=window)
    if not total.count:
        if coverage.zero_known:
            return tr("Nothing was liquidated in the past {window}.").format(window=window)
        return tr("Nothing was seen liquidated in the past {window}.").format(window=window)
    if not total.both:
        return tr("{orders} of unknown value in the past {window}.").format(orders=_orders(total.count), window=window)
    sums = tell(total, coverage, usd_shown)
    form = tr(
        "{amount} in crypto positions were liquidated in the past {window}, with {longs} from longs and {shorts} from shorts."
    )
    if total.short >= total.long:
        form = tr(
            "{amount} in crypto positions were liquidated in the past {window}, "
            "with {shorts} from shorts and {longs} from longs."
        )
    return form.format(amount=_amount(total, coverage), window=window, shorts=_side(sums.short), longs=_side(sums.long))


def _side(amount: str) -> str:
    return tr(NONE_SEEN) if amount == UNKNOWN else amount


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
    named = ", ".join(f"{base} {tell(total, one.coverage, usd_shown).total}" for base, total in coins if total.both)
    if named and one.total.both:
        parts.append(f"{named}.")
    if largest is not None and largest.notional is not None and one.total.count:
        venue = venue_names.get(largest.instrument.venue, largest.instrument.venue)
        parts.append(
            tr("Largest {coin} {side} {amount} on {venue}.").format(
                coin=largest.instrument.base,
                side=tr(largest.position.value),
                amount=usd_shown(largest.notional),
                venue=venue,
            )
        )
    if rank and one.total.both:
        parts.append(f"{rank[0].upper()}{rank[1:]}.")
    parts.append(_caveat(one.coverage, feeds))
    return " ".join(parts)


def _amount(total: SideTotal, coverage: Coverage) -> str:
    if not coverage.throughout:
        return tr("At least {amount}").format(amount=tell(total, coverage, usd_shown).total)
    figure = tell(total, coverage, over_usd).total
    return figure[0].upper() + figure[1:]


def _orders(count: int) -> str:
    return tr("One liquidation") if count == 1 else tr("%n liquidations", "", count)


def _caveat(coverage: Coverage, feeds: tuple[int, int]) -> str:
    told = tr("Feeds {live}/{expected}").format(live=feeds[0], expected=feeds[1])
    if coverage.blind or not coverage.reasons:
        return f"{told}."
    reasons = [*coverage.reasons]
    if coverage.by_volume is not None and coverage.by_volume < WHOLE:
        reasons.append(tr("{share} of usual volume covered").format(share=percent(coverage.by_volume)))
    return tr("{feeds}, at least: {reasons}.").format(feeds=told, reasons="; ".join(reasons))
