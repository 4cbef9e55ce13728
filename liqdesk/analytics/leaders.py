"""The largest single orders of the last day."""

from liqdesk.domain.liquidation import Liquidation

MINUTE_MS = 60_000


class Leaders:
    """Keeps the largest valued order of every minute; of what is no coin apart, for while `with_tradfi` is on."""

    def __init__(self) -> None:
        self._best: dict[tuple[int, bool], Liquidation] = {}
        self.with_tradfi = False

    def add(self, entry: Liquidation) -> None:
        """Consider one row."""
        notional = entry.notional
        if notional is None:
            return
        place = entry.at // MINUTE_MS, entry.instrument.tradfi
        best = self._best.get(place)
        if best is not None and entry.corrects is not None and best.key == entry.key:
            self._best[place] = entry
        if not entry.countable:
            return
        if best is None or best.notional is None or best.notional < notional:
            self._best[place] = entry

    def largest(self, since: int) -> Liquidation | None:
        """The largest order with at >= `since` (Unix ms); minutes that straddle it count by their largest."""
        return max(
            (best for (_, tradfi), best in self._best.items() if best.at >= since and (self.with_tradfi or not tradfi)),
            key=lambda best: best.notional or 0,
            default=None,
        )

    def forget_before(self, at: int) -> None:
        """Let go of the minutes that end before `at`."""
        for place in [place for place in self._best if (place[0] + 1) * MINUTE_MS <= at]:
            del self._best[place]
