"""The machine's clocks."""

import time

from liqdesk.domain.time import DurationMs, UnixMs


class MachineClock:
    """A `Clock` that reads the machine."""

    def now(self) -> UnixMs:
        """The wall clock."""
        return UnixMs(time.time_ns() // 1_000_000)

    def monotonic(self) -> DurationMs:
        """Milliseconds since some start."""
        return DurationMs(time.monotonic_ns() // 1_000_000)


def since_boot() -> DurationMs | None:
    """Milliseconds since the start of the system, sleep included; None where it has no such clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return None if clock is None else DurationMs(time.clock_gettime_ns(clock) // 1_000_000)
