"""The sentence says what is known, and what it leaves out."""

import pytest

from liqdesk.analytics.headline import headline, newsroom
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from liqdesk.domain.liquidation import PositionSide
from tests.fakes.rows import T0, row

WHOLE = Coverage(1.0, T0, False, zero_known=True)
SAMPLED = Coverage(1.0, T0, True, ("Binance and OKX publish samples",))
BROKEN = Coverage(0.93, T0, True, ("covered only in part: Bybit 80%",))
BLIND = Coverage(0, None, True)
STORY = SideTotal(39_040_000_000_000, 419_030_000_000_000, 95_000)


def hour(total: SideTotal, coverage: Coverage = SAMPLED, window: str = "1h") -> WindowTotal:
    return WindowTotal(window, total, coverage)


@pytest.mark.parametrize("coverage", [WHOLE, SAMPLED])
def test_the_story_in_the_newsrooms_words(coverage):
    assert newsroom(hour(STORY, coverage)) == (
        "Over $458M in crypto positions were liquidated in the past 60 minutes, "
        "with $419.03M from shorts and $39.04M from longs."
    )


def test_a_time_that_was_not_covered_throughout_is_at_least():
    assert newsroom(hour(STORY, BROKEN, "4h")) == (
        "At least $458.07M in crypto positions were liquidated in the past 4 hours, "
        "with $419.03M from shorts and $39.04M from longs."
    )


def test_a_round_total_was_not_passed():
    assert newsroom(hour(SideTotal(long=5_000_000, count=1), WHOLE)) == (
        "$5 in crypto positions were liquidated in the past 60 minutes, with $5 from longs and $0 from shorts."
    )


def test_the_whole_story():
    bases = {"ETH": SideTotal(short=118_000_000_000_000), "BTC": SideTotal(short=201_000_000_000_000), "X": SideTotal()}
    said = headline(
        hour(STORY), bases, row(micro=5_210_000_000_000), {"bybit": "Bybit"}, (8, 9), "3rd largest short hour in 41 recorded days"
    )  # fmt: skip
    assert said == (
        "Over $458M in crypto positions were liquidated in the past 60 minutes, "
        "with $419.03M from shorts and $39.04M from longs. BTC $201.00M, ETH $118.00M. "
        "Largest BTC short $5.21M on Bybit. 3rd largest short hour in 41 recorded days. "
        "Feeds 8/9, at least: Binance and OKX publish samples."
    )


def test_a_venue_without_a_name_has_its_id():
    largest = row(micro=88_000_000, position=PositionSide.LONG)
    assert "Largest BTC long $88 on bybit." in headline(hour(STORY, WHOLE), {}, largest, {}, (1, 1))


def test_an_unwatched_hour_is_unknown_not_zero():
    said = headline(hour(SideTotal(), BLIND), {}, None, {}, (0, 6))
    assert said == "What was liquidated in the past 60 minutes is unknown: no feed covered it. Feeds 0/6."


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (WHOLE, "Nothing was liquidated in the past 60 minutes. Feeds 1/1."),
        (SAMPLED, "Nothing was seen liquidated in the past 60 minutes. Feeds 1/1, at least: Binance and OKX publish samples."),
    ],
)  # fmt: skip
def test_a_quiet_hour_says_how_sure_it_is(coverage, words):
    assert headline(hour(SideTotal(), coverage), {"BTC": SideTotal()}, row(), {}, (1, 1), "largest hour") == words


@pytest.mark.parametrize(("count", "words"), [(1, "One liquidation"), (1_200, "1,200 liquidations")])
def test_rows_without_value_are_told_without_a_figure(count, words):
    said = headline(hour(SideTotal(count=count, unvalued=count)), {}, None, {}, (1, 1), "largest hour")
    assert said.startswith(f"{words} of unknown value in the past 60 minutes. Feeds 1/1")
    assert "$" not in said
