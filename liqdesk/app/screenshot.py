"""A picture of a view, drawn off screen by the real window from the real pipeline."""

import asyncio
import contextlib
import os
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.demo_past import invent_past, planned_lanes
from liqdesk.app.past_day import PastDay
from liqdesk.app.past_files import archive_of
from liqdesk.app.replay import new_player
from liqdesk.app.resources import Resources, languages_of
from liqdesk.app.session import Session, session, throw_away
from liqdesk.app.venues import demo_venues, infos
from liqdesk.app.wiring import Core, build_afterwards, build_core, read_addresses, take_past, watch
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock
from liqdesk.feed.tape import Instruments, TapeLine, TapeReader
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.settings.section import Page
from liqdesk.settings.strip import StripForm

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from liqdesk.app.demo_archive import DemoArchive
    from liqdesk.ui.main_window import MainWindow
    from liqdesk.ui.theme import Theme

STORY_BEGINS = UnixMs(1_768_339_560_000)
"""Pictures of a demo are of the evening of 13 January 2026, so that the same command draws the same picture."""

MOMENT = {"squeeze": DurationMs(218 * SECOND), "flush": DurationMs(218 * SECOND)}
"""How far into its story a demo is shown: a squeeze and a flush at their height, the others at their end."""

DOCKS = ("tape", "venues", "market", "alerts", "journal", "cross-check", "bubbles", "price-map", "multiples")
"""Views that are a panel of the window."""

OPENED = ("first-run", "crash", "doctor", "about", "guide", "layouts", "alert")
"""Views that are dialogs which take a moment to have something to say."""
LAYOUTS = MappingProxyType(
    {"layout-watch": "Watch", "layout-event": "Event", "layout-review": "Review", "layout-compact": "Compact"}
)
"""Views that are the window in a layout of those that come with it."""
CHARTS = ("cumulative", "venues-chart", "treemap", "history")
"""Panels that are drawn as large as asked for, as in a window of their own."""
ARCHIVED = ("history", "layout-review")
"""Views that ask the archive."""
STRIPS = MappingProxyType({"strip": StripForm.LINE, "strip-corner": StripForm.CORNER})
"""Views that are the strip alone, in its two forms."""

SEED = 1
PATIENCE_S = 20.0
JUDGED_EVERY = DurationMs(5 * SECOND)
"""How often the rules of alerts look at a tape that is played in no time."""
SETTLING_S = 0.05
LAYOUT_ROUNDS = 3
"""What is as high as its words need one round for the width, one for the height, one for what stands below."""
TURN_S = 0.01
QUIET_ROUNDS = 4
"""So many rests of the hand without a question mean that all of them are answered."""


class Excerpt(TapeReader):
    """A tape up to a moment; `judged` is called whenever `JUDGED_EVERY` of it has passed."""

    def __init__(self, path: Path, until: UnixMs, judged: Callable[[], None]) -> None:
        super().__init__(path)
        self._until = until
        self._judged = judged

    def __iter__(self) -> Iterator[TapeLine]:
        step = None
        for line in super().__iter__():
            if not isinstance(line, Instruments):
                if line.at > self._until:
                    return
                if line.at // JUDGED_EVERY != step:
                    step = line.at // JUDGED_EVERY
                    self._judged()
            yield line


def screenshot_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Draw and save; 1 where the file cannot be written."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if arguments.scale is not None:
        os.environ["QT_SCALE_FACTOR"] = f"{arguments.scale:g}"
    if arguments.demo is None:
        with session(arguments, to_file=False) as opened:
            return _draw(arguments, hooks, opened)
    with throw_away(arguments) as opened:
        return _draw(arguments, hooks, opened)


def _draw(arguments: Namespace, hooks: CrashHooks, opened: Session) -> int:
    from liqdesk.app.loop import make_application, run_qt
    from liqdesk.ui.languages import speak

    app = make_application(["liqdesk"])
    speak(opened.settings.value.look.language, languages_of(Resources()), app)
    value = opened.settings.value
    look = value.look.model_copy(update={"theme": ThemeChoice(arguments.theme)})
    if arguments.text_size is not None:
        look = look.model_copy(update={"font_scale": arguments.text_size})
    opened.settings.replace(value.model_copy(update={"look": look}))

    async def main(stop: asyncio.Event) -> int:
        from liqdesk.app.care import care_of
        from liqdesk.ui.main_window import MainWindow
        from liqdesk.ui.theme import Theme

        resources = Resources()
        async with contextlib.AsyncExitStack() as archives:
            core = await story_market(arguments, opened, resources, archives if arguments.view in ARCHIVED else None)
            theme = Theme(app, resources.path, core.settings.value.look)
            if arguments.view in STRIPS:
                _keep(_strip(core, theme, STRIPS[arguments.view]), arguments.file)
                return 0
            folder = archives.enter_context(tempfile.TemporaryDirectory())
            window = MainWindow(core.desk, theme, Path(folder) / "layout.ini", resources.path)
            window.dialogs.care = care_of(opened, window, resources, lambda: read_addresses(arguments.endpoints), None)
            window.resize(*arguments.size)
            window.show()
            await drawn(window)
            await _arranged(window, arguments.view)
            await _brought(window, arguments.view)
            await _opened(window, core.desk, arguments.view, hooks)
            _save(window, arguments)
            window.close()
        return 0

    return run_qt(app, main, hooks)


async def _arranged(window: "MainWindow", view: str) -> None:
    """Put a layout in force and let its panels come up to date."""
    if view in LAYOUTS:
        window.steering.use_layout(LAYOUTS[view])
        await asyncio.sleep(SETTLING_S)
        window.bridge.look()
        await drawn(window)


async def _brought(window: "MainWindow", view: str) -> None:
    """Bring a panel to the front and let what it asks for come."""
    if view in DOCKS:
        window.go_to(view)
        window.bridge.look()
        await asyncio.sleep(SETTLING_S)
        await drawn(window)
    if view in ARCHIVED:
        if view in CHARTS:
            _dock(window, view)
        await _answered(window)


async def _answered(window: "MainWindow") -> None:
    """Wait until the panel of the past has its answers: they come one after the other, so that its rest counts."""
    from liqdesk.ui.panels.history import RESTED_MS, HistoryPanel

    async with asyncio.timeout(PATIENCE_S):
        for panel in window.findChildren(HistoryPanel):
            quiet = 0
            while quiet < QUIET_ROUNDS:
                await asyncio.sleep(RESTED_MS / 1000)
                quiet = 0 if panel.asking.busy else quiet + 1


async def _opened(window: "MainWindow", desk: Desk, view: str, hooks: CrashHooks) -> None:
    """Open a dialog that takes a moment to have something to say."""
    from liqdesk.app.care import example_failure
    from liqdesk.ui.dialogs.doctor import DoctorDialog

    if view == "doctor":
        window.dialogs.open_doctor()
        found = asyncio.Event()
        for dialog in window.findChildren(DoctorDialog):
            dialog.found.connect(found.set)
        await asyncio.wait_for(found.wait(), PATIENCE_S)
    elif view == "crash":
        window.dialogs.open_failure(example_failure(), window.quit)
    elif view == "first-run":
        window.dialogs.open_first_run()
    elif view == "about":
        window.dialogs.open_about()
    elif view == "guide":
        window.dialogs.open_guide()
    elif view == "layouts":
        window.steering.open_layouts()
    elif view == "alert":
        _open_alert(window, desk)


def _open_alert(window: "MainWindow", desk: Desk) -> None:
    """The newest alert; where there was none, nothing is to be shown."""
    alerts = desk.alerts.view().alerts
    if not alerts:
        raise ExpectedFailure("there is no alert in this market to make a picture of")
    window.dialogs.open_alert(alerts[0].id)


def _save(window: "MainWindow", arguments: Namespace) -> None:
    from PySide6.QtWidgets import QApplication

    window.bridge.look()
    QApplication.sendPostedEvents()
    _keep(_picture(window, arguments.view), arguments.file)


def _keep(picture: "QPixmap", file: Path) -> None:
    if not picture.save(str(file), "PNG"):
        raise ExpectedFailure(f"the picture {file} cannot be written")


def _strip(core: Core, theme: "Theme", form: StripForm) -> "QPixmap":
    """The strip by itself; its size is its own."""
    from liqdesk.ui.strip.desktop import this_desktop
    from liqdesk.ui.strip.menu import StripDoors
    from liqdesk.ui.strip.orders import choose_form
    from liqdesk.ui.strip.remembered import SpotFile
    from liqdesk.ui.strip.strip import Strip

    def nowhere() -> None:
        """A picture leads nowhere."""

    choose_form(core.desk, form)
    with tempfile.TemporaryDirectory() as folder:
        file, doors = SpotFile(Path(folder) / "strip.ini"), StripDoors(nowhere, nowhere, nowhere)
        strip = Strip(core.desk, theme, file, this_desktop(), doors, lambda: True)
        strip.look()
        picture = strip.grab()
        strip.deleteLater()
    return picture


def _picture(window: "MainWindow", view: str) -> "QPixmap":
    """What is asked for: the window, one of its panels, a dialog over it, or the card that is shared."""
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QDialog

    from liqdesk.ui.dialogs.settings.page import SettingsPage
    from liqdesk.ui.dialogs.share import ShareDialog
    from liqdesk.ui.panels.docks import Stage

    if view in (*DOCKS, *CHARTS):
        return _dock(window, view)
    if view == "palette":
        window.steering.palette.open()
    if view == "timeline":
        return next(iter(window.findChildren(Stage))).grab()
    if view in ("main", "palette", *LAYOUTS):
        return window.grab()
    dialogs = window.dialogs
    openers = {
        "settings": dialogs.open_settings, "event": dialogs.open_standing, "keys": dialogs.open_keys,
        "rule-editor": dialogs.open_rule,
    }  # fmt: skip
    for one in Page:
        openers[f"settings-{one.value.lower()}"] = partial(dialogs.open_settings, one)
    if view not in OPENED:
        openers.get(view, window.dialogs.open_share)()
    QApplication.sendPostedEvents()
    dialog = next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())
    for page in dialog.findChildren(SettingsPage):
        page.finish()
    for _ in range(LAYOUT_ROUNDS):
        QApplication.sendPostedEvents()
    if view == "card" and isinstance(dialog, ShareDialog):
        return QPixmap.fromImage(dialog.image)
    return dialog.grab()


def _dock(window: "MainWindow", name: str) -> "QPixmap":
    """A panel, brought to the front: one behind another's tab draws nothing."""
    from PySide6.QtWidgets import QApplication, QDockWidget

    dock = next(dock for dock in window.findChildren(QDockWidget) if dock.objectName() == name)
    if name in CHARTS and not dock.isFloating():
        dock.setFloating(True)
        dock.resize(window.size())
    if dock.isHidden():
        dock.toggleViewAction().trigger()  # as somebody opens it, who may find it with more room than it had
    dock.raise_()
    window.bridge.look()
    QApplication.sendPostedEvents()
    return dock.widget().grab()


async def story_market(
    arguments: Namespace, opened: Session, resources: Resources, archives: contextlib.AsyncExitStack | None = None
) -> Core:
    """The market of a picture: the story of a demo up to its moment, with a day before it, or a live one that is empty yet.

    With `archives` it has its archive, open as long as those are.
    """
    if arguments.demo is None:
        core = _core(Mode.LIVE, MachineClock(), opened, resources)
        if archives is not None:
            await archives.enter_async_context(archive_of(core.desk, opened.profile))
        return core
    clock = ReplayClock(STORY_BEGINS)
    core = _core(Mode.DEMO, clock, opened, resources)
    completeness = {venue: info.completeness for venue, info in infos().items()}
    past = await asyncio.to_thread(partial(invent_past, SEED, STORY_BEGINS, completeness))
    take_past(core, past, ())
    archive = None if archives is None else await _invented_archive(core, clock, opened, past, archives)
    with tempfile.TemporaryDirectory() as folder:
        tape = Path(folder) / "story.tape"
        await asyncio.to_thread(partial(_write_story, arguments.demo, tape))
        until = UnixMs(STORY_BEGINS + MOMENT.get(arguments.demo, 90 * MINUTE))
        judged = core.alerts.step if core.alerts is not None else lambda: None
        await new_player(core, clock).play(Excerpt(tape, until, judged), None)
        judged()
    watch(core, past.watched, core.analytics.coverage.expected_lanes())
    await build_afterwards(core, False).look(last=True)
    if archive is not None:
        await archive.catch_up()
    return core


async def _invented_archive(
    core: Core, clock: Clock, opened: Session, past: PastDay, archives: contextlib.AsyncExitStack
) -> "DemoArchive":
    """The archive of the demo, with all that was before the story."""
    from liqdesk.app.demo_archive import DemoArchive

    archive = DemoArchive(opened.profile.store, clock, core)
    archive.invented = past, planned_lanes()
    await archives.enter_async_context(archive.kept())
    await asyncio.wait_for(archive.filled.wait(), PATIENCE_S)
    return archive


def _core(mode: Mode, clock: Clock, opened: Session, resources: Resources) -> Core:
    return build_core(mode, clock, opened.settings, resources, Unstored(""), ringing=True)


def _write_story(scenario: str, tape: Path) -> None:
    """The scenario as the exchanges would have sent it."""
    import argparse

    from liqdesk.simulator.run import add_arguments, read_order, record

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    about = [word for venue in demo_venues() for word in ("--venue", venue)]
    words = parser.parse_args(["--scenario", scenario, "--seed", str(SEED), "--tape", str(tape), *about])
    record(read_order(words), words, STORY_BEGINS)


async def drawn(window: "MainWindow") -> None:
    """Wait until the window has its chart, and all of it shows the newest frame."""
    async with asyncio.timeout(PATIENCE_S):
        while not window.settle_ready():  # noqa: ASYNC110 - its parts take turns, and no signal tells of the last one
            await asyncio.sleep(TURN_S)
