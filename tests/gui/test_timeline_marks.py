"""What stands on the bars of the timeline beside them: hatching that is to be seen, captions that keep clear."""

import pytest
from PySide6.QtCore import QRectF

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.event_bands import EventBand
from liqdesk.ui.charts.timeline import TimelineChart
from tests.fakes.timelines import BUCKETS, START, gap, view_of


@pytest.fixture
def chart(qtbot, theme) -> TimelineChart:
    made = TimelineChart(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_gap_is_to_be_seen_within_the_shade_of_an_event(chart) -> None:
    last = BUCKETS - 1
    span = Span(UnixMs(START + (last - 60) * MINUTE), UnixMs(START + (last - 10) * MINUTE))
    shade = (EventBand(span, PositionSide.SHORT),)
    chart.show_view(view_of({last: 1.0}, {}), Zone.UTC, shade)
    before = chart._lower.widget.grab().toImage()
    chart.show_view(view_of({last: 1.0}, {}, (gap(last - 60, last - 10, 12 / 14),)), Zone.UTC, shade)
    after = chart._lower.widget.grab().toImage()
    left, right, _ = chart.bars.hatched[0]
    apart = [
        abs(before.pixelColor(x, 60).lightness() - after.pixelColor(x, 60).lightness())
        for x in range(int(left) + 2, int(right) - 2)
    ]
    assert max(apart) >= 25


def test_the_captions_of_the_sides_keep_clear_of_bars(chart) -> None:
    last = BUCKETS - 1
    calm = view_of({last: 9.4e6}, {last: 9.4e6})
    chart.show_view(calm, Zone.UTC)
    assert chart.bars.captions == ("▲ shorts liquidated", "▼ longs liquidated")
    at_left = chart.bars.captions_at
    frame = chart.bars.frame
    first, end = (int((frame.moment(x) - START) // MINUTE) for x in (0, at_left[1].right()))
    chart.bars.forget_heights()
    deep = view_of({last: 9.4e6}, dict.fromkeys(range(first, end), 9.4e6))
    chart.show_view(deep, Zone.UTC)
    shorts, longs = chart.bars.captions_at
    assert shorts == at_left[0]
    assert longs.left() > at_left[1].right()
    for rect in chart.bars.sealed[1]:
        assert not longs.intersects(QRectF(*rect.tolist()))
    everywhere = view_of({last: 9.4e6}, dict.fromkeys(range(BUCKETS), 9.4e6))
    chart.show_view(everywhere, Zone.UTC)
    assert chart.bars.captions == ("▲ shorts liquidated",)


def test_a_low_half_has_no_caption_over_the_line_of_zero(chart) -> None:
    chart.resize(280, 180)
    chart.show_view(view_of({BUCKETS - 1: 5.0e6}, {BUCKETS - 1: 1.0e5}), Zone.UTC)
    frame = chart.bars.frame
    for box in chart.bars.captions_at:
        assert box.bottom() <= frame.zero or box.top() >= frame.zero
    assert "▼ longs liquidated" not in chart.bars.captions
