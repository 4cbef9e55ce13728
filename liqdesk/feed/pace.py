"""How fast a connection may speak: a few messages at once, then one each so often, counted on over reconnects."""

from liqdesk.domain.time import SECOND


class Pace:
    """Messages to one venue by one planned connection and its successors. Times are seconds of the loop."""

    def __init__(self) -> None:
        self._owed_until = float("-inf")

    def wait(self, now: float, every: float, at_once: int) -> float:
        """Seconds until another message may go out, 0 where it may at once."""
        return max(0.0, self._owed_until - (at_once - 1) * every / SECOND - now)

    def spoke(self, now: float, every: float) -> None:
        """A message went out."""
        self._owed_until = max(self._owed_until, now) + every / SECOND
