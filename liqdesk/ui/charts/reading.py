"""What one bucket of a view says, in numbers and in words; no Qt."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from liqdesk.analytics.told import Pen, Told, tell
from liqdesk.analytics.views import Coverage, Gap, GapFills, SideTotal, TimelineView
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_clock, fmt_minute, fmt_usd, zone_name

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
        return "Nothing recorded: no venue was connected in the last 24 hours"
    what = f"No {view.query.base} liquidations" if view.query.base else "No liquidations"
    where = f" on {view.query.venue}" if view.query.venue else ""
    if since <= view.start:
        sure = view.zero_known and not view.gaps
        return f"{what}{where} {'in' if sure else 'seen in'} the last 24 hours"
    return f"{what}{where} yet since {fmt_minute(since, zone)} {zone_name(since, zone)}"


def status_of(reading: Reading) -> str:
    """How far the bucket can be trusted, in a word or two."""
    if reading.short is None:
        return "uncovered"
    if reading.missing > 0:
        return f"{max(1, round(reading.missing * 100))}% missing"
    if reading.open:
        return "still open"
    return "sampled" if reading.at_least else "covered"


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
        return f"not covered {span}: nobody was listening{told}"
    return f"{max(1, round(gap.missing * 100))}% of the feeds missing {span}{told}"


def _filling(fills: GapFills) -> str:
    """One word for all where they fared alike, else how many fared how."""
    counts = {
        "filled from {}": fills.filled,
        "partly filled from {}": fills.partly,
        "cannot be filled": fills.never,
        "not filled yet": fills.waiting,
    }
    fared = {words: count for words, count in counts.items() if count}
    if len(fared) == 1:
        ((words, count),) = fared.items()
        return words.format("the venue's history" if count == 1 else "the venues' histories")
    return ", ".join(f"{count} {words.format('history')}" for words, count in fared.items())


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
    floor = "at least " if day.more_possible else ""
    return (
        f"Liquidations of {view.query.base or 'all coins'} in the last 24 hours: {floor}{day.short} shorts, "
        f"{floor}{day.long} longs, covered {day.covered}. Largest bar at {fmt_clock(at, zone)} {zone_name(at, zone)}: "
        f"{floor}{bar.short} shorts, {floor}{bar.long} longs."
    )
