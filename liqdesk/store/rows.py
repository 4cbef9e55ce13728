"""Liquidations as rows: written once each, summed into minutes and hours in the same transaction."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

import apsw

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId

INSERT = f"INSERT OR IGNORE INTO liquidation VALUES (NULL{', ?' * 17})"
SELECT = """
SELECT at, received_at, instrument, position, price, price_kind, quantity_base, micro_usd, kind, history, completeness,
       size, venue_price, occurrence, ident
FROM liquidation WHERE at >= ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?
"""
SUM_INTO = """
INSERT INTO {table} SELECT liquidation.at - liquidation.at % {span}, venue, base, position,
    coalesce(sum(micro_usd), 0), count(*), sum(micro_usd IS NULL)
FROM liquidation JOIN instrument ON instrument.id = liquidation.instrument
WHERE liquidation.id > ? AND kind <> 'deleverage' GROUP BY 1, 2, 3, 4
ON CONFLICT DO UPDATE SET micro_usd = micro_usd + excluded.micro_usd, count = count + excluded.count,
    unvalued = unvalued + excluded.unvalued
"""
SUMS = {"minute": 60_000, "hour": 3_600_000}


class RowStore:
    """Rows on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._numbers: dict[Instrument, int] = {}
        self._same: dict[tuple[object, ...], int] = {}
        self._instruments: dict[int, Instrument] = {}
        for number, *words in connection.execute("SELECT * FROM instrument"):
            self._instruments[number] = _instrument(words)
            self._same[tuple(words)] = number

    def insert(self, entries: Sequence[Liquidation], source: str) -> int:
        """Write the rows that are not there yet, inside the caller's transaction; returns how many were new."""
        newest = self._connection.execute("SELECT coalesce(max(id), 0) FROM liquidation").get
        self._connection.executemany(INSERT, self._tuples(entries, source))
        for table, span in SUMS.items():
            self._connection.execute(SUM_INTO.format(table=table, span=span), (newest,))
        count = self._connection.execute("SELECT count(*) FROM liquidation WHERE id > ?", (newest,)).get
        return int(count)

    def _tuples(self, entries: Iterable[Liquidation], source: str) -> Iterator[tuple[object, ...]]:
        for one in entries:
            yield (
                one.at,
                one.received_at,
                self._number(one.instrument),
                one.position.value,
                one.price,
                one.price_kind.value,
                one.quantity_base,
                one.notional,
                one.kind.value,
                one.history,
                one.completeness.value,
                one.size,
                one.venue_price,
                one.occurrence,
                one.ident,
                source,
                blake2b(one.key.encode(), digest_size=16).digest(),
            )

    def _number(self, instrument: Instrument) -> int:
        number = self._numbers.get(instrument)
        if number is None:
            words = _words(instrument)
            number = self._same.get(words)
            if number is None:
                marks = ", ?" * len(words)
                self._connection.execute(f"INSERT INTO instrument VALUES (NULL{marks})", words)
                number = self._connection.last_insert_rowid()
                self._same[words] = number
                self._instruments[number] = instrument
            self._numbers[instrument] = number
        return number

    def forget_numbers(self) -> None:
        """A transaction was rolled back: what it gave numbers to is to be numbered again."""
        self._numbers.clear()
        self._same = {tuple(words): number for number, *words in self._connection.execute("SELECT * FROM instrument")}

    def read(self, since: UnixMs, until: UnixMs, limit: int) -> list[Liquidation]:
        """The newest `limit` rows with since <= at < until, oldest first."""
        rows = [self._entry(row) for row in self._connection.execute(SELECT, (since, until, limit))]
        rows.reverse()
        return rows

    def _entry(self, row: Sequence[Any]) -> Liquidation:
        at, received_at, number, position, price, price_kind, quantity, micro, kind, history = row[:10]
        completeness, size, venue_price, occurrence, ident = row[10:]
        return Liquidation(
            self._known(int(number)),
            PositionSide(position),
            price,
            PriceKind(price_kind),
            quantity,
            None if micro is None else MicroUsd(micro),
            UnixMs(at),
            UnixMs(received_at),
            LiquidationKind(kind),
            bool(history),
            Completeness(completeness),
            size,
            venue_price,
            occurrence,
            ident,
        )

    def _known(self, number: int) -> Instrument:
        found = self._instruments.get(number)
        if found is None:
            (words,) = self._connection.execute("SELECT * FROM instrument WHERE id = ?", (number,))
            found = self._instruments[number] = _instrument(words[1:])
        return found


def _words(one: Instrument) -> tuple[object, ...]:
    return (
        one.venue,
        one.symbol,
        one.base,
        one.quote,
        one.settlement.value,
        one.multiplier,
        one.scale,
        one.group,
        one.expires_at,
        int(one.tradfi),
    )


def _instrument(words: Sequence[Any]) -> Instrument:
    venue, symbol, base, quote, settlement, multiplier, scale, product, expires_at, tradfi = words
    return Instrument(
        VenueId(str(venue)),
        str(symbol),
        str(base),
        str(quote),
        Settlement(settlement),
        multiplier,
        scale,
        str(product),
        expires_at,
        bool(tradfi),
    )
