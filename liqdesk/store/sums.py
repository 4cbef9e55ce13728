"""Sums of the rows by minute, hour and day, and by size: kept in the transaction that writes the rows."""

from dataclasses import dataclass

import apsw

from liqdesk.domain.time import DAY, HOUR, MINUTE
from liqdesk.store.codes import COUNTS

BIN = "3 * (length(micro) - 1) + (substr(micro, 1, 1) >= '2') + (substr(micro, 1, 1) >= '5')"
"""Which bin of sizes an amount falls into, by its first digit and how many there are: what `sizes.bin_of` says, in SQL."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One table of sums: `unit` is its column of time, `span` ms wide; `market` and `bin` say whether it has those columns."""

    table: str
    unit: str
    span: int
    market: bool
    bin: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What its lines are told apart by, after the time."""
        return (*(("market",) if self.market else ()), "position", *(("bin",) if self.bin else ()))

    @property
    def add(self) -> str:
        """Adds what `counted` holds."""
        return self._change("")

    @property
    def take(self) -> str:
        """Takes away what `counted` holds."""
        return self._change("-")

    @property
    def clear(self) -> str:
        """Drops the lines of some time, `first` to `last` ms, that no row is left of."""
        return f"DELETE FROM {self.table} WHERE rows = 0 AND {self.unit} BETWEEN :first / {self.span} AND :last / {self.span}"

    def _change(self, sign: str) -> str:
        columns = [f"at / {self.span}", *(BIN if name == "bin" else name for name in self.key)]
        more = "" if self.bin else f", {sign}(count(*) - count(micro))"
        grown = "" if self.bin else ", unvalued = unvalued + excluded.unvalued"
        return (
            f"INSERT INTO {self.table} SELECT {', '.join(columns)}, {sign}coalesce(sum(micro), 0), {sign}count(*){more}"
            f" FROM temp.counted WHERE {'micro IS NOT NULL' if self.bin else 'true'}"
            f" GROUP BY {', '.join(str(place + 1) for place in range(len(columns)))}"
            f" ON CONFLICT DO UPDATE SET micro = micro + excluded.micro, rows = rows + excluded.rows{grown}"
        )

    @property
    def amend(self) -> str:
        """Adds to the lines of one moment, market and side; with values named `more`, `at`, `market` and `position`."""
        same = [f"{self.unit} = :at / {self.span}", *(f"{name} = :{name}" for name in self.key if name != "bin")]
        return f"UPDATE {self.table} SET micro = micro + :more WHERE {' AND '.join(same)}"

    @property
    def move(self) -> str:
        """Adds `rows` orders of `micro` to their bin, which may be new; for tables with bins."""
        columns = [f":at / {self.span}", *(BIN_OF_MICRO if name == "bin" else f":{name}" for name in self.key)]
        return (
            f"INSERT INTO {self.table} VALUES ({', '.join(columns)}, :micro * :rows, :rows)"
            " ON CONFLICT DO UPDATE SET micro = micro + excluded.micro, rows = rows + excluded.rows"
        )


BIN_OF_MICRO = BIN.replace("micro", ":micro")

MINUTES, HOURS, DAYS = (
    Sum("minutes", "minute", MINUTE, True),
    Sum("hours", "hour", HOUR, True),
    Sum("days", "day", DAY, True),
)
ALL_MINUTES, ALL_HOURS = Sum("all_minutes", "minute", MINUTE, False), Sum("all_hours", "hour", HOUR, False)
SIZES, ALL_SIZES = Sum("sizes", "day", DAY, True, True), Sum("all_sizes", "day", DAY, False, True)

BY_TIME = (MINUTES, HOURS, DAYS, ALL_MINUTES, ALL_HOURS)
BY_SIZE = (SIZES, ALL_SIZES)

COUNTED = "CREATE TEMP TABLE IF NOT EXISTS counted (at, market, position, micro)"
COUNT = (
    "INSERT INTO temp.counted SELECT at, market, position, micro"
    f" FROM {{rows}} JOIN instruments ON instruments.id = instrument WHERE {COUNTS}"
)
COUNT_FRESH = COUNT.format(rows="temp.fresh")
COUNT_GOING = COUNT.format(rows="temp.going JOIN liquidations USING (at, digest)")
_ADD = tuple(one.add for one in (*BY_TIME, *BY_SIZE))
_TAKE = tuple(one.take for one in (*BY_TIME, *BY_SIZE))
_CLEAR = tuple(one.clear for one in (*BY_TIME, *BY_SIZE))
_AMEND = tuple(one.amend for one in BY_TIME)
_MOVE = tuple(one.move for one in BY_SIZE)


def add_fresh(connection: apsw.Connection) -> None:
    """Add the rows of the table `fresh` that count, inside the caller's transaction."""
    connection.execute(COUNTED)  # each time, because a rollback takes it away
    connection.execute("DELETE FROM temp.counted")
    connection.execute(COUNT_FRESH)
    for statement in _ADD:
        connection.execute(statement)


def take_going(connection: apsw.Connection, first: int, last: int) -> None:
    """Take away the rows of the table `going` that count, all of them in first <= at <= last; they must still be there."""
    connection.execute(COUNTED)
    connection.execute("DELETE FROM temp.counted")
    connection.execute(COUNT_GOING)
    for statement in _TAKE:
        connection.execute(statement)
    for statement in _CLEAR:
        connection.execute(statement, {"first": first, "last": last})


def amend(connection: apsw.Connection, at: int, market: int, position: int, before: int, after: int) -> None:
    """An order that is in the sums turned out to be worth `after` micro-dollars in place of `before`."""
    of = {"at": at, "market": market, "position": position}
    for statement in _AMEND:
        connection.execute(statement, {**of, "more": after - before})
    for statement in _MOVE:
        connection.execute(statement, {**of, "micro": before, "rows": -1})
        connection.execute(statement, {**of, "micro": after, "rows": 1})
