"""A store as it is after a year of use: ten million orders of drawn days, their sums, prices and coverage, made fast.

The days are those of `market_days`: clustered, with squeezes and lone fortunes, told by six venues. Every row has the key
the program would give it, so that what is offered again adds nothing. Prices wander by the hour and are kept every half
minute for the largest coins; a venue's coverage breaks off twice a day for some minutes, and all of it for one night in
fifty. A store is made once and kept under `ARCHIVE_FOLDER` (else in the system's folder for temporary files), by how many
rows it has and what made it; whoever writes takes `Archive.copied`.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import getsource
from pathlib import Path
from typing import Any

import apsw
import numpy as np
from filelock import FileLock

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, UnixMs
from liqdesk.simulator.coins import COINS
from liqdesk.store.database import connect
from liqdesk.store.lanes import LaneStore
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.names import Names
from tests.fakes import market_days
from tests.fakes.clock import StepClock
from tests.fakes.market_days import CAPPED, MEAN_ORDER, START, VENUES, Days, Floats, Ints, Orders, Sort, instruments

TEN_MILLION = 10_000_000
DAYS = 400
PRICED = 3
PRICE_STEP = 30 * SECOND
TOLD_SHARE = 0.8
"""About so much of the drawn orders is told; the caps of the venues hide the rest."""

WRITTEN = 6
"""Written in this form of the store; what later forms add is made by their own steps."""

FOLDER = "ARCHIVE_FOLDER"
_WIDTH = 17


@dataclass(frozen=True, slots=True)
class Archive:
    """The file; its rows lie in since <= at < until."""

    path: Path
    since: UnixMs
    until: UnixMs
    rows: int

    def copied(self, folder: Path) -> "Archive":
        """One to write in."""
        path = folder / self.path.name
        shutil.copyfile(self.path, path)
        return Archive(path, self.since, self.until, self.rows)


def archive(rows: int = TEN_MILLION, days: int = DAYS) -> Archive:
    """A store of at least `rows` orders, evenly over about `days` days; from the cache where it was made before."""
    folder = Path(os.environ.get(FOLDER) or Path(tempfile.gettempdir()) / "liqdesk-archives")
    folder.mkdir(parents=True, exist_ok=True)
    made_by = hashlib.sha256("".join((*schema_scripts(), _source(), getsource(market_days))).encode()).hexdigest()[:10]
    path = folder / f"archive-{rows}-{days}-{made_by}.db"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            building = path.with_suffix(".building")
            building.unlink(missing_ok=True)
            _build(building, rows, days)
            building.rename(path)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        lanes = LaneStore(connection, Names(connection))
        count, until = lanes.fact("archive_rows"), lanes.fact("archive_until")
    finally:
        connection.close()
    assert count is not None
    assert until is not None
    return Archive(path, START, UnixMs(int(until)), int(count))


def _source() -> str:
    return Path(__file__).read_text(encoding="utf-8")


def _build(path: Path, rows: int, days: int) -> None:
    scripts = schema_scripts()
    connection = connect(path, StepClock(), scripts[:WRITTEN], lambda: "now")
    try:
        connection.pragma("journal_mode", "off")
        connection.pragma("synchronous", "off")
        connection.pragma("cache_size", -200_000)
        with connection:
            made = _Maker(connection, rows / days)
            while made.rows < rows:
                made.add_day()
            made.finish()
        migrate(connection, scripts)
    finally:
        connection.close()


class _Maker:
    """Adds day after day."""

    def __init__(self, connection: apsw.Connection, rows_a_day: float) -> None:
        self.rows, self._day = 0, 0
        self._connection = connection
        self._usd_a_day = rows_a_day * MEAN_ORDER / TOLD_SHARE
        self._days, self._rng = Days(), np.random.default_rng(1)
        self._names = Names(connection)
        self._instruments = instruments()
        self._numbers = [self._names.instrument(one) for one in self._instruments]
        self._markets = [self._names.market(one.venue, one.base) for one in self._instruments]
        self._prefixes = [f"{one.venue}:{one.symbol}:" for one in self._instruments]
        self._beta = np.array([coin.beta for coin in COINS])
        self._level = np.array([coin.price for coin in COINS])
        self._walk = 0.0

    def add_day(self) -> None:
        """One more day of rows, sums, prices and coverage."""
        sorts = tuple(Sort)
        events = (sorts[self._day // 3 % len(sorts)],) if self._day % 3 == 0 else ()
        orders, received = self._days.told(1_000 + self._day, self._usd_a_day, events=events, decoys=1)
        start = START + self._day * DAY
        steps = self._walk + np.cumsum(0.006 * self._rng.standard_normal(25))
        self._walk = float(steps[-1] * 0.98)
        values = self._rows(orders, received, start, steps)
        marks = ", ".join("?" * _WIDTH)
        self._connection.executemany(f"INSERT INTO liquidations VALUES ({marks})", values)
        for table, span in (("minutes", MINUTE), ("hours", HOUR)):
            self._sum(table, span, values)
        self._put_prices(start, steps)
        self._put_spans(start)
        self.rows += len(values)
        self._day += 1

    def finish(self) -> None:
        """Leave word of what was made."""
        lanes = LaneStore(self._connection, self._names)
        lanes.put_fact("archive_rows", str(self.rows))
        lanes.put_fact("archive_until", str(START + self._day * DAY))

    def _rows(self, orders: Orders, received: Ints, start: int, steps: Floats) -> list[tuple[Any, ...]]:
        """The day's rows as they lie in the file, in its order."""
        hour = orders.at // HOUR
        price = _rounded(self._level[orders.coin] * np.exp(self._beta[orders.coin] * steps[hour]), 6)
        price = _rounded(price * (1 + 0.001 * self._rng.standard_normal(len(price))), 6)
        size = _rounded(orders.usd / price, 5)
        micro = np.rint(price * size * 1e6).astype(np.int64)
        place = orders.venue * len(COINS) + orders.coin
        sampled = [1 if venue in CAPPED else 0 for venue in VENUES]
        columns = (orders.at + start, place, orders.venue, orders.short, micro, price, size, received + start)
        rows: dict[tuple[int, int], tuple[Any, ...]] = {}
        sides, blake2b = (PositionSide.LONG.value, PositionSide.SHORT.value), hashlib.blake2b
        told = zip(*(column.tolist() for column in columns), strict=True)
        for at, where, venue, short, worth, paid, much, heard in told:
            key = f"{self._prefixes[where]}{at}:{sides[short]}:{much:.12g}:{paid:.12g}:0"
            digest = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)
            rows[at, digest] = (
                at, digest, self._numbers[where], int(short), 0, worth, paid, 0, much, much, paid, heard, 0,
                sampled[venue], 0, 0, None,
            )  # fmt: skip
        return [rows[mark] for mark in sorted(rows)]

    def _sum(self, table: str, span: int, values: list[tuple[Any, ...]]) -> None:
        market_of = dict(zip(self._numbers, self._markets, strict=True))
        cells: dict[tuple[int, int, int], list[int]] = {}
        for row in values:
            cell = cells.setdefault((row[0] // span, market_of[row[2]], row[3]), [0, 0])
            cell[0] += row[5]
            cell[1] += 1
        self._connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, 0)", ((*cell, *cells[cell]) for cell in sorted(cells))
        )

    def _put_prices(self, start: int, steps: Floats) -> None:
        moments = np.arange(0, DAY, PRICE_STEP)
        path = np.interp(moments, np.arange(25) * HOUR, steps)
        noise = 0.0004 * self._rng.standard_normal((PRICED, len(moments)))
        lines = [
            _rounded(coin.price * np.exp(coin.beta * path + noise[number]), 6).tolist()
            for number, coin in enumerate(COINS[:PRICED])
        ]
        markets = self._markets[:PRICED]
        self._connection.executemany(
            "INSERT INTO prices VALUES (?, ?, ?)",
            (
                (start + at, market, line[number])
                for number, at in enumerate(moments.tolist())
                for market, line in zip(markets, lines, strict=True)
            ),
        )

    def _put_spans(self, start: int) -> None:
        if self._day % 50 == 49:  # the program did not run
            return
        self._connection.executemany("INSERT INTO spans VALUES (?, ?, ?, ?)", self._spans(start))

    def _spans(self, start: int) -> Iterator[tuple[str, int, str, int]]:
        for venue in VENUES:
            breaks = sorted(int(one) for one in self._rng.uniform(HOUR, DAY - HOUR, 2))
            begin = 0
            for end in (*breaks, DAY):
                yield f"{venue}/linear-1", start + begin, venue, start + end
                begin = min(end + int(self._rng.uniform(1, 9) * MINUTE), DAY - 1)


def _rounded(values: Floats, digits: int) -> Floats:
    """To so many significant digits."""
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(values)))
    return np.rint(values * scale) / scale
