"""A choice of coins, venues and side: what a filter lets through."""

from dataclasses import dataclass, replace

from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.venue import VenueId


@dataclass(frozen=True, slots=True)
class Choice:
    """Some coins on some venues, of one side or both; None stands for all.

    `but` adds every coin that is not among these to the `bases`, as the group of all others does.
    """

    bases: frozenset[str] | None = None
    but: frozenset[str] | None = None
    venues: frozenset[VenueId] | None = None
    side: PositionSide | None = None

    def has_coin(self, base: str) -> bool:
        """Whether a coin is among them."""
        return self.bases is None or base in self.bases or (self.but is not None and base not in self.but)

    def holds(self, base: str, venue: str) -> bool:
        """Whether a coin on a venue is among them, of whatever side."""
        return self.has_coin(base) and (self.venues is None or venue in self.venues)

    def admits(self, row: Liquidation) -> bool:
        """Whether a row is among them."""
        if self.side is not None and row.position is not self.side:
            return False
        return self.holds(row.instrument.base, row.instrument.venue)


def of_coin(choice: Choice | None, base: str | None) -> Choice | None:
    """The same with one coin in place of its coins; None where that is everything."""
    if base is None:
        return choice
    return replace(choice or Choice(), bases=frozenset((base,)), but=None)


def venues_of(choice: Choice | None) -> frozenset[VenueId] | None:
    """The venues of a choice; None for all."""
    return None if choice is None else choice.venues


def side_of(choice: Choice | None) -> PositionSide | None:
    """The side of a choice; None for both."""
    return None if choice is None else choice.side
