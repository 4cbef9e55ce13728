"""The largest single orders of the last day."""

import numpy as np

from liqdesk.analytics.buckets import Columns
from liqdesk.domain.liquidation import Liquidation

MINUTE_MS = 60_000


class Leaders:
    """Keeps the largest valued order of every minute."""

    def __init__(self) -> None:
        self._best: dict[int, Liquidation] = {}

    def add(self, rows: Columns) -> None:
        """Consider these rows; of equals the first one stays."""
        micro = np.where(rows.unvalued, -1, rows.micro)
        minutes = rows.at // MINUTE_MS
        for minute in np.unique(minutes).tolist():
            inside = np.flatnonzero(minutes == minute)
            entry = rows.rows[int(inside[np.argmax(micro[inside])])]
            best = self._best.get(minute)
            if entry.notional is not None and (best is None or (best.notional or 0) < entry.notional):
                self._best[minute] = entry

    def largest(self, since: int) -> Liquidation | None:
        """The largest order with at >= `since` (Unix ms); minutes that straddle it count by their largest."""
        return max(
            (best for best in self._best.values() if best.at >= since),
            key=lambda best: best.notional or 0,
            default=None,
        )

    def forget_before(self, at: int) -> None:
        """Let go of the minutes that end before `at`."""
        for minute in [minute for minute in self._best if (minute + 1) * MINUTE_MS <= at]:
            del self._best[minute]
