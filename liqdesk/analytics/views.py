"""Frozen snapshots that the front ends draw; each number comes with how whole it is."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.rank import PlacedHour
from liqdesk.analytics.rhythm import Silence
from liqdesk.analytics.throttle import Saturation, Thinning
from liqdesk.domain.feed_state import LaneState, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, SideRule, Standing, VenueId

WINDOWS = MappingProxyType(
    {
        "1m": MINUTE,
        "5m": DurationMs(5 * MINUTE),
        "15m": DurationMs(15 * MINUTE),
        "1h": HOUR,
        "4h": DurationMs(4 * HOUR),
        "12h": DurationMs(12 * HOUR),
        "24h": DurationMs(24 * HOUR),
    }
)
"""The trailing windows, by the name used everywhere."""


WHOLE = 0.9995
"""A covered share from here on is the whole time; less than that would show as 99.9%."""


@dataclass(frozen=True, slots=True)
class SideTotal:
    """Liquidated longs and shorts; `count` includes the `unvalued` rows that enter no sum."""

    long: MicroUsd = MicroUsd(0)
    short: MicroUsd = MicroUsd(0)
    count: int = 0
    unvalued: int = 0

    @property
    def both(self) -> MicroUsd:
        """Longs and shorts together."""
        return MicroUsd(self.long + self.short)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How whole a total is.

    `share` (0 to 1) is covered time over expected time; `since` is the first covered moment inside the span, None where
    nothing was covered; `at_least` says that more may have happened, `reasons` why, as short sentences. `by_volume` weighs
    the covered time by what each venue usually brings, None where that is not known; `volume_basis` says by which past.
    `zero_known` says that where nothing was seen, nothing happened. `missing` names the venues that lack time.
    """

    share: float
    since: UnixMs | None
    at_least: bool
    reasons: tuple[str, ...] = ()
    by_volume: float | None = None
    volume_basis: str = ""
    zero_known: bool = False
    missing: tuple[str, ...] = ()

    @property
    def blind(self) -> bool:
        """Nothing at all was covered: no number may be shown."""
        return self.since is None

    @property
    def throughout(self) -> bool:
        """Every expected venue was heard the whole time, whatever it publishes."""
        return self.share >= WHOLE


@dataclass(frozen=True, slots=True)
class WindowTotal:
    """The total of one trailing window that ends at the view's `at`."""

    window: str
    total: SideTotal
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class TotalsView:
    """All windows at one moment, shortest first, for the whole market, one coin or venue, or a `choice`.

    `largest` is the largest single valued order of the trailing 24 hours; of a choice there may be a larger one, unless
    `largest_known`. They are of coins alone unless `with_tradfi`.
    """

    at: UnixMs
    windows: tuple[WindowTotal, ...]
    largest: Liquidation | None
    with_tradfi: bool = False
    choice: Choice | None = None
    largest_known: bool = True

    def window(self, name: str) -> WindowTotal:
        """The window called `name`; KeyError where there is none."""
        for one in self.windows:
            if one.window == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class VenueMeters:
    """What is measured of a venue beyond its state: its present silence, how far its throttle is used, and what that hides."""

    silence: Silence | None = None
    saturation: Saturation | None = None
    thinning: Thinning | None = None


@dataclass(frozen=True, slots=True)
class VenueView:
    """One line of the venues panel. `hour` is the total of the trailing hour and `coverage` its; lags are event to arrival.

    `short` is a name for narrow places, empty where `name` is short enough.
    """

    id: VenueId
    name: str
    completeness: Completeness
    publishes: str
    hides: str
    enabled: bool
    state: LaneState
    sentence: str
    last_event_at: UnixMs | None
    lag_p50: DurationMs | None
    lag_p95: DurationMs | None
    coverage: Coverage
    next_attempt_at: UnixMs | None
    hour: SideTotal
    topics: int
    topics_wanted: int
    rejected: int
    unknown: int
    standing: Standing = Standing.REGULAR
    caveat: str = ""
    refill: Refill = Refill.NEVER
    refill_caveat: str = ""
    meters: VenueMeters = VenueMeters()
    side: SideRule | None = None
    short: str = ""

    @property
    def share(self) -> float:
        """The covered share of the trailing hour."""
        return self.coverage.share


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """What a timeline shows: bucket width, one coin or venue or all (None), and whose price goes above.

    `among` leaves out what is not of a choice, too.
    """

    bucket: DurationMs
    base: str | None
    venue: VenueId | None
    price_base: str
    among: Choice | None = None

    @property
    def venues(self) -> frozenset[VenueId] | None:
        """Of which venues it is; None for all."""
        if self.venue is not None:
            return frozenset((self.venue,))
        return None if self.among is None else self.among.venues

    @property
    def side(self) -> PositionSide | None:
        """Of which side alone it is; None for both."""
        return None if self.among is None else self.among.side


@dataclass(frozen=True, slots=True)
class GapFills:
    """What became of a gap, in lanes: filled, partly filled, never to be filled, and those not asked about yet."""

    filled: int = 0
    partly: int = 0
    never: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which some of the expected lanes were not covered.

    `missing` (0 to 1) is the share of those whose rows of that time are not known either: 1 means that nobody was looking,
    0 that every lane's gap is filled.
    """

    span: Span
    missing: float
    fills: GapFills = GapFills()


@dataclass(frozen=True, slots=True, eq=False)
class TimelineView:
    """Long and short USD per bucket, the gaps, and a price line, oldest first.

    `start` is the start of bucket 0; bucket i covers `[start + i*bucket, start + (i+1)*bucket)`; the last one is still
    open. `long`, `short` are dollars (float64), `count` rows (int64). `price_at` holds Unix ms, `price` the quote price;
    a NaN price breaks the line. `at` is the moment of the view, inside the last bucket.
    `sealed_revision` changes whenever any bucket but the last one changed. `zero_known` says that a covered bucket without
    rows is one in which nothing happened.
    """

    query: TimelineQuery
    start: UnixMs
    long: NDArray[np.float64]
    short: NDArray[np.float64]
    count: NDArray[np.int64]
    gaps: tuple[Gap, ...]
    price_at: NDArray[np.int64]
    price: NDArray[np.float64]
    sealed_revision: int
    at_least: bool
    at: UnixMs
    zero_known: bool = False


@dataclass(frozen=True, slots=True)
class StatusView:
    """The status line: live feeds of those expected, the hour's coverage, and whether rows reach the disk.

    `store_bytes` is None where nothing is stored; `storing` is a sentence where storing is off or failing, else empty.
    `stored_since` is from when on no single order was removed to save room; 0 where none was.
    """

    feeds_live: int
    feeds_expected: int
    coverage: Coverage
    store_bytes: int | None
    storing: str
    stored_since: UnixMs = UnixMs(0)


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """One repaint's worth: what the always-visible parts show, and the rows that came since the last one, oldest first.

    `rank` is where the trailing hour stands among the recorded ones, if that may be said. `chosen` are the totals of what the
    filter lets through, None where that is all.
    """

    at: UnixMs
    totals: TotalsView
    venues: tuple[VenueView, ...]
    status: StatusView
    fresh: tuple[Liquidation, ...]
    headline: str
    rank: PlacedHour | None = None
    chosen: TotalsView | None = None
