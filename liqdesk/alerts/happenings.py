"""The events of the journal as alerts need them: which go on, what is part of what, and which were told late."""

from collections.abc import Iterator

from liqdesk.alerts.facts import BELATED, Area
from liqdesk.alerts.latches import event_area
from liqdesk.analytics.events import MARKET, Event, EventState, Level
from liqdesk.domain.time import UnixMs
from liqdesk.settings.rules import ScopeKind


class Happenings:
    """Hears events in any order; `news` says that something was told since `settle`."""

    def __init__(self) -> None:
        self._open: dict[str, Event] = {}
        self._closed: dict[str, Event] = {}
        self._unseen: list[str] = []
        self.stale: dict[str, Level] = {}
        """The level at which an event was told that had happened earlier: it is news only once it is louder."""
        self.news = False

    def hear(self, event: Event) -> None:
        """An event as it is told or as it stands."""
        before = self._open.get(event.id)
        if event.state is not EventState.OPEN:
            self._closed[event.id] = event
            self._open.pop(event.id, None)
            self.news = self.news or before is not None
            return
        if event.id in self._closed:
            return
        if before is None:
            self._unseen.append(event.id)
        changed = before is None or (before.level, before.parent) != (event.level, event.parent)
        self.news = self.news or changed
        self._open[event.id] = event

    def look(self, at: UnixMs) -> None:
        """Tell the events that were told late from those that are new."""
        for ident in self._unseen:
            event = self._open.get(ident)
            if event is not None and at - event.detected_at > BELATED:
                self.stale[ident] = event.level
        self._unseen.clear()

    def settle(self, at: UnixMs) -> None:
        """What was told is judged; let go of what ended long ago."""
        self.news = False
        for ident in [each for each, one in self._closed.items() if at - (one.closed_at or 0) > 15 * 60_000]:
            del self._closed[ident]
            self.stale.pop(ident, None)

    def open(self) -> tuple[Event, ...]:
        """What goes on, the market's first."""
        return tuple(sorted(self._open.values(), key=lambda event: (event.scope != MARKET, event.opened_at, event.id)))

    def known(self, ident: str) -> Event | None:
        """An event that goes on or ended lately."""
        return self._open.get(ident) or self._closed.get(ident)

    def over(self, ident: str) -> bool:
        """Whether it is known to have ended."""
        return ident in self._closed

    def covering(self, area: Area) -> Event | None:
        """The event that goes on and covers an area: the market's covers all, a coin's that coin."""
        return next((event for event in self._free() if covers(event, area)), None)

    def _free(self) -> Iterator[Event]:
        return (event for event in self.open() if event.parent is None)


def covers(event: Event, area: Area) -> bool:
    """Whether what happens in an area is part of an event."""
    return event.scope == MARKET or (area.kind is ScopeKind.COIN and area.coins == event_area(event).coins)
