"""The drawings: in the colour asked for, sharp at every density, and the sheets that need none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from liqdesk import __version__
from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources
from liqdesk.ui.dialogs.about import AboutDialog
from liqdesk.ui.icons import icon, picture


@pytest.mark.parametrize("name", ["close", "copy", "float", "info", "settings", "warning"])
def test_a_drawing_takes_the_colour_and_the_density(qapp, resources, name):
    drawn = picture(resources, name, "#ff8800", 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    }
    assert QColor("#ff8800").name() in colours


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
