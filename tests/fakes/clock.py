"""A clock that a test moves by hand; any thread may read it."""

from liqdesk.domain.time import DurationMs, UnixMs
from tests.fakes.rows import T0


class StepClock:
    """A `Clock` that stands still until `step`."""

    def __init__(self, now: UnixMs = T0) -> None:
        self._now = now
        self._monotonic = 0

    def now(self) -> UnixMs:
        return self._now

    def monotonic(self) -> DurationMs:
        return DurationMs(self._monotonic)

    def step(self, by: int) -> None:
        self._now = UnixMs(self._now + by)
        self._monotonic += by
