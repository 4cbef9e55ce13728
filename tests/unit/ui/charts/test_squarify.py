"""Tiles fill their room in the right shares, nearly square, and stay where they are while little changes."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liqdesk.domain.time import UnixMs
from liqdesk.ui.charts.squarify import (
    OVERTAKES_AT,
    RELAID_EVERY,
    SteadyTiles,
    cut_into_rows,
    laid,
    steady_order,
)

SIZES = st.lists(st.floats(1.0, 1e12), min_size=1, max_size=50).map(lambda many: sorted(many, reverse=True))
EDGES = st.floats(40.0, 3_000.0)
T0 = UnixMs(1_768_339_560_000)


@given(SIZES, EDGES, EDGES)
def test_tiles_have_their_shares_and_lie_inside_without_overlap(sizes, width, height):
    tiles = laid(sizes, cut_into_rows(sizes, width, height), width, height)
    assert len(tiles) == len(sizes)
    for tile, size in zip(tiles, sizes, strict=True):
        assert tile.width * tile.height == pytest.approx(size / sum(sizes) * width * height, rel=1e-6, abs=1e-6)
        assert tile.x >= -1e-4
        assert tile.y >= -1e-4
        assert tile.x + tile.width <= width + 1e-4
        assert tile.y + tile.height <= height + 1e-4
    assert sum(tile.width * tile.height for tile in tiles) == pytest.approx(width * height, rel=1e-6)


@given(st.integers(2, 40), EDGES, EDGES)
def test_equal_tiles_are_nearly_square(count, width, height):
    assume(0.3 < width / height < 3)
    tiles = laid([1.0] * count, cut_into_rows([1.0] * count, width, height), width, height)
    assert max(tile.stretch for tile in tiles) < 7


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(1.0, 100.0)), st.permutations("ABCDEFGH"))
def test_nobody_stands_before_one_that_is_much_larger(sizes, before):
    order = steady_order(before, sizes)
    assert sorted(order) == sorted(sizes)
    for left, right in itertools.pairwise(order):
        assert sizes[right] <= OVERTAKES_AT * sizes[left] * (1 + 1e-9)


def test_a_coin_keeps_its_place_until_another_is_clearly_larger():
    assert steady_order(("A", "B"), {"A": 10.0, "B": 11.0}) == ("A", "B")
    assert steady_order(("A", "B"), {"A": 10.0, "B": 12.0}) == ("B", "A")
    assert steady_order(("A", "B"), {"A": 10.0, "B": 5.0, "C": 7.0}) == ("A", "C", "B")


def test_tiles_move_at_most_every_ten_seconds_and_when_the_room_is_another():
    steady = SteadyTiles("")
    assert steady.due(T0, 400, 300)
    steady.lay({"A": 4.0, "B": 2.0}, T0, 400, 300)
    assert not steady.due(UnixMs(T0 + RELAID_EVERY - 1), 400, 300)
    assert steady.due(UnixMs(T0 + RELAID_EVERY), 400, 300)
    assert steady.due(T0, 401, 300)
    assert steady.due(UnixMs(T0 - 1), 400, 300), "a clock that was set back"


def test_small_changes_leave_the_rows_as_they_were_and_the_others_last():
    steady = SteadyTiles("")
    sizes = {"A": 40.0, "B": 22.0, "C": 21.0, "D": 9.0, "": 30.0}
    steady.lay(sizes, T0, 400, 300)
    rows, first = steady.rows, dict(steady.tiles)
    steady.lay({**sizes, "B": 21.0, "C": 22.0}, UnixMs(T0 + 10_000), 400, 300)
    assert steady.rows == rows
    assert steady.order == ("A", "B", "C", "D", "")
    assert max(abs(steady.tiles[name].x - first[name].x) for name in first) < 12


def test_something_else_is_laid_out_by_size_alone():
    steady = SteadyTiles("")
    steady.lay({"A": 10.0, "B": 9.0}, T0, 400, 300)
    steady.forget()
    steady.lay({"A": 9.0, "B": 10.0}, T0, 400, 300)
    assert steady.order == ("B", "A")
