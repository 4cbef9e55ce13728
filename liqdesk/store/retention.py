"""How long single orders are kept, and the removal of the oldest, a small step at a time.

Age is counted in days of recording: the 400 newest days that have an order stay, however long ago they were. So neither
a clock that jumps by years, forwards or back, nor a year of not running makes anything old. Days that lie ahead of the clock
are not counted: they may not push out the others. What comes dated before the days that were removed is left alone; it is new.
Sums, events, alerts and coverage stay for ever; of prices and their context one of each hour stays.
"""

from dataclasses import dataclass

import apsw

from liqdesk.domain.language import tr
from liqdesk.domain.time import DAY, HOUR, UnixMs, floor_to

SINCE = "orders_since"
"""The fact that says from when on single orders are kept: the start of a day, as Unix ms. Absent while all are."""

LEAST_DAYS = 7
"""Of recording; they stay whatever the size."""

LOOKS_PER_STEP = 16
FOREVER = 2**62

THIN = """
DELETE FROM {table} WHERE (market, {time}) IN (
    SELECT market, {time} FROM (
        SELECT market, {time}, row_number() OVER (PARTITION BY market ORDER BY {time}) AS number
        FROM {table} WHERE {time} >= ? AND {time} < ?
    ) WHERE number > 1
) AND {time} >= ? AND {time} < ?
"""
THINNED = (("prices", "at", 1), ("context", "minute", 60_000))
"""Table, its column of time, and how many ms that counts in."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is kept of single orders: days of recording, and bytes of the whole file."""

    days: int
    size: int

    @property
    def form(self) -> str:
        """As a fact of the file."""
        return f"{self.days} {self.size}"

    def within(self, other: "Limits") -> bool:
        """Whether these keep no more than others."""
        return self.days <= other.days and self.size <= other.size


CHOSEN = "orders_kept"
"""The fact that holds the limits which were last in force."""


def limits_from(form: str) -> Limits:
    """Limits as a fact of the file."""
    days, size = form.split()
    return Limits(int(days), int(size))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Orders in `since` <= at < `until` are to go, if any; `words` say what stays although a limit is passed, or is ignored."""

    since: UnixMs
    until: UnixMs
    words: str = ""

    def __bool__(self) -> bool:
        return self.until > self.since


def used_bytes(connection: apsw.Connection) -> int:
    """What the file holds, without the pages that wait to be used again."""
    pages = connection.pragma("page_count") - connection.pragma("freelist_count")
    return int(pages * connection.pragma("page_size"))


def kept_since(connection: apsw.Connection) -> UnixMs:
    """From when on no single order was removed; 0 where none ever was."""
    return UnixMs(int(connection.execute("SELECT value FROM facts WHERE name = ?", (SINCE,)).get or 0))


class Survey:
    """Finds out what is to go: `step` until `verdict` is there. Each step looks at a few places of the file."""

    def __init__(self, limits: Limits, now: UnixMs) -> None:
        self.verdict: Verdict | None = None
        self._limits = limits
        self._today = now // DAY
        self._before = FOREVER
        self._days: list[int] = []
        self._ahead = 0

    def step(self, connection: apsw.Connection) -> None:
        """Look at a few more days."""
        for _ in range(LOOKS_PER_STEP):
            newest = connection.execute("SELECT max(at) FROM liquidations WHERE at < ?", (self._before,)).get
            if newest is None or len(self._days) >= self._limits.days:
                self.verdict = self._judged(connection)
                return
            day = newest // DAY
            self._before = day * DAY
            if day > self._today + 1:
                self._ahead += 1
            else:
                self._days.append(day)

    def _judged(self, connection: apsw.Connection) -> Verdict:
        since = kept_since(connection)
        oldest = connection.execute("SELECT min(at) FROM liquidations WHERE at >= ?", (since,)).get
        if oldest is None:
            return Verdict(since, since, self._words(False))
        start = floor_to(UnixMs(oldest), DAY)
        until = self._days[-1] * DAY if len(self._days) >= self._limits.days else start
        crowded = False
        if until <= start and used_bytes(connection) > self._limits.size:
            crowded = len(self._days) <= LEAST_DAYS or self._days[LEAST_DAYS - 1] * DAY <= start
            until = start if crowded else start + DAY
        # A day at a time: how much room that gives is only known afterwards.
        return Verdict(UnixMs(start), UnixMs(min(max(until, start), start + DAY)), self._words(crowded))

    def _words(self, crowded: bool) -> str:
        said = []
        if crowded:
            said.append(
                tr(
                    "the file stays larger than was chosen, because the newest %n day(s) of recording always stay",
                    "",
                    LEAST_DAYS,
                )
            )
        if self._ahead:
            said.append(
                tr(
                    "%n day(s) of recording lie ahead of this computer's clock: nothing is removed because of that",
                    "",
                    self._ahead,
                )
            )
        return "; ".join(said)


class Removal:
    """Removes what a verdict said, at most a day: `step` until it says that all is done. One transaction a step."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._hour = int(verdict.since)
        self._rows_left = True

    def step(self, connection: apsw.Connection, rows: int) -> bool:
        """Remove so many orders, or thin an hour of prices; inside the caller's transaction. Whether nothing is left."""
        if self._rows_left:
            self._rows_left = _remove_orders(connection, self._verdict, rows)
            return False
        if self._hour < self._verdict.until:
            for table, time, unit in THINNED:
                first, last = self._hour // unit, (self._hour + HOUR) // unit
                connection.execute(THIN.format(table=table, time=time), (first, last, first, last))
            self._hour += HOUR
            return False
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (SINCE, str(self._verdict.until)))
        return True


def _remove_orders(connection: apsw.Connection, verdict: Verdict, rows: int) -> bool:
    """Remove the oldest `rows` of the verdict; whether more are left."""
    last = connection.execute(
        "SELECT at, digest FROM liquidations WHERE at >= ? AND at < ? ORDER BY at, digest LIMIT 1 OFFSET ?",
        (verdict.since, verdict.until, rows - 1),
    ).fetchone()
    if last is None:
        connection.execute("DELETE FROM liquidations WHERE at >= ? AND at < ?", (verdict.since, verdict.until))
        return False
    connection.execute("DELETE FROM liquidations WHERE at >= ? AND (at, digest) <= (?, ?)", (verdict.since, *last))
    return True


FREE_SHARE, FREE_PAGES = 0.10, 4_096
"""More pages than both free: then the file is made smaller. What is less is used again within days."""


def is_roomy(connection: apsw.Connection) -> bool:
    """Whether the file has so many unused pages that they are better given back, and can be."""
    if connection.pragma("auto_vacuum") != 2:
        return False
    free = connection.pragma("freelist_count")
    return bool(free > FREE_PAGES and free > FREE_SHARE * connection.pragma("page_count"))


def give_back(connection: apsw.Connection, pages: int) -> None:
    """Make the file shorter by so many unused pages."""
    connection.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
