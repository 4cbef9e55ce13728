"""The matrix for people: venues down, faults across, a sign per cell and a legend of what failed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from liqdesk.simulator.publishing import FEEDS
from tests.faults.cases import CASES

PROPERTY = "fault matrix"
"""Under this name the report of a scene carries its row, from whichever process it was played in."""


class Row(NamedTuple):
    """A scene that was judged; `returns` are the seconds it took each venue to come back from an outage of under a minute."""

    name: str
    found: Mapping[str, Sequence[str]]
    returns: Sequence[float]

    @classmethod
    def read(cls, value: Any) -> "Row":
        """The row that a report carries."""
        return cls(*value)


class Table:
    """One column per scene that was played, in the order of the scripts."""

    def __init__(self, rows: Iterable[Row]) -> None:
        order = {case.name: number for number, case in enumerate(CASES)}
        self._rows = sorted(rows, key=lambda row: order[row.name])

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
        if order := sorted(seconds for row in self._rows for seconds in row.returns):
            p50, p95, p99 = (order[min(len(order) - 1, int(len(order) * share))] for share in (0.5, 0.95, 0.99))
            lines.append(
                f"back after an outage of under a minute: p50 {p50:.1f} s, p95 {p95:.1f} s, p99 {p99:.1f} s,"
                f" longest {order[-1]:.1f} s of {len(order)}"
            )
        return lines
