"""Cells that spreadsheets leave alone, and that come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.console.cells import EVALUATED, bare, safe

TEXTS = st.text(max_size=12) | st.sampled_from(["=1+1", "'=1", "''", "'", "+A1", "@x", "\tx", "＝1", "-1", "\0=1", ""])


@given(TEXTS)
def test_no_cell_is_a_formula_and_every_one_comes_back(text):
    cell = safe(text)
    assert isinstance(cell, str)
    assert not cell.startswith(EVALUATED)
    assert bare(cell) == text


def test_numbers_stay_numbers():
    assert [safe(value) for value in (-1.5, 7, None, True)] == [-1.5, 7, None, True]


def test_what_somebody_else_wrote_behind_an_apostrophe_is_left_alone():
    assert bare("'tis") == "'tis"
