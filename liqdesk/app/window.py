"""The window: live, fed by simulated exchanges, or by a tape."""

import asyncio
import contextlib
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QProcess

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.demo_past import invent_past
from liqdesk.app.loop import Application, make_application, run_qt
from liqdesk.app.replay import new_player, tell_bad_lines
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session, disk_of, session, tell, throw_away
from liqdesk.app.simulate import simulator_process
from liqdesk.app.single import FrontDoor, show_the_other
from liqdesk.app.venues import infos
from liqdesk.app.wiring import Core, Running, build_core, read_addresses, running, saving
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock
from liqdesk.feed.tape import TapeReader
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme

DEMO_SEED = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """What every kind of window stands on."""

    arguments: Namespace
    app: Application
    resources: Resources
    opened: Session
    hooks: CrashHooks


def window_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Show the window and work until it is closed."""
    app = make_application(["liqdesk"])
    if arguments.selftest is not None:
        from liqdesk.app.selftest import selftest

        return selftest(arguments, app, hooks)
    resources = Resources()
    if arguments.demo is not None or arguments.word == "replay":
        with throw_away(arguments) as opened:
            return _show(Stage(arguments, app, resources, opened, hooks))
    with session(arguments) as opened:
        if not opened.holds and show_the_other(opened.profile.lock):
            tell("liqdesk is running already with this profile; its window was brought to the front.")
            return 0
        hooks.install(opened.profile.logs if opened.holds else None)
        return _show(Stage(arguments, app, resources, opened, hooks))


def _show(stage: Stage) -> int:
    if stage.arguments.word == "replay":
        mode, run = Mode.REPLAY, _replayed
    elif stage.arguments.demo is not None:
        mode, run = Mode.DEMO, _demonstrated
    else:
        mode, run = Mode.LIVE, _lived
    return run_qt(stage.app, lambda stop: run(stage, mode, stop), stage.hooks)


def open_window(stage: Stage, core: Core, stop: asyncio.Event) -> MainWindow:
    """The window over a desk, shown; closing it sets `stop`."""
    theme = Theme(stage.app, stage.resources.path, core.settings.value.look)
    logs = stage.opened.profile.logs
    folders = {"Open the folder of &logs": logs} if logs.is_dir() else {}
    window = MainWindow(core.desk, theme, stage.opened.profile.layout, stage.resources.path, folders)
    window.closed.connect(stop.set)
    window.demo_wanted.connect(_start_demo)
    stage.hooks.tell = window.tell
    if stage.opened.notice:
        window.tell(stage.opened.notice, "settings", fault=False)
    window.show()
    return window


def _start_demo() -> None:
    """Another process of this program shows the demo beside the live window."""
    QProcess.startDetached(sys.executable, ["-m", "liqdesk", "--demo"])


async def _lived(stage: Stage, mode: Mode, stop: asyncio.Event) -> int:
    clock = MachineClock()
    endpoints = read_addresses(stage.arguments.endpoints)
    disk, worker = disk_of(stage.opened, clock, "live")
    core = build_core(mode, clock, stage.opened.settings, stage.resources, disk)
    window = open_window(stage, core, stop)
    door = FrontDoor(stage.opened.profile.lock, stage.app)
    door.show_requested.connect(partial(_to_front, window))
    saver = saving(stage.opened.profile, core.settings)
    try:
        async with running(core, endpoints, stage.resources, worker) as started:
            _tell_notices(window, started)
            await stop.wait()
    finally:
        saver.close()
    return 0


async def _demonstrated(stage: Stage, mode: Mode, stop: asyncio.Event) -> int:
    clock = MachineClock()
    core = build_core(mode, clock, stage.opened.settings, stage.resources, Unstored(""))
    window = open_window(stage, core, stop)
    completeness = {venue: info.completeness for venue, info in infos().items()}
    past = partial(invent_past, DEMO_SEED, clock.now(), completeness)
    folder = stage.opened.profile.store.parent
    async with (
        simulator_process(stage.arguments.demo, DEMO_SEED, folder) as endpoints,
        running(core, read_addresses(endpoints), stage.resources, past=past) as started,
    ):
        _tell_notices(window, started)
        await stop.wait()
    return 0


async def _replayed(stage: Stage, mode: Mode, stop: asyncio.Event) -> int:
    clock = ReplayClock()
    core = build_core(mode, clock, stage.opened.settings, stage.resources, Unstored(""), frozenset())
    reader = TapeReader(stage.arguments.tape)
    player = new_player(core, clock)
    window = open_window(stage, core, stop)
    async with playing(player.play(reader, stage.arguments.speed)) as ended:
        await _either(ended, stop)
        tell_bad_lines(reader)
        if not stop.is_set():
            window.tell("The tape has ended.", fault=False)
            await stop.wait()
    return 0


@contextlib.asynccontextmanager
async def playing(work: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Do the work beside the block; it ends with it at the latest."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        yield task
        task.cancel()


async def _either(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


def _tell_notices(window: MainWindow, started: Running) -> None:
    for number, notice in enumerate(started.notices):
        window.tell(notice, f"start-{number}", fault=False)


def _to_front(window: MainWindow) -> None:
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
