"""Following, zooming and panning."""

from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.ui.charts.window import TimeWindow, usual_span

FIRST = UnixMs(1_000 * DAY)
LIVE = UnixMs(FIRST + DAY)


def window() -> TimeWindow:
    return TimeWindow.of(MINUTE, FIRST, LIVE)


def test_it_follows_the_present() -> None:
    start, end = window().shown
    assert end - start == usual_span(MINUTE)
    assert LIVE <= end < LIVE + 2 * MINUTE
    later = window().moved_on(MINUTE, UnixMs(FIRST + MINUTE), UnixMs(LIVE + MINUTE))
    assert later.shown == (start + MINUTE, end + MINUTE)


def test_zoom_keeps_the_moment_under_the_pointer() -> None:
    start, end = window().shown
    around = start + 0.3 * (end - start)
    zoomed = window().zoomed(0.5, around)
    left, right = zoomed.shown
    assert abs((around - left) / (right - left) - 0.3) < 1e-9
    assert not zoomed.following


def test_detached_it_stays_while_time_goes_on() -> None:
    looked_at = window().panned(-3.0 * HOUR)
    assert not looked_at.following
    assert looked_at.moved_on(MINUTE, FIRST, UnixMs(LIVE + HOUR)).shown == looked_at.shown


def test_back_to_the_present() -> None:
    assert window().panned(-3.0 * HOUR).follow().shown == window().shown
    assert window().panned(-3.0 * HOUR).panned(4.0 * HOUR).following


def test_a_slow_drag_gets_away_too() -> None:
    dragged = window()
    for _ in range(100):
        dragged = dragged.panned(-1_000.0)
    assert not dragged.following
    assert round(window().shown[1] - dragged.shown[1]) == 100_000


def test_there_is_an_end_to_zooming_and_panning() -> None:
    assert window().zoomed(1e-9, LIVE).span == 8 * MINUTE
    assert window().zoomed(1e9, LIVE).span < 1.1 * DAY
    assert window().panned(-50.0 * DAY).shown[0] >= FIRST - HOUR
    assert window().at_start().shown[0] <= FIRST


def test_wider_bars_show_more() -> None:
    hour = window().moved_on(HOUR, FIRST, LIVE)
    assert hour.span == DAY
    kept = window().panned(-3.0 * HOUR).moved_on(DurationMs(5 * MINUTE), FIRST, LIVE)
    assert kept.span == window().span


def test_showing_moves_no_more_than_needed() -> None:
    start = window().shown[0]
    assert window().showing(start + HOUR, start + HOUR + MINUTE) == window()
    moved = window().showing(start - MINUTE, start)
    assert moved.shown[0] == start - MINUTE


def test_another_charts_stretch_has_the_same_middle_or_the_present() -> None:
    taken = window().at(LIVE - 5.0 * HOUR, LIVE - 4.0 * HOUR, following=False)
    assert taken.shown == (LIVE - 5 * HOUR, LIVE - 4 * HOUR)
    wide = TimeWindow.of(HOUR, FIRST, LIVE).at(LIVE - 6.0 * HOUR, LIVE - 5.0 * HOUR, following=False)
    assert wide.span == 8 * HOUR, "bars of an hour need as much"
    assert sum(wide.shown) / 2 == LIVE - 5.5 * HOUR
    present = taken.at(LIVE - 2.0 * HOUR, LIVE, following=True)
    assert present.following
    assert present.span == 2 * HOUR
