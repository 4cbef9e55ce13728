"""What a store's file looks like from outside, for whoever looks for a fault: its schema and sizes, and none of its rows."""

from pathlib import Path
from typing import Any

from liqdesk.store.database import beside, open_for_reading
from liqdesk.store.migrate import version_of

COMPANIONS = ("", "-wal", "-shm")


def outline(path: Path) -> dict[str, Any]:
    """The sizes of the file and its companions in bytes, the schema's version and statements, pages. Raises ExpectedFailure."""
    sizes = {
        f"db{suffix}": beside(path, suffix).stat().st_size for suffix in COMPANIONS if beside(path, suffix).is_file()
    }
    connection = open_for_reading(path)
    try:
        pages, page_bytes = connection.pragma("page_count"), connection.pragma("page_size")
        schema = [
            text for (text,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        ]
        return {
            "bytes": sizes,
            "version": version_of(connection),
            "pages": pages,
            "page_bytes": page_bytes,
            "schema": schema,
        }
    finally:
        connection.close()
