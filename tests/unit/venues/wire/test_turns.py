"""Requests asked one after another, halved where one is refused."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.venues.wire.turns import Turn, Turns


def asked(turns: list[Turn]) -> list[tuple[str, ...]]:
    return [turn.products for turn in turns]


def test_the_next_is_asked_when_all_of_one_is_answered():
    turns = Turns(2)
    assert asked(turns.ask("subscribe", "trade", ["a", "b", "c"])) == [("a", "b")]
    assert turns.ask("subscribe", "ticker", ["x"]) == []
    assert turns.answered("subscribe", "trade", ["a"]) == []
    assert asked(turns.answered("subscribe", "trade", ["b"])) == [("c",)]
    assert turns.answered("subscribe", "trade", ["c"]) == [Turn("subscribe", "ticker", ("x",))]
    assert turns.answered("subscribe", "ticker", ["x"]) == []
    assert asked(turns.ask("unsubscribe", "ticker", ["x"])) == [("x",)]


def test_an_answer_to_something_else_is_none():
    turns = Turns(2)
    assert turns.answered("subscribe", "trade", ["a"]) == []
    turns.ask("subscribe", "trade", ["a", "b", "c"])
    assert turns.answered("subscribe", "ticker", ["a", "b"]) == []
    assert turns.answered("unsubscribe", "trade", ["a", "b"]) == []


def test_who_has_no_request_open_is_refused_nothing():
    assert Turns(2).refused() == ([], None)


def test_a_request_without_an_answer_is_not_waited_for_for_ever():
    turns = Turns(1)
    turns.ask("subscribe", "trade", ["a", "b"])
    assert turns.waited() == []
    assert asked(turns.waited()) == [("b",)]
    assert turns.waited() == []
    assert turns.waited() == []
    assert turns.waited() == []


def test_answers_one_by_one_keep_it_waiting():
    turns = Turns(3)
    turns.ask("subscribe", "trade", ["a", "b", "c", "d"])
    for product in "ab":
        turns.waited()
        turns.answered("subscribe", "trade", [product])
        assert turns.waited() == []


@given(st.lists(st.integers(0, 40).map(str), unique=True, max_size=40), st.sets(st.integers(0, 40).map(str)))
def test_exactly_the_bad_ones_are_given_up(products: list[str], bad: set[str]):
    turns = Turns(7)
    granted: list[str] = []
    given_up: list[str] = []
    waiting = turns.ask("subscribe", "trade", products)
    while waiting:
        (turn,) = waiting
        if bad.isdisjoint(turn.products):
            granted.extend(turn.products)
            waiting = turns.answered("subscribe", "trade", turn.products)
        else:
            waiting, lost = turns.refused()
            given_up.extend(lost.products if lost else ())
    assert sorted(granted) == sorted(set(products) - bad)
    assert sorted(given_up) == sorted(set(products) & bad)
