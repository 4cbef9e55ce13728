"""The largest single orders of the last day."""

from collections.abc import Callable

import numpy as np

from liqdesk.analytics.buckets import Columns
from liqdesk.domain.liquidation import Liquidation

MINUTE_MS = 60_000
_FOUND_KEPT = 4


class Leaders:
    """Keeps the largest valued order of every minute; of what is no coin apart, for while `with_tradfi` is on."""

    def __init__(self) -> None:
        self._best: dict[tuple[int, bool], Liquidation] = {}
        self._found: list[tuple[int, Liquidation]] = []
        self._tradfi_in_force = False

    @property
    def with_tradfi(self) -> bool:
        """Whether what is no coin is among them."""
        return self._tradfi_in_force

    @with_tradfi.setter
    def with_tradfi(self, on: bool) -> None:
        self._tradfi_in_force = on
        self._found.clear()

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
            self._found = [one for one in self._found if (one[1].notional or 0) > entry.notional]

    def _correct(self, entry: Liquidation) -> None:
        place = entry.at // MINUTE_MS, entry.instrument.tradfi
        best = self._best.get(place)
        if best is not None and best.key == entry.key:
            self._best[place] = entry
            self._found.clear()

    def largest(self, since: int) -> Liquidation | None:
        """The largest order with at >= `since` (Unix ms); minutes that straddle it count by their largest.

        What was found since an earlier moment is still it, for as long as it is in sight and no larger one came.
        """
        for asked, known in self._found:
            if asked <= since <= known.at:
                return known
        found = self.largest_of(since, lambda row: True)
        if found is not None:
            self._found = [*self._found[-_FOUND_KEPT + 1 :], (since, found)]
        return found

    def largest_of(self, since: int, admits: Callable[[Liquidation], bool]) -> Liquidation | None:
        """The same of those that are admitted; there may be a larger one that was not the largest of its minute."""
        largest, most = None, -1
        minute = since // MINUTE_MS
        for (place, tradfi), best in self._best.items():
            if place >= minute and (best.notional or 0) > most and best.at >= since:
                if (tradfi and not self._tradfi_in_force) or not admits(best):
                    continue
                largest, most = best, best.notional or 0
        return largest

    def forget_before(self, at: int) -> None:
        """Let go of the minutes that end before `at`."""
        for place in [place for place in self._best if (place[0] + 1) * MINUTE_MS <= at]:
            del self._best[place]
