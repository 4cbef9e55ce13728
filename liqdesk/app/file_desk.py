"""The window's files: imports and exports as the program's own words, in processes of their own.

Reading and writing millions of rows in this process would take the interpreter away from the window; and a process can
be stopped at any moment, for what an import has committed is whole and an export leaves nothing before its end.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from liqdesk.app.paths import Profile
from liqdesk.app.venues import infos
from liqdesk.console.tables import PART
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.ui.dialogs.files.doors import Account, Held, Outgoing, Step, Told

LONGEST_LINE = 8 << 20
"""An account names every coin of a file, and a hundred bad lines."""
GONE_WITHIN_S = 10.0
PROGRAM = (sys.executable, "-m", "liqdesk")
SAID = "liqdesk: "

Line = dict[str, Any]


class ProcessFileDesk:
    """Implements `FileDesk` for a profile; `program` is how this program is started."""

    def __init__(self, profile: Profile, program: Sequence[str] = PROGRAM) -> None:
        self._program = program
        self._profile = ("--profile", str(profile.store.parent)) if profile.own_folder else ()

    async def preview(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """What each file would add."""
        return await self._accounts(("import", "--preview", "--json", "--", *map(str, files)), len(files), told)

    async def take(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """Import the files; what became of each."""
        return await self._accounts(("import", "--json", "--", *map(str, files)), len(files), told)

    async def _accounts(self, words: Sequence[str], files: int, told: Told) -> Sequence[Account]:
        found: list[Account] = []
        async for line in self._lines(words, may_fail=True):
            if "progress" in line:
                told(Step((len(found) + float(line["progress"])) / files, int(line["rows"])))
            else:
                found.append(_account(line))
        if len(found) < files:
            raise ExpectedFailure("the files could not be read to their end")
        return found

    async def give(self, outgoing: Outgoing, told: Told) -> int:
        """Export; how many lines."""
        count = 0
        try:
            async for line in self._lines(("export", "--json", *_words(outgoing))):
                if "progress" in line:
                    told(Step(float(line["progress"]), int(line["lines"])))
                else:
                    count = int(line["lines"])
        finally:
            with contextlib.suppress(OSError):  # a process that had to be killed leaves it behind
                outgoing.path.with_name(f"{PART}{outgoing.path.name}").unlink(missing_ok=True)
        return count

    async def imports(self) -> Sequence[Held]:
        """What was imported, the newest first."""
        return [
            Held(
                line["id"],
                line["file"],
                line["form"],
                UnixMs(line["imported_at"]),
                line["whole"],
                line["rows"],
                line["added"],
                line["first"],
                line["last"],
            )
            async for line in self._lines(("imports", "--json"))
        ]

    async def remove(self, ident: int) -> None:
        """Take the rows of one import out again."""
        async for _ in self._lines(("imports", "--remove", str(ident))):
            pass

    async def _lines(self, words: Sequence[str], may_fail: bool = False) -> AsyncIterator[Line]:
        """What the program prints, object by object; ended with whoever waits. `may_fail`: a failure is among them.

        Raises ExpectedFailure with the program's own sentence.
        """
        word, *rest = words
        process = await asyncio.create_subprocess_exec(
            *self._program, word, *self._profile, *rest, stdout=PIPE, stderr=PIPE, limit=LONGEST_LINE
        )
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            complaint = asyncio.ensure_future(process.stderr.read())
            told = 0
            while line := await process.stdout.readline():
                told += 1
                yield msgspec.json.decode(line)
            said = (await complaint).decode("utf-8", "replace").strip()
            code = await process.wait()
        finally:
            await _ended(process)
        if code and not (may_fail and told):
            raise ExpectedFailure(said.splitlines()[-1].removeprefix(SAID) if said else f"it ended with {code}")


async def _ended(process: Process) -> None:
    """Let the process end in order, or end it."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GONE_WITHIN_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _words(outgoing: Outgoing) -> list[str]:
    words = ["--what", outgoing.what, *(("--imported",) if outgoing.imported else ())]
    if outgoing.span is not None:
        words += ["--since", str(outgoing.span.start), "--until", str(outgoing.span.end)]
    for option, names in (("--venue", outgoing.venues), ("--coin", outgoing.coins)):
        words += [word for name in names for word in (option, name)]
    words += ["--side", outgoing.side.value] if outgoing.side is not None else []
    words += ["--min-usd", str(outgoing.minimum_usd)] if outgoing.minimum_usd else []
    return [*words, "--", str(outgoing.path)]


def _named(venues: dict[str, int]) -> dict[str, int]:
    """The counts by the names the window has for the venues; what it does not know keeps its own."""
    names = {str(venue): info.name for venue, info in infos().items()}
    return {names.get(venue, venue): count for venue, count in venues.items()}


def _account(line: Line) -> Account:
    if "failed" in line:
        return Account(line["file"], line["failed"])
    return Account(
        line["file"],
        "",
        tuple(line["forms"]),
        line["rows"],
        line["new"],
        line["first"],
        line["last"],
        _named(line["venues"]),
        line["bases"],
        {PositionSide.LONG: line["long"], PositionSide.SHORT: line["short"]},
        line["told"],
        line["sum"]["unvalued"],
        line["uncounted"],
        tuple((one["line"], one["reason"]) for one in line["wrong"]),
        line["wrong_count"],
        tuple(line["notes"]),
    )
