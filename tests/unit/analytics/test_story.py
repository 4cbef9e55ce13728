"""The story of an event in words: honest about what is not whole, and not confirmed."""

from liqdesk.analytics.events import EventKind, Evidence
from liqdesk.analytics.story import event_name, event_story, outcome_words, part_signed, part_told, wave_words
from liqdesk.analytics.views import Coverage
from liqdesk.domain.money import MicroUsd, usd_text
from tests.fakes.events import OPENED, event, going_on


def test_a_market_wide_squeeze():
    assert event_story(event()) == (
        "Short squeeze, market-wide, confirmed, 10 min 00 s from 21:36:54 UTC: at least $448.30M liquidated, "
        "$411.25M shorts (92%) and $37.05M longs. BTC $116.94M, ETH $83.47M of 2 coins. Price: BTC +1.70%."
    )


def test_a_coins_flush_that_goes_on_and_is_not_confirmed():
    one = going_on(
        kind=EventKind.LONG_FLUSH,
        scope="SOL",
        confirmed=False,
        long=MicroUsd(6_100_000_000_000),
        short=MicroUsd(0),
        unvalued=0,
        price_changes={"SOL": None},
        coverage=Coverage(1.0, OPENED, False, zero_known=True),
    )
    assert event_story(one) == (
        "Long flush of SOL, not confirmed, since 21:36:54 UTC: $6.10M liquidated, $6.10M longs (100%) and $0 shorts."
    )


def test_rows_without_value_give_no_share():
    assert "%" not in event_story(event(long=MicroUsd(0), short=MicroUsd(0), price_changes={}, bases=()))


def test_names_and_waves():
    assert event_name(event(kind=EventKind.TWO_SIDED)) == "Two-sided liquidations, market-wide"
    assert wave_words(event()) == "one wave"
    assert wave_words(event(waves=event().waves * 3)) == "3 waves"
    assert wave_words(going_on()) == "wave 1"
    assert wave_words(going_on(waves=())) == "wave 1"


def test_outcomes():
    said = [outcome_words(Evidence("x", None, None, passed)) for passed in (True, False, None)]
    assert said == ["passed", "not passed", "not available"]


def test_a_part_by_itself_is_a_floor_where_the_whole_is_one():
    whole = event(coverage=Coverage(1.0, OPENED, False, zero_known=True))
    assert part_signed(event(), 2_600_000_000_000, usd_text) == "≥ $2.60M"
    assert part_told(event(), 2_600_000_000_000, usd_text) == "$2.60M"
    assert part_signed(whole, 2_600_000_000_000, usd_text) == "$2.60M"
    assert part_signed(whole, 0, usd_text) == "$0"
