"""The order of the coins: by value with the unknown last, and unmoved while somebody looks closely."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.ui.tables.coin_order import Order, kept, ordered

COINS = st.lists(st.sampled_from("ABCDEFGH"), unique=True)
VALUES = st.dictionaries(st.sampled_from("ABCDEFGH"), st.none() | st.floats(-1e9, 1e9))


def test_a_click_on_the_same_head_turns_the_order_round():
    assert Order(3).by(3) == Order(3, largest_first=False)
    assert Order(3, largest_first=False).by(3) == Order(3)
    assert Order(3, largest_first=False).by(4) == Order(4)


def test_names_go_from_a_on():
    assert ordered("CAB", str, True) == ["A", "B", "C"]
    assert ordered("CAB", str, False) == ["C", "B", "A"]


@given(VALUES, st.booleans())
def test_what_is_not_known_comes_last_in_either_direction(values, largest_first):
    found = ordered(values, values.__getitem__, largest_first)
    known = [values[base] for base in found if values[base] is not None]
    assert known == sorted(known, reverse=largest_first)
    assert [values[base] for base in found[len(known) :]] == [None] * (len(found) - len(known))
    assert sorted(found) == sorted(values)


@given(COINS, COINS)
def test_coins_that_stay_keep_their_order_and_new_ones_follow(before, now):
    after = kept(before, now)
    assert sorted(after) == sorted(now)
    assert [base for base in after if base in before] == [base for base in before if base in now]
    new = [base for base in after if base not in before]
    assert after[len(after) - len(new) :] == new
