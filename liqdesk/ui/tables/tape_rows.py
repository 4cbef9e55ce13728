"""The rows of the tape: a bounded list behind a filter, newest first to whoever asks by number; no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liqdesk.analytics.choice import Choice
from liqdesk.domain.liquidation import Liquidation

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class TapeFilter:
    """What is shown: at least so many dollars, of a choice of coins, venues and side, or all; with what is no coin or without."""

    minimum_usd: int = 0
    choice: Choice | None = None
    tradfi: bool = True

    def passes(self, row: Liquidation) -> bool:
        """Whether a row is shown. A row whose size nobody knows is not taken for a small one."""
        if row.notional is not None and row.notional < self.minimum_usd * 1_000_000:
            return False
        if row.instrument.tradfi and not self.tradfi:
            return False
        return self.choice is None or self.choice.admits(row)


class TapeRows:
    """The newest rows that pass, at most `capacity`; `considered` counts all that were offered."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.considered = 0
        self._kept: list[Liquidation] = []

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, number: int) -> Liquidation:
        """Row `number`, the newest being 0."""
        return self._kept[-1 - number]

    def passing(self, fresh: Iterable[Liquidation], chosen: TapeFilter) -> list[Liquidation]:
        """Those of `fresh`, oldest first, that pass; at most as many as can be kept."""
        return [row for row in fresh if chosen.passes(row)][-self.capacity :]

    def overflow(self, coming: int) -> int:
        """How many of the oldest must go before `coming` rows fit."""
        return max(0, len(self._kept) + coming - self.capacity)

    def drop_oldest(self, count: int) -> None:
        """Let the oldest go."""
        del self._kept[:count]

    def add(self, rows: Sequence[Liquidation]) -> None:
        """Put these, oldest first, on top."""
        self._kept.extend(rows)

    def clear(self) -> None:
        """Start anew."""
        self._kept.clear()
        self.considered = 0
