"""Keeps in the truth what the servers really sent, and who asked for what."""

from collections.abc import Sequence

from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push
from liqdesk.simulator.truth import Truth


class TruthLedger:
    """Writes a run of the servers into a `Truth`.

    Every event's line says to how many connections it was sent at once. Further lines:
    `{"resent": NUMBER, "venue": ...}` for each later sending to one connection, as history or as a replay, and
    `{"attempt": VENUE, "at": ..., "path": ..., "outcome": ...}` for each handshake or REST request.
    """

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def happened(self, event: Forced) -> None:
        """A venue had an event that the story does not tell."""
        self._truth.happen(event)

    def pushed(self, push: Push, sent: int) -> None:
        """A push went out to `sent` connections."""
        self._truth.publish(push, sent)

    def resent(self, venue: str, events: Sequence[Forced]) -> None:
        """These went out to one more connection."""
        for event in events:
            self._truth.note({"resent": event.number, "venue": venue})

    def attempt(self, venue: str, at_ms: int, path: str, outcome: str) -> None:
        """A client asked for a socket or a page."""
        self._truth.note({"attempt": venue, "at": at_ms, "path": path, "outcome": outcome})
