"""The price line of each coin over the last day, from one venue at a time."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.context import PriceLine
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

STEP = DurationMs(5 * SECOND)
PATIENCE = DurationMs(30 * SECOND)
"""Another venue's price takes over once the present one was silent for this long."""

FINE = DurationMs(2 * HOUR)
"""Of what is older, one point a minute is kept."""


@dataclass(slots=True)
class _Line:
    venue: VenueId
    # In quotes because array takes no parameters before Python 3.12.
    at: "array[int]" = field(default_factory=lambda: array("q"))
    price: "array[float]" = field(default_factory=lambda: array("d"))
    heard_at: int = 0


class Prices:
    """Price points per coin, one every few seconds, later one a minute; the newest always exact."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self.revision = 0

    def take(self, base: str, scale: float, tick: PriceTick, patience: DurationMs = PATIENCE) -> None:
        """Note a price of `base`; `scale` is how many coins one unit of the tick's symbol holds.

        `patience` is how long the present venue must have been silent for this one to take over.
        """
        line = self._lines.get(base)
        if line is None:
            line = self._lines[base] = _Line(tick.venue)
        if line.venue != tick.venue:
            if tick.at - line.heard_at < patience:
                return
            line.venue = tick.venue
        if tick.at < line.heard_at:
            return
        line.heard_at = tick.at
        price = tick.price / scale
        if len(line.at) > 1 and tick.at - line.at[-2] < STEP:
            line.at[-1], line.price[-1] = tick.at, price
        else:
            line.at.append(tick.at)
            line.price.append(price)
        self.revision += 1

    def restore(self, base: str, venue: VenueId, points: list[tuple[UnixMs, float]]) -> None:
        """Put earlier points, oldest first, before those already known."""
        line = self._lines.setdefault(base, _Line(venue))
        first = line.at[0] if line.at else None
        earlier = [(at, price) for at, price in points if first is None or at < first]
        line.at = array("q", [at for at, _ in earlier]) + line.at
        line.price = array("d", [price for _, price in earlier]) + line.price
        self.revision += 1

    def line(self, base: str, since: UnixMs) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Times in Unix ms and prices since `since`; a silence of over a minute is a NaN between its ends."""
        line = self._lines.get(base)
        if line is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        start = bisect_left(line.at, since)
        at = np.array(line.at, dtype=np.int64)[start:]
        price = np.array(line.price, dtype=np.float64)[start:]
        breaks = np.flatnonzero(at[1:] - at[:-1] > 2 * MINUTE) + 1
        if not len(breaks):
            return at, price
        return np.insert(at, breaks, at[breaks] - 1), np.insert(price, breaks, np.nan)

    def whole_line(self, base: str) -> tuple[Sequence[int], Sequence[float]]:
        """Times in Unix ms and prices of a coin, oldest first; both empty where none is known. Not to be kept: it grows."""
        line = self._lines.get(base)
        return ((), ()) if line is None else (line.at, line.price)

    def points(self, base: str, since: UnixMs) -> PriceLine | None:
        """The points since `since` as they are; None for a coin without any."""
        line = self._lines.get(base)
        if line is None:
            return None
        start = bisect_left(line.at, since)
        return PriceLine(line.venue, line.at[start:], line.price[start:])

    def latest(self, base: str) -> tuple[UnixMs, float] | None:
        """When the coin's price was last heard, and the price."""
        line = self._lines.get(base)
        return (UnixMs(line.at[-1]), line.price[-1]) if line and line.at else None

    def forget_before(self, at: UnixMs, now: UnixMs) -> None:
        """Let go of points older than `at`, and of most that are older than `FINE` at `now`."""
        for line in self._lines.values():
            if line.at and at - line.at[0] > DAY // 24:
                cut = bisect_left(line.at, at)
                del line.at[:cut], line.price[:cut]
            old = bisect_left(line.at, now - FINE)
            if old:
                minutes = np.array(line.at[:old], dtype=np.int64) // MINUTE
                last = np.append(np.flatnonzero(np.diff(minutes)), old - 1).tolist()
                if len(last) < old:
                    line.at[:old] = array("q", [line.at[index] for index in last])
                    line.price[:old] = array("d", [line.price[index] for index in last])
