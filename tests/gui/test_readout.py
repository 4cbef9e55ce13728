"""The line above the chart: both sides together or none, and never half a figure."""

import pytest

from liqdesk.analytics.views import TimelineQuery
from liqdesk.domain.time import MINUTE
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import reading_of
from liqdesk.ui.charts.readout import ReadOut


@pytest.fixture
def readout(qtbot, theme, desk) -> ReadOut:
    made = ReadOut(theme)
    qtbot.addWidget(made)
    view = desk.timeline(TimelineQuery(MINUTE, None, None, "BTC"))
    made.show_reading(reading_of(view, len(view.long) - 2), "BTC", Zone.UTC)
    return made


def shown_at(readout: ReadOut, width: int) -> tuple[str, ...]:
    readout.resize(width, 24)
    readout.grab()
    return readout.shown


def test_where_there_is_room_everything_is_shown(readout):
    shown = shown_at(readout, 1_000)
    assert len(shown) == 6
    assert "UTC" in shown[0]
    assert [one.split()[0] for one in shown[1:5]] == ["▲", "▼", "total", "orders"]


@pytest.mark.parametrize("width", range(220, 1_000, 60))
def test_both_sides_are_always_shown_and_whole(readout, width):
    shown = shown_at(readout, width)
    assert len([one for one in shown if one.startswith(("▲", "▼"))]) == 2
    assert all(any(said in one for said in readout.texts[:-1]) for one in shown)


@pytest.mark.parametrize("width", range(400, 1_000, 20))
def test_the_status_goes_before_the_lesser_figures_and_is_whole(readout, width):
    shown = shown_at(readout, width)
    assert readout.status == readout.texts[-1] or not any(one.startswith(("total", "orders", "BTC")) for one in shown)
    assert readout.status in ("", readout.texts[-1])


def test_the_time_goes_first_and_then_the_words(readout):
    assert shown_at(readout, 320)[0].startswith("▲ shorts")
    assert not shown_at(readout, 240)[0].startswith("▲ shorts")
    assert shown_at(readout, 20) == ()
