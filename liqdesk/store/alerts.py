"""Alerts as rows."""

from collections.abc import Iterable, Iterator
from itertools import islice

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
        """The newest `limit` alerts opened in since <= t < until, newest first; damaged ones are left out."""
        return list(islice((alert for alert in self._alerts(since, until) if alert is not None), limit))

    def damaged(self, since: UnixMs, until: UnixMs) -> int:
        """How many alerts opened in since <= t < until nobody can read any more."""
        return sum(alert is None for alert in self._alerts(since, until))

    def _alerts(self, since: UnixMs, until: UnixMs) -> Iterator[Alert | None]:
        """Newest first; None for one that is damaged."""
        found = self._connection.execute(
            "SELECT entry FROM alerts WHERE opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC, id",
            (since, until),
        )
        for (entry,) in found:
            try:
                yield unpacked(entry)
            except ValueError:  # of one alert no other depends, unlike of a row of the account
                yield None
