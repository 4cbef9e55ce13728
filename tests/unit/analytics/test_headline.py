"""The sentence says what is known, and what it leaves out."""

import pytest

from liqdesk.analytics.headline import headline, short_usd
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from tests.fakes.rows import T0, row

SAMPLED = Coverage(0.99, T0, True, ("Binance and OKX publish samples",))
WHOLE = Coverage(1.0, T0, False)


def test_the_story_in_one_sentence():
    hour = WindowTotal("1h", SideTotal(39_040_000_000_000, 419_030_000_000_000, 95_000), SAMPLED)
    bases = {"ETH": SideTotal(short=118_000_000_000_000), "BTC": SideTotal(short=201_000_000_000_000), "X": SideTotal()}
    said = headline(hour, bases, row(micro=5_210_000_000_000), {"bybit": "Bybit"}, (8, 9))
    assert said == (
        "At least $458M liquidated in 1h: shorts $419M (91 %), longs $39.0M. BTC $201M, ETH $118M. "
        "Largest BTC short $5.2M on Bybit. Feeds 8/9; Binance and OKX publish samples."
    )


def test_a_whole_total_needs_no_floor():
    said = headline(WindowTotal("1h", SideTotal(long=5_000_000, count=1), WHOLE), {}, None, {}, (1, 1))
    assert said == "$5 liquidated in 1h: longs $5 (100 %), shorts $0. Feeds 1/1."


def test_an_unwatched_hour_is_unknown_not_zero():
    said = headline(WindowTotal("1h", SideTotal(), Coverage(0, None, True)), {}, None, {}, (0, 6))
    assert said == "The last hour is unknown: no feed covered it. Feeds 0/6."


@pytest.mark.parametrize(
    ("coverage", "begins"), [(WHOLE, "Nothing was liquidated"), (SAMPLED, "No liquidation was seen")]
)
def test_a_quiet_hour_says_how_sure_it_is(coverage, begins):
    assert headline(WindowTotal("1h", SideTotal(), coverage), {}, None, {}, (1, 1)).startswith(begins)


def test_rows_without_value_give_no_percentage():
    said = headline(WindowTotal("1h", SideTotal(count=2, unvalued=2), SAMPLED), {}, None, {}, (1, 1))
    assert "%" not in said


@pytest.mark.parametrize(
    ("micro", "text"),
    [(88_400_000, "$88"), (310_000_000_000, "$310k"), (5_210_000_000_000, "$5.2M"), (458_070_000_000_000, "$458M"),
     (999_900_000_000, "$1.0M"), (19_130_000_000_000_000, "$19.1B"), (0, "$0")],
)  # fmt: skip
def test_short_dollars(micro, text):
    assert short_usd(micro) == text
