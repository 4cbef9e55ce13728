"""What may pass for a price, a size or a time; anything else never becomes a report."""

from datetime import UTC, datetime, timedelta

from liqdesk.domain.time import UnixMs, from_venue_time

SMALLEST = 1e-18
"""What is smaller is no price and no size, and would make infinite quantities or a price of nothing."""

LARGEST = 1e15
EARLIEST = 1_293_840_000_000
"""2011-01-01: no venue we know of is older."""
LATEST = 4_102_444_800_000
"""2100-01-01."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def plausible(*values: float) -> bool:
    """All between the smallest and the largest that can be; NaN fails the comparison."""
    return all(SMALLEST < value < LARGEST for value in values)


def event_time(value: int) -> UnixMs | None:
    """The venue's integer time, whatever its unit; None where it is no time of this century."""
    if EARLIEST < value < LATEST:
        return value  # type: ignore[return-value]  # the usual case, without the price of calling the NewType
    at = from_venue_time(value) if 0 < value < 1 << 63 else 0
    return UnixMs(at) if EARLIEST < at < LATEST else None


def listing_time(value: float) -> UnixMs | None:
    """When a contract was listed, by a list that says 0 or nothing where it does not know; whatever its unit."""
    return event_time(int(value)) if 0.0 < value < LARGEST else None


def iso_time(text: str) -> UnixMs | None:
    """The venue's ISO 8601 time, in UTC where it names no zone; None where it is no time of this century."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH
    ms = at // timedelta(milliseconds=1)
    return UnixMs(ms) if EARLIEST < ms < LATEST else None
