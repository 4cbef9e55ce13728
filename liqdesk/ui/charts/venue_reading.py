"""What the venues' chart says of a bar and of all that is in sight, in numbers and in words; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from liqdesk.analytics.told import Told, split_form, tell
from liqdesk.analytics.venue_stacks import VenueStack, VenueStacksView
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.geometry import Frame, visible
from liqdesk.ui.charts.reading import coverage_between
from liqdesk.ui.format import floor_words, fmt_day, fmt_minute, fmt_share, fmt_usd, zone_name

WORDS = {
    Completeness.FULL: marked("complete"),
    Completeness.SAMPLED: marked("sampled"),
    Completeness.PARTIAL: marked("partial"),
    Completeness.AGGREGATED: marked("sums only"),
    None: marked("mixed"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One stack in words: what it is called, its share of what was seen, its money by side, and how whole it is."""

    name: str
    share: str
    told: Told
    word: str
    sampled: bool


@dataclass(frozen=True, slots=True)
class StackReading:
    """Some buckets together: everything, and each stack's part of it."""

    start: UnixMs
    end: UnixMs
    told: Told
    parts: tuple[Part, ...]


def reading_of_bar(view: VenueStacksView, index: int) -> StackReading:
    """What bucket `index` says."""
    return _reading(view, index, index + 1)


def reading_in_sight(view: VenueStacksView, frame: Frame) -> StackReading:
    """What all buckets in the frame say together."""
    part = visible(frame, view.start, view.query.bucket, view.count)
    return _reading(view, part.start, max(part.stop, part.start + 1))


def _reading(view: VenueStacksView, first: int, last: int) -> StackReading:
    bucket = view.query.bucket
    start, end = UnixMs(view.start + first * bucket), UnixMs(view.start + last * bucket)
    coverage = coverage_between(view, start, end)
    sums = [_sum(stack, first, last) for stack in view.stacks]
    long, short = sum(one.long for one in sums), sum(one.short for one in sums)
    whole = SideTotal(MicroUsd(long), MicroUsd(short), int(long + short > 0))
    parts = tuple(
        Part(
            label(stack),
            fmt_share(total.both / whole.both if whole.both else None),
            tell(total, coverage, fmt_usd),
            tr(WORDS[stack.completeness]),
            stack.sampled,
        )
        for stack, total in zip(view.stacks, sums, strict=True)
    )
    return StackReading(start, end, tell(whole, coverage, fmt_usd), parts)


def _sum(stack: VenueStack, first: int, last: int) -> SideTotal:
    if last - first == 1:  # one bar is read at every step
        long, short = int(stack.long[first]), int(stack.short[first])
    else:
        long, short = int(np.add.reduce(stack.long[first:last])), int(np.add.reduce(stack.short[first:last]))
    return SideTotal(MicroUsd(long), MicroUsd(short), int(long + short > 0))


def label(stack: VenueStack) -> str:
    """`Bybit`, or `4 others`."""
    return stack.name if stack.venue is not None else tr("%n others", "", stack.many)


def values_of_bar(reading: StackReading, zone: Zone) -> tuple[str, ...]:
    """The read-out: stretch, shorts, longs, both."""
    span = f"{fmt_day(reading.start, zone)} {fmt_minute(reading.start, zone)}–{fmt_minute(reading.end, zone)}"
    told = reading.told
    return (f"{span} {zone_name(reading.start, zone)}", *map(told.signed, (told.short, told.long, told.total)))


HEADER = ("bar_start_unix_ms", "venue", "shorts_usd", "longs_usd", "feed", "coverage", "at_least")


def rows_of(view: VenueStacksView) -> Iterator[tuple[object, ...]]:
    """What each stack told of in each bar, as values under `HEADER`; nothing where it told of nothing."""
    bucket = view.query.bucket
    for index in range(view.count):
        start = view.start + index * bucket
        coverage = coverage_between(view, start, start + bucket)
        for stack in view.stacks:
            total = _sum(stack, index, index + 1)
            if total.both:
                sums, whole = split_form(total, coverage)
                floor = int(whole["at_least"])
                yield (
                    start, label(stack), sums["short_usd"], sums["long_usd"], WORDS[stack.completeness],
                    whole["coverage"], floor,
                )  # fmt: skip


def no_stacks(view: VenueStacksView) -> str:
    """The sentence where there is nothing to draw; empty where there is."""
    if view.total.both:
        return ""
    if view.coverage.blind:
        return tr("Nothing recorded: no venue was connected in the last 24 hours")
    if view.total.count:
        return tr("Only orders of unknown size in the last 24 hours")
    what = tr("No {base} liquidations").format(base=view.query.base) if view.query.base else tr("No liquidations")
    form = tr("{what} in the last 24 hours") if view.coverage.zero_known else tr("{what} seen in the last 24 hours")
    return form.format(what=what)


def summary_of_stacks(view: VenueStacksView) -> str:
    """The chart in a sentence, for those who hear it."""
    nothing = no_stacks(view)
    if nothing:
        return nothing + "."
    told = tell(view.total, view.coverage, fmt_usd)
    parts = ", ".join(
        f"{label(stack)} {fmt_share(stack.total.both / view.total.both)} {tr(WORDS[stack.completeness])}"
        for stack in view.stacks
    )
    return tr(
        "Liquidations of {base} by venue in the last 24 hours: {short} shorts, {long} longs, covered {covered}. {parts}."
    ).format(
        base=view.query.base or tr("all coins"),
        short=floor_words(told.short, told.more_possible),
        long=floor_words(told.long, told.more_possible),
        covered=told.covered,
        parts=parts,
    )
