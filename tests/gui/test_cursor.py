"""The linked cursor: what is pointed at in one chart is marked in the others."""

import pytest
from PySide6.QtWidgets import QWidget

from liqdesk.domain.time import MINUTE
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.timeline import TimelineChart
from tests.gui.test_timeline import BUCKETS, view_of


@pytest.fixture
def cursor(qapp) -> Cursor:
    return Cursor()


@pytest.fixture
def charts(qtbot, theme, cursor) -> tuple[TimelineChart, TimelineChart]:
    made = TimelineChart(theme, cursor=cursor), TimelineChart(theme, cursor=cursor)
    for chart in made:
        qtbot.addWidget(chart)
        chart.resize(700, 400)
        chart.show()
        qtbot.waitExposed(chart)
        chart.show_view(view_of({BUCKETS - 5: 1e6}, {}), Zone.UTC)
    return made


def test_the_others_mark_the_moment_pointed_at(charts) -> None:
    one, other = charts
    one._hover(300)
    assert one.elsewhere.at is None
    assert other.elsewhere.at == pytest.approx(one.bars.frame.moment(300))
    one._hover(None)
    assert other.elsewhere.at is None


def test_a_key_points_like_the_pointer(charts) -> None:
    one, other = charts
    one._point_next(-1)
    at = other.elsewhere.at
    assert at is not None
    one._point_next(-1)
    assert other.elsewhere.at == at - MINUTE


def test_leaving_one_chart_late_does_not_unmark_another(cursor, qtbot) -> None:
    one, other = QWidget(), QWidget()
    for widget in (one, other):
        qtbot.addWidget(widget)
    cursor.point(one, 5.0)
    cursor.point(other, 6.0)
    cursor.point(one, None)
    assert cursor.pointed is not None
    assert cursor.pointed.at == 6.0


def test_hidden_charts_hear_nothing_and_gone_ones_do_not_fail(cursor, qtbot) -> None:
    heard: list[float | None] = []
    hidden, gone = QWidget(), QWidget()
    for widget in (hidden, gone):
        cursor.link(widget, heard.append)
    gone.show()
    gone.deleteLater()
    qtbot.waitUntil(lambda: not _alive(gone))
    cursor.point(cursor, 7.0)
    assert heard == []
    hidden.deleteLater()


def _alive(widget: QWidget) -> bool:
    try:
        widget.isVisible()
    except RuntimeError:
        return False
    return True
