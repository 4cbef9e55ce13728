"""The matrix for people: venues down, faults across, a sign per cell and a legend of what failed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from liqdesk.simulator.publishing import FEEDS
from tests.faults.cases import CASES, SOON

PROPERTY = "fault matrix"
"""Under this name the report of a scene carries its row, from whichever process it was played in."""

SLOWEST = 10
"""So many of the slowest returns are named."""


class Row(NamedTuple):
    """A scene that was judged; `returns` are the seconds it took each venue to come back from an outage of under a minute."""

    name: str
    found: Mapping[str, Sequence[str]]
    returns: Mapping[str, float]

    @classmethod
    def read(cls, value: Any) -> "Row":
        """The row that a report carries."""
        return cls(*value)


class Table:
    """One column per scene that was played, in the order of the scripts."""

    def __init__(self, rows: Iterable[Row]) -> None:
        order = {case.name: number for number, case in enumerate(CASES)}
        self._rows = sorted(rows, key=lambda row: order[row.name])

    @property
    def complete(self) -> bool:
        """Whether every script was played."""
        return len(self._rows) == len(CASES)

    @property
    def returns(self) -> dict[float, float]:
        """After how many seconds which share was back; empty where no script is of an outage."""
        order = sorted(seconds for row in self._rows for seconds in row.returns.values())
        return {share: order[min(len(order) - 1, int(len(order) * share))] for share in SOON if order}

    def lines(self) -> list[str]:
        """The whole table."""
        numbers = range(1, len(self._rows) + 1)
        width = max(map(len, FEEDS))
        lines = [f"{number:3d}  {row.name}" for number, row in zip(numbers, self._rows, strict=True)]
        lines.append(" " * width + "".join(f"{number:3d}" for number in numbers))
        failures: list[str] = []
        for feed in FEEDS:
            marks = [" ok" if not row.found.get(feed) and not row.found.get("all") else "  X" for row in self._rows]
            lines.append(f"{feed:{width}}{''.join(marks)}")
        for number, row in zip(numbers, self._rows, strict=True):
            failures += [f"{number:3d}  {feed}: {text}" for feed, texts in row.found.items() for text in texts]
        cells = len(self._rows) * len(FEEDS)
        failed = sum(bool(row.found.get(feed) or row.found.get("all")) for row in self._rows for feed in FEEDS)
        lines += [*failures, f"{len(FEEDS)} venues x {len(self._rows)} scripts = {cells} cells, {failed} failed"]
        if self.returns:
            slow = sorted(((s, feed, row.name) for row in self._rows for feed, s in row.returns.items()), reverse=True)
            told = ", ".join(f"p{share * 100:.0f} {seconds:.1f} s" for share, seconds in self.returns.items())
            lines.append(f"back after an outage of under a minute: {told}, of {len(slow)}; the slowest:")
            lines += [f"{seconds:6.1f} s  {feed}: {name}" for seconds, feed, name in slow[:SLOWEST]]
        return lines
