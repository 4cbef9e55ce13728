"""What a test asks of a store's file behind the program's back."""

from pathlib import Path

import apsw

SUM = """
SELECT at / {span}, market, position, coalesce(sum(micro), 0), count(*), count(*) - count(micro)
FROM liquidations JOIN instruments ON instruments.id = instrument WHERE kind <> 2 AND product <> 'option' AND NOT tradfi
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def complaints(path: Path) -> list[str]:
    """Everything that is wrong with a file: its structure, and sums that are not those of its rows."""
    connection = apsw.Connection(str(path))
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        for table, first, span in (("minutes", "minute", 60_000), ("hours", "hour", 3_600_000)):
            kept = connection.execute(f"SELECT * FROM {table} ORDER BY {first}, market, position").fetchall()
            if kept != connection.execute(SUM.format(span=span)).fetchall():
                found.append(f"{table} are not the sums of the rows")
        return found
    finally:
        connection.close()


def column(path: Path, query: str) -> list[object]:
    """The first column of an answer."""
    connection = apsw.Connection(str(path))
    try:
        return [line[0] for line in connection.execute(query)]
    finally:
        connection.close()
