"""Time: integer milliseconds, UTC, and the clock that the rest of the program is given."""

from typing import NewType, Protocol

UnixMs = NewType("UnixMs", int)
"""A moment: milliseconds since 1970-01-01 UTC."""

DurationMs = NewType("DurationMs", int)
"""A span: milliseconds."""

SECOND = DurationMs(1_000)
MINUTE = DurationMs(60_000)
HOUR = DurationMs(3_600_000)
DAY = DurationMs(86_400_000)


class Clock(Protocol):
    """Both clocks of the machine; live, replayed or stepped by a test."""

    def now(self) -> UnixMs:
        """The wall clock; it may jump."""
        ...

    def monotonic(self) -> DurationMs:
        """Milliseconds since an arbitrary start; it never goes back."""
        ...


def from_venue_time(value: int) -> UnixMs:
    """A venue's integer time as `UnixMs`: below 1e11 it is seconds, below 1e14 milliseconds, above that micro- or nanoseconds."""
    if value < 100_000_000_000:
        return UnixMs(value * 1_000)
    if value < 100_000_000_000_000:
        return UnixMs(value)
    if value < 100_000_000_000_000_000:
        return UnixMs(value // 1_000)
    return UnixMs(value // 1_000_000)


def floor_to(at: UnixMs, span: DurationMs) -> UnixMs:
    """The start of the span-long bucket that holds `at`; buckets are aligned to the epoch, hence to UTC."""
    return UnixMs(at - at % span)
