"""What the tests of the window share: no screen, a theme, a made-up desk, a window."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from liqdesk.engine.desk import Mode
from liqdesk.settings.model import LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def resources() -> Callable[[str], Path]:
    return lambda name: RESOURCES / name


@pytest.fixture
def theme(qapp, resources) -> Theme:
    made = Theme(qapp, resources, LookSettings(theme=ThemeChoice.DARK))
    yield made
    made.deleteLater()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def open_window(qtbot: QtBot, theme, resources, tmp_path) -> Callable[..., MainWindow]:
    """Opens a window over a desk, all windows of one test with the same layout file."""

    def opened(desk: FakeDesk, shown: bool = True) -> MainWindow:
        window = MainWindow(desk, theme, tmp_path / "layout.ini", resources)
        qtbot.addWidget(window)
        if shown:
            window.show()
            qtbot.waitUntil(window.settle_ready, timeout=20_000)
        return window

    return opened


@pytest.fixture
def live_desk() -> FakeDesk:
    return FakeDesk(mode=Mode.LIVE)


@pytest.fixture
def until(qapp) -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Lets both the loop and Qt run until a condition holds; the limit of the test's run ends a wait in vain."""

    async def until(condition: Callable[[], bool]) -> None:
        while not condition():
            qapp.processEvents()
            await asyncio.sleep(0.001)

    return until
