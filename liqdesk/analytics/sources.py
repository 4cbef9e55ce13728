"""Which venues a coin's money comes from: whether a minute was watched well enough to teach, and whose class changed."""

from collections.abc import Iterable, Mapping

import msgspec

from liqdesk.analytics.events import MARKET
from liqdesk.analytics.seconds import Part
from liqdesk.domain.venue import Completeness, VenueId

TAUGHT_FROM = 0.9
"""A minute teaches when the venues that were watched usually bring so much of the money."""
FELT_FROM = 0.1
"""A change of class is felt by the coins of which the venue brings so much."""
HALVED_EVERY = 1_440
"""Minutes after which older money counts half."""


class SourcesState(msgspec.Struct, frozen=True):
    """The sources at rest: money by coin and venue, and the class each venue was last seen with."""

    money: dict[str, dict[VenueId, float]]
    classes: dict[VenueId, Completeness]
    minutes: int
    fresh: dict[str, dict[VenueId, int]]


class Sources:
    """Told of every part; asked at the end of each minute."""

    def __init__(self, state: SourcesState | None = None) -> None:
        self._money = state.money if state else {}
        self._classes = state.classes if state else {}
        self._minutes = state.minutes if state else 0
        self._fresh = state.fresh if state else {}

    def take(self, parts: Iterable[Part]) -> set[str]:
        """Note the parts of one second; gives the scopes whose baselines a change of class has made worthless."""
        changed: set[VenueId] = set()
        for part in parts:
            venue = part.venue
            if self._classes.get(venue) is not part.completeness:
                if venue in self._classes:
                    changed.add(venue)
                self._classes[venue] = part.completeness
            for scope in (part.base, MARKET):
                held = self._fresh.get(scope)
                if held is None:
                    held = self._fresh[scope] = {}
                held[venue] = held.get(venue, 0) + part.micro
        return {scope for venue in changed for scope in self._fed_by(venue)}

    def _fed_by(self, venue: VenueId) -> set[str]:
        return {
            scope for scope, money in self._money.items() if money.get(venue, 0.0) >= FELT_FROM * sum(money.values())
        }

    def minute_over(self) -> None:
        """The minute's money becomes part of what is usual; old money fades."""
        for scope, venues in self._fresh.items():
            held = self._money.setdefault(scope, {})
            for venue, micro in venues.items():
                held[venue] = held.get(venue, 0.0) + micro
        self._fresh.clear()
        self._minutes += 1
        if self._minutes % HALVED_EVERY == 0:
            self._money = {
                scope: {venue: money / 2 for venue, money in venues.items() if money >= 2.0}
                for scope, venues in self._money.items()
            }

    def teaches(self, shares: Mapping[VenueId, float]) -> bool:
        """Whether a minute in which each expected venue was covered so far says anything about what is usual."""
        if not shares or not any(shares.values()):
            return False
        weights = self._money.get(MARKET, {})
        total = sum(weights.get(venue, 0.0) for venue in shares)
        if total <= 0:
            return sum(shares.values()) >= TAUGHT_FROM * len(shares)
        return sum(weights.get(venue, 0.0) * share for venue, share in shares.items()) >= TAUGHT_FROM * total

    def saved(self) -> SourcesState:
        """Everything, for the disk."""
        return SourcesState(self._money, self._classes, self._minutes, self._fresh)
