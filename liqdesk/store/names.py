"""The numbers that stand for markets and instruments on disk, and back."""

from typing import Any

import apsw

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

CACHED = 20_000
COLUMNS = "symbol, quote, settlement, multiplier, scale, product, expires_at, tradfi, listed_at"


class Names:
    """Looks up, and on first use writes, the number of a market or an instrument; on the SQL thread alone.

    A transaction that is rolled back takes its numbers with it: call `forget` then.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._markets: dict[tuple[str, str], int] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._of: dict[Instrument, int] = {}
        self._instruments: dict[int, Instrument] = {}

    def forget(self) -> None:
        """Ask the file again for everything."""
        for known in (self._markets, self._numbers, self._of, self._instruments):
            known.clear()

    def market(self, venue: str, base: str) -> int:
        """The number of a coin on a venue."""
        pair = (venue, base)
        number = self._markets.get(pair)
        if number is None:
            number = self._connection.execute("SELECT id FROM markets WHERE venue = ? AND base = ?", pair).get
            if number is None:
                self._connection.execute("INSERT INTO markets VALUES (NULL, ?, ?)", pair)
                number = self._connection.last_insert_rowid()
            self._markets[pair] = number
        return int(number)

    def instrument(self, one: Instrument) -> int:
        """The number of an instrument that says the same as `one`."""
        number = self._of.get(one)
        if number is None:
            if len(self._of) > CACHED:  # inferred instruments are new objects after every refresh of a list
                self._of.clear()
            number = self._of[one] = self._number(_words(self.market(one.venue, one.base), one))
        return number

    def _number(self, words: tuple[Any, ...]) -> int:
        number = self._numbers.get(words)
        if number is None:
            same = " AND ".join(f"{name} IS ?" for name in ("market", *COLUMNS.split(", ")))
            number = self._connection.execute(f"SELECT id FROM instruments WHERE {same}", words).get
            if number is None:
                marks = ", ?" * len(words)
                self._connection.execute(f"INSERT INTO instruments VALUES (NULL{marks})", words)
                number = self._connection.last_insert_rowid()
            self._numbers[words] = number
        return int(number)

    def sized(self) -> list[Instrument]:
        """Every contract whose size was known when it was last written down, the older ones first."""
        found: list[Any] = self._connection.execute(
            "SELECT id FROM instruments WHERE multiplier IS NOT NULL ORDER BY id"
        ).fetchall()
        return [self.known(number) for (number,) in found]

    def known(self, number: int) -> Instrument:
        """The instrument of a number; the same object every time."""
        found = self._instruments.get(number)
        if found is None:
            ((venue, base, *words),) = self._connection.execute(
                f"SELECT venue, base, {COLUMNS} FROM instruments JOIN markets ON markets.id = market"
                " WHERE instruments.id = ?",
                (number,),
            )
            found = self._instruments[number] = _instrument(venue, base, *words)
        return found


def _words(market: int, one: Instrument) -> tuple[Any, ...]:
    return (
        market,
        one.symbol,
        one.quote,
        one.settlement.value,
        one.multiplier,
        one.scale,
        one.group,
        one.expires_at,
        int(one.tradfi),
        one.listed_at,
    )


def _instrument(
    venue: str,
    base: str,
    symbol: str,
    quote: str,
    settlement: str,
    multiplier: float | None,
    scale: float,
    product: str,
    expires_at: int | None,
    tradfi: int,
    listed_at: int | None,
) -> Instrument:
    return Instrument(
        VenueId(venue),
        symbol,
        base,
        quote,
        Settlement(settlement),
        multiplier,
        scale,
        product,
        None if expires_at is None else UnixMs(expires_at),
        bool(tradfi),
        listed_at=None if listed_at is None else UnixMs(listed_at),
    )
