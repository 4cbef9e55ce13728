"""A picture of a view, drawn off screen by the real window from the real pipeline."""

import asyncio
import contextlib
import os
import tempfile
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from liqdesk.app.crash import CrashHooks
from liqdesk.app.picture_market import LOADING, OFFLINE, PATIENCE_S, REPLAYED, blank_core, recording, story_market
from liqdesk.app.picture_parts import ALONE, Heard, portrait
from liqdesk.app.replays import at_work, machines_of
from liqdesk.app.resources import Resources, languages_of
from liqdesk.app.session import Session, session, throw_away
from liqdesk.app.wiring import Core, read_addresses
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.desk import Desk
from liqdesk.engine.shown_desk import ShownDesk
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.settings.section import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from liqdesk.app.loop import Application
    from liqdesk.ui.main_window import MainWindow

DOCKS = ("tape", "venues", "market", "alerts", "journal", "cross-check")
"""Views that are a panel of the window."""

STEPS = ("first-run", "first-run-venues", "first-run-alerts")
"""Views that are a step of the first start, in their order."""
OPENED = (*STEPS, "crash", "doctor", "about", "guide", "layouts", "alert", "provenance")
"""Views that are dialogs which take a moment to have something to say."""
LAYOUTS = MappingProxyType(
    {"layout-watch": "Watch", "layout-event": "Event", "layout-review": "Review", "layout-compact": "Compact"}
)
"""Views that are the window in a layout of those that come with it."""
PAGES = MappingProxyType(
    {"history-coins": "coins", "history-venues": "venues", "history-largest": "orders", "history-hours": "hours",
     "history-sizes": "sizes"}
)  # fmt: skip
"""Views that are the panel of the past with another of its pages first."""
CHARTS = ("bubbles", "price-map", "multiples", "cumulative", "venues-chart", "treemap", "history")
"""Panels that are drawn as large as asked for, as in a window of their own."""
ARCHIVED = ("history", "layout-review", *PAGES)
"""Views that ask the archive."""
SETTLING_S = 0.05
LAYOUT_ROUNDS = 3
"""What is as high as its words need one round for the width, one for the height, one for what stands below."""
TURN_S = 0.01
SHOWN_S = 0.25
"""The bar of a replay looks ten times a second at how far it is."""
QUIET_ROUNDS = 4
"""So many rests of the hand without a question mean that all of them are answered."""


def screenshot_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Draw and save; 1 where the file cannot be written."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if arguments.state == REPLAYED and arguments.demo is None:
        raise ExpectedFailure("a recording for a picture is made of a demo: add --demo")
    if arguments.state == OFFLINE and arguments.demo is not None:
        raise ExpectedFailure("the exchanges of a demo are always reached: leave --demo out")
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
        async with contextlib.AsyncExitStack() as kept:
            _keep(await _taken(arguments, hooks, opened, app, kept), arguments.file)
        return 0

    return run_qt(app, main, hooks)


async def _taken(
    arguments: Namespace, hooks: CrashHooks, opened: Session, app: "Application", kept: contextlib.AsyncExitStack
) -> "QPixmap":
    """The picture; what it is of stands as long as `kept` does."""
    from PySide6.QtWidgets import QApplication

    from liqdesk.app.care import care_of
    from liqdesk.ui.main_window import MainWindow
    from liqdesk.ui.theme import Theme

    resources, view, heard = Resources(), arguments.view, Heard()
    if arguments.state == REPLAYED:
        core = blank_core(opened, resources)
    else:
        core = await story_market(arguments, opened, resources, kept if view in ARCHIVED else None, heard)
    theme = Theme(app, resources.path, core.settings.value.look)
    if view in ALONE:
        return await portrait(core, theme, resources, heard, view)
    folder, shown = kept.enter_context(tempfile.TemporaryDirectory()), ShownDesk(core.desk)
    window = MainWindow(shown, theme, Path(folder) / "layout.ini", resources.path)
    kept.callback(window.quit)
    window.dialogs.care = care_of(opened, window, resources, lambda: read_addresses(arguments.endpoints), None)
    window.resize(*arguments.size)
    window.show()
    if arguments.state == LOADING:
        QApplication.sendPostedEvents()
        return window.grab()
    if arguments.state == REPLAYED:
        await _put_on(arguments.demo, resources, core, shown, window, kept)
    await drawn(window)
    await _arranged(window, view)
    await _brought(window, view)
    await _opened(window, shown, view, hooks)
    window.bridge.look()
    QApplication.sendPostedEvents()
    return _picture(window, view)


async def _put_on(
    scenario: str,
    resources: Resources,
    core: Core,
    shown: ShownDesk,
    window: "MainWindow",
    kept: contextlib.AsyncExitStack,
) -> None:
    """Play the story as a recording, up to its moment; the window is busy with it as long as `kept` is."""
    tape, moment = kept.enter_context(recording(scenario))
    machines = machines_of(resources, core, shown, window)
    await kept.enter_async_context(at_work(machines))
    await machines.deck.put_on_tape(tape)
    replay = machines.deck.current
    if replay is None:
        raise ExpectedFailure("the recording of the picture cannot be played")
    replay.play(False)
    replay.seek(moment)
    async with asyncio.timeout(PATIENCE_S):
        while replay.view().winding is not None:  # noqa: ASYNC110 - a recording tells nobody that it was wound
            await asyncio.sleep(TURN_S)
    await asyncio.sleep(SHOWN_S)


async def _arranged(window: "MainWindow", view: str) -> None:
    """Put a layout in force and let its panels come up to date."""
    if view in LAYOUTS:
        window.steering.use_layout(LAYOUTS[view])
        await asyncio.sleep(SETTLING_S)
        window.bridge.look()
        await drawn(window)


async def _brought(window: "MainWindow", view: str) -> None:
    """Bring a panel to the front and let what it asks for come."""
    from liqdesk.ui.panels.history import HistoryPanel

    if view in DOCKS:
        window.go_to(view)
        window.bridge.look()
        await asyncio.sleep(SETTLING_S)
        await drawn(window)
    if view in ARCHIVED:
        if view not in LAYOUTS:
            _dock(window, "history")
        for panel in window.findChildren(HistoryPanel):
            if view in PAGES:
                panel.shelf.choose(panel.pages.cards[PAGES[view]])
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

    dialogs = window.dialogs
    openers: dict[str, Callable[[], object]] = {
        "crash": lambda: dialogs.open_failure(example_failure(), window.quit),
        "about": dialogs.open_about,
        "guide": dialogs.open_guide,
        "layouts": window.steering.open_layouts,
        "alert": lambda: _open_alert(window, desk),
        "provenance": dialogs.open_provenance,
    }
    if view == "doctor":
        await _examined(window)
    elif view in STEPS:
        _step_on(window, STEPS.index(view))
    elif view in openers:
        openers[view]()


async def _examined(window: "MainWindow") -> None:
    """The page of what works, once it knows."""
    from liqdesk.ui.dialogs.doctor import DoctorDialog

    window.dialogs.open_doctor()
    found = asyncio.Event()
    for dialog in window.findChildren(DoctorDialog):
        dialog.found.connect(found.set)
    await asyncio.wait_for(found.wait(), PATIENCE_S)


def _step_on(window: "MainWindow", steps: int) -> None:
    """The first start, so many steps on."""
    from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog

    window.dialogs.open_first_run()
    for dialog in window.findChildren(FirstRunDialog):
        for _ in range(steps):
            dialog.next.click()


def _open_alert(window: "MainWindow", desk: Desk) -> None:
    """The newest alert; where there was none, nothing is to be shown."""
    alerts = desk.alerts.view().alerts
    if not alerts:
        raise ExpectedFailure("there is no alert in this market to make a picture of")
    window.dialogs.open_alert(alerts[0].id)


def _keep(picture: "QPixmap", file: Path) -> None:
    if not picture.save(str(file), "PNG"):
        raise ExpectedFailure(f"the picture {file} cannot be written")


def _picture(window: "MainWindow", view: str) -> "QPixmap":
    """What is asked for: the window, one of its panels, a dialog over it, or the card that is shared."""
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QDialog

    from liqdesk.ui.dialogs.settings.page import SettingsPage
    from liqdesk.ui.dialogs.share import ShareDialog
    from liqdesk.ui.panels.docks import Stage

    if view in (*DOCKS, *CHARTS, *PAGES):
        return _dock(window, "history" if view in PAGES else view)
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


async def drawn(window: "MainWindow") -> None:
    """Wait until the window has its chart, and all of it shows the newest frame."""
    async with asyncio.timeout(PATIENCE_S):
        while not window.settle_ready():  # noqa: ASYNC110 - its parts take turns, and no signal tells of the last one
            await asyncio.sleep(TURN_S)
