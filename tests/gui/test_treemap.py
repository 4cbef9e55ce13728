"""The treemap: whole words or fewer, never by colour alone, steady, walked by arrows, and a coin to go on with."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest

from liqdesk.domain.time import DurationMs
from liqdesk.settings.model import BarColours, LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.side_scale import contrast, side_colour, side_ink
from liqdesk.ui.charts.treemap import OTHERS
from liqdesk.ui.panels.treemap import TreemapPanel
from liqdesk.ui.theme import Theme, tokens_for
from tests.fakes.desk import FakeDesk
from tests.fakes.golden import difference


def shown(qtbot, desk, theme, size=(900, 360)) -> TreemapPanel:
    panel = TreemapPanel(desk, theme, str)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    panel.grab()
    return panel


@pytest.fixture
def panel(qtbot, desk, theme) -> TreemapPanel:
    return shown(qtbot, desk, theme)


def middle(panel: TreemapPanel, name: str) -> QPoint:
    tile = panel.chart.tiles[name]
    return QPoint(round(tile.x + tile.width / 2 + 8), round(tile.y + tile.height / 2))


def test_the_largest_coin_comes_first_and_says_all(panel):
    name, lines = next(iter(panel.chart.written.items()))
    assert name == "BTC"
    assert lines[0] == "BTC"
    assert lines[1].startswith("≥ $")
    assert lines[2] == "▲ 97%"


@pytest.mark.parametrize("size", [(1280, 700), (900, 360), (480, 220), (320, 160)])
def test_every_tile_says_coin_and_side_and_no_text_is_clipped(qtbot, desk, theme, size):
    chart = shown(qtbot, desk, theme, size).chart
    assert set(chart.written) == set(chart.tiles)
    for name, lines in chart.written.items():
        tile = chart.tiles[name]
        assert any(glyph in " ".join(lines) for glyph in "▲▼")
        assert max(QFontMetricsF(theme.font("caption")).horizontalAdvance(one) for one in lines) <= tile.width


def test_the_tiles_hold_all_of_the_window(panel, desk):
    view = desk.coin_tiles("1h")
    tiles = [panel.chart.tile_at(name) for name in panel.chart.tiles]
    assert sum(tile.total.both for tile in tiles) == sum(one.total.both for one in view.coins)
    assert sum(tile.many for tile in tiles) == len(view.coins)


def test_places_stay_for_ten_seconds_while_figures_go_on(panel, desk):
    before, money = dict(panel.chart.tiles), panel.chart.written["BTC"]
    for _ in range(4):
        desk.advance(DurationMs(2_000))
        panel.show_frame(desk.frame(0)[0])
        panel.grab()
        assert panel.chart.tiles == before
    assert panel.chart.written["BTC"] != money
    desk.advance(DurationMs(3_000))
    panel.show_frame(desk.frame(0)[0])
    assert panel.chart.tiles != before
    assert list(panel.chart.tiles) == list(before)


def test_a_click_chooses_the_coin_but_not_the_others(qtbot, desk, theme):
    panel = shown(qtbot, desk, theme, (480, 220))
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    QTest.mouseClick(panel.chart.canvas, Qt.MouseButton.LeftButton, pos=middle(panel, "ETH"))
    QTest.mouseClick(panel.chart.canvas, Qt.MouseButton.LeftButton, pos=middle(panel, OTHERS))
    assert chosen == ["ETH"]


def test_the_pointer_reads_a_tile_and_leaves_it(panel):
    QTest.mouseMove(panel.chart.canvas, middle(panel, "SOL"))
    panel.chart.point_at("SOL")
    assert panel.chart.read_out.values[0] == "SOL"
    assert panel.chart.read_out.values[-1] == "1", "one of its orders is of unknown size"
    panel.chart.point_at(None)
    assert panel.chart.read_out.values[0] == "all coins"


def test_arrows_reach_every_tile_and_enter_chooses(panel):
    chart = panel.chart
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.pointed == "BTC"
    reached, edge = {"BTC"}, ["BTC"]
    while edge:
        here = edge.pop()
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            chart.point_at(here, by_key=True)
            QTest.keyClick(chart, key)
            if chart.pointed not in reached:
                reached.add(chart.pointed)
                edge.append(chart.pointed)
    assert reached == set(chart.tiles)
    chart.point_at("ETH", by_key=True)
    assert chart.canvas.accessibleName().startswith("ETH at least $")
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == ["ETH"]
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.pointed is None


def test_another_window_is_laid_out_at_once(panel):
    button = next(one for one in panel._group.buttons() if one.text() == "24h")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.window_shown == "24h"
    assert "last 24h" in panel.chart.summary()


def test_nobody_looking_is_a_sentence(qtbot, desk, theme):
    desk.blind = True
    chart = shown(qtbot, desk, theme).chart
    assert chart.message == "Nothing recorded in the last 1h: no venue was connected"
    assert not chart.tiles
    assert "$0" not in " ".join(chart.read_out.values)
    QTest.keyClick(chart, Qt.Key.Key_Right)


def test_hidden_it_asks_nothing(panel, desk):
    panel.hide()
    asked = desk.stacks_asked
    desk.advance(DurationMs(5_000))
    panel.show_frame(desk.frame(0)[0])
    assert desk.stacks_asked == asked


def test_data_goes_along(panel):
    panel.export.copy_data()
    head, *rows = QGuiApplication.clipboard().text().splitlines()
    assert head == "coin,shorts_usd,longs_usd,orders,unvalued,coverage,at_least,source"
    assert len(rows) == 12


@pytest.mark.parametrize("colours", list(BarColours))
@pytest.mark.parametrize("dark", [True, False])
def test_one_ink_reads_on_every_fill(dark, colours):
    tokens = tokens_for(dark, colours)
    for step in range(101):
        assert contrast(side_ink(tokens), side_colour(tokens, step / 100)) >= 4.5, step


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_the_picture(qtbot, qapp, resources, choice):
    theme = Theme(qapp, resources, LookSettings(theme=choice))
    panel = shown(qtbot, FakeDesk(), theme, (800, 340))
    panel.chart.point_at("SOL")
    assert difference(panel.chart.grab().toImage(), f"treemap-{choice.value}") == ""
    theme.deleteLater()
