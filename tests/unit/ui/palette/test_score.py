"""What answers better comes first: the beginning, then beginnings of words, then letters in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.ui.palette.score import cost, ranked

texts = st.text(st.sampled_from("abcd EF-1"), max_size=24)
wanted = st.text(st.sampled_from("abcdef1 "), max_size=6)


@pytest.mark.parametrize(
    "better_first",
    [
        ("jo", "jo", "journal", "go to the journal", "major"),
        ("go jo", "go journal", "go to the journal", "cargo joint", "g.o, j and o"),
        ("set", "settings", "reset: set aside", "offset", "s-e-t"),
    ],
)
def test_the_order_of_fits(better_first):
    letters, *names = better_first
    costs = [cost(letters, name) for name in names]
    assert None not in costs
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)


def test_words_may_come_in_any_order():
    assert cost("journal go", "Go to the journal") is not None


@given(wanted, texts)
def test_a_text_answers_if_it_holds_the_letters(letters, text):
    rest = iter(text.casefold())
    in_order = all(letter in rest for letter in letters.replace(" ", ""))
    if in_order:
        assert cost(letters, text) is not None
    else:
        begun = set(letters.split()) and all(word in text.casefold() for word in letters.split())
        assert cost(letters, text) is None or begun


@given(texts.filter(str.strip), st.integers(1, 24), texts)
def test_a_beginning_is_never_behind_a_later_word_nor_that_behind_scattered_letters(text, length, other):
    letters = " ".join(text.split())[:length].strip()
    if not letters or not letters[0].isalnum():
        return
    begins, later = cost(letters, text), cost(letters, f"zz {text}")
    assert begins is not None
    assert later is not None
    assert begins <= later
    if len(letters.replace(" ", "")) > 1:
        scattered = "_z".join(letters.replace(" ", ""))
        assert later < cost(letters, f"z{scattered}")


@given(wanted, texts)
def test_case_and_blanks_do_not_matter(letters, text):
    assert cost(letters.upper(), f"  {text} ") == cost(f" {letters} ", text.upper())


@given(wanted, st.lists(texts, max_size=12))
def test_equals_stay_in_their_order(letters, names):
    items = list(enumerate(names))
    shown = ranked(letters, items, lambda asked, item: cost(asked, item[1]))
    keys = [(value, number) for value, (number, _) in shown]
    assert keys == sorted(keys)
    assert [item for _, item in ranked("", items, lambda asked, item: cost(asked, item[1]))] == items
