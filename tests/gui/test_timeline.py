"""The live chart and its panel."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from liqdesk.domain.time import HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import BarColours, BucketWidth, LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.timeline import TimelineChart
from liqdesk.ui.panels.timeline import TimelinePanel
from tests.fakes.timelines import BUCKETS, START, gap, view_of


@pytest.fixture
def chart(qtbot, theme) -> TimelineChart:
    made = TimelineChart(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def panel(qtbot, theme, desk) -> TimelinePanel:
    made = TimelinePanel(desk, theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def wheel(chart: TimelineChart, x: float, notches: int) -> None:
    viewport = chart._lower.viewport
    event = QWheelEvent(
        QPointF(x, 100), QPointF(viewport.mapToGlobal(QPoint(round(x), 100))), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def pixels_like(widget, colour: QColor, area=None) -> int:
    image = widget.grab().toImage()
    box = area or image.rect()
    count = 0
    for y in range(box.top(), box.bottom() + 1, 2):
        for x in range(box.left(), box.right() + 1, 2):
            here = image.pixelColor(x, y)
            near = max(
                abs(here.red() - colour.red()), abs(here.green() - colour.green()), abs(here.blue() - colour.blue())
            )
            count += near < 12
    return count


def test_bars_are_as_tall_as_the_view_says(chart) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last - 10: 2e6, last: 1e6}, {last - 10: 1e6, last: 4e5}), Zone.UTC)
    shorts, longs = chart.bars.sealed
    per_usd = chart.bars.frame.height / chart.bars.frame.heights.both
    assert shorts[:, 3].tolist() == pytest.approx([2e6 * per_usd], abs=1)
    assert longs[:, 3].tolist() == pytest.approx([1e6 * per_usd], abs=1)
    assert shorts[0, 1] + shorts[0, 3] == longs[0, 1] - 1, "they stand on the zero line, one pixel apart"
    live_short, live_long = chart.bars.live
    assert live_short[0, 3] == pytest.approx(1e6 * per_usd, abs=1)
    assert live_long[0, 3] == pytest.approx(4e5 * per_usd, abs=1)


def test_both_sides_are_painted_in_their_colours(chart, theme) -> None:
    last = BUCKETS - 1
    minutes = range(last - 90, last)
    chart.show_view(view_of(dict.fromkeys(minutes, 2e6), {}), Zone.UTC)
    blue, orange = QColor(theme.tokens.short.fill), QColor(theme.tokens.long.fill)
    assert pixels_like(chart, blue) > 500
    assert pixels_like(chart, orange) == 0
    chart.show_view(view_of({}, dict.fromkeys(minutes, 2e6)), Zone.UTC)
    assert pixels_like(chart, orange) > 500


def test_a_floor_keeps_its_height(chart) -> None:
    last = BUCKETS - 1
    exact, floor = view_of({last - 5: 2e6}, {}), view_of({last - 5: 2e6}, {}, at_least=True)
    chart.show_view(exact, Zone.UTC)
    whole = chart.bars.sealed[0].tolist()
    chart.show_view(floor, Zone.UTC)
    assert chart.bars.sealed[0].tolist() == whole


def test_gaps_are_hatched_over_their_span(chart) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last: 1.0}, {}, (gap(last - 60, last - 30), gap(last - 20, last - 10, 0.25))), Zone.UTC)
    frame = chart.bars.frame
    (left, right, missing), (_, _, some) = chart.bars.hatched
    assert (missing, some) == (1.0, 0.25)
    assert left == pytest.approx(frame.x(START + (last - 60) * MINUTE), abs=1)
    assert right - left == pytest.approx(30 * MINUTE * frame.scale, abs=2)


def test_a_gap_is_to_be_seen(chart, theme) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last: 1.0}, {}), Zone.UTC)
    before = chart._lower.widget.grab().toImage()
    chart.show_view(view_of({last: 1.0}, {}, (gap(last - 60, last - 30),)), Zone.UTC)
    after = chart._lower.widget.grab().toImage()
    left, right, _ = chart.bars.hatched[0]
    inside = sum(before.pixel(x, 60) != after.pixel(x, 60) for x in range(int(left) + 2, int(right) - 2))
    outside = sum(before.pixel(x, 60) != after.pixel(x, 60) for x in range(int(right) + 4, int(right) + 60))
    assert inside > 0
    assert outside == 0


def test_unknown_is_not_zero(chart) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last: 1e6}, {}, (gap(last - 60, last - 30),)), Zone.UTC)
    frame = chart.bars.frame
    chart._hover(frame.x(START + (last - 45) * MINUTE) + 1)
    assert chart.read_out.texts[1:5] == ("–", "–", "–", "–")
    assert chart.read_out.texts[-1] == "uncovered"
    assert chart.bars.gap_label == "not covered 22:59–23:29: nobody was listening"
    chart._hover(frame.x(START + (last - 5) * MINUTE) + 1)
    assert chart.read_out.texts[1] == "$0"
    assert chart.read_out.texts[-1] == "covered"
    assert chart.bars.gap_label == ""


def test_an_empty_chart_says_why(chart) -> None:
    chart.show_view(view_of({}, {}), Zone.UTC)
    assert chart.bars.message == "No liquidations in the last 24 hours"
    chart.show_view(view_of({}, {}, (gap(0, BUCKETS),)), Zone.UTC)
    assert chart.bars.message.startswith("Nothing recorded")
    chart.show_view(view_of({5: 1.0}, {}), Zone.UTC)
    assert chart.bars.message == ""


def test_hover_reads_the_bucket_and_leaving_the_present(chart) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last - 10: 2e6, last: 1e6}, {last - 10: 5e5}), Zone.UTC)
    assert chart.read_out.texts[1] == "$1.00M"
    chart._hover(chart.bars.frame.x(START + (last - 10) * MINUTE) + 1)
    assert chart.read_out.texts[0] == "13 Jan 23:49–23:50 UTC"
    assert chart.read_out.texts[1:4] == ("$2.00M", "$500k", "$2.50M")
    chart._hover(None)
    assert chart.read_out.texts[1] == "$1.00M"


def test_wheel_zooms_around_the_pointer(chart) -> None:
    chart.show_view(view_of({5: 1.0}, {}), Zone.UTC)
    before = chart.bars.frame
    under = before.moment(300)
    wheel(chart, 300, 3)
    after = chart.bars.frame
    assert after.end - after.start < before.end - before.start
    assert after.moment(300) == pytest.approx(under, abs=1)
    assert not chart.window_shown.following


def test_drag_pans_and_a_double_click_follows_again(chart, qtbot) -> None:
    chart.show_view(view_of({5: 1.0}, {}), Zone.UTC)
    heard = []
    chart.following.connect(heard.append)
    viewport = chart._lower.viewport
    before = chart.bars.frame
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    for x in range(203, 303, 3):
        qtbot.mouseMove(viewport, QPoint(x, 100))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(302, 100))
    after = chart.bars.frame
    assert before.start - after.start == pytest.approx(102 / before.scale, rel=0.02)
    assert heard == [False]
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert chart.bars.frame.end == before.end
    assert heard == [False, True]


def test_the_present_is_followed_once_a_bucket(chart) -> None:
    first = view_of({5: 1.0}, {})
    chart.show_view(first, Zone.UTC)
    shown = chart.window_shown.shown
    grown = replace(first, short=first.short + 7.0)
    chart.show_view(grown, Zone.UTC)
    assert chart.window_shown.shown == shown
    chart.show_view(replace(first, start=UnixMs(START + MINUTE)), Zone.UTC)
    assert chart.window_shown.shown == (shown[0] + MINUTE, shown[1] + MINUTE)


def test_detached_nothing_moves(chart, qtbot) -> None:
    first = view_of({5: 1.0}, {})
    chart.show_view(first, Zone.UTC)
    qtbot.keyClick(chart, Qt.Key.Key_PageUp)
    shown = chart.window_shown.shown
    chart.show_view(replace(first, start=UnixMs(START + 5 * MINUTE)), Zone.UTC)
    assert chart.window_shown.shown == shown
    qtbot.keyClick(chart, Qt.Key.Key_F)
    assert chart.window_shown.following


def test_keys_walk_through_the_buckets(chart, qtbot) -> None:
    last = BUCKETS - 1
    chart.show_view(view_of({last - 2: 2e6}, {}), Zone.UTC)
    for _ in range(3):
        qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.read_out.texts[1] == "$2.00M"
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.read_out.texts[1] == "$0"


def test_price_and_bars_share_one_axis_of_time(chart) -> None:
    chart.show_view(view_of({5: 1.0}, {}), Zone.UTC)
    wheel(chart, 300, 2)
    upper, lower = chart._upper, chart._lower
    assert upper._view.viewRange()[0] == lower._view.viewRange()[0]
    assert upper.size[0] == lower.size[0]
    seconds, prices = chart.price.points
    assert seconds[0] == START / 1_000
    assert prices[-1] == 90_000.0 + BUCKETS - 1


def test_a_price_nobody_heard_is_said_so(chart) -> None:
    view = view_of({5: 1.0}, {})
    chart.show_view(replace(view, price_at=np.empty(0, np.int64), price=np.empty(0)), Zone.UTC)
    assert chart.price.captions == ("no price of BTC heard yet",)


def test_another_theme_and_preset_are_worn_at_once(chart, theme) -> None:
    minutes = range(BUCKETS - 90, BUCKETS - 1)
    chart.show_view(view_of(dict.fromkeys(minutes, 2e6), {}), Zone.UTC)
    theme.wear(LookSettings(theme=ThemeChoice.LIGHT, colours=BarColours.BY_PRESSURE))
    assert pixels_like(chart, QColor(theme.tokens.short.fill)) > 500
    assert pixels_like(chart, QColor(theme.tokens.surface.panel)) > 5_000


def test_only_what_changed_is_painted_again(chart, monkeypatch) -> None:
    first = view_of({BUCKETS - 9: 1e6, BUCKETS - 1: 1e3}, {})
    chart.show_view(first, Zone.UTC)
    QApplication.processEvents()
    drawn = []
    monkeypatch.setattr(type(chart.bars._sealed), "show_bars", lambda item, *_args: drawn.append(item))
    short = first.short.copy()
    short[-1] = 2e3
    chart.show_view(replace(first, short=short), Zone.UTC)
    assert drawn == [chart.bars._live]
    late = short.copy()
    late[-3] = 5e3
    chart.show_view(replace(first, short=late), Zone.UTC)
    assert drawn == [chart.bars._live, chart.bars._sealed], "a row that came late, whatever the revision says"


def test_the_panel_asks_only_when_something_changed(panel, desk) -> None:
    asked = []
    answer = desk.timeline
    desk.timeline = lambda query: asked.append(query) or answer(query)
    frame, _ = desk.frame(0)
    panel.show_frame(frame)
    panel.show_frame(frame)
    assert len(asked) == 0
    desk.touch()
    panel.show_frame(frame)
    panel.show_frame(frame)
    assert len(asked) == 1


def test_a_hidden_panel_sleeps_and_catches_up(panel, desk) -> None:
    panel.hide()
    asked = []
    answer = desk.timeline
    desk.timeline = lambda query: asked.append(query) or answer(query)
    desk.advance(DurationMs(3 * MINUTE))
    panel.show_frame(desk.frame(0)[0])
    assert asked == []
    panel.show()
    assert len(asked) == 1


def test_widths_are_chosen_and_kept(panel, desk) -> None:
    next(button for button in panel._widths.buttons() if button.text() == "15m").click()
    assert desk.settings.value.chart.bucket is BucketWidth.QUARTER
    assert panel.query.bucket == 15 * MINUTE
    assert [button.text() for button in panel._widths.buttons() if button.isChecked()] == ["15m"]


def test_price_coin_is_followed_and_kept(panel, desk) -> None:
    panel.set_price_base("ETH")
    assert desk.followed == ["BTC", "ETH"]
    assert desk.settings.value.chart.price_base == "ETH"
    assert panel.chart.price.captions == ("ETH price",)


def test_coin_and_venue_are_asked_of_the_desk(panel, desk) -> None:
    panel.show_frame(desk.frame(0)[0])
    panel.show_coin("SOL")
    panel.show_venue(VenueId("okx"))
    assert (panel.query.base, panel.query.venue) == ("SOL", "okx")
    assert panel._venue.label == "OKX"
    panel.show_coin(None)
    assert panel.query.base is None


def test_a_typed_coin_is_taken(panel, qtbot) -> None:
    edit = panel._coin.lineEdit()
    edit.setText("eth")  # typing would open the list of matches, which grabs a keyboard that is not there
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.query.base == "ETH"
    edit.setText("all")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.query.base is None


def test_the_way_back_is_offered_only_away(panel, desk) -> None:
    assert not panel._back.isVisible()
    panel.chart._pan(300)
    assert panel._back.isVisible()
    panel._back.click()
    assert not panel._back.isVisible()
    assert panel.chart.window_shown.following


def test_the_chart_can_be_heard(panel, desk) -> None:
    assert "Liquidations of all coins in the last 24 hours: at least $" in panel.chart.accessibleDescription()
    before = panel.chart.accessibleDescription()
    desk.advance(DurationMs(300))
    panel.show_frame(desk.frame(0)[0])
    assert panel.chart.accessibleDescription() == before
    desk.advance(DurationMs(60 * SECOND))
    panel.show_frame(desk.frame(0)[0])
    assert panel.chart.accessibleDescription() != before


def test_local_time_is_named(panel, desk) -> None:
    settings = desk.settings.value
    desk.replace_settings(settings.model_copy(update={"look": settings.look.model_copy(update={"zone": Zone.LOCAL})}))
    assert panel.chart.read_out.texts[0].split()[-1] == panel.chart._clock_name


def test_an_hour_wide_bars_hold_an_hour(panel, desk) -> None:
    panel.set_width(BucketWidth.HOUR)
    frame = panel.chart.bars.frame
    assert frame.end - frame.start >= 24 * HOUR
