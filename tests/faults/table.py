"""The matrix for people: venues down, faults across, a sign per cell and a legend of what failed."""

from collections.abc import Mapping, Sequence

from liqdesk.simulator.publishing import FEEDS
from tests.faults.cases import Case


class Table:
    """One column per scene that was played."""

    def __init__(self) -> None:
        self._cases: list[Case] = []
        self._found: list[Mapping[str, Sequence[str]]] = []
        self._returns: list[float] = []

    def add(self, case: Case, found: Mapping[str, Sequence[str]], returns: Sequence[float]) -> None:
        """A scene was judged; `returns` are the seconds it took each venue to come back from an outage of under a minute."""
        self._cases.append(case)
        self._found.append(found)
        self._returns += returns

    def lines(self) -> list[str]:
        """The whole table."""
        numbers = range(1, len(self._cases) + 1)
        width = max(map(len, FEEDS))
        lines = [f"{number:3d}  {case.name}" for number, case in zip(numbers, self._cases, strict=True)]
        lines.append(" " * width + "".join(f"{number:3d}" for number in numbers))
        failures: list[str] = []
        for feed in FEEDS:
            marks = [" ok" if not found.get(feed) and not found.get("all") else "  X" for found in self._found]
            lines.append(f"{feed:{width}}{''.join(marks)}")
        for number, found in zip(numbers, self._found, strict=True):
            failures += [f"{number:3d}  {feed}: {text}" for feed, texts in found.items() for text in texts]
        cells = len(self._cases) * len(FEEDS)
        failed = sum(bool(found.get(feed) or found.get("all")) for found in self._found for feed in FEEDS)
        lines += [*failures, f"{len(FEEDS)} venues x {len(self._cases)} scripts = {cells} cells, {failed} failed"]
        if self._returns:
            order = sorted(self._returns)
            p50, p95, p99 = (order[min(len(order) - 1, int(len(order) * share))] for share in (0.5, 0.95, 0.99))
            lines.append(
                f"back after an outage of under a minute: p50 {p50:.1f} s, p95 {p95:.1f} s, p99 {p99:.1f} s,"
                f" longest {order[-1]:.1f} s of {len(order)}"
            )
        return lines
