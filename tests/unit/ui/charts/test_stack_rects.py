"""Stacked bars: on whole pixels, one over the other without gap or overlap, as high as their sum."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.time import MINUTE
from liqdesk.ui.charts.geometry import Frame, Heights
from liqdesk.ui.charts.stack_rects import stack_edges

START = 1_768_339_560_000
PARTS = st.lists(st.lists(st.integers(0, 10**13), min_size=30, max_size=30), min_size=1, max_size=7)


def frame(width=600.0, ratio=1.0, minutes=30) -> Frame:
    return Frame(width, 300.0, ratio, START, START + minutes * MINUTE, Heights(8e7, 8e7))


@given(PARTS, st.sampled_from([1.0, 1.5, 2.0]), st.booleans())
def test_stacks_join_and_have_the_height_of_their_sum(parts, ratio, up):
    shown = frame(ratio=ratio)
    arrays = [np.array(part, dtype=np.int64) for part in parts]
    found = stack_edges(shown, START, MINUTE, arrays, up)
    zero = round(shown.zero * ratio)
    columns: dict[int, list[tuple[int, int]]] = {}
    for edges in found:
        for left, top, right, bottom in edges.tolist():
            assert right >= left
            assert bottom >= top
            columns.setdefault(left, []).append((top, bottom))
    whole = sum(arrays)
    assert len(columns) == int((whole > 0).sum())
    for (_, spans), micro in zip(sorted(columns.items()), whole[whole > 0].tolist(), strict=True):
        nearest = spans[0]
        assert nearest[1] == zero - 1 if up else nearest[0] == zero + 1
        for lower, upper in itertools.pairwise(spans):
            assert upper[1] == lower[0] - 1 if up else upper[0] == lower[1] + 1
        tall = sum(bottom - top + 1 for top, bottom in spans)
        assert tall == max(1, round(micro / 1e6 * 300 / 1.6e8 * ratio))


def test_many_buckets_to_a_pixel_take_the_largest_with_its_own_parts():
    small, large = np.full(1_200, 10**12, dtype=np.int64), np.zeros(1_200, dtype=np.int64)
    large[600] = 3 * 10**13
    shown = frame(width=300.0, minutes=1_200)
    lower, upper = stack_edges(shown, START, MINUTE, [small, large], True)
    assert len(upper) == 1
    assert len(lower) <= 151
    assert upper[0, 0] in lower[:, 0]


def test_nothing_draws_nothing():
    assert stack_edges(frame(), START, MINUTE, [], True) == []
    (edges,) = stack_edges(frame(), START, MINUTE, [np.zeros(30, dtype=np.int64)], False)
    assert len(edges) == 0
