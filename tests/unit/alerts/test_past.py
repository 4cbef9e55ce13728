"""Sums and largest hours by the minute, against the plain way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.alerts import past
from liqdesk.alerts.past import largest_of_days, trailing

VALUES = st.lists(st.integers(0, 1_000), min_size=1, max_size=60)


@given(VALUES, st.integers(1, 70))
def test_trailing_sums(values: list[int], minutes: int):
    found = trailing(np.array(values, dtype=np.int64), minutes)
    assert found.tolist() == [sum(values[max(0, end - minutes) : end]) for end in range(1, len(values) + 1)]


def test_the_largest_of_days_against_the_plain_way():
    random = np.random.default_rng(1)
    hours = random.integers(0, 10**6, 3 * past.DAY_MINUTES)
    found = largest_of_days(hours, 1)
    for place in range(0, len(hours), 7):
        start, end = place - past.HOUR_MINUTES - past.DAY_MINUTES + 1, place - past.HOUR_MINUTES + 1
        assert found[place] == (start >= 0 and hours[place] > hours[start:end].max())
