"""The stretch of time a chart shows: following the present, or where the user took it."""

from dataclasses import dataclass, replace

from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs

_LEAST_BUCKETS = 8
ROOM = 0.012
"""The part of what is drawn that is kept free right of the live edge."""


def usual_span(bucket: DurationMs) -> DurationMs:
    """How much a chart of this bar width shows at first."""
    if bucket <= MINUTE:
        return DurationMs(2 * HOUR)
    return DurationMs(8 * HOUR) if bucket <= 5 * MINUTE else DAY


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """What is shown: `span` wide, ending at `end`, or at the live edge while `following`.

    `first` is the oldest moment there is, `live` the end of the open bucket; `end` is meant while not following.
    """

    bucket: DurationMs
    span: float
    first: UnixMs
    live: UnixMs
    end: float
    following: bool = True

    @classmethod
    def of(cls, bucket: DurationMs, first: UnixMs, live: UnixMs) -> "TimeWindow":
        """A window that follows, as wide as is usual."""
        return cls(bucket, float(usual_span(bucket)), first, live, float(live))

    @property
    def shown(self) -> tuple[float, float]:
        """Start and end of what is drawn, Unix ms; a little room is kept right of the live edge."""
        end = self.live + self.span * ROOM if self.following else self.end
        return end - self.span, end

    def moved_on(self, bucket: DurationMs, first: UnixMs, live: UnixMs) -> "TimeWindow":
        """The same look-out when the data moved on, or when the bars became wider or narrower."""
        if bucket == self.bucket:
            return replace(self, first=first, live=live)
        span = float(usual_span(bucket)) if self.following else max(self.span, float(_LEAST_BUCKETS * bucket))
        return replace(self, bucket=bucket, first=first, live=live, span=span)

    def zoomed(self, factor: float, around: float) -> "TimeWindow":
        """`factor` times as much time, with the moment `around` kept in its place."""
        start, end = self.shown
        span = min(max(self.span * factor, float(_LEAST_BUCKETS * self.bucket)), self._widest)
        share = (around - start) / (end - start)
        return self._at(span, around + (1 - share) * span)

    def panned(self, by: float) -> "TimeWindow":
        """`by` milliseconds later."""
        return self._at(self.span, self.shown[1] + by)

    def at_start(self) -> "TimeWindow":
        """The oldest stretch there is."""
        return self._at(self.span, self.first + self.span)

    def showing(self, start: float, end: float) -> "TimeWindow":
        """Moved by as little as brings the stretch into sight."""
        left, right = self.shown
        if end > right:
            return self.panned(end - right)
        return self.panned(start - left) if start < left else self

    def follow(self) -> "TimeWindow":
        """Back to the present."""
        return replace(self, following=True)

    def at(self, start: float, end: float, following: bool) -> "TimeWindow":
        """So much time as from `start` to `end`, up to the present or with the same middle."""
        span = min(max(end - start, float(_LEAST_BUCKETS * self.bucket)), self._widest)
        if following:
            return replace(self, span=span, following=True)
        return self._at(span, (start + end) / 2 + span / 2)

    @property
    def _widest(self) -> float:
        return (self.live - self.first) * (1 + 2 * ROOM)

    def _at(self, span: float, end: float) -> "TimeWindow":
        """That stretch, as far as there is anything; one that reaches the live edge and its room follows again."""
        room = span * ROOM
        newest = self.live + room
        end = min(max(end, min(self.first - room + span, newest)), newest)
        return replace(self, span=span, end=end, following=end >= newest)
