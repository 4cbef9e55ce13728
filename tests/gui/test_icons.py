"""The drawings: in the colour asked for, sharp at every density, and the sheets that need none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from liqdesk import __version__
from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources
from liqdesk.settings.model import LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.dialogs.about import AboutDialog
from liqdesk.ui.icons import OF_COMMANDS, drawing_of, icon, picture
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk
from tests.house.tree import ROOT


@pytest.mark.parametrize("name", ["close", "copy", "float", "info", "settings", "warning"])
def test_a_drawing_takes_the_colour_and_the_density(qapp, resources, name):
    drawn = picture(resources, name, "#ff8800", 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    }
    assert QColor("#ff8800").name() in colours


@pytest.mark.parametrize("look", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_every_command_with_a_drawing_wears_it_in_the_themes_colour(qtbot, qapp, resources, tmp_path, look):
    theme = Theme(qapp, resources, LookSettings(theme=look))
    window = MainWindow(FakeDesk(), theme, tmp_path / "layout.ini", resources, {"Open logs": tmp_path})
    qtbot.addWidget(window)
    known = {line.id for line in window.command_lines()}
    assert set(OF_COMMANDS) <= known, "a drawing for a command that is no more"
    worn = [ident for ident in known if drawing_of(ident) is not None]
    ink = QColor(theme.tokens.surface.dim)
    for ident in worn:
        action = window._menus.action(ident)
        assert not action.isCheckable(), ident
        image = action.icon().pixmap(16, 16).toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 150
        ]
        assert len(inked) >= 6, f"{ident} cannot be seen at 16 pixels"
        assert all(abs(one.lightness() - ink.lightness()) < 12 for one in inked), ident
    theme.deleteLater()


def test_no_drawing_is_left_over(resources):
    """Each is named somewhere in the program; those of the tray and of checked boxes by a name that is put together."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "liqdesk").rglob("*.py"))
    shipped = {path.stem for path in resources("icons/close.svg").parent.glob("*.svg")}
    put_together = {name for name in shipped if name.startswith(("tray-", "check-"))}
    unused = {name for name in shipped - put_together if f'"{name}"' not in written and f"{name}.svg" not in written}
    assert unused == set()


def test_an_icon_has_both_densities(qapp, resources):
    assert len(icon(resources, "close", "#ffffff").availableSizes()) == 2


def test_about_names_the_version_and_the_licences(qtbot, theme):
    dialog = AboutDialog(theme, installed_parts(Resources()))
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    for said in (__version__, "GNU Lesser General Public License, version 3", "MIT"):
        assert said in words
    (typeface,) = dialog.list.findItems("Inter", Qt.MatchFlag.MatchStartsWith)
    dialog.list.setCurrentItem(typeface)
    assert "SIL OPEN FONT LICENSE" in dialog.text.toPlainText().upper()
