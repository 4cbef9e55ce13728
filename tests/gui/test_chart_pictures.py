"""The painted charts look as they did when somebody last looked at them, in dark and in light."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from liqdesk.analytics.courses import CoursesQuery
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.bubble_chart import BubbleChart
from liqdesk.ui.charts.bubble_layout import RADII, TIERS
from liqdesk.ui.charts.bubbles import KINDS, paint_bubble
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.map_chart import PriceMapChart
from liqdesk.ui.charts.tiles import Tiles
from liqdesk.ui.theme import colour
from tests.fakes.golden import REWRITE, difference
from tests.fakes.order_views import gap, scattered, view_of


@pytest.fixture(params=["dark", "light"])
def look(request, theme) -> str:
    theme.wear(LookSettings(theme=ThemeChoice(request.param)))
    return request.param


def picture(widget, qtbot, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget.grab().toImage()


def test_bubbles(qtbot, theme, look) -> None:
    chart = BubbleChart(theme, Cursor())
    picture(chart, qtbot, 560, 300)
    chart.show_view(view_of(scattered(200), (gap(80, 65),), at_least=True), MicroUsd(10**9), Zone.UTC)
    assert difference(chart.grab().toImage(), f"bubbles-{look}") == ""


def test_price_map(qtbot, theme, look) -> None:
    chart = PriceMapChart(theme, Cursor())
    picture(chart, qtbot, 720, 360)
    chart.show_view(view_of(scattered(500), (gap(80, 65),), at_least=True), MicroUsd(0), Zone.UTC)
    assert difference(chart.grab().toImage(), f"price-map-{look}") == ""


def test_multiples(qtbot, theme, look, desk) -> None:
    tiles = Tiles(theme, Cursor())
    picture(tiles, qtbot, 720, 300)
    tiles.show_view(desk.courses(CoursesQuery(6, "1h", MINUTE)), Zone.UTC)
    assert difference(tiles.grab().toImage(), f"multiples-{look}") == ""


def test_every_bubble_there_is(theme, look) -> None:
    sheet = QPixmap(sum(round(2 * radius + 6) for radius in RADII), KINDS * 60)
    sheet.fill(colour(theme.tokens.surface.panel))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    left = 0.0
    for tier in range(TIERS):
        left += RADII[tier] + 3
        for kind in range(KINDS):
            painter.save()
            painter.translate(round(left), 30 + 60 * kind)
            paint_bubble(painter, theme, kind, RADII[tier])
            painter.restore()
        left += RADII[tier] + 3
    painter.end()
    assert difference(sheet.toImage(), f"bubble-sheet-{look}") == ""


@pytest.mark.skipif(os.environ.get(REWRITE) == "write", reason="pictures are being taken anew")
def test_another_picture_is_found_to_differ(qtbot, theme, desk) -> None:
    tiles = Tiles(theme, Cursor())
    picture(tiles, qtbot, 720, 300)
    tiles.show_view(desk.courses(CoursesQuery(6, "1h", MINUTE)), Zone.UTC)
    image = tiles.grab().toImage()
    painter = QPainter(image)
    painter.fillRect(300, 100, 40, 40, Qt.GlobalColor.red)
    painter.end()
    assert "far from what it was" in difference(image, "multiples-dark")
