"""The charts follow the filter and say so in their head line; what was chosen in them is there again at the next start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QToolTip, QWidget

from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.panels import ChartPanelSettings, CoinsWindow, Since
from liqdesk.ui.charts.bubble_chart import BubbleChart
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.charts import ChartPanels
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.panels.coin_chart import BUBBLES, CoinChartPanel
from liqdesk.ui.panels.cumulative import CumulativePanel
from liqdesk.ui.panels.filter_note import FilterNote
from liqdesk.ui.panels.multiples import MultiplesPanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.treemap import TreemapPanel
from liqdesk.ui.panels.venues_chart import VenuesChartPanel


@pytest.fixture
def made(qtbot, desk, theme):
    """Makes a panel anew, as the next start does, and shows it."""

    def make(kind: type[QWidget]) -> QWidget:
        cursor = Cursor()
        panels = {
            TimelinePanel: lambda: TimelinePanel(desk, theme, cursor=cursor),
            CumulativePanel: lambda: CumulativePanel(desk, theme, cursor, print),
            VenuesChartPanel: lambda: VenuesChartPanel(desk, theme, cursor, print),
            MultiplesPanel: lambda: MultiplesPanel(desk, theme, cursor, print),
            TreemapPanel: lambda: TreemapPanel(desk, theme, print),
            CoinChartPanel: lambda: CoinChartPanel(desk, theme, BubbleChart(theme, cursor), BUBBLES, "BTC", print),
        }
        panel = panels[kind]()
        qtbot.addWidget(panel)
        panel.resize(1_000, 400)
        panel.show()
        panel.show_frame(desk.frame(0)[0])
        return panel

    return make


def button(panel: QWidget, text: str) -> QToolButton:
    return next(one for one in panel.findChildren(QToolButton) if one.text() == text)


def filtered(desk, **parts) -> None:
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(**parts)}))


ALL = (TimelinePanel, CumulativePanel, VenuesChartPanel, MultiplesPanel, TreemapPanel, CoinChartPanel)


@pytest.mark.parametrize("kind", ALL)
def test_a_head_line_says_what_the_filter_lets_through(made, desk, kind):
    panel = made(kind)
    note = panel.findChild(FilterNote)
    assert note.isHidden()
    filtered(desk, venues=("bybit",), side=SideChoice.SHORTS)
    assert note.isVisible()
    assert note.whole == "filtered: of shorts on Bybit"
    filtered(desk, side=SideChoice.LONGS)
    assert note.whole == "filtered: longs only"
    filtered(desk)
    assert note.isHidden()


def test_a_chart_with_a_coin_of_its_own_does_not_speak_of_the_filters_coins(made, desk):
    panel, whole = made(CoinChartPanel), made(TreemapPanel)
    filtered(desk, coins=("ETH",))
    assert panel.findChild(FilterNote).isHidden()
    assert whole.findChild(FilterNote).whole == "filtered: of ETH"


def test_charts_ask_by_the_filter_and_a_coin_of_their_own_stands_in_its_place(made, desk):
    treemap, sums, bubbles = made(TreemapPanel), made(CumulativePanel), made(CoinChartPanel)
    before = len(bubbles.chart.drawn.y)
    filtered(desk, coins=("ETH", "SOL"), side=SideChoice.SHORTS)
    assert {tile.base for tile in treemap._view.coins} == {"ETH", "SOL"}
    assert sums._view.query.choice.bases == {"ETH", "SOL"}
    sums.show_coin("BTC")
    assert sums._view.query.choice.bases == {"BTC"}
    assert sums._view.query.choice.side is not None
    assert 0 < len(bubbles.chart.drawn.y) < before


def test_what_was_chosen_is_there_again(made, desk):
    made(TreemapPanel).choose("24h")
    sums = made(CumulativePanel)
    sums.choose("4h")
    button(sums, "price").click()
    multiples = made(MultiplesPanel)
    for text in ("4h", "9", "one scale"):
        button(multiples, text).click()
    assert desk.settings.value.chart_panels == ChartPanelSettings(
        since=Since.FOUR_HOURS,
        treemap=CoinsWindow.DAY,
        multiples=CoinsWindow.FOUR_HOURS,
        multiples_count=9,
        one_scale=True,
        price_behind=True,
    )
    assert made(TreemapPanel).window_shown == "24h"
    again = made(CumulativePanel)
    assert again.query == sums.query
    assert button(again, "4h").isChecked()
    assert button(again, "price").isChecked()
    other = made(MultiplesPanel)
    assert (other.query.count, other.query.window) == (9, "4h")
    assert button(other, "9").isChecked()
    assert button(other, "one scale").isChecked()


def test_the_coin_of_all_charts_is_there_again_until_all_coins_are_wanted(made, qtbot, desk, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    ChartPanels(desk, theme, print, holder).chosen.emit("ETH")
    timeline = made(TimelinePanel)
    assert timeline.query.base == "ETH"
    assert ChartPanels(desk, theme, print, holder)._base == "ETH"
    timeline.choose_coin(None)
    assert made(TimelinePanel).query.base is None


def test_a_click_into_a_coin_box_lets_the_next_coin_take_the_place_of_the_one_held(made, qtbot):
    box = made(TimelinePanel).findChild(CoinBox)
    box.setCompleter(None)  # its list cannot be shown without a real screen
    for coin in ("eth", "sol"):
        qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
        qtbot.keyClicks(box.lineEdit(), coin)
        qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
        assert box.base == coin.upper()


@pytest.mark.parametrize("typed", ["/eth 50k", "btc eth", "%"])
def test_what_can_be_no_coin_is_said_and_not_taken(made, qtbot, typed):
    panel = made(TimelinePanel)
    panel.choose_coin("BTC")
    box = panel.findChild(CoinBox)
    told = []
    box.chosen.connect(told.append)
    box.lineEdit().setText(typed)
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert (box.base, box.currentText(), told) == ("BTC", "BTC", [])
    assert QToolTip.text() == f"{typed} is no coin"
