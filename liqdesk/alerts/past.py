"""The recorded past as a trial of a rule is given it, and each condition as it stood minute by minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.alerts.conditions import SIDES
from liqdesk.alerts.facts import Area
from liqdesk.alerts.rules import Clause
from liqdesk.alerts.spans import span_words
from liqdesk.analytics.buckets import Ints
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rank import DAY_MINUTES, HOUR_MINUTES, WATCHED_HOUR, Mask, MinuteHistory
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MICRO, MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    CoverageUnder,
    EventReaches,
    FeedTrouble,
    LargestHour,
    OneSided,
    OrderOver,
    Side,
    WindowOver,
)

MINUTE_S = 60
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """One large order of the past."""

    at: UnixMs
    venue: VenueId
    base: str
    position: PositionSide
    micro: MicroUsd


@dataclass(frozen=True, slots=True, eq=False)
class MinuteSums:
    """Micro-USD per minute of an area, as long as `Past.watched`."""

    long: Ints
    short: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The recorded past up to `now`: index i of every column is the minute `first + i` since 1970.

    `watched` says in which minutes somebody listened, `covered` the share (0 to 1) of the expected feeds that did, None
    where that is not known. `sums` holds each area of `areas_of`; `orders` those of at least `least_order`, oldest
    first; `entries` the journal, oldest first; `hours` the history the market's hours are ranked by, which may begin
    before `first`.
    """

    now: UnixMs
    first: int
    watched: Mask
    sums: Mapping[Area, MinuteSums]
    orders: Sequence[RecordedOrder] = ()
    entries: Sequence[JournalEntry] = ()
    hours: MinuteHistory | None = None
    covered: Shares | None = None

    def end_of(self, place: int) -> UnixMs:
        """The moment at which a minute is over."""
        return UnixMs((self.first + place + 1) * MINUTE)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A condition minute by minute: where it passed, where it had fallen below its re-arm level, and its sum (None: none).

    `note` says in a sentence what could not be tried as it is meant, else it is empty. `words` name what passed.
    """

    passed: Mask
    fallen: Mask
    micro: Ints | None = None
    note: str = ""
    words: str = ""
    tried: bool = True


def track(clause: Clause, past: Past, rearm: int) -> Track:
    """One condition over the past, as far as minutes tell."""
    condition, area = clause.condition, clause.area
    if area is None:
        return _untried(past, clause.lacks)
    match condition:
        case WindowOver():
            return _window(condition, area, past, rearm)
        case OneSided():
            return _one_sided(condition, area, past, rearm)
        case LargestHour():
            return _rank(condition, past)
        case CoverageUnder():
            return _coverage(condition, past, rearm)
        case OrderOver():
            return _order(condition, area, past)
        case FeedTrouble():
            return _untried(past, tr("Troubles of feeds are not kept and cannot be tried."))
        case EventReaches():
            return _untried(past, "")


def _untried(past: Past, note: str) -> Track:
    none = np.zeros(len(past.watched), dtype=np.bool_)
    return Track(none, none, note=note, tried=False)


def trailing(values: Ints, minutes: int) -> Ints:
    """The sum of the last so many values at each of them; of fewer at the beginning."""
    sums: Ints = np.cumsum(values)
    sums[minutes:] -= sums[:-minutes].copy() if minutes < len(sums) else 0
    return sums


def _sides(sums: MinuteSums, side: Side, minutes: int) -> list[Ints]:
    by_side = {PositionSide.LONG: sums.long, PositionSide.SHORT: sums.short, None: sums.long + sums.short}
    return [trailing(by_side[each], minutes) for each in SIDES[side]]


def _whole_minutes(seconds: int) -> tuple[int, str]:
    """A span in minutes, and what to say where it is none."""
    minutes = max(1, round(seconds / MINUTE_S))
    if minutes * MINUTE_S == seconds:
        return minutes, ""
    return (
        minutes,
        tr("The past is kept by the minute: {seconds} were tried as {minutes}.").format(
            seconds=span_words(seconds), minutes=span_words(minutes * MINUTE_S)
        ),
    )


def _window(condition: WindowOver, area: Area, past: Past, rearm: int) -> Track:
    minutes, note = _whole_minutes(condition.seconds)
    micro: Ints = np.maximum.reduce(_sides(past.sums[area], condition.side, minutes))
    needed = condition.usd * MICRO
    sides = {Side.LONG: tr("longs"), Side.SHORT: tr("shorts"), Side.EITHER: tr("one side")}.get(
        condition.side, tr("longs and shorts")
    )
    words = tr("{sides} of {called} in {seconds}").format(
        sides=sides, called=area.called, seconds=span_words(condition.seconds)
    )
    return Track(micro >= needed, micro < needed * rearm / 100, micro, note, words)


def _one_sided(condition: OneSided, area: Area, past: Past, rearm: int) -> Track:
    minutes, note = _whole_minutes(condition.seconds)
    sums = past.sums[area]
    both = trailing(sums.long + sums.short, minutes)
    most: Ints = np.maximum.reduce(_sides(sums, condition.side, minutes))
    share = np.divide(100.0 * most, both, out=np.zeros(len(both)), where=both > 0)
    needed = condition.above_usd * MICRO
    level = 50 + (condition.share - 50) * rearm / 100
    words = tr("one-sided {called} in {seconds}").format(called=area.called, seconds=span_words(condition.seconds))
    passed = (both >= needed) & (share >= condition.share)
    return Track(passed, (both < needed * rearm / 100) | (share < level), both, note, words)


def _order(condition: OrderOver, area: Area, past: Past) -> Track:
    passed = np.zeros(len(past.watched), dtype=np.bool_)
    for order in orders_over(condition, area, past):
        place = order.at // MINUTE - past.first
        if 0 <= place < len(passed):
            passed[place] = True
    return Track(passed, ~passed, words=tr("an order in {called}").format(called=area.called))


def orders_over(condition: OrderOver, area: Area, past: Past) -> list[RecordedOrder]:
    """The recorded orders that a condition asks for."""
    return [
        order
        for order in past.orders
        if order.micro >= condition.usd * MICRO
        and order.position in SIDES[condition.side]
        and area.holds(order.base, order.venue)
    ]


def _coverage(condition: CoverageUnder, past: Past, rearm: int) -> Track:
    if past.covered is None:
        return _untried(past, tr("How much was covered in the past is not known and cannot be tried."))
    sums = np.cumsum(past.covered)
    sums[HOUR_MINUTES:] -= sums[:-HOUR_MINUTES].copy() if len(sums) > HOUR_MINUTES else 0
    percent = 100 * sums / np.minimum(np.arange(1, len(sums) + 1), HOUR_MINUTES)
    back = 100 - (100 - condition.percent) * rearm / 100
    return Track(percent < condition.percent, percent >= back, words=tr("coverage of the last hour"))


def _rank(condition: LargestHour, past: Past) -> Track:
    hours = past.hours
    if hours is None or len(hours.watched) < HOUR_MINUTES:
        return _untried(past, tr("Too little is recorded to rank an hour."))
    whole = trailing(hours.watched.astype(np.int64), HOUR_MINUTES) >= WATCHED_HOUR
    places = np.flatnonzero(whole)
    largest = np.zeros(len(hours.watched), dtype=np.bool_)
    micro: Ints = np.zeros(len(hours.watched), dtype=np.int64)
    for side in SIDES[condition.side]:
        sums = trailing(hours.side(side), HOUR_MINUTES)
        mine = largest_of_days(sums[places], condition.days)
        largest[places] |= mine
        micro = np.maximum(micro, np.where(np.isin(np.arange(len(sums)), places[mine]), sums, 0))
    start = past.first - hours.first
    columns = np.arange(len(past.watched)) + start
    inside = (columns >= 0) & (columns < len(largest))
    passed = np.zeros(len(past.watched), dtype=np.bool_)
    passed[inside] = largest[columns[inside]]
    sums_of: Ints = np.zeros(len(past.watched), dtype=np.int64)
    sums_of[inside] = micro[columns[inside]]
    recorded = int(np.count_nonzero(hours.watched)) // DAY_MINUTES
    note = (
        ""
        if recorded > condition.days
        else tr("Only {recorded} days are recorded; it asks for {days}.").format(recorded=recorded, days=condition.days)
    )
    return Track(passed, ~passed, sums_of, note, tr("largest hour in {days} days").format(days=condition.days))


def largest_of_days(hours: Ints, days: int) -> Mask:
    """Which of consecutive recorded trailing hours are larger than every earlier one of so many days that does not overlap."""
    span = days * DAY_MINUTES
    largest: Mask = np.zeros(len(hours), dtype=np.bool_)
    if len(hours) <= span:
        return largest
    before = _running_max(hours, span)
    # The maximum of the `span` hours that end an hour before each one.
    places = np.arange(span + HOUR_MINUTES - 1, len(hours))
    largest[places] = hours[places] > before[places - HOUR_MINUTES]
    return largest


def _running_max(values: Ints, span: int) -> Ints:
    """The largest of the last `span` values at each of them, by blocks of that length: two passes whatever the span."""
    count = -(-len(values) // span) * span
    padded = np.full(count, np.iinfo(np.int64).min, dtype=np.int64)
    padded[: len(values)] = values
    blocks = padded.reshape(-1, span)
    ahead = np.maximum.accumulate(blocks, axis=1).ravel()
    behind = np.maximum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    result: Ints = ahead[: len(values)].copy()
    ends = np.arange(span - 1, len(values))
    result[ends] = np.maximum(ahead[ends], behind[ends - span + 1])
    return result
