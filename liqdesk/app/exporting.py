"""Recorded rows given out."""

from argparse import Namespace

from liqdesk.app.crash import CrashHooks
from liqdesk.app.paths import profile_at
from liqdesk.app.tell import tell
from liqdesk.app.wiring import FOREVER
from liqdesk.console.row_files import Origin, RowFile
from liqdesk.domain.time import UnixMs
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.rows import MOST_DIGEST, Mark

ROWS_AT_ONCE = 10_000


def export_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Every recorded row of the time asked for, oldest first."""
    past = StoredHistory(open_for_reading(profile_at(arguments.profile).store))
    until = FOREVER if arguments.until is None else arguments.until
    mark: Mark = (UnixMs((arguments.since or 0) - 1), MOST_DIGEST)
    count = 0
    with RowFile(arguments.file) as out:
        while True:
            rows, mark = past.onwards(mark, until, ROWS_AT_ONCE)
            for entry, source in rows:
                out.take(entry, Origin(source.value))
            count += len(rows)
            if len(rows) < ROWS_AT_ONCE:
                break
    tell(f"{count:,} rows in {arguments.file}")
    return 0
