"""The cumulative chart: counts from where it is told to, follows the present, breaks where nobody looked, goes along."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from liqdesk.analytics.cumulative import CumulativeQuery
from liqdesk.domain.time import HOUR, MINUTE, DurationMs
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.cumulative import _apart, _blind, _columns, _Lines, _runs
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.money_chart import WAITING
from liqdesk.ui.panels.cumulative import CumulativePanel
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk
from tests.fakes.golden import difference


def shown(qtbot, desk, theme, size=(900, 360)) -> CumulativePanel:
    panel = CumulativePanel(desk, theme, Cursor(), said.append)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    panel.grab()
    return panel


said: list[str] = []


@pytest.fixture
def panel(qtbot, desk, theme) -> CumulativePanel:
    said.clear()
    return shown(qtbot, desk, theme)


def axis_place(panel: CumulativePanel, at: float) -> QPoint:
    frame = panel.chart.frame_shown
    return QPoint(round(frame.x(at)), round(frame.height + 8))


def test_the_day_begins_at_midnight_and_its_ends_are_told(panel, desk):
    assert panel.query == CumulativeQuery()
    view = desk.cumulative(panel.query)
    short, net, long = panel.chart.labels
    assert short.startswith("▲ ≥ $")
    assert long.startswith("▼ ≥ $")
    assert net.startswith("net ")
    assert "≥" not in net
    frame = panel.chart.frame_shown
    assert 0 <= frame.x(view.since) < 20
    assert frame.width - 30 < frame.x(view.at) <= frame.width


def test_a_button_chooses_how_far_back(panel):
    button = next(one for one in panel._group.buttons() if one.text() == "4h")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    panel.grab()
    assert panel.query.trailing == 4 * HOUR
    frame = panel.chart.frame_shown
    assert frame.end - frame.start == pytest.approx(4 * HOUR, rel=0.03)


def test_a_click_on_the_axis_counts_from_there(panel, desk):
    wanted = desk.now() - 3 * HOUR
    QTest.mouseClick(panel.chart.canvas, Qt.MouseButton.LeftButton, pos=axis_place(panel, wanted))
    panel.grab()
    assert abs(panel.query.since - wanted) < 3 * MINUTE
    assert panel._here.isVisible()
    assert panel._here.isChecked()
    assert panel._here.text().startswith("since 19:2")
    panel.choose("1h")
    assert not panel._here.isVisible()


def test_a_drag_that_begins_on_the_axis_chooses_nothing(panel, desk):
    canvas, start = panel.chart.canvas, axis_place(panel, desk.now() - 3 * HOUR)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert panel.query.since is None


def test_keys_point_and_enter_counts_from_there(panel):
    panel.chart.setFocus()
    for _ in range(5):
        QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    at = panel.chart.pointed
    assert at % MINUTE == 0
    assert panel.chart.read_out.values[0].startswith("13 Jan 22:2")
    QTest.keyClick(panel.chart, Qt.Key.Key_Return)
    assert panel.query.since == at
    QTest.keyClick(panel.chart, Qt.Key.Key_Escape)
    assert panel.chart.pointed is None


def test_zooming_leaves_all_of_it_and_a_key_brings_it_back(panel):
    QTest.keyClick(panel.chart, Qt.Key.Key_Up)
    panel.grab()
    assert panel._back.isVisible()
    zoomed = panel.chart.frame_shown
    QTest.keyClick(panel.chart, Qt.Key.Key_F)
    panel.grab()
    assert not panel._back.isVisible()
    assert panel.chart.frame_shown.end - panel.chart.frame_shown.start > zoomed.end - zoomed.start


def test_what_is_pointed_at_elsewhere_is_marked_here(qtbot, desk, theme):
    cursor = Cursor()
    panels = [CumulativePanel(desk, theme, cursor, said.append) for _ in range(2)]
    for panel in panels:
        qtbot.addWidget(panel)
        panel.resize(600, 300)
        panel.show()
        panel.show_frame(desk.frame(0)[0])
        panel.grab()
    panels[0].chart._hover(200)
    assert panels[1].chart.elsewhere == pytest.approx(panels[0].chart.frame_shown.moment(200))
    assert panels[0].chart.elsewhere is None
    panels[0].chart._hover(None)
    assert panels[1].chart.elsewhere is None


def test_one_coin_is_less_than_all_and_the_price_can_be_drawn(panel):
    whole = panel.chart._view.total.both
    panel.show_coin("ETH")
    assert panel.chart._view.total.both < whole
    plain = panel.grab().toImage()
    QTest.mouseClick(panel._price, Qt.MouseButton.LeftButton)
    assert panel.grab().toImage() != plain


def test_the_labels_follow_the_zone_and_the_description_the_view(panel, desk):
    look = desk.settings.value.look.model_copy(update={"zone": Zone.LOCAL})
    desk.replace_settings(desk.settings.value.model_copy(update={"look": look}))
    assert panel.chart.zone is Zone.LOCAL
    assert panel.chart.accessibleDescription().startswith("Liquidated of all coins since 13 Jan 00:00 UTC")


def test_hidden_it_asks_nothing(panel, desk):
    panel.hide()
    asked = desk.stacks_asked
    desk.advance(DurationMs(5_000))
    panel.show_frame(desk.frame(0)[0])
    assert desk.stacks_asked == asked
    panel.show()
    assert desk.stacks_asked == asked + 1
    panel.show_frame(desk.frame(0)[0])
    assert desk.stacks_asked == asked + 1, "nothing is another"


def test_nobody_looking_is_a_sentence(qtbot, theme, desk):
    desk.blind = True
    assert shown(qtbot, desk, theme).chart.message.startswith("Nothing recorded since 13 Jan 00:00 UTC")


def test_before_the_first_figures_it_waits(qtbot, desk, theme):
    panel = CumulativePanel(desk, theme, Cursor(), said.append)
    qtbot.addWidget(panel)
    assert panel.chart.message == WAITING


def test_data_and_picture_go_along(panel, tmp_path):
    panel.export.copy_data()
    head, *rows = QGuiApplication.clipboard().text().splitlines()
    assert head == "unix_ms,shorts_usd,longs_usd,coverage,at_least,source"
    assert len(rows) == len(panel.chart._view.ends)
    assert rows[-1].endswith(",1,demo")
    panel.export.save_to(str(tmp_path / "chart.png"))
    assert (tmp_path / "chart.png").stat().st_size > 2_000
    assert len(said) == 2


def test_lines_break_where_nobody_looked(panel):
    view = panel.chart._view
    gap = view.gaps[0].span
    runs = list(_runs(_blind(view.ends, view.gaps)))
    assert [seen for _, _, seen in runs] == [True, False, True]
    first, last, _ = runs[1]
    assert view.ends[first] == gap.start
    assert view.ends[last] == gap.end


def test_a_hatched_stretch_says_what_it_is(panel):
    gap = panel.chart._view.gaps[0].span
    frame = panel.chart.frame_shown
    panel.chart._hover(frame.x((gap.start + gap.end) / 2))
    assert panel.chart.read_out.status.startswith("not covered 01:3")
    panel.chart._hover(frame.width - 5)
    assert panel.chart.read_out.status.endswith("% of time")


def test_one_point_of_two_columns_is_drawn_and_the_last_one_always(panel):
    view, frame = panel.chart._view, panel.chart.frame_shown
    kept = _columns(frame, view.ends)
    assert kept[-1] == len(view.ends) - 1
    assert len(np.unique(np.floor(frame.scale / 2 * (view.ends[kept] - frame.start)))) == len(kept)


def test_labels_never_cover_one_another():
    assert _apart([10, 12, 200], 19, 100) == [10, 29, 81]
    assert _apart([90, 95, 99], 19, 100) == [43, 62, 81]


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_the_picture(qtbot, qapp, resources, choice):
    theme = Theme(qapp, resources, LookSettings(theme=choice))
    panel = shown(qtbot, FakeDesk(), theme, (800, 320))
    panel._price.setChecked(True)
    panel.chart._hover(520)
    assert difference(panel.chart.grab().toImage(), f"cumulative-{choice.value}") == ""
    theme.deleteLater()


_JOINT = 24
"""So little a level of colour may differ where a line is painted in two parts: nobody can see it."""


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(plain.constBits(), np.uint8).astype(np.int16)


@pytest.mark.parametrize("name", ["UTC day", "1h"])
def test_what_is_kept_of_the_lines_looks_as_all_painted_anew(panel, desk, name, monkeypatch):
    panel.choose(name)
    canvas = panel.chart.canvas
    for step in range(12):
        desk.advance(DurationMs(1_700))
        panel.show_frame(desk.frame(0)[0])
        grown = canvas.grab().toImage()
        with monkeypatch.context() as patch:
            parted = _Lines.of
            patch.setattr(_Lines, "of", lambda *about, of=parted: replace(of(*about), edge=0.0, newest=0, settled=()))
            panel.chart.canvas.renew()
            assert panel.chart._lines.edge > 0
            again = canvas.grab().toImage()
            assert panel.chart._lines.edge == 0
        assert np.abs(pixels(grown) - pixels(again)).max() <= _JOINT, f"step {step}"


def test_the_axis_of_all_of_it_moves_on_in_steps_and_what_is_over_is_painted_once(panel, desk, monkeypatch):
    seen, painted = set(), []
    paint = panel.chart.paint_settled
    monkeypatch.setattr(panel.chart, "paint_settled", lambda *way: painted.append(paint(*way)))
    for _ in range(12):
        desk.advance(DurationMs(1_700))
        panel.show_frame(desk.frame(0)[0])
        panel.grab()
        seen.add((panel.chart.frame_shown.start, panel.chart.frame_shown.end))
        assert panel.chart.frame_shown.x(panel.chart._view.at) <= panel.chart.frame_shown.width
    assert len(seen) <= 2
    assert len(painted) < 6
