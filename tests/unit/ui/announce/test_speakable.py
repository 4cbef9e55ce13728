"""Sentences as a voice reads them."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from liqdesk.ui.announce.speakable import LONGEST, speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("≥ $402.06M in 1h", "at least 402 million dollars in 1 hour"),
        ("$1.24B, shorts 91%", "1.24 billion dollars, shorts 91 percent"),
        ("$905k in 15m", "905 thousand dollars in 15 minutes"),
        ("order of $5,240,310", "order of 5240310 dollars"),
        ("TEST ▲ Short squeeze.", "TEST Short squeeze."),
        ("BTC − longs & shorts\n", "BTC minus longs and shorts"),
        ("2 of 3 venues", "2 of 3 venues"),
    ],
)
def test_amounts_and_signs_become_words(written, spoken):
    assert speakable(written) == spoken


@given(st.text(max_size=600))
def test_whatever_comes_is_short_and_one_line(text):
    spoken = speakable(text)
    assert len(spoken) <= LONGEST
    assert spoken.isprintable()
