"""The largest single orders of the last day."""

from collections.abc import Callable

import numpy as np

from liqdesk.analytics.buckets import Columns
from liqdesk.domain.liquidation import Liquidation

MINUTE_MS = 60_000


class Leaders:
    """Keeps the largest valued order of every minute; of what is no coin apart, for while `with_tradfi` is on."""

    def __init__(self) -> None:
        self._best: dict[tuple[int, bool], Liquidation] = {}
        self.with_tradfi = False

    def add(self, rows: Columns) -> None:
        """Consider these rows; of equals the first one stays. A correction takes the place of the row it corrects."""
        micro = np.where(rows.unvalued | (rows.ones == 0), -1, rows.micro)
        tradfi = np.fromiter([row.instrument.tradfi for row in rows.rows], np.int64, len(rows.at))
        places = rows.at // MINUTE_MS * 2 + tradfi
        for place in sorted(set(places.tolist())):  # np.unique loads for a fifth of a second when it is first called
            inside = np.flatnonzero(places == place)
            entry = rows.rows[int(inside[np.argmax(micro[inside])])]
            self._consider((place // 2, bool(place % 2)), entry)
        for index in np.flatnonzero(rows.ones == 0).tolist():
            self._correct(rows.rows[index])

    def _consider(self, place: tuple[int, bool], entry: Liquidation) -> None:
        best = self._best.get(place)
        if entry.notional is None or entry.corrects is not None:
            return
        if best is None or (best.notional or 0) < entry.notional:
            self._best[place] = entry

    def _correct(self, entry: Liquidation) -> None:
        place = entry.at // MINUTE_MS, entry.instrument.tradfi
        best = self._best.get(place)
        if best is not None and best.key == entry.key:
            self._best[place] = entry

    def largest(self, since: int, admits: Callable[[Liquidation], bool] = lambda row: True) -> Liquidation | None:
        """The largest order with at >= `since` (Unix ms); minutes that straddle it count by their largest.

        Of those that are admitted there may be a larger one: one that was not the largest of its minute.
        """
        largest, most = None, -1
        minute = since // MINUTE_MS  # asked at each repaint: most of a day is left out by its minute alone
        for (place, tradfi), best in self._best.items():
            if place >= minute and (best.notional or 0) > most and best.at >= since:
                if (tradfi and not self.with_tradfi) or not admits(best):
                    continue
                largest, most = best, best.notional or 0
        return largest

    def forget_before(self, at: int) -> None:
        """Let go of the minutes that end before `at`."""
        for place in [place for place in self._best if (place[0] + 1) * MINUTE_MS <= at]:
            del self._best[place]
