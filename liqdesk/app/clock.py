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
