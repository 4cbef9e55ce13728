"""The outbox as rows: what waits to be sent, and for a while what became of it."""

from collections.abc import Collection

import apsw

from liqdesk.domain.time import DAY, DurationMs, UnixMs
from liqdesk.engine.ports import Parcel

ENDED_KEPT = DurationMs(7 * DAY)
"""So long after it arrived or was given up a parcel is still there, so that a later word can edit its message."""


class ParcelStore:
    """The parcels on one connection; used from the SQL thread alone, inside a transaction of whoever calls."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put(self, parcels: Collection[Parcel]) -> None:
        """Keep these to be sent. One that is there already is left as it is: it may have arrived meanwhile.

        A word of an alert that has a message at the same target already is given how the service calls that.
        """
        if not parcels:
            return
        self._connection.executemany(
            "INSERT OR IGNORE INTO parcels VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(nullif(?7, ''),"
            " (SELECT remote FROM parcels WHERE alert = ?2 AND target = ?3 AND remote <> ''"
            " ORDER BY made_at DESC LIMIT 1), ''), NULL, '', ?8)",
            ((one.id, one.alert, one.target, one.made_at, one.due, one.tried, one.remote, one.body) for one in parcels),
        )
        self._forget(UnixMs(max(one.made_at for one in parcels)))

    def waiting(self) -> list[Parcel]:
        """Those that neither arrived nor were given up, the oldest first."""
        found = self._connection.execute(
            "SELECT id, alert, target, made_at, due, body, tried, remote FROM parcels"
            " WHERE ended_at IS NULL ORDER BY made_at, id"
        )
        return [
            Parcel(ident, alert, target, UnixMs(made_at), UnixMs(due), body, tried, remote)
            for ident, alert, target, made_at, due, body, tried, remote in found
        ]

    def delivered(self, ident: str, at: UnixMs, remote: str) -> None:
        """This one arrived; the words of its alert that still wait for the same target may edit its message."""
        self._connection.execute(
            "UPDATE parcels SET ended_at = ?, remote = ?, why = '' WHERE id = ?", (at, remote, ident)
        )
        if remote:
            self._connection.execute(
                "UPDATE parcels SET remote = ?1 WHERE ended_at IS NULL"
                " AND (alert, target) = (SELECT alert, target FROM parcels WHERE id = ?2)",
                (remote, ident),
            )
        self._forget(at)

    def put_off(self, ident: str, due: UnixMs, tried: int, why: str) -> None:
        """This one did not arrive and is to be tried again."""
        self._connection.execute(
            "UPDATE parcels SET due = ?, tried = ?, why = ? WHERE id = ? AND ended_at IS NULL", (due, tried, why, ident)
        )

    def given_up(self, ident: str, at: UnixMs, why: str) -> None:
        """This one will not be tried again; `why` is not empty."""
        self._connection.execute("UPDATE parcels SET ended_at = ?, why = ? WHERE id = ?", (at, why, ident))
        self._forget(at)

    def _forget(self, now: UnixMs) -> None:
        self._connection.execute("DELETE FROM parcels WHERE ended_at < ?", (now - ENDED_KEPT,))
