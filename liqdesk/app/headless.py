"""The words that stream without a window: tail, record, and the board of a machine without a display."""

import asyncio
import contextlib
from argparse import Namespace
from collections.abc import Callable, Coroutine
from typing import Any

from liqdesk.analytics.views import LiveFrame
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loose_threads import LooseThreads
from liqdesk.app.messages import messages_kept
from liqdesk.app.resources import Resources
from liqdesk.app.session import HELD, disk_of, session
from liqdesk.app.signals import stop_on_signals
from liqdesk.app.tell import tell
from liqdesk.app.venues import reachable_venue
from liqdesk.app.wiring import Core, Running, build_core, read_addresses, running
from liqdesk.console.board import Board, unreachable
from liqdesk.console.printer import Printer
from liqdesk.console.troubles import Troubles
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.feed.tape import TapeWriter

UNREACHABLE_AFTER = DurationMs(6 * SECOND)
BOARD_EVERY_S = 1.0


def run_plain(main: Callable[[asyncio.Event], Coroutine[Any, Any, int]], hooks: CrashHooks) -> int:
    """Run `main(stop)` on a plain loop; `stop` is set by Ctrl-C and by a polite kill."""

    async def whole() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(LooseThreads())
        hooks.watch(loop)
        stop = asyncio.Event()
        stop_on_signals(loop, stop)
        return await main(stop)

    with asyncio.Runner() as runner:
        return runner.run(whole())


def tail_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Live liquidations on stdout, kept in the store as a window would."""
    only = frozenset(reachable_venue(name) for name in arguments.venue) if arguments.venue else None
    minimum = micro_usd(arguments.min_usd)

    async def main(stop: asyncio.Event) -> int:
        printer = Printer(arguments.json, only, minimum, closed=stop.set)
        await _stream(arguments, stop, only, printer, None)
        if printer.trouble is not None:
            raise printer.trouble
        return 0

    return run_plain(main, hooks)


def record_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Raw frames of the enabled venues to a tape, and the rows to the store."""

    async def main(stop: asyncio.Event) -> int:
        tape = TapeWriter(arguments.tape, MachineClock())
        try:
            await _stream(arguments, stop, None, None, tape)
        finally:
            tape.close()
        if tape.trouble:
            tell(tape.trouble)
            return 1
        tell(f"{tape.lines} lines on {arguments.tape}")
        return 0

    return run_plain(main, hooks)


def board_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """The live board in the terminal, until stopped."""

    async def main(stop: asyncio.Event) -> int:
        arguments.seconds, arguments.word = None, "board"

        async def draw(started: Running) -> None:
            board = Board(started.core.desk)
            while True:
                board.draw()
                await asyncio.sleep(BOARD_EVERY_S)

        await _stream(arguments, stop, None, None, None, beside=draw)
        return 0

    return run_plain(main, hooks)


async def _stream(
    arguments: Namespace,
    stop: asyncio.Event,
    only: frozenset[VenueId] | None,
    printer: Printer | None,
    tape: TapeWriter | None,
    beside: Callable[[Running], Coroutine[Any, Any, None]] | None = None,
) -> None:
    endpoints = read_addresses(arguments.endpoints)
    clock, resources = MachineClock(), Resources()
    with session(arguments) as opened:
        if opened.notice:
            tell(opened.notice)
        disk, worker = disk_of(opened, clock, "live")
        if worker is None:
            tell(HELD)
        core = build_core(Mode.LIVE, clock, opened.settings, resources, disk, only, printer)
        async with (
            messages_kept(core, opened, clock, tell),
            running(
                core, endpoints, resources, worker, tape, imports=opened.profile.imports, waiting=WaitingTold().tell
            ) as started,
        ):
            for notice in started.notices:
                tell(notice)
            async with asyncio.TaskGroup() as helpers:
                watch = Watch(core)
                tasks = [helpers.create_task(watch.run())]
                if beside is not None:
                    tasks.append(helpers.create_task(beside(started)))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _left(arguments))
                for task in tasks:
                    task.cancel()
                if printer is None or not printer.reader_gone:
                    watch.farewell()


def _left(arguments: Namespace) -> float | None:
    """Seconds until the asked end, counted from the start of the process."""
    if arguments.seconds is None:
        return None
    spent = MachineClock().monotonic() - int(arguments.started)
    return max(0.0, float(arguments.seconds) - spent / 1000)


class WaitingTold:
    """Says once what is waited for: a terminal keeps every line."""

    def __init__(self) -> None:
        self._told = False

    def tell(self, sentence: str) -> None:
        """Hear it again, with how far it is."""
        if sentence and not self._told:
            self._told = True
            tell(sentence)


class Watch:
    """Says what a reader of the rows alone would miss, once each: venues not or not wholly heard, rows not stored."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._troubles = Troubles()
        self._unreachable = ""
        self._not_stored = core.disk.status().trouble

    async def run(self) -> None:
        """Look once a second until cancelled."""
        begun = self._core.clock.monotonic()
        while True:
            frame, _ = self._core.desk.frame(self._core.ring.newest)
            self._troubles.look(frame)
            if self._core.clock.monotonic() - begun >= UNREACHABLE_AFTER:
                self._say(frame)
            await asyncio.sleep(1.0)

    def farewell(self) -> None:
        """Say at the end which venues never came, where that has not been said."""
        frame, _ = self._core.desk.frame(self._core.ring.newest)
        self._troubles.look(frame)
        sentence = None if self._unreachable else self._troubles.never_live(frame)
        if sentence:
            tell(sentence)

    def _say(self, frame: LiveFrame) -> None:
        told, self._unreachable = self._unreachable, unreachable(frame) or ""
        if self._unreachable and not told:
            tell(self._unreachable)
        elif told and not self._unreachable:
            tell("An exchange can be reached again.")
        if not self._unreachable:
            for line in self._troubles.lines(frame):
                tell(line)
        if frame.status.storing and not self._not_stored:
            tell(frame.status.storing)
        self._not_stored = frame.status.storing
