"""Rows of files taken in for ranks to count, and recorded rows given out."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.paths import profile_at
from liqdesk.app.tell import tell
from liqdesk.app.wiring import FOREVER
from liqdesk.console.output import write_out
from liqdesk.console.row_files import read_rows, write_rows
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.imports import Imports
from liqdesk.store.rows import MOST_DIGEST, Mark

ROWS_AT_ONCE = 10_000
WRONG_TOLD = 5


class _Taken:
    """What a file brought."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.by_venue: Counter[VenueId] = Counter()
        self.first, self.last = FOREVER, UnixMs(0)
        self.wrong: list[str] = []
        self.wrong_count = 0

    def groups(self) -> Iterator[list[Liquidation]]:
        """The rows, some thousands at a time."""
        group: list[Liquidation] = []
        for number, found in read_rows(self._path):
            if isinstance(found, str):
                self.wrong_count += 1
                if len(self.wrong) < WRONG_TOLD:
                    self.wrong.append(f"line {number}: {found}")
                continue
            self.by_venue[found.instrument.venue] += 1
            self.first, self.last = min(self.first, found.at), max(self.last, found.at)
            group.append(found)
            if len(group) == ROWS_AT_ONCE:
                yield group
                group = []
        if group:
            yield group

    @property
    def wrong_words(self) -> str:
        """Which lines were none, and why."""
        more = " and more" if self.wrong_count > len(self.wrong) else ""
        lines = "line is" if self.wrong_count == 1 else "lines are"
        return f"{self.wrong_count:,} {lines} no liquidation ({'; '.join(self.wrong)}{more})"


def import_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Every row of the file that is not there yet. Raises ExpectedFailure where it holds none at all."""
    profile = profile_at(arguments.profile)
    taken = _Taken(arguments.file)
    groups = taken.groups()
    first = next(groups, None)
    if first is None:
        raise ExpectedFailure(taken.wrong_words if taken.wrong else f"{arguments.file} holds no liquidation")
    try:
        profile.make()
    except OSError as fault:
        raise ExpectedFailure(f"the profile folder {fault.filename} cannot be made: {fault.strerror}") from fault
    imports = Imports(profile.imports, MachineClock())
    try:
        new = imports.take(first) + sum(imports.take(group) for group in groups)
    finally:
        imports.close()
    for notice in imports.notices:
        tell(notice)
    if taken.wrong:
        tell(taken.wrong_words)
    rows = sum(taken.by_venue.values())
    known = f", {rows - new:,} of them known before" if rows > new else ""
    venues = ", ".join(f"{count:,} of {venue}" for venue, count in sorted(taken.by_venue.items()))
    write_out(f"imported {rows:,} rows{known}: {venues}; {_day(taken.first)} to {_day(taken.last)}")
    write_out("Ranks count them where nothing was recorded, once that is switched on in the settings.")
    return 0


def export_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Every recorded row of the time asked for, oldest first."""
    past = StoredHistory(open_for_reading(profile_at(arguments.profile).store))
    until = FOREVER if arguments.until is None else arguments.until
    mark: Mark = (UnixMs((arguments.since or 0) - 1), MOST_DIGEST)
    count = 0
    with write_rows(arguments.file) as out:
        while True:
            rows, mark = past.onwards(mark, until, ROWS_AT_ONCE)
            for entry, source in rows:
                out.take(entry, None if source is Source.LIVE else source.value)
            count += len(rows)
            if len(rows) < ROWS_AT_ONCE:
                break
    tell(f"{count:,} rows in {arguments.file}")
    return 0


def _day(at: UnixMs) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
