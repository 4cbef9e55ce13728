"""A tape through the same pipeline without a window, with its own clock; totals at its end."""

import asyncio
import contextlib
from argparse import Namespace

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.headless import run_plain
from liqdesk.app.paths import profile_at
from liqdesk.app.racing import until_stopped
from liqdesk.app.resources import Resources
from liqdesk.app.session import HELD, Session, session, throw_away
from liqdesk.app.tell import tell
from liqdesk.app.usual import recorded_volume
from liqdesk.app.venues import bundled_list, infos
from liqdesk.app.wiring import Core, build_afterwards, build_core
from liqdesk.console.events import EventPrinter
from liqdesk.console.forms import totals_form
from liqdesk.console.output import write_out
from liqdesk.console.printer import Printer, json_line
from liqdesk.console.totals import totals_text
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.live_desk import enabled_venues
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.settings_file import load_settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.venues.registry import VENUES

REPLAYED_TO = "replayed_to"
REPLAYED_VENUES = "replayed_venues"
BAD_LINES_TOLD = 5
LARGEST_DAY = 3_000_000
"""So many rows totals are taken of at most."""


def replay_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Play the tape; in a profile that was named its rows are kept, marked as replayed."""
    with session(arguments) if arguments.profile is not None else throw_away(arguments) as opened:
        if arguments.profile is not None and not opened.holds:
            raise ExpectedFailure(HELD)
        return run_plain(lambda stop: _play(arguments, opened, stop), hooks)


async def _play(arguments: Namespace, opened: Session, stop: asyncio.Event) -> int:
    clock = ReplayClock()
    worker = SqlWorker() if arguments.profile is not None else None
    disk: Writer | Unstored = Unstored("")
    if worker is not None:
        disk = Writer(worker, opened.profile.store, MachineClock(), "replay")
    printer = None if arguments.json else Printer(False, None, 0, "replay")
    core = build_core(Mode.REPLAY, clock, opened.settings, Resources(), disk, printer=printer)
    reader = TapeReader(arguments.tape)
    async with contextlib.AsyncExitStack() as stack:
        if worker is not None and isinstance(disk, Writer):
            stack.callback(worker.close)
            stack.push_async_callback(disk.close)
            await disk.open()
        player = new_player(core, clock)
        told = EventPrinter(arguments.json)
        core.journal.subscribe(told.take)
        await until_stopped(player.play(reader, arguments.speed), stop)
        core.journal.finish()
        if isinstance(disk, Writer):
            await disk.flush()
        await build_afterwards(core, worker is not None).look(last=True)
        core.journal.save(player.at)
        told.finish()
        if isinstance(disk, Writer):
            await disk.remember(REPLAYED_TO, str(player.at))
            await disk.remember(REPLAYED_VENUES, " ".join(sorted(player.venues)))
    tell_bad_lines(reader)
    print_totals(core.analytics, player.at, "replay", arguments.json, None)
    return 0


def new_player(core: Core, clock: ReplayClock) -> TapePlayer:
    """A player into this core."""
    resources = Resources()
    return TapePlayer(VENUES, core.catalogue, core.ingest, clock, lambda venue: bundled_list(resources, venue))


def tell_bad_lines(reader: TapeReader) -> None:
    """Count the lines that were none, by number, on stderr."""
    for sentence in complaints(reader):
        tell(sentence)


def complaints(reader: TapeReader) -> list[str]:
    """What was wrong with a tape as far as it was read, in sentences without their full stop."""
    said: list[str] = []
    if reader.bad_count:
        named = "; ".join(f"line {number}: {reason}" for number, reason in reader.bad[:BAD_LINES_TOLD])
        more = " and more" if reader.bad_count > BAD_LINES_TOLD else ""
        lines = "line of the tape is" if reader.bad_count == 1 else "lines of the tape are"
        said.append(f"{reader.bad_count} {lines} bad in whole or in part ({named}{more})")
    if reader.skipped:
        said.append(
            f"{reader.skipped} line{'s' if reader.skipped > 1 else ''} of a kind this version does not know were skipped"
        )
    if reader.cut:
        said.append(f"the tape breaks off or is damaged after line {reader.lines:,}; what stands before was used")
    return said


def totals_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """The totals of what is stored, counted by the same code as the window's."""
    profile = profile_at(arguments.profile)
    now = MachineClock().now()
    past = StoredHistory(open_for_reading(profile.store))
    replayed_to, replayed = past.fact(REPLAYED_TO), past.fact(REPLAYED_VENUES)
    at = now if replayed_to is None else UnixMs(int(replayed_to))
    settings, _ = load_settings(profile.settings, now)
    expected = enabled_venues(infos(), settings.venues)
    if replayed is not None:
        expected = frozenset(map(VenueId, replayed.split()))
    analytics = LiveAnalytics(infos())
    analytics.count_tradfi(settings.tradfi.counted)
    analytics.restore(past.rows(UnixMs(at - DAY - SECOND), UnixMs(at + DAY), LARGEST_DAY))
    for span in past.spans(UnixMs(at - DAY)):
        analytics.coverage.covered(span)
    for fill in past.fills(UnixMs(at - DAY)):
        analytics.coverage.filled(fill)
    analytics.coverage.expect_only(expected)
    analytics.recorded = recorded_volume(past, at)
    print_totals(analytics, at, None if replayed_to is None else "replay", arguments.json, arguments.window)
    return 0


def print_totals(analytics: LiveAnalytics, at: UnixMs, source: str | None, as_json: bool, window: str | None) -> None:
    """One JSON object, or a table for people; `window` leaves only that one."""
    form = totals_form(analytics, at, source)
    write_out(json_line(form) if as_json else totals_text(analytics.totals(at), form["headline"], window))
