"""The waves of an event: stretches that a pause of half a minute parts."""

import msgspec

from liqdesk.analytics.events import Wave
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs


class Tally(msgspec.Struct):
    """Micro-USD of longs and shorts, and rows."""

    long: int = 0
    short: int = 0
    count: int = 0

    def add(self, long: int, short: int, count: int) -> None:
        """Add to all three."""
        self.long += long
        self.short += short
        self.count += count

    def move_to(self, other: "Tally") -> None:
        """Give everything to another one."""
        other.add(self.long, self.short, self.count)
        self.long = self.short = self.count = 0


class Waves(msgspec.Struct):
    """Told every second in order; `start` is None between two waves. What came since the last active second is `tail`."""

    gap: int
    done: list[Wave] = []
    start: int | None = None
    last: int = 0
    body: Tally = msgspec.field(default_factory=Tally)
    tail: Tally = msgspec.field(default_factory=Tally)

    def push(self, second: int, active: bool, long: int, short: int, count: int) -> None:
        """One second, active or not, and what it brought."""
        if self.start is None:
            if not active:
                return
            self.start = second
        if count:
            self.tail.add(long, short, count)
        if active:
            self.tail.move_to(self.body)
            self.last = second
        elif second - self.last >= self.gap:
            self._finish()

    def _finish(self) -> None:
        wave = self._present()
        if wave is not None:
            self.done.append(wave)
        self.start, self.body, self.tail = None, Tally(), Tally()

    def _present(self) -> Wave | None:
        if self.start is None:
            return None
        start, end = UnixMs(self.start * 1_000), UnixMs((self.last + 1) * 1_000)
        return Wave(start, end, MicroUsd(self.body.long), MicroUsd(self.body.short), self.body.count)

    def all(self) -> tuple[Wave, ...]:
        """Every wave, the present one last."""
        present = self._present()
        return (*self.done, present) if present is not None else tuple(self.done)
