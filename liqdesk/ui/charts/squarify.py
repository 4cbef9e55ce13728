"""Rectangles of given areas, as square as can be, that stay where they are while little changes; no Qt."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from liqdesk.domain.time import SECOND, DurationMs, UnixMs

Name = TypeVar("Name", bound=Hashable)

RELAID_EVERY = DurationMs(10 * SECOND)
OVERTAKES_AT = 1.15
"""A tile goes before its neighbour once it is so much larger."""
WORSE_BY = 1.5
"""Rows are cut anew once the longest tile is so much longer than it would be then."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle in logical pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def stretch(self) -> float:
        """The longer edge over the shorter one."""
        if min(self.width, self.height) <= 0:
            return float("inf")
        return max(self.width, self.height) / min(self.width, self.height)


def cut_into_rows(sizes: Sequence[float], width: float, height: float) -> tuple[int, ...]:
    """How many tiles each row takes so that the tiles are as square as can be; sizes are positive, the largest first."""
    scale = width * height / sum(sizes) if sizes else 1.0
    rows, first = [], 0
    while first < len(sizes):
        edge, count = min(width, height), 1
        best = _worst([sizes[first] * scale], edge)
        while first + count < len(sizes):
            worse = _worst([size * scale for size in sizes[first : first + count + 1]], edge)
            if worse > best:
                break
            best, count = worse, count + 1
        deep = sum(sizes[first : first + count]) * scale / edge
        width, height = (width - deep, height) if width >= height else (width, height - deep)
        rows.append(count)
        first += count
    return tuple(rows)


def _worst(areas: Sequence[float], edge: float) -> float:
    """The most stretched of the tiles that share an edge."""
    deep = sum(areas) / edge
    if deep <= 0:
        return float("inf")
    return max(max(deep * deep / area, area / (deep * deep)) for area in areas)


def laid(sizes: Sequence[float], rows: Sequence[int], width: float, height: float) -> list[Tile]:
    """The tiles of these rows; together they fill the room, each in the share of its size."""
    x = y = 0.0
    tiles: list[Tile] = []
    across, down, first = width, height, 0
    for count in rows:
        row = sizes[first : first + count]
        left = sum(sizes[first:])
        share = sum(row) / left if left > 0 else 0.0
        along = across >= down
        deep = (across if along else down) * share
        done = 0.0
        for size in row:
            part = (down if along else across) * (size / sum(row) if sum(row) else 0.0)
            tiles.append(Tile(x, y + done, deep, part) if along else Tile(x + done, y, part, deep))
            done += part
        if along:
            x, across = x + deep, across - deep
        else:
            y, down = y + deep, down - deep
        first += count
    return tiles


@dataclass(slots=True)
class SteadyTiles(Generic[Name]):
    """Lays tiles out, and leaves them alone for `RELAID_EVERY`; then in the same order and rows, unless that would be odd.

    `last`, where it is among the names, always comes last: it stands for everybody else.
    """

    last: Name
    order: tuple[Name, ...] = ()
    rows: tuple[int, ...] = ()
    tiles: dict[Name, Tile] = field(default_factory=dict)
    _room: tuple[float, float] = (0.0, 0.0)
    _at: UnixMs | None = None

    def due(self, at: UnixMs, width: float, height: float) -> bool:
        """Whether tiles may move: it is time, the clock was set back, or the room is another."""
        return self._at is None or (width, height) != self._room or not 0 <= at - self._at < RELAID_EVERY

    def forget(self) -> None:
        """Something else is shown: lay it out at once, without regard to how it was."""
        self._at, self.order, self.rows = None, (), ()

    def lay(self, sizes: Mapping[Name, float], at: UnixMs, width: float, height: float) -> None:
        """Lay out these sizes, each positive."""
        order = steady_order(self.order, {name: size for name, size in sizes.items() if name != self.last})
        if self.last in sizes:
            order = (*order, self.last)
        amounts = [sizes[name] for name in order]
        fresh = cut_into_rows(amounts, width, height)
        tiles = laid(amounts, fresh, width, height)
        if order == self.order and self.rows and (width, height) == self._room:
            same = laid(amounts, self.rows, width, height)
            if _oddness(same) <= WORSE_BY * _oddness(tiles):
                fresh, tiles = self.rows, same
        self.order, self.rows, self._room, self._at = order, fresh, (width, height), at
        self.tiles = dict(zip(order, tiles, strict=True))


def _oddness(tiles: Sequence[Tile]) -> float:
    return max((tile.stretch for tile in tiles), default=1.0)


def steady_order(before: Sequence[Name], sizes: Mapping[Name, float]) -> tuple[Name, ...]:
    """The largest first; who stood in a place keeps it until another is `OVERTAKES_AT` times as large."""
    order = [name for name in before if name in sizes]
    fresh = sorted((name for name in sizes if name not in set(before)), key=lambda name: -sizes[name])
    for place in range(1, len(order)):
        at = place
        while at > 0 and sizes[order[at]] > OVERTAKES_AT * sizes[order[at - 1]]:
            order[at - 1], order[at] = order[at], order[at - 1]
            at -= 1
    for name in fresh:
        at = len(order)
        while at > 0 and sizes[order[at - 1]] < sizes[name]:
            at -= 1
        order.insert(at, name)
    return tuple(order)
