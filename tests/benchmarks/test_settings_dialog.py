"""How long the settings take to open, to turn to each page, and to find the most there is; printed, not judged."""

from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QCoreApplication

from liqdesk.engine.desk import Mode
from liqdesk.settings.model import LookSettings
from liqdesk.settings.section import Page
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk

ROOT = Path(__file__).parents[2]

WIDEST = "e"
"""A search that finds nearly every field."""


def drawn(widget) -> None:
    QCoreApplication.sendPostedEvents()
    widget.grab()


def test_settings_dialog(qtbot, qapp, tmp_path):
    def resources(name: str) -> Path:
        return ROOT / "resources" / name

    theme = Theme(qapp, resources, LookSettings())
    window = MainWindow(FakeDesk(mode=Mode.LIVE), theme, tmp_path / "layout.ini", resources)
    qtbot.addWidget(window)
    window.show()
    window.bridge.look()
    took: dict[str, float] = {}

    def timed(what: str, act) -> None:
        begun = perf_counter()
        drawn(act())
        took[what] = (perf_counter() - begun) * 1e3

    def opened():
        from liqdesk.ui.dialogs.settings.dialog import SettingsDialog  # as late as the window loads it

        window.dialogs.open_settings()
        return next(one for one in window.findChildren(SettingsDialog) if one.isVisible())

    def turned(page: Page):
        opened().show_page(page)
        return opened()

    def found():
        dialog = opened()
        dialog.search.setText(WIDEST)
        dialog.look()
        return dialog

    timed("first opening, with loading", opened)
    for page in Page:
        timed(f"page {page.value}", lambda page=page: turned(page))
    timed("the widest search", found)
    opened().close()
    timed("second opening", opened)
    for what, milliseconds in took.items():
        print(f"{what:32} {milliseconds:7.1f} ms")
