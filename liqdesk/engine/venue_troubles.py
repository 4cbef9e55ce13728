"""Which venues are in trouble, of what kind and since when, from the last words of their lanes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from liqdesk.alerts.facts import VenueTrouble
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.venue_lines import venue_state
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.settings.rules import Trouble

_FINE = frozenset({LaneState.LIVE, LaneState.QUIET, LaneState.DEGRADED, LaneState.DISABLED, LaneState.PAUSED})
_KINDS = {LaneState.BLOCKED: Trouble.BLOCKED, LaneState.SUSPECT: Trouble.SILENT, LaneState.STALE: Trouble.SILENT}
_TRYING = frozenset({LaneState.CONNECTING, LaneState.SUBSCRIBING, LaneState.WARMING})
"""A venue that refuses us or is silent is tried again now and then; that alone is no change of its trouble."""


@dataclass(slots=True)
class _Trouble:
    kind: Trouble
    since: UnixMs


class VenueTroubles:
    """Remembers since when each venue has not been heard, whatever its trouble was called meanwhile."""

    def __init__(self, venues: Mapping[VenueId, VenueInfo], coverage: CoverageLedger) -> None:
        self._venues = venues
        self._coverage = coverage
        self._known: dict[VenueId, _Trouble] = {}

    def look(self, at: UnixMs, monotonic: DurationMs, listened: Collection[VenueId]) -> tuple[VenueTrouble, ...]:
        """The troubles of the venues that are listened to, at this moment."""
        for venue in [venue for venue in self._known if venue not in listened]:
            del self._known[venue]
        found = []
        for venue, info in self._venues.items():
            if venue not in listened:
                continue
            state, _ = venue_state(info, True, self._coverage.statuses(venue), monotonic)
            known = self._known.get(venue)
            if state in _FINE:
                self._known.pop(venue, None)
                continue
            if known is None:
                known = self._known[venue] = _Trouble(_KINDS.get(state, Trouble.DOWN), at)
            elif state not in _TRYING:
                known.kind = _KINDS.get(state, Trouble.DOWN)
            found.append(VenueTrouble(venue, info.name, known.kind, known.since))
        return tuple(found)
