"""Where the tiles of a calendar lie: a column for each week, Monday at the top; arithmetic only, no Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
WEEK = 7
_LARGEST = 34.0


def date_of(number: int) -> date:
    """The calendar day of a number of days since 1970."""
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Grid:
    """Days `first` to below `until`, counted from 1970, on tiles `side` wide; the whole begins at `left`, `top`."""

    first: int
    until: int
    side: float
    left: float
    top: float

    @classmethod
    def fitted(cls, first: int, until: int, room: tuple[float, float], margin: tuple[float, float]) -> "Grid":
        """As large as there is room for in width and height, beside margins on the left and at the top; the newest weeks stay
        where not all have room.
        """
        width, height = room[0] - margin[0], room[1] - margin[1]
        side = max(1.0, min(height / WEEK, _LARGEST))
        weeks = (until - 1 - _monday(first)) // WEEK + 1
        if weeks * side > width:
            side = max(8.0, width / weeks)
        fits = max(1, int(width / side))
        first = max(first, _monday(until - 1) - (fits - 1) * WEEK)
        return cls(first, until, side, margin[0], margin[1])

    @property
    def weeks(self) -> int:
        """How many columns there are."""
        return (self.until - 1 - _monday(self.first)) // WEEK + 1

    def place(self, number: int) -> tuple[float, float]:
        """Left and top of a day's tile."""
        week, day = divmod(number - _monday(self.first), WEEK)
        return self.left + week * self.side, self.top + day * self.side

    def day_at(self, x: float, y: float) -> int | None:
        """The day whose tile is there; None where there is none."""
        week, day = int((x - self.left) // self.side), int((y - self.top) // self.side)
        number = _monday(self.first) + week * WEEK + day
        inside = week >= 0 and 0 <= day < WEEK and self.first <= number < self.until
        return number if inside else None

    def months(self) -> Iterator[tuple[float, date]]:
        """Where each month's name belongs: above the first week that begins in it."""
        before = -1
        for week in range(self.weeks):
            begun = date_of(max(self.first, _monday(self.first) + week * WEEK))
            if begun.month != before and (before != -1 or begun.day <= 2 * WEEK):
                yield self.left + week * self.side, begun
            before = begun.month


def strengths(amounts: Sequence[int]) -> list[float]:
    """How strong each day is drawn, 0 to 1: by its place between nothing and the largest, with small ones still told apart."""
    most = max(amounts, default=0)
    return [float((amount / most) ** 0.5) if most and amount > 0 else 0.0 for amount in amounts]


def _monday(number: int) -> int:
    """The Monday of a day's week; the first of January 1970 was a Thursday."""
    return number - (number + 3) % WEEK
