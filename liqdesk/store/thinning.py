"""Which of many prices of a coin are worth keeping."""

from dataclasses import dataclass

from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

STEP = DurationMs(30 * SECOND)
PATIENCE = DurationMs(60 * SECOND)
"""Another venue's price takes over once the present one was silent for this long."""


@dataclass(slots=True)
class _Line:
    venue: VenueId
    heard_at: UnixMs
    kept_at: UnixMs


class PriceThinner:
    """Keeps one price per coin and half minute, from one venue as long as it speaks: a line must not zigzag."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def keeps(self, base: str, venue: VenueId, at: UnixMs) -> bool:
        """Whether this price is to be kept."""
        line = self._lines.get(base)
        if line is None:
            self._lines[base] = _Line(venue, at, at)
            return True
        if line.venue != venue:
            if at - line.heard_at < PATIENCE:
                return False
            line.venue = venue
        line.heard_at = max(line.heard_at, at)
        if at - line.kept_at < STEP:
            return False
        line.kept_at = at
        return True
