"""What a test asks of a store's file behind the program's back."""

from pathlib import Path
from typing import Any

import apsw

from liqdesk.analytics.sizes import bin_of

UNITS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
BY_TIME = {"minutes": "minute", "hours": "hour", "days": "day", "all_minutes": "minute", "all_hours": "hour"}
COUNTED = (
    "FROM liquidations JOIN instruments ON instruments.id = instrument"
    " WHERE kind <> 2 AND product <> 'option' AND NOT tradfi"
)


def _bin_of(*values: Any) -> int:
    return bin_of(values[0])


def wrong_sums(connection: apsw.Connection) -> list[str]:
    """Which tables of sums do not hold the sums of the rows that are kept."""
    connection.create_scalar_function("bin_of_test", _bin_of, 1, deterministic=True)
    wrong = []
    for table, unit in BY_TIME.items():
        market = "" if table.startswith("all_") else ", market"
        kept = connection.execute(f"SELECT * FROM {table} ORDER BY {unit}{market}, position").fetchall()
        right = connection.execute(
            f"SELECT at / {UNITS[unit]}{market}, position, coalesce(sum(micro), 0), count(*), count(*) - count(micro)"
            f" {COUNTED} GROUP BY 1, 2{', 3' if market else ''} ORDER BY 1, 2{', 3' if market else ''}"
        ).fetchall()
        wrong += [] if kept == right else [table]
    for table in ("sizes", "all_sizes"):
        market = "" if table.startswith("all_") else ", market"
        kept = connection.execute(
            f"SELECT * FROM {table} WHERE rows OR micro ORDER BY day{market}, position, bin"
        ).fetchall()
        right = connection.execute(
            f"SELECT at / 86400000{market}, position, bin_of_test(micro) AS bin, sum(micro), count(*)"
            f" {COUNTED} AND micro IS NOT NULL GROUP BY at / 86400000{market}, position, bin"
            f" ORDER BY at / 86400000{market}, position, bin"
        ).fetchall()
        wrong += [] if kept == right else [table]
    return wrong


def complaints(path: Path) -> list[str]:
    """Everything that is wrong with a file: its structure, and sums that are not those of its rows."""
    connection = apsw.Connection(str(path))
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        return [*found, *(f"{table} are not the sums of the rows" for table in wrong_sums(connection))]
    finally:
        connection.close()


def column(path: Path, query: str) -> list[object]:
    """The first column of an answer."""
    connection = apsw.Connection(str(path))
    try:
        return [line[0] for line in connection.execute(query)]
    finally:
        connection.close()
