"""Covered time: a chain of proofs of life becomes spans, and a broken chain ends at its last proof."""

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import SECOND, DurationMs, UnixMs

CLOCK_JUMP = DurationMs(2 * SECOND)
"""The wall clock and the monotonic clock may drift apart this far between two proofs before the chain breaks."""


class ProofSpans:
    """The spans of one connection. A pause longer than `limit` between proofs, or a jump of the clock, ends a span.

    `pieces()` gives what changed since it was last asked; a span keeps its start while its end moves on.
    """

    def __init__(self, limit: DurationMs | None) -> None:
        self._limit = limit
        self._start: UnixMs | None = None
        self._end = UnixMs(0)
        self._at = DurationMs(0)
        self._finished: list[Span] = []
        self._told_end: UnixMs | None = None

    @property
    def current(self) -> Span | None:
        """The span that the next proof may go on with."""
        return None if self._start is None else Span(self._start, self._end)

    def prove(self, now: UnixMs, monotonic: DurationMs) -> None:
        """There is proof at this moment."""
        if self._start is None or self._broken(now, monotonic):
            self._finish()
            self._start = self._end = now
            self._told_end = None
        elif now > self._end:
            self._end = now
        self._at = monotonic

    def go_on_from(self, elder: "ProofSpans") -> None:
        """Take over the start of an overlapping elder connection, so that the lane's span goes on unbroken."""
        theirs = elder.current
        if theirs is not None and self._start is not None and theirs.start <= self._start <= theirs.end:
            self._start = theirs.start
            self._end = max(self._end, theirs.end)
            self._told_end = None

    def pieces(self) -> list[Span]:
        """Spans that are new or have grown since the last call, oldest first; never an empty one."""
        out, self._finished = self._finished, []
        if self._start is not None and self._end > self._start and self._end != self._told_end:
            self._told_end = self._end
            out.append(Span(self._start, self._end))
        return out

    def _broken(self, now: UnixMs, monotonic: DurationMs) -> bool:
        elapsed = monotonic - self._at
        if self._limit is not None and elapsed > self._limit:
            return True
        return abs((now - self._end) - elapsed) > CLOCK_JUMP

    def _finish(self) -> None:
        if self._start is not None and self._end > self._start and self._end != self._told_end:
            self._finished.append(Span(self._start, self._end))
