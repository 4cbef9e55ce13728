"""Stores as older versions of the program left them, with rows in every table that their form had."""

from pathlib import Path

import apsw

from liqdesk.store.database import APPLICATION_ID
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import digest_of
from tests.fakes.storing import OF, numbered

ROWS = 40

OF_FORM: dict[int, tuple[str, ...]] = {
    1: (
        "INSERT INTO spans VALUES ('bybit/linear-1', 10, 'bybit', 20)",
        "INSERT INTO losses VALUES (3, 4, 5)",
        "INSERT INTO lane_log VALUES (1, 10, 'bybit/linear-1', 'bybit', 'live', '', 0)",
        "INSERT INTO prices VALUES (1768339560000, 1, 94087.0)",
        "INSERT INTO facts VALUES ('replayed_to', '7')",
    ),
    2: ("INSERT INTO fills VALUES ('bybit/linear-1', 20, 'bybit', 30, 1)",),
    3: (
        "INSERT INTO events VALUES ('market-1', 10, NULL, 'market', 'short_squeeze', NULL, 0, x'00')",
        "INSERT INTO memories VALUES ('alerts', 10, x'6d')",
    ),
    4: ("INSERT INTO context VALUES (29472326, 1, 'BTCUSDT', 1768339560000, 2.0, NULL, 0.0001, 28800000)",),
    5: ("UPDATE instruments SET listed_at = 5 WHERE id = 1",),
    6: (
        "INSERT INTO alerts VALUES ('a', 10, NULL, 'rule', NULL, 'market', 'info', 0, x'00')",
        "INSERT INTO parcels VALUES ('p', 'a', 'ntfy', 10, 10, 0, '', NULL, '', x'00')",
    ),
    8: (
        "INSERT INTO imports VALUES (1, 'old.csv', 'csv', 10, 20, 0, 2, 1, 5, 6)",
        "INSERT INTO import_rows VALUES (5, 7, 1)",
    ),
}
"""What each form brought, as somebody may have filled it; sums are filled by the steps themselves."""


def older_store(path: Path, version: int) -> int:
    """Make a store of that form, as its program closed it; returns how many orders are in it."""
    connection = apsw.Connection(str(path))
    connection.pragma("application_id", APPLICATION_ID)
    for form in range(1, version + 1):
        migrate(connection, schema_scripts()[:form])
        with connection:
            if form == 1:
                _fill_orders(connection)
            for statement in OF_FORM.get(form, ()):
                connection.execute(statement)
    connection.close()
    return ROWS


def _fill_orders(connection: apsw.Connection) -> None:
    """The first numbered rows, with the sums that every form has."""
    for number, one in enumerate(OF, 1):
        connection.execute("INSERT INTO markets VALUES (?, ?, ?)", (number, one.venue, one.base))
        words = (number, number, one.symbol, one.quote, one.settlement.value, one.multiplier, one.scale, one.group, 0)
        connection.execute(
            "INSERT INTO instruments (id, market, symbol, quote, settlement, multiplier, scale, product, tradfi)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            words,
        )
    for number in range(ROWS):
        row = numbered(number)
        position = 0 if row.position == "long" else 1
        connection.execute(
            "INSERT INTO liquidations VALUES (?, ?, ?, ?, 0, ?, ?, 1, ?, ?, ?, ?, 0, 0, 0, 0, NULL)",
            (row.at, digest_of(row.key), number % len(OF) + 1, position, row.notional, row.price, row.quantity_base,
             row.size, row.venue_price, row.received_at),
        )  # fmt: skip
    for table, span in (("minutes", 60_000), ("hours", 3_600_000)):
        connection.execute(
            f"INSERT INTO {table} SELECT at / {span}, market, position, coalesce(sum(micro), 0), count(*),"
            " count(*) - count(micro) FROM liquidations JOIN instruments ON instruments.id = instrument GROUP BY 1, 2, 3"
        )
