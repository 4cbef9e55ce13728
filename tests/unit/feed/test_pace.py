"""How fast a connection may speak."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.feed.pace import Pace

EVERY = 500


def said(pace: Pace, asked: list[float], at_once: int) -> list[float]:
    """When messages go out that are wanted at these moments."""
    out: list[float] = []
    now = 0.0
    for moment in asked:
        now = max(now, moment)
        now += pace.wait(now, EVERY, at_once)
        pace.spoke(now, EVERY)
        out.append(now)
    return out


def test_one_at_a_time_is_a_gap_between_any_two() -> None:
    times = said(Pace(), [0.0] * 20, 1)
    assert all(after - before >= 0.499 for before, after in pairwise(times))


def test_a_few_go_out_together_and_the_rest_one_by_one() -> None:
    times = said(Pace(), [0.0] * 10, 4)
    assert times[:4] == [0.0] * 4
    assert times[4:] == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]


@given(st.lists(st.floats(0, 600), max_size=300).map(sorted), st.integers(1, 60))
def test_no_minute_holds_more_than_the_few_and_its_share(asked: list[float], at_once: int) -> None:
    times = said(Pace(), asked, at_once)
    most = max((sum(start <= at < start + 60 for at in times) for start in times), default=0)
    assert most <= at_once + 60_000 / EVERY


@given(st.floats(0, 100), st.integers(1, 60))
def test_a_wait_that_is_over_is_over(now: float, at_once: int) -> None:
    pace = Pace()
    assert pace.wait(now, EVERY, at_once) == 0
    pace.spoke(now, EVERY)
    assert pace.wait(now + EVERY / 1_000, EVERY, at_once) < 1e-9
