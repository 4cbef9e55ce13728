"""The days and hours of a clock on the wall, which is put forward and back."""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

import numpy as np

from liqdesk.analytics.past.views import Ints
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs

Ahead = Callable[[int], int]
"""How many ms a clock on the wall is ahead of UTC at a moment in Unix ms."""


def in_utc(at: int) -> int:
    """The clock of UTC is never ahead of itself."""
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class WallClock:
    """A zone's clock over some stretch: from `since[i]` on it is `ahead[i]` ms ahead of UTC; the first holds for all before."""

    since: Ints
    ahead: Ints

    @classmethod
    def over(cls, span: Span, ahead: Ahead) -> "WallClock":
        """Looks at every day of a stretch, and between days that differ for the minute at which the clock was changed."""
        begin, end = span.start - 2 * DAY, span.end + 2 * DAY
        since, values = [begin], [ahead(begin)]
        for at in range(begin, end, DAY):
            later = ahead(at + DAY)
            if later != values[-1]:
                since.append(_change(at, at + DAY, ahead))
                values.append(later)
        return cls(np.array(since, dtype=np.int64), np.array(values, dtype=np.int64))

    @property
    def unit(self) -> DurationMs:
        """The widest of an hour, a quarter and a minute by whose whole ones every offset can be told."""
        common = gcd(HOUR, *self.ahead.tolist())
        return HOUR if common == HOUR else DurationMs(15 * MINUTE) if common % (15 * MINUTE) == 0 else MINUTE

    def wall(self, at: Ints) -> Ints:
        """Moments as the wall shows them, in ms since its 1970."""
        place = np.maximum(np.searchsorted(self.since, at, side="right") - 1, 0)
        shown: Ints = at + self.ahead[place]
        return shown

    def days(self, span: Span) -> tuple[int, int]:
        """The first calendar day that a stretch touches and the one after the last, counted from 1970."""
        first, last = self.wall(np.array((span.start, max(span.start, span.end - 1)), dtype=np.int64)) // DAY
        return int(first), int(last) + 1

    def midnight(self, day: int) -> UnixMs:
        """The moment a calendar day begins: the first that is shown as belonging to it."""
        low, high = day * DAY - 2 * DAY, day * DAY + 2 * DAY
        minutes = np.arange(low, high, self.unit, dtype=np.int64)
        return UnixMs(int(minutes[np.argmax(self.wall(minutes) >= day * DAY)]))

    def edges(self, first: int, until: int) -> Ints:
        """When each of these days begins, and when the last is over."""
        return np.array([self.midnight(day) for day in range(first, until + 1)], dtype=np.int64)


def _change(before: int, after: int, ahead: Ahead) -> int:
    """The minute in which the clock was changed; `before` and `after` are on both sides of it."""
    later = ahead(after)
    while after - before > MINUTE:
        middle = before + (after - before) // 2 // MINUTE * MINUTE
        before, after = (before, middle) if ahead(middle) == later else (middle, after)
    return after
