"""Squeezes and flushes as values: what happened, how large it was, and every test that decided so."""

from enum import StrEnum

import msgspec

from liqdesk.analytics.views import Coverage, Gap
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

DETECTOR_VERSION = "2"
"""Grows whenever the same rows could give other events."""

MARKET = "market"
"""The scope of an event that is not about one coin. No coin has a name in small letters."""


class EventKind(StrEnum):
    """Which side was closed by force; neither, where no side had three quarters of the money."""

    SHORT_SQUEEZE = "short_squeeze"
    LONG_FLUSH = "long_flush"
    TWO_SIDED = "two_sided"


class EventState(StrEnum):
    """Whether it still goes on."""

    OPEN = "open"
    CLOSED = "closed"


class Level(StrEnum):
    """How loud it is; it only ever rises."""

    WATCH = "watch"
    ALERT = "alert"
    CRITICAL = "critical"


class Ending(StrEnum):
    """Why an event was closed."""

    FADED = "faded"
    STALLED = "stalled"
    TURNED = "turned"
    """The other side took over, which is an event of its own."""
    UNWATCHED = "unwatched"
    """It faded while most feeds were away: when it really ended is unknown."""
    CUT_OFF = "cut off"
    """The recording ended before it did."""


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """One test: what was measured, against what, and the outcome; `passed` and `value` are None where it is not available.

    Dollars, percent, or a plain number, as `note` says in words.
    """

    test: str
    value: float | None
    threshold: float | None
    passed: bool | None
    note: str = ""


class Share(msgspec.Struct, frozen=True, gc=False):
    """The part of a coin or a venue; `count` includes rows of unknown value."""

    name: str
    long: MicroUsd
    short: MicroUsd
    count: int

    @property
    def both(self) -> MicroUsd:
        """Longs and shorts together."""
        return MicroUsd(self.long + self.short)


class LargeOrder(msgspec.Struct, frozen=True, gc=False):
    """One of the largest orders of an event; `price` is per single coin."""

    notional: MicroUsd
    at: UnixMs
    venue: VenueId
    symbol: str
    base: str
    position: PositionSide
    price: float


class Leader(msgspec.Struct, frozen=True, gc=False):
    """Who moved first, `lead_ms` before the next coin or venue (None where nobody followed); `caveat` is for people."""

    base: str
    venue: VenueId
    lead_ms: int | None
    caveat: str


class Wave(msgspec.Struct, frozen=True, gc=False):
    """A stretch of an event without a pause of half a minute; half-open, to the second."""

    start: UnixMs
    end: UnixMs
    long: MicroUsd
    short: MicroUsd
    count: int


def course_base(scope: str) -> str:
    """The coin whose price and open interest an event's course holds, from its first second to its last."""
    return "BTC" if scope == MARKET else scope


class Course(msgspec.Struct, frozen=True):
    """An event second by second from `start`: micro-USD of either side, and of its `course_base` price and open interest.

    None where not known. `gaps` are the stretches in which not all were listening.
    """

    start: UnixMs
    long: tuple[int, ...]
    short: tuple[int, ...]
    price: tuple[float | None, ...]
    open_interest: tuple[float | None, ...]
    gaps: tuple[Gap, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """One squeeze or flush, as far as it is known.

    `scope` is `MARKET` or a coin. `side` is the one that opened it. It counts from `opened_at`, the first forced order of
    the minute that opened it, up to `closed_at` (both half-open, to the second); `detected_at` is when the rules were
    met and known. `peak_minute` and `peak_hour` are the largest trailing sums of both sides while it was open; those of
    the hour reach back before it. `peak_at` is the end of the peak minute. `price_changes` and
    `open_interest_changes` are percent from `opened_at` on, None where not available; `funding_before` is percent of one
    funding interval. A coin's event inside one of the market carries its id as `parent`; a journal lists those without.
    """

    id: str
    kind: EventKind
    side: PositionSide
    state: EventState
    scope: str
    confirmed: bool
    level: Level
    opened_at: UnixMs
    detected_at: UnixMs
    peak_at: UnixMs
    closed_at: UnixMs | None
    ending: Ending | None
    long: MicroUsd
    short: MicroUsd
    count: int
    unvalued: int
    peak_minute: MicroUsd
    peak_hour: MicroUsd
    bases: tuple[Share, ...]
    venues: tuple[Share, ...]
    largest: tuple[LargeOrder, ...]
    leader: Leader | None
    waves: tuple[Wave, ...]
    price_changes: dict[str, float | None]
    open_interest_changes: dict[str, float | None]
    funding_before: float | None
    evidence: tuple[Evidence, ...]
    coverage: Coverage
    course: Course
    parent: str | None = None
    version: str = DETECTOR_VERSION

    @property
    def both(self) -> MicroUsd:
        """Longs and shorts together."""
        return MicroUsd(self.long + self.short)
