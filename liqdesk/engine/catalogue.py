"""Instruments in memory, and the wish list of symbols nobody has listed yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

SPOKEN_QUOTES = ("USDT", "USDC", "USD")
"""What a coin's price is quoted in, the preferred first."""
GUESSES = 10_000
"""So many unlisted symbols of a venue are remembered; whoever sends more sends nonsense, and begins anew."""

LONGEST_GUESS = 200
"""No contract has a longer name; what has is not worth keeping in mind."""

Infer = Callable[[str], Instrument | None]


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where a venue's list came from, such as `live` or `bundled 2026-11-22`, and when."""

    name: str
    as_of: UnixMs | None


class Catalogue:
    """Finds the instrument of a symbol. An `InstrumentSource`.

    A symbol is what the venue's frames say, an instrument's wire name. One that no list holds gets what its name gives
    away, and its venue goes on the wish list.
    """

    def __init__(self, infer: Mapping[VenueId, Infer]) -> None:
        self._infer = infer
        self.listed: dict[VenueId, Mapping[str, Instrument]] = {venue: {} for venue in infer}
        self._inferred: dict[VenueId, dict[str, Instrument | None]] = {venue: {} for venue in infer}
        self._spokesmen: dict[VenueId, dict[str, str]] = {}
        self._sources: dict[VenueId, ListSource] = {}
        self._missing: set[VenueId] = set()

    def find(self, venue: VenueId, symbol: str) -> Instrument | None:
        """The listed instrument, else an inferred one, else None."""
        listed = self.listed.get(venue)
        if listed is None:
            return None
        found = listed.get(symbol)
        if found is not None:
            return found
        return self._guess(venue, symbol)

    def _guess(self, venue: VenueId, symbol: str) -> Instrument | None:
        inferred = self._inferred[venue]
        if len(symbol) > LONGEST_GUESS:
            return None
        if symbol not in inferred:
            if len(inferred) >= GUESSES:
                inferred.clear()
            inferred[symbol] = self._infer[venue](symbol)
            self._missing.add(venue)
        return inferred[symbol]

    def replace(self, venue: VenueId, instruments: Sequence[Instrument], source: str, as_of: UnixMs | None) -> None:
        """Put a venue's whole list in place. An instrument that says the same as before stays the same object."""
        old = self.listed[venue]
        self.listed[venue] = {new.wire_name: _kept(old.get(new.wire_name), new) for new in instruments}
        self._inferred[venue].clear()
        self._spokesmen.pop(venue, None)
        self._sources[venue] = ListSource(source, as_of)
        self._missing.discard(venue)

    def add(self, venue: VenueId, instruments: Sequence[Instrument], source: str, as_of: UnixMs | None) -> None:
        """Add to a venue's list, replacing symbols it names."""
        kept = {one.wire_name: one for one in self.of(venue)}
        kept.update((one.wire_name, one) for one in instruments)
        self.replace(venue, tuple(kept.values()), source, as_of)

    def of(self, venue: VenueId) -> Sequence[Instrument]:
        """The listed instruments of a venue."""
        return tuple(self.listed[venue].values())

    def source(self, venue: VenueId) -> ListSource | None:
        """Where the venue's list came from; None where there is none yet."""
        return self._sources.get(venue)

    def symbol_for(self, venue: VenueId, base: str) -> str | None:
        """The wire name whose mark price stands for a coin: its dollar-quoted perpetual, linear before inverse."""
        return self.spokesmen(venue).get(base)

    def spokesmen(self, venue: VenueId) -> Mapping[str, str]:
        """The wire name that stands for each coin of a venue, as `symbol_for` has it."""
        known = self._spokesmen.get(venue)
        if known is None:
            fit = [
                one
                for one in self.listed[venue].values()
                if one.expires_at is None and not one.tradfi and one.quote in SPOKEN_QUOTES
            ]
            fit.sort(key=lambda one: (one.settlement is not Settlement.LINEAR, SPOKEN_QUOTES.index(one.quote)))
            known = self._spokesmen[venue] = {}
            for one in fit:
                known.setdefault(one.base, one.wire_name)
        return known

    def take_missing(self) -> set[VenueId]:
        """Venues asked for an unlisted symbol since the last call."""
        missing, self._missing = self._missing, set()
        return missing


def _kept(old: Instrument | None, new: Instrument) -> Instrument:
    return old if old is not None and _says(old) == _says(new) else new


def _says(one: Instrument) -> tuple[object, ...]:
    return (
        one.symbol,
        one.base,
        one.quote,
        one.settlement,
        one.multiplier,
        one.scale,
        one.group,
        one.expires_at,
        one.tradfi,
        one.listed_at,
    )
