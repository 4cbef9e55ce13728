"""The largest order of a day, whatever the batches."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.buckets import Slots
from liqdesk.analytics.leaders import Leaders
from liqdesk.domain.liquidation import Liquidation, LiquidationKind
from tests.fakes.rows import T0, option, row


def leaders(*batches: list[Liquidation]) -> Leaders:
    made, slots = Leaders(), Slots()
    for batch in batches:
        made.add(slots.columns(batch))
    return made


ROWS = st.lists(st.builds(row, at=st.integers(T0, T0 + 200_000), micro=st.none() | st.integers(0, 5)), max_size=12)


@given(st.lists(ROWS, max_size=4), st.integers(T0 - 1, T0 + 200_000))
def test_the_largest_valued_one_since_a_moment(batches, since):
    """Minutes that straddle the moment count by their largest, so only whole minutes are promised."""
    since -= since % 60_000
    valued = [one.notional for batch in batches for one in batch if one.at >= since and one.notional is not None]
    found = leaders(*batches).largest(since)
    assert (None if found is None else found.notional) == max(valued, default=None)


def test_of_equals_the_first_stays():
    first, second = row(at=T0 + 1, micro=7), row(at=T0 + 2, micro=7)
    assert leaders([first, second]).largest(0) is first
    assert leaders([first], [second]).largest(0) is first


def test_what_does_not_count_leads_nothing():
    assert leaders([row(micro=None), row(of=option()), row(kind=LiquidationKind.DELEVERAGE)], []).largest(0) is None


def test_old_minutes_are_forgotten():
    made = leaders([row(at=T0, micro=9), row(at=T0 + 61_000, micro=3)])
    made.forget_before(T0 + 60_000)
    left = made.largest(0)
    assert left is not None
    assert left.notional == 3


class Counted(Leaders):
    def __init__(self) -> None:
        super().__init__()
        self.searched = 0

    def largest_of(self, since, admits):
        self.searched += 1
        return super().largest_of(since, admits)


@given(st.lists(st.tuples(ROWS, st.integers(T0 - 1, T0 + 200_000)), max_size=8))
def test_what_was_found_before_is_found_again(steps):
    made, slots = Leaders(), Slots()
    for batch, since in steps:
        made.add(slots.columns(batch))
        for moment in (since, since + 1_000, since - 1_000):
            found = made.largest(moment)
            afresh = made.largest_of(moment, lambda _row: True)
            assert (found and found.notional) == (afresh and afresh.notional)


def test_it_is_searched_for_only_where_it_may_be_another():
    made, slots = Counted(), Slots()
    made.add(slots.columns([row(at=T0 + 90_000, micro=9), row(at=T0 + 150_000, micro=3)]))
    assert [made.largest(T0 + step).notional for step in (0, 500, 60_000)] == [9, 9, 9]
    made.add(slots.columns([row(at=T0 + 151_000, micro=4)]))
    assert made.largest(T0 + 1_000).notional == 9
    assert made.searched == 1
    assert made.largest(T0 + 120_000).notional == 4
    made.add(slots.columns([row(at=T0 + 152_000, micro=10)]))
    assert made.largest(T0 + 1_000).notional == 10
    assert made.searched == 3
