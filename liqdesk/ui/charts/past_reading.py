"""What the chart of the past says of its bars and of the stretch in sight, in numbers and in words; no Qt."""

from collections.abc import Iterator

import numpy as np

from liqdesk.analytics.past.views import PastBars
from liqdesk.analytics.told import Told, split_form, tell, tell_count
from liqdesk.analytics.views import Gap, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import DAY
from liqdesk.settings.model import Zone
from liqdesk.ui.format import (
    UNKNOWN,
    floor_words,
    fmt_date,
    fmt_day,
    fmt_minute,
    fmt_moment,
    fmt_price,
    fmt_share,
    fmt_stretch,
    fmt_usd,
    zone_name,
)

HEADER = ("unix_ms", "shorts_usd", "longs_usd", "orders", "unvalued", "coverage", "at_least", "origin")


def gap_words(gap: Gap, zone: Zone) -> str:
    """What a hatched stretch is."""
    span = fmt_stretch(gap.span, zone)
    if gap.missing >= 1:
        return tr("not covered {span}: nobody was listening").format(span=span)
    return tr("{share} of the feeds' time missing {span}").format(share=fmt_share(gap.missing), span=span)


def bar_told(bars: PastBars, index: int) -> tuple[Span, SideTotal, Told]:
    """One bar and its total in words."""
    span, total, coverage = bars.bar(index)
    return span, total, tell(total, coverage, fmt_usd)


def values_of_bar(bars: PastBars, index: int, zone: Zone) -> tuple[tuple[str, ...], str]:
    """The read-out of one bar: moment, shorts, longs, both, orders, price; and how much of it was watched, in words."""
    span, total, coverage = bars.bar(index)
    told = tell(total, coverage, fmt_usd)
    price = _price_at(bars, span)
    values = (
        _start_words(span, zone),
        *map(told.signed, (told.short, told.long, told.total)),
        tell_count(total, coverage),
        f"{bars.price_base} {fmt_price(price)}",
    )
    return values, told.state or told.covered


def values_of_stretch(bars: PastBars, zone: Zone) -> tuple[tuple[str, ...], str]:
    """The read-out of the whole stretch."""
    told = tell(bars.total, bars.coverage, fmt_usd)
    last = float(bars.price[-1]) if len(bars.price) else None
    values = (
        tr("in sight"),
        *map(told.signed, (told.short, told.long, told.total)),
        tell_count(bars.total, bars.coverage),
        f"{bars.price_base} {fmt_price(last)}" if last is not None else f"{bars.price_base} {UNKNOWN}",
    )
    return values, told.state or told.covered


def _start_words(span: Span, zone: Zone) -> str:
    if span.end - span.start >= DAY:
        return fmt_date(span.start, zone)
    return f"{fmt_day(span.start, zone)} {fmt_minute(span.start, zone)} {zone_name(span.start, zone)}"


def _price_at(bars: PastBars, span: Span) -> float | None:
    """The price at the start of a bar; where none was known then, the first one within it."""
    after = int(np.searchsorted(bars.price_at, span.start, side="right"))
    if after and span.start - bars.price_at[after - 1] <= 2 * bars.bucket:
        return float(bars.price[after - 1])
    return float(bars.price[after]) if after < len(bars.price) and bars.price_at[after] < span.end else None


def summary_of_past(bars: PastBars, zone: Zone) -> str:
    """The chart in a sentence or two, for those who hear it."""
    told = tell(bars.total, bars.coverage, fmt_usd)
    where = fmt_stretch(bars.query.span, zone)
    if told.state:
        return tr("Liquidations {span}: {state}; covered {covered}.").format(
            span=where, state=told.state, covered=told.covered
        )
    first = max(0, (bars.query.span.start - bars.start) // bars.bucket)
    last = max(first + 1, (bars.query.span.end - bars.start) // bars.bucket)
    peak = first + int(np.argmax((bars.long + bars.short)[first:last]))
    span, _, most = bar_told(bars, peak)
    return tr(
        "Liquidations {span}: {short} shorts and {long} longs, covered {covered}. Largest bar {moment}: {total}."
    ).format(
        span=where,
        short=floor_words(told.short, told.more_possible),
        long=floor_words(told.long, told.more_possible),
        covered=told.covered,
        moment=fmt_moment(span.start, zone),
        total=floor_words(most.total, most.more_possible),
    )


def rows_of_past(bars: PastBars, source: str) -> Iterator[tuple[object, ...]]:
    """Every bar with how whole it is, as values under `HEADER`; `source` says where the rows come from."""
    for index in range(len(bars.long)):
        span, total, coverage = bars.bar(index)
        sums, whole = split_form(total, coverage)
        yield (
            span.start, sums["short_usd"], sums["long_usd"], total.count, total.unvalued, whole["coverage"],
            int(whole["at_least"]), source,
        )  # fmt: skip
