"""What the cumulative chart says at one of its moments, in numbers and in words; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from liqdesk.analytics.cumulative import CumulativeView
from liqdesk.analytics.told import Told, split_form, tell
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import coverage_between
from liqdesk.ui.format import (
    UNKNOWN,
    floor_words,
    fmt_clock,
    fmt_day,
    fmt_minute,
    fmt_price,
    fmt_usd,
    side_glyph,
    zone_name,
)


@dataclass(frozen=True, slots=True)
class SumReading:
    """The sums up to one moment: shorts, longs and their difference, and what is known of the price then."""

    at: UnixMs
    told: Told
    net: str
    price: float | None


def reading_at(view: CumulativeView, index: int) -> SumReading:
    """What moment `index` says."""
    at = UnixMs(int(view.ends[index]))
    total, coverage = _upto(view, index)
    return SumReading(at, tell(total, coverage, fmt_usd), net_text(total, coverage), _price_at(view, at))


def _upto(view: CumulativeView, index: int) -> tuple[SideTotal, Coverage]:
    """The total up to a moment, and how whole it is."""
    if index == len(view.ends) - 1:
        return view.total, view.coverage
    return _total(view, index), coverage_between(view, view.since, max(int(view.ends[index]), view.since + 1))


def _total(view: CumulativeView, index: int) -> SideTotal:
    long, short = int(view.long[index]), int(view.short[index])
    return SideTotal(MicroUsd(long), MicroUsd(short), int(long + short > 0), view.total.unvalued)


def net_text(total: SideTotal, coverage: Coverage) -> str:
    """By how much one side of what was seen is larger: `▲ $380.00M`. Of two floors the difference is none, hence no sign."""
    more = total.short - total.long
    side = SideTotal(MicroUsd(max(0, -more)), MicroUsd(max(0, more)), total.count if total.both else 0, total.unvalued)
    told = tell(side, coverage, fmt_usd)
    if told.total == UNKNOWN or not more:
        return tr("even") if told.total == UNKNOWN and total.both and not more else told.total
    return f"{side_glyph(PositionSide.SHORT if more > 0 else PositionSide.LONG)} {told.total}"


def _price_at(view: CumulativeView, at: int) -> float | None:
    after = int(np.searchsorted(view.price_at, at, side="right"))
    if after == 0:
        return None
    price = float(view.price[after - 1])
    return None if price != price else price


def since_words(view: CumulativeView, zone: Zone) -> str:
    """`13 Jan 00:00 UTC`: when counting began."""
    return f"{fmt_day(view.since, zone)} {fmt_minute(view.since, zone)} {zone_name(view.since, zone)}"


def values_of(view: CumulativeView, reading: SumReading, zone: Zone) -> tuple[str, ...]:
    """The read-out: moment, shorts, longs, both, net, price."""
    told = reading.told
    return (
        f"{fmt_day(reading.at, zone)} {fmt_minute(reading.at, zone)} {zone_name(reading.at, zone)}",
        *map(told.signed, (told.short, told.long, told.total)),
        reading.net,
        f"{view.query.price_base} {fmt_price(reading.price)}",
    )


HEADER = ("unix_ms", "shorts_usd", "longs_usd", "coverage", "at_least")


def rows_of(view: CumulativeView) -> Iterator[tuple[object, ...]]:
    """The sums up to each moment, with how whole they are, as values under `HEADER`."""
    for index, at in enumerate(view.ends.tolist()):
        sums, whole = split_form(*_upto(view, index))
        yield at, sums["short_usd"], sums["long_usd"], whole["coverage"], int(whole["at_least"])


def nothing_since(view: CumulativeView, zone: Zone) -> str:
    """The sentence where there is nothing to draw; empty where there is."""
    if view.total.both:
        return ""
    since = since_words(view, zone)
    if view.coverage.blind:
        return tr("Nothing recorded since {since}: no venue was connected").format(since=since)
    if view.total.count:
        return tr("Only orders of unknown size since {since}").format(since=since)
    what = tr("No {base} liquidations").format(base=view.query.base) if view.query.base else tr("No liquidations")
    form = tr("{what} since {since}") if view.coverage.zero_known else tr("{what} seen since {since}")
    return form.format(what=what, since=since)


def summary_of_sums(view: CumulativeView, zone: Zone) -> str:
    """The chart in a sentence or two, for those who hear it."""
    nothing = nothing_since(view, zone)
    if nothing:
        return nothing + "."
    reading = reading_at(view, len(view.ends) - 1)
    told = reading.told
    return tr(
        "Liquidated of {base} since {since}, up to {until}: {short} shorts, {long} longs, "
        "net of what was seen {net}, covered {covered}."
    ).format(
        base=view.query.base or tr("all coins"),
        since=since_words(view, zone),
        until=fmt_clock(view.at, zone),
        short=floor_words(told.short, told.more_possible),
        long=floor_words(told.long, told.more_possible),
        net=reading.net.replace("▲", tr("shorts")).replace("▼", tr("longs")),
        covered=told.covered,
    )
