"""A choice among rows and sums, as SQL beside the time that is asked for."""

from dataclasses import dataclass
from typing import Any

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import POSITIONS


@dataclass(frozen=True, slots=True)
class Among:
    """Only these venues, coins, one side, and orders of at least so much; None is any. Rows without a value have no size."""

    venues: frozenset[VenueId] | None = None
    bases: frozenset[str] | None = None
    side: PositionSide | None = None
    minimum: MicroUsd | None = None

    def markets(self) -> tuple[str, list[Any]]:
        """Which lines of `markets`: a condition and its values."""
        terms, values = ["true"], list[Any]()
        for column, names in (("venue", self.venues), ("base", self.bases)):
            if names is not None:
                terms.append(f"{column} IN ({', '.join('?' * len(names))})")
                values += sorted(names)
        return " AND ".join(terms), values

    def position(self) -> tuple[str, list[Any]]:
        """Which side: a condition and its values."""
        return ("true", []) if self.side is None else ("position = ?", [POSITIONS.index(self.side)])

    def rows(self) -> tuple[str, list[Any]]:
        """Which lines of `liquidations`: a condition and its values."""
        condition, values = self.position()
        if self.venues is not None or self.bases is not None:
            markets, more = self.markets()
            condition += (
                " AND instrument IN (SELECT instruments.id FROM instruments JOIN markets ON markets.id = market"
                f" WHERE {markets})"
            )
            values += more
        if self.minimum is not None:
            condition += " AND micro >= ?"
            values.append(self.minimum)
        return condition, values


EVERYTHING = Among()
