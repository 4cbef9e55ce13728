"""Whose turn it is to try a venue at which nothing works, so that its connections do not all spend its patience at once."""

from random import Random

from liqdesk.domain.time import SECOND, Clock, DurationMs
from liqdesk.feed.backoff import FLOOR, full_jitter

LOOK_AGAIN = SECOND
"""Who waits for another's try looks this often whether it succeeded."""


class Trials:
    """Shared by the connections of one venue. While one of them works, or none has failed, each tries when it likes.

    Otherwise one tries at a time, later after each failure; when it succeeds the others follow at once.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._working: set[object] = set()
        self._trying: object | None = None
        self._failures = 0
        self._began = DurationMs(0)
        self._next_at = DurationMs(0)

    @property
    def in_doubt(self) -> bool:
        """Whether nothing works and something failed."""
        return self._failures > 0 and not self._working

    def wait(self, who: object) -> DurationMs:
        """How long until `who` should ask again; 0 means that it is its turn, and then it must say how that `ended`."""
        if not self.in_doubt:
            return DurationMs(0)
        if self._trying is not None and self._trying is not who:
            return LOOK_AGAIN
        early = DurationMs(self._next_at - self._clock.monotonic())
        if early > 0:
            return early
        self._trying = who
        self._began = self._clock.monotonic()
        return DurationMs(0)

    def hurry(self) -> None:
        """Whoever's turn it is may try now, and soon again: what the earlier tries failed at may be over."""
        self._next_at = self._clock.monotonic()
        self._failures = min(self._failures, 1)

    def proved(self, who: object) -> None:
        """This connection works."""
        self._working.add(who)
        self._failures = 0
        self._trying = None

    def failed(self, random: Random) -> None:
        """A connection that reached the venue ended without ever having worked; a long try was part of the delay."""
        if not self._working:
            now = self._clock.monotonic()
            began = self._began if self.in_doubt else now
            self._next_at = DurationMs(max(now + FLOOR, began + full_jitter(self._failures, random)))
            self._failures += 1

    def ended(self, who: object) -> None:
        """This connection is over, or never came about."""
        self._working.discard(who)
        if self._trying is who:
            self._trying = None
