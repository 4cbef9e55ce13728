"""Spans of time in words."""

import pytest

from liqdesk.alerts.spans import lasted_words, span_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10, "10 s"), (60, "60 s"), (90, "90 s"), (600, "10 min"), (3_600, "60 min"), (14_400, "4 h"), (86_400, "24 h")],
)
def test_a_span_in_its_largest_whole_unit(seconds: int, words: str):
    assert span_words(seconds) == words


@pytest.mark.parametrize(
    ("ms", "words"), [(-5, "0 s"), (45_000, "45 s"), (1_999_000, "33 min"), (7_500_000, "2 h 05 min")]
)
def test_how_long_it_lasted(ms: int, words: str):
    assert lasted_words(ms) == words
