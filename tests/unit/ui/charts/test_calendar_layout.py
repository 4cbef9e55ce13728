"""Tiles of days: every day one, none on another, the newest where not all have room."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.ui.charts.calendar_layout import Grid, date_of, strengths

spans = st.tuples(st.integers(10_000, 30_000), st.integers(1, 500))
rooms = st.tuples(st.floats(80, 2_000), st.floats(80, 600))


def grid_of(span, room):
    return Grid.fitted(span[0], span[0] + span[1], room, (30.0, 20.0))


@given(spans, rooms)
def test_every_day_shown_has_a_tile_of_its_own_inside(span, room):
    grid = grid_of(span, room)
    places = {grid.place(day) for day in range(grid.first, grid.until)}
    assert len(places) == grid.until - grid.first
    for day in (grid.first, grid.until - 1):
        x, y = grid.place(day)
        assert grid.day_at(x + grid.side / 2, y + grid.side / 2) == day
        assert x >= grid.left - 1e-6
        assert y + grid.side <= max(room[1], 20 + 7) + 1e-6
    assert grid.until == span[0] + span[1]


@given(spans, rooms)
def test_a_day_stands_in_the_row_of_its_weekday(span, room):
    grid = grid_of(span, room)
    for day in range(grid.first, min(grid.first + 10, grid.until)):
        _, y = grid.place(day)
        assert round((y - grid.top) / grid.side) == date_of(day).weekday()


def test_where_there_is_no_tile_there_is_no_day():
    grid = Grid(20_466, 20_470, 10.0, 30.0, 20.0)  # Tuesday 13 January 2026 to Friday
    assert grid.day_at(31, 21) is None  # that Monday
    assert grid.day_at(31, 31) == 20_466
    assert grid.day_at(29, 31) is None
    assert grid.day_at(31, 200) is None
    assert grid.day_at(45, 31) is None


def test_months_are_named_over_their_first_week():
    grid = Grid(20_454, 20_454 + 90, 10.0, 0.0, 0.0)  # 1 January 2026
    named = [(begun.month, x) for x, begun in grid.months()]
    assert [month for month, _ in named] == [1, 2, 3]
    assert date_of(20_454) == date(2026, 1, 1)
    assert [x for _, x in named] == sorted(x for _, x in named)


@given(st.lists(st.integers(0, 10**15), max_size=30))
def test_the_largest_day_is_drawn_full_and_an_empty_one_not_at_all(amounts):
    told = strengths(amounts)
    assert all(0 <= one <= 1 for one in told)
    if any(amounts):
        assert max(told) == 1
    assert [one == 0 for one in told] == [amount == 0 for amount in amounts]
