"""What all connections share about this computer: is it offline, does anything come through, and has it just slept."""

from collections.abc import Callable

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import SECOND, Clock, DurationMs
from liqdesk.feed.transport import NO_NETWORK, ConnectFailed

SLEPT = DurationMs(5 * SECOND)
SinceBoot = Callable[[], DurationMs | None]
"""A clock that neither stops in sleep nor is ever set; None where the system has none."""


class Host:
    """Offline is what it is when no venue's name resolves or no way leads anywhere, mute when no connection delivers.

    `came_back` is called when a way leads somewhere again, with None, or with the first connection that delivers.
    """

    def __init__(self, came_back: Callable[[object], None]) -> None:
        self._came_back = came_back
        self._lost: dict[str, bool] = {}
        self._delivering: set[object] = set()

    @property
    def offline(self) -> bool:
        """Whether everyone who tried last found no network."""
        return bool(self._lost) and all(self._lost.values())

    def failed(self, who: str, failure: ExpectedFailure) -> None:
        """A connect failed."""
        was = self.offline
        self._lost[who] = isinstance(failure, ConnectFailed) and failure.kind in NO_NETWORK
        if was and not self.offline:
            self._came_back(None)

    def reached(self, who: str) -> None:
        """A venue answered."""
        was = self.offline
        self._lost[who] = False
        if was:
            self._came_back(None)

    @property
    def mute(self) -> bool:
        """Whether several connections were tried and none delivers: then it is hardly the venues."""
        return len(self._lost) > 1 and not self._delivering

    def proved(self, link: object) -> None:
        """A connection delivers. Where none did, what kept it from that is over for all of them."""
        was = self.mute
        self._delivering.add(link)
        if was:
            self._came_back(link)

    def ended(self, link: object) -> None:
        """A connection is over."""
        self._delivering.discard(link)

    def forget(self, who: str) -> None:
        """This connection should no longer exist."""
        self._lost.pop(who, None)


class SleepWatch:
    """Notices, from tick to tick, that the computer slept or the program stood still.

    `since_boot` counts on in sleep, where a system has such a clock; without one the wall clock stands in for it, and one
    that is set ahead looks like sleep. A wall clock set back is none.
    """

    def __init__(self, clock: Clock, since_boot: SinceBoot = lambda: None) -> None:
        self._clock = clock
        self._since_boot = since_boot
        self._counted = self._count()
        self._monotonic = clock.monotonic()

    def slept(self) -> bool:
        """Whether more time has passed since the last call than a tick explains."""
        counted, monotonic = self._count(), self._clock.monotonic()
        passed, ran = counted - self._counted, monotonic - self._monotonic
        self._counted, self._monotonic = counted, monotonic
        return max(passed - ran, ran) > SLEPT

    def _count(self) -> int:
        counted = self._since_boot()
        return self._clock.now() if counted is None else counted
