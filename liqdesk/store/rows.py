"""Liquidations as rows: written once each, and summed in the same transaction."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import apsw

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation, LiquidationKey
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.store.among import EVERYTHING, Among
from liqdesk.store.codes import (
    COMPLETENESSES,
    COUNTS,
    KINDS,
    POSITIONS,
    PRICE_KINDS,
    SOURCES,
    Source,
    codes,
)
from liqdesk.store.names import Names
from liqdesk.store.retention import kept_since
from liqdesk.store.sums import add_fresh, amend

COLUMNS = (
    "at, digest, instrument, position, kind, micro, price, price_kind, quantity_base, size, venue_price, received_at,"
    " history, completeness, source, occurrence, ident"
)
WIDTH = COLUMNS.count(",") + 1

CHUNKS = (1, 8, 64, 256)
"""Rows of one INSERT. The interpreter's lock is given up and fought for once a statement: with one statement a row, a busy
window would make a thousand rows take half a second. 256 rows of text still fit the cache of prepared statements."""

FRESH = f"CREATE TEMP TABLE IF NOT EXISTS fresh ({COLUMNS}, PRIMARY KEY (at, digest)) WITHOUT ROWID"
FRESH_IDENT = "CREATE UNIQUE INDEX IF NOT EXISTS temp.fresh_ident ON fresh (digest) WHERE ident IS NOT NULL"

DROP_KNOWN = """
DELETE FROM temp.fresh WHERE EXISTS (SELECT 1 FROM liquidations AS old WHERE old.at = fresh.at AND old.digest = fresh.digest)
    OR ident IS NOT NULL
    AND EXISTS (SELECT 1 FROM liquidations AS old WHERE old.digest = fresh.digest AND old.ident IS NOT NULL)
"""
ADD = f"INSERT INTO liquidations ({COLUMNS}) SELECT {COLUMNS} FROM temp.fresh"

STORED = f"""
SELECT at, micro, market, position, {COUNTS} FROM liquidations JOIN instruments ON instruments.id = instrument
WHERE digest = ? AND ident IS NOT NULL
"""
AMEND = "UPDATE liquidations SET micro = ?, price = ?, price_kind = ?, venue_price = ? WHERE at = ? AND digest = ?"

READ = (
    f"SELECT {COLUMNS} FROM liquidations WHERE at >= ? AND (at, digest) < (?, ?) ORDER BY at DESC, digest DESC LIMIT ?"
)
READ_ON = f"SELECT {COLUMNS} FROM liquidations WHERE (at, digest) > (?, ?) AND at < ? AND {{among}} ORDER BY at, digest LIMIT ?"
LEAST_DIGEST, MOST_DIGEST = -(2**63), 2**63 - 1

_POSITION, _KIND, _PRICE_KIND = codes(POSITIONS), codes(KINDS), codes(PRICE_KINDS)
_COMPLETENESS, _SOURCE = codes(COMPLETENESSES), codes(SOURCES)

Mark = tuple[int, int]
"""Where a row stands in the order of the file: its time and digest."""


def digest_of(key: LiquidationKey) -> int:
    """64 bits of a hash of the key, as SQLite's signed integer. Two rows of one millisecond never share it in practice."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


class RowStore:
    """Rows on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.names = Names(connection)

    def insert(self, entries: Sequence[Liquidation], source: Source) -> int:
        """Write the rows that are not there yet, inside the caller's transaction; returns how many were new.

        They meet in a table in memory first: what is known falls out there, and only the rest enters sums and file. What is
        told again of the time whose single orders were removed is in the sums, and falls out too.
        """
        entries = self._unless_removed(entries, source)
        self._connection.execute(FRESH)  # each time, because a rollback takes it away
        self._connection.execute(FRESH_IDENT)
        self._connection.execute("DELETE FROM temp.fresh")
        self._fill(entries, _SOURCE[source])
        self._connection.execute(DROP_KNOWN)
        add_fresh(self._connection)
        self._connection.execute(ADD)
        new = self._connection.changes()
        for one in entries:
            if one.corrects is not None:
                self._correct(one)
        return new

    def _unless_removed(self, entries: Sequence[Liquidation], source: Source) -> Sequence[Liquidation]:
        told_again = source is not Source.LIVE
        if not told_again and not any(one.history for one in entries):
            return entries
        since = kept_since(self._connection)
        return [one for one in entries if one.at >= since or not (told_again or one.history)]

    def _correct(self, better: Liquidation) -> None:
        """Put a better price in the place of a stored estimate, and the difference into the sums."""
        digest, micro = digest_of(better.key), better.notional
        found = self._connection.execute(STORED, (digest,)).fetchone()
        if found is None or micro is None or found[1] is None:
            return
        at, stored, market, position, counts = found
        kind = _PRICE_KIND[better.price_kind]
        self._connection.execute(AMEND, (micro, better.price, kind, better.venue_price, at, digest))
        if counts:
            amend(self._connection, at, market, position, stored, micro)

    def _fill(self, entries: Sequence[Liquidation], source: int) -> None:
        start = 0
        while start < len(entries):
            left = len(entries) - start
            chunk = next((size for size in CHUNKS if size >= left), CHUNKS[-1])
            piece = entries[start : start + chunk]
            values = self._values(piece, source)
            values += values[-WIDTH:] * (chunk - len(piece))  # a repeated row changes nothing, a statement costs
            row = f"(?{', ?' * (WIDTH - 1)})"
            self._connection.execute(f"INSERT OR IGNORE INTO temp.fresh VALUES {', '.join([row] * chunk)}", values)
            start += chunk

    def _values(self, entries: Sequence[Liquidation], source: int) -> list[Any]:
        number = self.names.instrument
        values: list[Any] = []
        for one in entries:
            values += (
                one.at,
                digest_of(one.key),
                number(one.instrument),
                _POSITION[one.position],
                _KIND[one.kind],
                one.notional,
                one.price,
                _PRICE_KIND[one.price_kind],
                one.quantity_base,
                one.size,
                one.venue_price,
                one.received_at,
                1 if one.history else 0,
                _COMPLETENESS[one.completeness],
                source,
                one.occurrence,
                one.ident or None,
            )
        return values

    def read(self, since: UnixMs, until: UnixMs, limit: int) -> list[Liquidation]:
        """The newest `limit` rows with since <= at < until, oldest first."""
        rows, _ = self.page(since, (until, LEAST_DIGEST), limit)
        return rows

    def page(self, since: UnixMs, before: Mark, limit: int) -> tuple[list[Liquidation], Mark]:
        """The newest `limit` rows from `since` on that stand before a mark, oldest first, and the mark of the oldest."""
        found: list[Any] = self._connection.execute(READ, (since, *before, limit)).fetchall()
        found.reverse()
        return [self._entry(row) for row in found], (found[0][0], found[0][1]) if found else before

    def onwards(
        self, after: Mark, until: UnixMs, limit: int, among: Among = EVERYTHING
    ) -> tuple[list[tuple[Liquidation, Source]], Mark]:
        """The oldest `limit` rows behind a mark with at < until, each with where it came from, and the mark of the last."""
        condition, values = among.rows()
        statement = READ_ON.format(among=condition)
        found: list[Any] = self._connection.execute(statement, (*after, until, *values, limit)).fetchall()
        rows = [(self._entry(row), SOURCES[row[14]]) for row in found]
        return rows, (found[-1][0], found[-1][1]) if found else after

    def entries(self, found: Sequence[Sequence[Any]]) -> list[Liquidation]:
        """The rows of lines that hold `COLUMNS`."""
        return [self._entry(row) for row in found]

    def _entry(self, row: Sequence[Any]) -> Liquidation:
        at, _, number, position, kind, micro, price, price_kind, quantity, size, venue_price, received_at = row[:12]
        history, completeness, _, occurrence, ident = row[12:]
        return Liquidation(
            self.names.known(number),
            POSITIONS[position],
            price,
            PRICE_KINDS[price_kind],
            quantity,
            None if micro is None else MicroUsd(micro),
            UnixMs(at),
            UnixMs(received_at),
            KINDS[kind],
            bool(history),
            COMPLETENESSES[completeness],
            size,
            venue_price,
            occurrence,
            ident or "",
        )

    def extent(self) -> Span | None:
        """From the first row to the last."""
        ends: Any = self._connection.execute(
            "SELECT (SELECT min(at) FROM liquidations), (SELECT max(at) FROM liquidations)"
        ).fetchall()
        ((first, last),) = ends
        return None if first is None else Span(UnixMs(first), UnixMs(last + 1))

    def largest(self, since: UnixMs) -> Liquidation | None:
        """The largest valued order from `since` on."""
        found = self._connection.execute(
            f"SELECT {COLUMNS} FROM liquidations JOIN instruments ON instruments.id = instrument"
            f" WHERE at >= ? AND {COUNTS} AND micro IS NOT NULL ORDER BY micro DESC LIMIT 1",
            (since,),
        ).fetchall()
        return self._entry(found[0]) if found else None
