"""What is asked of any stretch of the past, and the snapshots that answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import WHOLE, Coverage, Gap, SideTotal
from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

Ints = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PastQuery:
    """A stretch of whole minutes, and what counts in it; None for all coins, venues and both sides."""

    span: Span
    among: Choice | None = None

    @classmethod
    def of(cls, start: float, end: float, among: Choice | None = None) -> "PastQuery":
        """The whole minutes that hold two moments, one minute at least."""
        first = int(start // MINUTE)
        return cls(Span(UnixMs(first * MINUTE), UnixMs(max(first + 1, -int(-end // MINUTE)) * MINUTE)), among)

    def outward(self, unit: DurationMs) -> "PastQuery":
        """As far as the whole units it touches, counted from 1970."""
        start, end = self.span.start // unit, -(-self.span.end // unit)
        return replace(self, span=Span(UnixMs(start * unit), UnixMs(end * unit)))


@dataclass(frozen=True, slots=True)
class TimeSums:
    """Sums of each side of units of time, of those that have any rows, as they are kept: micro-USD and rows.

    Entry i is of unit `key[i] // 2`, counted from 1970, and of longs where the key is even.
    """

    key: Sequence[int]
    micro: Sequence[int]
    rows: Sequence[int]
    unvalued: Sequence[int]


@dataclass(frozen=True, slots=True)
class MarketSum:
    """The total of one coin on one venue."""

    venue: VenueId
    base: str
    total: SideTotal


@dataclass(frozen=True, slots=True)
class LaneTime:
    """A stretch that a lane covered, or that its venue's history filled wholly."""

    lane: LaneId
    venue: VenueId
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the recordings reach. `watched` is from the first covered moment to the last, `rows` from the first minute with
    a row to the end of the last, `orders` the time of the oldest single order that is still kept; None where there is none.
    """

    watched: Span | None = None
    rows: Span | None = None
    orders: UnixMs | None = None

    @property
    def orders_since(self) -> UnixMs | None:
        """Before this moment single orders are not kept any more, only sums; None where they all are."""
        if self.rows is None or (self.orders is not None and self.orders - self.rows.start < MINUTE):
            return None
        return self.rows.end if self.orders is None else self.orders

    @property
    def whole(self) -> Span | None:
        """Everything there is anything of."""
        spans = [span for span in (self.watched, self.rows) if span is not None]
        if not spans:
            return None
        return Span(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(frozen=True, slots=True, eq=False)
class PastBars:
    """Bars of one stretch, oldest first: bucket i covers `[start + i*bucket, start + (i+1)*bucket)`, aligned to UTC.

    Sums are whole micro-USD. `share` (0 to 1) is how much of each bar was watched. `total` and `coverage` are of the asked
    span itself, to the minute. `price_at` holds Unix ms, `price` quote prices of `price_base`. `sampled`: some venue tells
    less than all. `silence_known`: where all were watched and said nothing, nothing happened.
    """

    query: PastQuery
    bucket: DurationMs
    start: UnixMs
    long: Ints
    short: Ints
    rows: Ints
    unvalued: Ints
    share: Shares
    gaps: tuple[Gap, ...]
    total: SideTotal
    coverage: Coverage
    price_base: str
    price_at: Ints
    price: NDArray[np.float64]
    sampled: bool = False
    silence_known: bool = False

    @property
    def end(self) -> UnixMs:
        """Where the last bar ends."""
        return UnixMs(self.start + len(self.long) * self.bucket)

    def bar(self, index: int) -> tuple[Span, SideTotal, Coverage]:
        """One bar: when it was, its total, and how whole that is."""
        start, share = UnixMs(self.start + index * self.bucket), float(self.share[index])
        unvalued = int(self.unvalued[index])
        total = SideTotal(
            MicroUsd(int(self.long[index])), MicroUsd(int(self.short[index])), int(self.rows[index]), unvalued
        )
        coverage = Coverage(
            share,
            start if share > 0 else None,
            self.sampled or unvalued > 0 or share < WHOLE,
            zero_known=self.silence_known and share >= WHOLE,
        )
        return Span(start, UnixMs(start + self.bucket)), total, coverage


@dataclass(frozen=True, slots=True)
class Part:
    """One coin or venue of a stretch, `name` for people, `short` for narrow places, empty where that is the name.

    Of a coin the coverage is that of all its venues.
    """

    key: str
    name: str
    total: SideTotal
    coverage: Coverage
    short: str = ""


@dataclass(frozen=True, slots=True)
class PastParts:
    """The totals of a stretch by coin and by venue, the largest first."""

    query: PastQuery
    total: SideTotal
    coverage: Coverage
    coins: tuple[Part, ...]
    venues: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PastDay:
    """One day of the user's clock: `number` counts calendar days from 1970, `span` is when it was, 23 to 25 hours."""

    number: int
    span: Span
    total: SideTotal
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class PastDays:
    """Consecutive days, oldest first, also those without a row."""

    query: PastQuery
    days: tuple[PastDay, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DayProfile:
    """The 24 hours of the user's clock over a stretch: sums in micro-USD, rows, and how long each was watched, in hours."""

    query: PastQuery
    long: Ints
    short: Ints
    rows: Ints
    watched: Shares
    coverage: Coverage

    def hourly(self, sums: Ints) -> NDArray[np.float64]:
        """Dollars in a mean watched hour; NaN where none was watched."""
        mean: NDArray[np.float64] = np.full(len(sums), np.nan)
        np.divide(sums / 1e6, self.watched, out=mean, where=self.watched > 0)
        return mean


@dataclass(frozen=True, slots=True)
class PastOrders:
    """The largest single orders of a stretch, the largest first.

    `least`: only orders of so much were looked for, None where all were. `since`: older ones are not kept any more, None where
    they are.
    """

    query: PastQuery
    orders: tuple[Liquidation, ...]
    least: MicroUsd | None
    since: UnixMs | None


@dataclass(frozen=True, slots=True)
class SizeBin:
    """Orders of `least` to below `until`: how many of each side, and what they come to."""

    least: MicroUsd
    until: MicroUsd
    long_rows: int
    short_rows: int
    long: MicroUsd
    short: MicroUsd

    @property
    def rows(self) -> int:
        """Orders of both sides."""
        return self.long_rows + self.short_rows


@dataclass(frozen=True, slots=True)
class PastSizes:
    """How large the orders of a stretch were: the bins from the smallest to the largest that holds any.

    `span` is what they were counted over: the asked one, or the whole UTC days that hold it. `unvalued` orders are in none.
    """

    query: PastQuery
    span: Span
    bins: tuple[SizeBin, ...]
    unvalued: int
    coverage: Coverage


def units_of(span: Span) -> list[tuple[DurationMs, int, int]]:
    """A stretch of whole minutes as the fewest whole days, hours and minutes: `(unit, first, until)`, counted from 1970."""
    pieces = _split(MINUTE, HOUR, span.start // MINUTE, span.end // MINUTE)
    out = []
    for unit, first, until in pieces:
        out += _split(HOUR, DAY, first, until) if unit == HOUR else [(unit, first, until)]
    return [piece for piece in out if piece[1] < piece[2]]


def _split(small: DurationMs, large: DurationMs, first: int, until: int) -> list[tuple[DurationMs, int, int]]:
    """So many small units as whole large ones, with what is left of small ones at both ends."""
    per = large // small
    begin, end = -(-first // per), until // per
    if begin >= end:
        return [(small, first, until)]
    return [(small, first, begin * per), (large, begin, end), (small, end * per, until)]
