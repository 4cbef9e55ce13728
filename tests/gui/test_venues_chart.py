"""Venues over time: stacks with a legend in words, hues that stay, samples striped, as wide as on the timeline."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from liqdesk.domain.time import MINUTE, DurationMs
from liqdesk.settings.model import BucketWidth, LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.venues_chart import VenuesChartPanel
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk
from tests.fakes.golden import difference


def shown(qtbot, desk, theme, size=(900, 360)) -> VenuesChartPanel:
    panel = VenuesChartPanel(desk, theme, Cursor(), str)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    panel.grab()
    return panel


@pytest.fixture
def panel(qtbot, desk, theme) -> VenuesChartPanel:
    return shown(qtbot, desk, theme)


def test_the_legend_says_share_and_how_whole(panel):
    assert panel.chart.legend.texts[:2] == ("Binance USD-M 34% · sampled", "Bybit 30% · complete")
    assert panel.chart.legend.texts[-1] == "2 others 7% · mixed"
    assert "A striped fill" in panel.chart.legend.toolTip()


@pytest.mark.parametrize(
    ("width", "expected"),
    [(900, "Bybit 30% · complete"), (640, "Bybit 30%"), (480, "Bybit")],
)
def test_the_narrower_the_fewer_words_and_never_half_a_word(qtbot, desk, theme, width, expected):
    legend = shown(qtbot, desk, theme, (width, 300)).chart.legend
    assert legend.texts[1] == expected
    assert legend._wide(list(legend.texts)) <= legend.width()


def test_the_legend_is_written_anew_only_where_its_words_are_others(panel, monkeypatch):
    legend = panel.chart.legend
    written = []
    monkeypatch.setattr(legend, "_write", lambda: written.append(legend.texts))
    entries = legend._entries
    richer = tuple(replace(one, part=replace(one.part, told=replace(one.part.told, total="$1"))) for one in entries)
    legend.show_entries(richer)
    assert not written
    legend.show_entries((replace(entries[0], part=replace(entries[0].part, share="99%")), *entries[1:]))
    assert len(written) == 1


def test_bars_are_as_wide_as_on_the_timeline(panel, desk):
    assert panel.query.bucket == MINUTE
    chart = desk.settings.value.chart.model_copy(update={"bucket": BucketWidth.QUARTER})
    desk.replace_settings(desk.settings.value.model_copy(update={"chart": chart}))
    assert panel.query.bucket == 15 * MINUTE
    assert panel._note.text() == "bars of 15m, as on the timeline"
    assert panel.chart.window_shown.bucket == 15 * MINUTE


def test_a_venue_keeps_its_hue_when_its_place_changes(panel, desk):
    view = panel.chart._view
    hues = {stack.venue: panel.chart.hue_of(stack) for stack in view.stacks}
    panel.show_coin("ETH")
    assert {stack.venue: panel.chart.hue_of(stack) for stack in panel.chart._view.stacks} == hues
    assert len(set(hues.values())) == len(hues)


def test_the_pointed_bar_is_read_for_all_and_for_each(panel):
    chart = panel.chart
    frame = chart.frame_shown
    chart._hover(frame.width * 0.8)
    assert chart.pointed is not None
    assert chart.read_out.values[1].startswith("≥ $")
    plain = chart.canvas.grab().toImage()
    chart._hover(None)
    assert chart.canvas.grab().toImage() != plain


def test_keys_go_from_bar_to_bar_and_back_to_the_present(panel):
    chart = panel.chart
    QTest.keyClick(chart, Qt.Key.Key_Left)
    first = chart.pointed
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed == first - MINUTE
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert panel._back.isVisible()
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert not panel._back.isVisible()


def test_hidden_it_asks_nothing(panel, desk):
    panel.hide()
    asked = desk.stacks_asked
    desk.advance(DurationMs(5_000))
    panel.show_frame(desk.frame(0)[0])
    assert desk.stacks_asked == asked
    panel.show()
    assert desk.stacks_asked == asked + 1


def test_nobody_looking_is_a_sentence(qtbot, desk, theme):
    desk.blind = True
    panel = shown(qtbot, desk, theme)
    assert panel.chart.message == "Nothing recorded: no venue was connected in the last 24 hours"
    assert panel.chart.legend.texts == ()


def test_data_goes_along(panel):
    panel.export.copy_data()
    head, *rows = QGuiApplication.clipboard().text().splitlines()
    assert head == "bar_start_unix_ms,venue,shorts_usd,longs_usd,feed,coverage,at_least,source"
    assert any(",Bybit," in one and one.endswith(",complete,1.0,1,demo") for one in rows)
    moments = [int(one.split(",")[0]) for one in rows]
    assert moments == sorted(moments)


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_the_picture(qtbot, qapp, resources, choice):
    theme = Theme(qapp, resources, LookSettings(theme=choice))
    panel = shown(qtbot, FakeDesk(), theme, (800, 340))
    panel.chart._hover(560)
    assert difference(panel.chart.grab().toImage(), f"venues-chart-{choice.value}") == ""
    theme.deleteLater()
