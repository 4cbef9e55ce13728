"""What every answer is held to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import CEILING_USD
from liqdesk.domain.third_party import Amounts, ServiceFailure, Trouble
from liqdesk.domain.time import UnixMs
from liqdesk.thirdparty.reading import LONGEST_NAME, parsed, summed, table, tables, usd_of, whole, word


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (parsed, b"{"),
        (parsed, b"\xff"),
        (parsed, b"[" * 100_000),
        (table, []),
        (tables, {}),
        (tables, [1]),
        (usd_of, None),
        (usd_of, True),
        (usd_of, "much"),
        (usd_of, "nan"),
        (usd_of, "inf"),
        (usd_of, -0.01),
        (usd_of, CEILING_USD),
        (usd_of, 10**400),
        (usd_of, "1e400"),
        (whole, 1.0),
        (whole, -1),
        (whole, False),
        (whole, "1"),
        (word, 1),
    ],
)
def test_another_form_is_unreadable_and_says_what(read, value):
    with pytest.raises(ServiceFailure, match="it answered in a form liqdesk does not know \\(the thing") as failure:
        read(value, "the thing")
    assert failure.value.trouble is Trouble.UNREADABLE


def test_dollars_come_as_numbers_or_text():
    assert [usd_of(value, "x") for value in (1, 1.25, "2.5", 0, "0")] == [1_000_000, 1_250_000, 2_500_000, 0, 0]


def test_names_are_fit_to_be_shown():
    assert word("Bin\x1b[31mance\u202e\n", "x") == "Bin[31mance"
    assert len(word("x" * 1_000, "x")) == LONGEST_NAME


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 10**12), st.integers(0, 10**12))))
def test_only_the_bars_of_the_span_are_summed(bars):
    inside = [bar for bar in bars if 10 <= bar[0] < 50]
    found = summed(bars, Span(UnixMs(10), UnixMs(50)))
    expected = Amounts(sum(bar[1] for bar in inside), sum(bar[2] for bar in inside)) if inside else None
    assert found == expected
