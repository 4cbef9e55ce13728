"""What somebody who reads only the rows must be told about the venues."""

from liqdesk.analytics.venue_lines import troubles_told
from liqdesk.analytics.views import LiveFrame, VenueView
from liqdesk.domain.feed_state import COVERING, LaneState
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

PATIENCE = DurationMs(10 * SECOND)
"""A connection that is back sooner is not worth a line."""

_OWN_LINE = frozenset({LaneState.DEGRADED, LaneState.RATE_LIMITED, LaneState.BLOCKED, LaneState.INCOMPATIBLE})


class Troubles:
    """Remembers what was seen and told, so that each trouble and its end are told once."""

    def __init__(self) -> None:
        self._since: dict[VenueId, UnixMs] = {}
        self._told: dict[VenueId, str] = {}
        self._were_live: set[VenueId] = set()

    def look(self, frame: LiveFrame) -> None:
        """Note which venues are live, for the end of the run."""
        self._were_live.update(venue.id for venue in frame.venues if venue.state in COVERING)

    def lines(self, frame: LiveFrame) -> list[str]:
        """The lines that this frame gives rise to."""
        return [line for venue in frame.venues if (line := self._line(venue, frame.at))]

    def never_live(self, frame: LiveFrame) -> str | None:
        """One sentence on the venues that were never live in this run and why, leaving out troubles that were told."""
        never = [
            venue
            for venue in frame.venues
            if venue.enabled and venue.id not in self._were_live and venue.id not in self._told
        ]
        return f"never live in this run: {troubles_told(never)}" if never else None

    def _line(self, venue: VenueView, at: UnixMs) -> str | None:
        if not venue.enabled or _is_fine(venue):
            self._since.pop(venue.id, None)
            told = self._told.pop(venue.id, None)
            return f"{venue.name}: {venue.sentence} again" if told and venue.enabled else None
        since = self._since.setdefault(venue.id, at)
        kind = _kind(venue)
        if at - since < PATIENCE or self._told.get(venue.id) == kind:
            return None
        self._told[venue.id] = kind
        return f"{venue.name}: {venue.sentence}"


def _is_fine(venue: VenueView) -> bool:
    return venue.state in COVERING and venue.state is not LaneState.DEGRADED


def _kind(venue: VenueView) -> str:
    """What makes a trouble another one: neither a count in its sentence nor the steps of one more attempt do."""
    return venue.state.value if venue.state in _OWN_LINE else "not heard"
