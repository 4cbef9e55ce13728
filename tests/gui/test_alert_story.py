"""A rule from the first click to its alert: set up in the demo, heard, seen on the desktop, put off there, found in the history.

All of it is the real program: its engine, its window, the simulated exchanges in their process, PulseAudio, and dunst.
Skipped where one of those is missing; the gate installs them.
"""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget

from liqdesk.app.arguments import build_parser
from liqdesk.app.batched_loop import BatchedLoop
from liqdesk.app.crash import CrashHooks
from liqdesk.app.stage import play
from liqdesk.settings.rules import OrderOver
from liqdesk.ui.dialogs.alert import AlertDialog
from liqdesk.ui.dialogs.condition_card import KINDS
from liqdesk.ui.dialogs.rule_editor import RuleEditor
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.panels.alerts import AlertsPanel
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.tables.alerts import Column
from tests.fakes.desktop import Dunst, dunst, missing, private_bus, screen
from tests.fakes.pulse import MISSING, PulseServer, Recording

LACKING = ", ".join(filter(None, (missing("dunst", "dunstctl", "Xvfb", "dbus-daemon"), *MISSING)))
NAME = "Somebody is gone"
LIMIT_S = 60.0

pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {LACKING}")


@pytest.fixture
def desktop(tmp_path, monkeypatch) -> Iterator[Dunst]:
    """A desktop that this process finds as its own; the menu of a notification's buttons is answered with the snooze."""
    with private_bus(tmp_path) as bus, screen() as display, dunst(tmp_path, {**bus, "DISPLAY": display}) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus["DBUS_SESSION_BUS_ADDRESS"])
        yield running


@pytest.fixture
def recording(tmp_path, monkeypatch) -> Iterator[Recording]:
    """What the only sound output plays."""
    folder = tmp_path / "pulse"
    folder.mkdir()
    server = PulseServer(folder)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    server.add_sink("one")
    with server.recording("one") as heard:
        yield heard
    server.stop()


@pytest.fixture
def as_before() -> Iterator[None]:
    """What a program sets up for its whole life ends with the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    gc.unfreeze()
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
    root.setLevel(level)


async def until(condition: Callable[[], bool]) -> None:
    """Until it holds; the limit of the story ends a wait in vain."""
    while not condition():  # noqa: ASYNC110  # what is waited for happens in windows and other processes
        await asyncio.sleep(0.02)


async def shown(kind: type[QWidget]) -> QWidget:
    """The window or dialog of this kind, once it is there."""

    def found() -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

    await until(lambda: bool(found()))
    return found()[0]


def button(parent: QWidget, title: str) -> QPushButton | QToolButton:
    held = (*parent.findChildren(QPushButton), *parent.findChildren(QToolButton))
    return next(one for one in held if one.text().replace("&", "") == title)


def press(parent: QWidget, title: str) -> None:
    QTest.mouseClick(button(parent, title), Qt.MouseButton.LeftButton)


def type_in(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


async def set_up(window: MainWindow, panel: AlertsPanel) -> None:
    """A rule about one large order, as a person makes it."""
    press(panel, "Rules")
    press(panel, "New rule…")
    editor = await shown(RuleEditor)
    assert isinstance(editor, RuleEditor)
    kind = editor.cards[0].kind
    kind.setCurrentIndex(kind.findText(KINDS[OrderOver]))
    type_in(editor.cards[0].field("usd"), "1k")
    type_in(editor.name, NAME)
    assert editor.sentence == "Rings when one order is $1k or more on the whole market."
    press(editor, "Save")
    await until(lambda: any(NAME in row.cells for row in panel.rule_lines))


async def story(window: MainWindow, recording: Recording, desktop: Dunst) -> None:
    """From the first click to the history."""
    window.go_to("alerts")
    panel = window.findChild(AlertsPanel)
    await set_up(window, panel)
    await until(lambda: bool(recording.heard().size))
    while not await asyncio.to_thread(lambda: desktop.displayed):
        pass
    assert window.findChild(StatusLine).text("alerts").startswith("alerts ")
    await asyncio.to_thread(desktop.control, "context")
    await until(lambda: window.findChild(StatusLine).text("alerts").startswith("alerts snoozed until "))
    seen = await asyncio.to_thread(desktop.put_away)
    assert all(one["summary"].startswith("DEMO: ") for one in seen)
    assert any(NAME in one["body"] for one in seen)
    press(panel, "History")
    type_in(panel.search, NAME)
    await until(lambda: bool(panel.rows))
    row = panel.rows[-1]  # the first one; later ones of this rule are held back
    assert row.cells[Column.ALERT][2:].startswith(f"{NAME}: One ")
    assert row.mark == "DEMO"
    assert row.cells[Column.TOLD] == "told once"
    panel.history.setFocus()
    panel.history.selectRow(len(panel.rows) - 1)
    QTest.keyClick(panel.history, Qt.Key.Key_Return)
    card = await shown(AlertDialog)
    assert NAME in "".join(one.text() for one in card.findChildren(QWidget) if hasattr(one, "text"))


@pytest.mark.timeout(120)
def test_a_rule_is_set_up_heard_seen_snoozed_and_found(qapp, as_before, recording, desktop):
    async def whole() -> None:
        stop, curtain = asyncio.Event(), QWidget()
        arguments = build_parser().parse_args(["--demo", "calm"])
        async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as group:
            work = group.create_task(play(arguments, qapp, CrashHooks(), curtain, stop))
            window = await shown(MainWindow)
            await story(window, recording, desktop)
            stop.set()
            assert await work == 0
            window.close()

    with asyncio.Runner(loop_factory=lambda: BatchedLoop(qapp)) as runner:
        runner.run(whole())
