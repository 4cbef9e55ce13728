"""Files of liquidations taken in for ranks to count, looked through before, and taken out again."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.files.taking import Progress, known_forms, look_through, take_in
from liqdesk.app.paths import Profile, profile_at
from liqdesk.app.signals import Stopped, ended_by_signals
from liqdesk.app.tell import tell
from liqdesk.console.import_words import (
    Contents,
    contents_form,
    preview_lines,
    span_words,
    venue_words,
    whole_words,
    wrong_words,
)
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument
from liqdesk.store.import_book import Imported
from liqdesk.store.imports import ImportList, Imports
from liqdesk.store.outflow import Outflow

TOLD_EVERY_MS = 200


class _Shelf:
    """The book of imports, opened when it is first needed and closed once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._opened: Imports | None = None

    def open(self) -> Imports:
        """The book. Raises ExpectedFailure where it cannot be used."""
        if self._opened is None:
            try:
                self._profile.make()
            except OSError as fault:
                raise ExpectedFailure(
                    f"the profile folder {fault.filename} cannot be made: {fault.strerror}"
                ) from fault
            self._opened = Imports(self._profile.imports, MachineClock())
            for notice in self._opened.notices:
                tell(notice)
        return self._opened

    def close(self) -> None:
        """Let go of it."""
        if self._opened is not None:
            self._opened.close()


def import_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Every row of the files that is not there yet; with `--preview` only what that would be.

    A file that cannot be read is told of and costs no other. Raises ExpectedFailure for one that was alone.
    """
    profile = profile_at(arguments.profile)
    shelf = _Shelf(profile)
    progress = _progress(arguments.json)
    known = known_forms(_recorded(profile))

    def one(file: Path) -> Contents:
        if not arguments.preview:
            return take_in(file, known, shelf.open, progress)
        there = ImportList(profile.imports)
        try:
            return look_through(file, known, there, progress)
        finally:
            there.close()

    try:
        with ended_by_signals():
            failed = [not _told(file, one, arguments) for file in arguments.files]
    except Stopped:
        tell("stopped; what was taken in so far stays, and importing the file again goes on with it")
        raise
    finally:
        shelf.close()
    if not arguments.preview and not arguments.json and not all(failed):
        write_out("Ranks count them where nothing was recorded, once that is switched on in the settings.")
    return int(any(failed))


def _recorded(profile: Profile) -> Sequence[Instrument]:
    """The contracts whose size the recordings know; none where there are no recordings that can be read."""
    if not profile.store.exists():
        return ()
    try:
        outflow = Outflow(profile.store)
    except ExpectedFailure as refused:
        tell(f"contract sizes are taken from the shipped lists alone: {refused}")
        return ()
    try:
        return outflow.contracts()
    finally:
        outflow.close()


def _told(file: Path, take: Callable[[Path], Contents], arguments: Namespace) -> bool:
    """Take one file and say what became of it; whether it could be taken."""
    try:
        found = take(file)
    except ExpectedFailure as refused:
        if arguments.json:
            write_out(json_line({"file": file.name, "failed": str(refused)}))
            return False
        if len(arguments.files) == 1:
            raise
        tell(str(refused))
        return False
    if arguments.json:
        write_out(json_line(contents_form(found)))
    elif arguments.preview:
        write_out("\n".join(preview_lines(found)))
    else:
        for sentence in filter(None, [wrong_words(found), *found.notes]):
            tell(sentence)
        counted = whole_words(found.rows, found.rows - found.fresh)
        write_out(f"imported {counted}: {venue_words(found)}; {span_words(found)}")
    return True


def _progress(as_json: bool) -> Progress:
    """Says how far it is, some times a second, where somebody reads that."""
    clock, told_at = MachineClock(), [0]

    def told(share: float, rows: int) -> None:
        now = clock.monotonic()
        if as_json and now - told_at[0] >= TOLD_EVERY_MS:
            told_at[0] = now
            write_out(json_line({"progress": round(share, 4), "rows": rows}))

    return told


def imports_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """The files that were imported, the newest first; or one of them taken out."""
    profile = profile_at(arguments.profile)
    if arguments.remove is not None:
        _remove(profile, arguments.remove)
        return 0
    there = ImportList(profile.imports)
    try:
        entries = there.entries()
    finally:
        there.close()
    for one in entries:
        write_out(json_line(_entry_form(one)) if arguments.json else _entry_line(one))
    if not entries and not arguments.json:
        tell("nothing was imported here yet")
    return 0


def _remove(profile: Profile, number: int) -> None:
    if not profile.imports.exists():
        raise ExpectedFailure("nothing was imported here yet")
    imports = Imports(profile.imports, MachineClock())
    try:
        imports.remove(number)
    finally:
        imports.close()
    tell(f"import {number} is gone, but for rows that other files hold too")


def _entry_form(one: Imported) -> dict[str, Any]:
    return {
        "id": one.id,
        "file": one.file,
        "form": one.form,
        "imported_at": one.at,
        "whole": one.whole,
        "rows": one.rows,
        "added": one.added,
        "first": one.first,
        "last": one.last,
    }


def _entry_line(one: Imported) -> str:
    def day(at: int | None) -> str:
        return "–" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}"

    broken = "" if one.whole else "  (broken off; import it again to go on)"
    return (
        f"{one.id:>3}  {day(one.at)}  {one.added:>10,} rows  {day(one.first)} to {day(one.last)}  {one.file}"
        f"{f', {one.form}' if one.form else ''}{broken}"
    )
