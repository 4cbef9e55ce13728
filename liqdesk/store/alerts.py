"""Alerts as rows."""

from collections.abc import Iterable

import apsw

from liqdesk.alerts.alert import Alert, packed, unpacked
from liqdesk.domain.time import UnixMs
from liqdesk.store.codes import SOURCES, Source, codes

_SOURCE = codes(SOURCES)


class AlertStore:
    """The alerts on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put(self, alerts: Iterable[Alert], source: Source) -> None:
        """Keep each alert as it is known now, in place of what was known of it before."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    alert.id,
                    alert.opened_at,
                    alert.over_at,
                    alert.rules[0] if alert.rules else "",
                    alert.event,
                    alert.scope,
                    alert.level.value,
                    _SOURCE[source],
                    packed(alert),
                )
                for alert in alerts
            ),
        )

    def read(self, since: UnixMs, until: UnixMs, limit: int) -> list[Alert]:
        """The newest `limit` alerts opened in since <= t < until, newest first. Raises ValueError where one is damaged."""
        found = self._connection.execute(
            "SELECT entry FROM alerts WHERE opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC, id LIMIT ?",
            (since, until, limit),
        )
        return [unpacked(entry) for (entry,) in found]
