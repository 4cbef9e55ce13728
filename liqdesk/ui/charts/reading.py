"""What one bucket of a view says, in numbers and in words; no Qt."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from liqdesk.analytics.told import Pen, Told, tell
from liqdesk.analytics.views import Coverage, Gap, GapFills, SideTotal, TimelineView
from liqdesk.domain.language import in_percent, tr
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import floor_words, fmt_clock, fmt_minute, fmt_since, fmt_usd, zone_name

_PRICE_PATIENCE = 2 * MINUTE


class Watched(Protocol):
    """A stretch of time from `start` to `at` (Unix ms) with what is known of how it was watched."""

    @property
    def start(self) -> UnixMs: ...

    @property
    def at(self) -> UnixMs: ...

    @property
    def gaps(self) -> tuple[Gap, ...]: ...

    @property
    def at_least(self) -> bool: ...

    @property
    def zero_known(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One bucket: dollars and rows, None where nobody was looking; `missing` is the uncovered share of it, 0 to 1."""

    start: UnixMs
    end: UnixMs
    short: float | None
    long: float | None
    count: int | None
    price: float | None
    missing: float
    open: bool
    at_least: bool
    gap: Gap | None
    zero_known: bool = False

    def told(self, pen: Pen) -> Told:
        """The bucket's money in words, with how whole it is."""
        seen = self.short is not None and self.long is not None
        coverage = Coverage(
            1 - self.missing,
            self.start if seen else None,
            self.at_least or self.missing > 0,
            zero_known=self.zero_known and self.missing == 0,
        )
        return tell(_total(self.long or 0.0, self.short or 0.0, self.count or 0), coverage, pen)


def _total(long: float, short: float, count: int) -> SideTotal:
    return SideTotal(micro_usd(long), micro_usd(short), count)


def reading_of(view: TimelineView, index: int) -> Reading:
    """What bucket `index` says."""
    bucket = view.query.bucket
    start = UnixMs(view.start + index * bucket)
    end = UnixMs(start + bucket)
    missing, gap = missing_share(view, start, max(start + 1, min(end, view.at)))
    seen = missing < 1 or bool(view.count[index])
    return Reading(
        start,
        end,
        float(view.short[index]) if seen else None,
        float(view.long[index]) if seen else None,
        int(view.count[index]) if seen else None,
        _price_at(view, end),
        missing,
        index == len(view.long) - 1,
        view.at_least,
        gap,
        view.zero_known,
    )


def missing_share(view: Watched, start: int, end: int) -> tuple[float, Gap | None]:
    """The uncovered share of a stretch, and the gap that takes most of it; a filled one takes nothing."""
    lost, most, largest = 0.0, (0.0, 0), None
    for gap in view.gaps:
        overlap = min(end, gap.span.end) - max(start, gap.span.start)
        if overlap > 0:
            part = overlap * gap.missing
            lost += part
            if (part, overlap) > most:
                most, largest = (part, overlap), gap
    share = lost / (end - start)
    return (1.0 if share > 1 - 1e-9 else share), largest


def _price_at(view: TimelineView, end: int) -> float | None:
    """The last price heard by `end`, if that was not too long before."""
    after = int(np.searchsorted(view.price_at, end))
    if after == 0 or end - int(view.price_at[after - 1]) > _PRICE_PATIENCE + view.query.bucket:
        return None
    price = float(view.price[after - 1])
    return None if math.isnan(price) else price


def covered_since(view: Watched) -> UnixMs | None:
    """The first moment of the view at which anybody was looking; None where nobody was."""
    at: int = view.start
    for gap in sorted(view.gaps, key=lambda one: one.span.start):
        if gap.missing >= 1 and gap.span.start <= at < gap.span.end:
            at = gap.span.end
    return UnixMs(at) if at < view.at else None


def coverage_between(view: Watched, start: float, end: float) -> Coverage:
    """How whole a total over a part of the view is."""
    first, last = UnixMs(math.floor(max(view.start, start))), math.ceil(min(view.at, end))
    missing, _ = missing_share(view, first, max(first + 1, last))
    since = None if missing >= 1 else first
    sure = view.zero_known and missing == 0
    return Coverage(1 - missing, since, view.at_least or missing > 0, zero_known=sure)


def nothing_to_see(view: TimelineView, zone: Zone) -> str | None:
    """The sentence for a view without a single liquidation; None where there are some.

    Nobody having looked and nothing having happened are two different sentences.
    """
    if view.count.any():
        return None
    since = covered_since(view)
    if since is None:
        return tr("Nothing recorded: no venue was connected in the last 24 hours")
    what = tr("No {base} liquidations").format(base=view.query.base) if view.query.base else tr("No liquidations")
    if view.query.venue:
        what = tr("{what} on {venue}").format(what=what, venue=view.query.venue)
    if since <= view.start:
        sure = view.zero_known and not view.gaps
        form = tr("{what} in the last 24 hours") if sure else tr("{what} seen in the last 24 hours")
        return form.format(what=what)
    return tr("{what} yet since {since} {zone}").format(
        what=what, since=fmt_since(since, view.at, zone), zone=zone_name(since, zone)
    )


def status_of(reading: Reading) -> str:
    """How far the bucket can be trusted, in a word or two."""
    if reading.short is None:
        return tr("uncovered")
    if reading.missing > 0:
        return tr("{share} missing").format(share=missing_words(reading.missing))
    if reading.open:
        return tr("still open")
    return tr("sampled") if reading.at_least else tr("covered")


def hatch_weight(gap: Gap) -> float:
    """How strongly a gap is hatched, 0 to 1: by what is missing, a partly filled lane as half of one."""
    fills = gap.fills
    unknown = fills.partly + fills.never + fills.waiting
    return gap.missing * (1 - fills.partly / (2 * unknown)) if unknown else gap.missing


def gap_sentence(gap: Gap, zone: Zone) -> str:
    """What a hatched stretch is, and what the venues' histories made of it."""
    span = f"{fmt_minute(gap.span.start, zone)}–{fmt_minute(gap.span.end, zone)}"
    filling = _filling(gap.fills)
    if gap.missing <= 0:
        return f"{span} {filling}"
    told = f"; {filling}" if filling else ""
    if gap.missing >= 1:
        return tr("not covered {span}: nobody was listening{told}").format(span=span, told=told)
    return tr("{share} of the feeds missing {span}{told}").format(
        share=missing_words(gap.missing), span=span, told=told
    )


def missing_words(missing: float) -> str:
    """An uncovered share in percent; only all of it is everything, and none of it is nothing."""
    return in_percent("100" if missing >= 1 else str(min(99, max(1, round(missing * 100)))))


def _filling(fills: GapFills) -> str:
    """One word for all where they fared alike, else how many fared how."""
    counts = (fills.filled, fills.partly, fills.never, fills.waiting)
    fared = [number for number, count in enumerate(counts) if count]
    if len(fared) == 1:
        count = counts[fared[0]]
        return (
            tr("filled from the (venue's history|venues' histories)", "", count),
            tr("partly filled from the (venue's history|venues' histories)", "", count),
            tr("cannot be filled"),
            tr("not filled yet"),
        )[fared[0]]
    each = (
        tr("{count} filled from history"),
        tr("{count} partly filled from history"),
        tr("{count} cannot be filled"),
        tr("{count} not filled yet"),
    )
    return ", ".join(each[number].format(count=counts[number]) for number in fared)


def summary_of(view: TimelineView, zone: Zone) -> str:
    """The chart in two sentences, for those who hear it."""
    nothing = nothing_to_see(view, zone)
    if nothing is not None:
        return nothing + "."
    missing, _ = missing_share(view, view.start, max(view.start + 1, view.at))
    coverage = Coverage(1 - missing, covered_since(view), view.at_least, zero_known=view.zero_known and missing == 0)
    day = tell(_total(float(view.long.sum()), float(view.short.sum()), int(view.count.sum())), coverage, fmt_usd)
    peak = int(np.argmax(view.short + view.long))
    bar = reading_of(view, peak).told(fmt_usd)
    at = UnixMs(view.start + peak * view.query.bucket)
    more = day.more_possible
    return tr(
        "Liquidations of {base} in the last 24 hours: {short} shorts, {long} longs, covered {covered}. "
        "Largest bar at {clock} {zone}: {bar_short} shorts, {bar_long} longs."
    ).format(
        base=view.query.base or tr("all coins"),
        short=floor_words(day.short, more),
        long=floor_words(day.long, more),
        covered=day.covered,
        clock=fmt_clock(at, zone),
        zone=zone_name(at, zone),
        bar_short=floor_words(bar.short, more),
        bar_long=floor_words(bar.long, more),
    )
