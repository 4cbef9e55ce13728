"""Bars and gaps on the pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.ui.charts.geometry import (
    Frame,
    Heights,
    bar_rects,
    bar_width,
    fitted,
    gap_rects,
    nice_ceiling,
    nice_step,
    one_bar,
    steadied,
)

MINUTE = 60_000
FRAME = Frame(600.0, 300.0, 1.0, 0.0, 60.0 * MINUTE, Heights(2_000.0, 1_000.0))


def test_bars_are_as_tall_as_their_dollars() -> None:
    usd = np.array([0.0, 1_000.0, 500.0, 2_000.0])
    up = bar_rects(FRAME, 0, MINUTE, usd, True, False)
    assert FRAME.zero == 200
    assert up.bodies[:, 3].tolist() == [100, 50, 200]
    assert (up.bodies[:, 1] + up.bodies[:, 3]).tolist() == [200, 200, 200]
    down = bar_rects(FRAME, 0, MINUTE, usd, False, False)
    assert down.bodies[:, 1].tolist() == [201, 201, 201]
    assert down.bodies[:, 3].tolist() == [100, 50, 200]


def test_nothing_is_drawn_for_nothing_and_something_for_a_dollar() -> None:
    assert len(bar_rects(FRAME, 0, MINUTE, np.zeros(60), True, True).bodies) == 0
    assert bar_rects(FRAME, 0, MINUTE, np.array([0.5]), True, True).bodies[0, 3] == 1


def test_a_floor_has_a_pale_tip_inside_its_height() -> None:
    rects = bar_rects(FRAME, 0, MINUTE, np.array([1_000.0, 20.0]), True, True)
    assert rects.bodies[0].tolist() == [0.0, 102.0, 8.0, 98.0]
    assert rects.tips.tolist() == [[0.0, 100.0, 8.0, 2.0]]


@given(
    usd=st.floats(0, 3_000),
    at=st.integers(-3, 62),
    up=st.booleans(),
    floor=st.booleans(),
    ratio=st.sampled_from([1, 1.5, 2]),
)
def test_one_bar_is_the_same_bar(usd: float, at: int, up: bool, floor: bool, ratio: float) -> None:
    frame = Frame(611.0, 307.0, ratio, 0.0, 60.0 * MINUTE, Heights(2_000.0, 1_000.0))
    one = one_bar(frame, at * MINUTE, MINUTE, usd, up, floor)
    many = bar_rects(frame, at * MINUTE, MINUTE, np.array([usd]), up, floor)
    assert np.allclose(one.bodies, many.bodies)
    assert np.allclose(one.tips, many.tips)
    assert one.box == pytest.approx(many.box)


def test_crowded_buckets_show_their_largest() -> None:
    frame = Frame(100.0, 300.0, 1.0, 0.0, 1_000.0 * MINUTE, Heights(2_000.0, 1_000.0))
    usd = np.full(1_000, 10.0)
    usd[503] = 1_500.0
    rects = bar_rects(frame, 0, MINUTE, usd, True, False).bodies
    assert len(rects) <= 51
    assert rects[:, 3].max() == 150
    assert np.all(np.diff(rects[:, 0]) >= 1)


def test_scrolling_does_not_regroup() -> None:
    usd = np.random.default_rng(1).lognormal(5, 1, 1_000)

    def tall(shift: int) -> list[float]:
        start = (100.0 + shift) * MINUTE
        frame = Frame(100.0, 300.0, 1.0, start, start + 400.0 * MINUTE, Heights(2e3, 1e3))
        return list(bar_rects(frame, 0, MINUTE, usd, True, False).bodies[:, 3])

    assert tall(8)[1:-2] == tall(0)[2:-1]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("step", [1.0, 2.4, 3.0, 6.3, 40.0])
def test_bars_keep_to_whole_device_pixels(step: float, ratio: float) -> None:
    wide = bar_width(step, ratio)
    assert wide * ratio == round(wide * ratio)
    assert 0 < wide <= step + 1


def test_gaps_outside_leave_nothing_and_thin_ones_a_line() -> None:
    assert gap_rects(FRAME, [(-50 * MINUTE, -10 * MINUTE), (61 * MINUTE, 70 * MINUTE)]) == []
    assert gap_rects(FRAME, [(10 * MINUTE, 20 * MINUTE)]) == [(100.0, 200.0)]
    assert gap_rects(FRAME, [(30 * MINUTE, 30 * MINUTE + 100)]) == [(300.0, 301.0)]
    assert gap_rects(FRAME, [(-MINUTE, 61 * MINUTE)]) == [(0.0, 600.0)]


@given(st.floats(1e-9, 1e15))
def test_round_numbers_are_not_below(value: float) -> None:
    assert value * 0.999999 <= nice_ceiling(value) <= value * 2.01
    assert nice_step(value, 5) * 5 >= value * 0.999999


def test_the_axis_grows_at_once_and_shrinks_late() -> None:
    heights = fitted(1e6, 2e5)
    assert heights.short >= 1e6
    assert heights.long >= 2e5
    assert steadied(heights, 1.01e6, 2e5) == heights
    assert steadied(heights, 0.8e6, 1e5) == heights
    assert steadied(heights, 5e6, 2e5).short >= 5e6
    assert steadied(fitted(5e6, 1e6), 1e6, 1e5).short < 2e6


def test_neither_side_vanishes() -> None:
    heights = fitted(400e6, 0.0)
    assert heights.long >= 0.1 * heights.short
