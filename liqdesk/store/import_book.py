"""The book of imported files on one connection: which were taken in, which row each holds, and how one goes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.rows import digest_of
from liqdesk.store.sums import take_going

REMOVED_AT_ONCE = 10_000

PICK = """
INSERT INTO temp.going SELECT at, digest FROM import_rows AS one WHERE import = ?1 AND (at, digest) > (?2, ?3)
ORDER BY at, digest LIMIT ?4
"""
KEEP = """
DELETE FROM temp.going WHERE EXISTS
    (SELECT 1 FROM import_rows AS other WHERE other.at = going.at AND other.digest = going.digest AND other.import <> ?)
"""
TIMES = """
SELECT DISTINCT venue, at / 60000 FROM liquidations
JOIN instruments ON instruments.id = instrument JOIN markets ON markets.id = market
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """One file that was taken in; `first` and `last` are None where it held no row. `whole`: it was read to its end."""

    id: int
    file: str
    form: str
    at: UnixMs
    whole: bool
    rows: int
    added: int
    first: UnixMs | None
    last: UnixMs | None


class ImportBook:
    """Used from one thread, inside the caller's transactions."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def begin(self, file: str, form: str, at: UnixMs) -> int:
        """A new entry; its number."""
        self._connection.execute(
            "INSERT INTO imports VALUES (NULL, ?, ?, ?, NULL, 0, 0, 0, NULL, NULL)", (file, form, at)
        )
        return self._connection.last_insert_rowid()

    def take(self, ident: int, rows: Sequence[Liquidation], added: int) -> None:
        """These rows are the file's, so many of them are new."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO import_rows VALUES (?, ?, ?)", ((one.at, digest_of(one.key), ident) for one in rows)
        )
        first, last = min(one.at for one in rows), max(one.at for one in rows)
        self._connection.execute(
            "UPDATE imports SET rows = rows + ?2, added = added + ?3, first = min(coalesce(first, ?4), ?4),"
            " last = max(coalesce(last, ?5), ?5) WHERE id = ?1",
            (ident, len(rows), added, first, last),
        )

    def end(self, ident: int, form: str, at: UnixMs) -> None:
        """The file was read to its end."""
        self._connection.execute("UPDATE imports SET ended_at = ?, form = ? WHERE id = ?", (at, form, ident))

    def drop_empty(self, ident: int) -> None:
        """Strike the entry if it added nothing: its rows are the rows of others."""
        empty = "(SELECT id FROM imports WHERE id = ? AND added = 0)"
        self._connection.execute(f"DELETE FROM import_rows WHERE import IN {empty}", (ident,))
        self._connection.execute("DELETE FROM imports WHERE id = ? AND added = 0", (ident,))

    def entries(self) -> list[Imported]:
        """Every file that added something, the newest first; those that are going are gone."""
        found = self._connection.execute(
            "SELECT id, file, form, begun_at, ended_at IS NOT NULL, rows, added, first, last FROM imports"
            " WHERE NOT removing AND added > 0 ORDER BY id DESC"
        )
        return [
            Imported(ident, file, form, UnixMs(at), bool(whole), rows, added, _moment(first), _moment(last))
            for ident, file, form, at, whole, rows, added, first, last in found
        ]

    def known(self, rows: Sequence[Liquidation]) -> set[int]:
        """The digests of those rows that are there."""
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS asked (at, digest, numbered)")
        self._connection.execute("DELETE FROM temp.asked")
        self._connection.executemany(
            "INSERT INTO temp.asked VALUES (?, ?, ?)",
            ((one.at, digest_of(one.key), 1 if one.ident else 0) for one in rows),
        )
        found = self._connection.execute(
            "SELECT asked.digest FROM temp.asked WHERE EXISTS (SELECT 1 FROM liquidations AS old"
            " WHERE old.at = asked.at AND old.digest = asked.digest) OR numbered"
            " AND EXISTS (SELECT 1 FROM liquidations AS old WHERE old.digest = asked.digest AND old.ident IS NOT NULL)"
        )
        return {digest for (digest,) in found}

    def mark_going(self, ident: int) -> bool:
        """From now on the entry is gone; whether there was one."""
        self._connection.execute("UPDATE imports SET removing = 1 WHERE id = ?", (ident,))
        return self._connection.changes() > 0

    def going(self) -> list[int]:
        """Entries whose rows are not all gone yet."""
        return [ident for (ident,) in self._connection.execute("SELECT id FROM imports WHERE removing ORDER BY id")]

    def remove_some(self, ident: int, after: tuple[int, int]) -> tuple[int, int] | None:
        """Take some of the file's rows out, with their share of the sums; where to go on, None where all are gone."""
        run: Any = self._connection.execute
        run(
            "CREATE TEMP TABLE IF NOT EXISTS going (at INTEGER, digest INTEGER, PRIMARY KEY (at, digest)) WITHOUT ROWID"
        )
        run("DELETE FROM temp.going")
        run(PICK, (ident, *after, REMOVED_AT_ONCE))
        last = run("SELECT at, digest FROM temp.going ORDER BY at DESC, digest DESC LIMIT 1").fetchone()
        if last is None:
            run("DELETE FROM imports WHERE id = ?", (ident,))
            return None
        first = run("SELECT min(at) FROM temp.going").get
        run(
            "DELETE FROM import_rows WHERE import = ? AND (at, digest) IN (SELECT at, digest FROM temp.going)", (ident,)
        )
        run(KEEP, (ident,))
        take_going(self._connection, first, last[0])
        run("DELETE FROM liquidations WHERE (at, digest) IN (SELECT at, digest FROM temp.going)")
        return int(last[0]), int(last[1])

    def minutes(self) -> dict[VenueId, set[int]]:
        """In which minutes since 1970 each venue has rows."""
        found: dict[VenueId, set[int]] = {}
        for venue, minute in self._connection.execute(TIMES):
            found.setdefault(VenueId(venue), set()).add(minute)
        return found


def _moment(at: int | None) -> UnixMs | None:
    return None if at is None else UnixMs(at)
