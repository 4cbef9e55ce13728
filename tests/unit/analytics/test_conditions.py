"""What a market was like before, during and after an event: measured when due, once, and never from nothing."""

import pytest

from liqdesk.analytics.conditions import (
    AFTER,
    BEFORE,
    DURING,
    FIVE,
    HOUR_AFTER,
    MOMENTS,
    Condition,
    Conditions,
    coins_looked_at,
    completed,
    interest_since,
    span_of,
)
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from tests.fakes.detecting import KnownMarket
from tests.fakes.events import CLOSED, CONDITIONS, OPENED, event, going_on


def known_market() -> KnownMarket:
    market = KnownMarket()
    market.volatilities["BTC"], market.spreads["BTC"] = 0.004, (2.5, "bybit")
    market.fundings["BTC"], market.interest_from["BTC"] = -0.0002, "okx"
    market.say_interest("BTC", OPENED - MINUTE, 100.0)
    return market


def test_before_is_measured_while_the_event_goes_on_and_the_rest_waits_for_its_end():
    found = completed({}, going_on(), known_market(), UnixMs(OPENED + 2 * MINUTE))
    assert list(found) == [BEFORE]
    assert found[BEFORE] == {
        "BTC": Condition(pytest.approx(0.4), 2.5, "bybit", 100.0, "okx", pytest.approx(-0.02)),
        "ETH": Condition(),
    }


@pytest.mark.parametrize(
    ("after", "moments"),
    [(0, MOMENTS[:2]), (FIVE - 1, MOMENTS[:2]), (FIVE, MOMENTS[:3]), (HOUR - 1, MOMENTS[:3]), (HOUR, MOMENTS)],
)
def test_each_moment_comes_when_it_is_past(after, moments):
    assert tuple(completed({}, event(), KnownMarket(), UnixMs(CLOSED + after))) == moments


def test_what_was_measured_stays():
    found = completed(CONDITIONS, event(), KnownMarket(), UnixMs(CLOSED + HOUR))
    assert {moment: found[moment] for moment in CONDITIONS} == CONDITIONS
    assert found[HOUR_AFTER] == {"BTC": Condition(), "ETH": Condition()}
    assert completed(found, event(), known_market(), UnixMs(CLOSED + 2 * HOUR)) is found


def test_of_a_moment_a_day_ago_nothing_is_kept_that_could_be_measured():
    assert completed({}, event(), known_market(), UnixMs(CLOSED + HOUR + DAY)) == {}


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (BEFORE, OPENED - FIVE, OPENED),
        (DURING, OPENED + FIVE // 2, OPENED + 3 * FIVE // 2),
        (AFTER, CLOSED, CLOSED + FIVE),
        (HOUR_AFTER, CLOSED, CLOSED + HOUR),
    ],
)
def test_what_a_moment_is_measured_over(moment, start, end):
    assert span_of(event(), moment) == Span(UnixMs(start), UnixMs(end))


@pytest.mark.parametrize(
    ("scope", "coins"), [("market", ("BTC", "ETH")), ("SOL", ("SOL", "BTC")), ("BTC", ("BTC", "ETH"))]
)
def test_which_coins_are_looked_at(scope, coins):
    assert coins_looked_at(event(scope=scope)) == coins


def test_the_change_of_open_interest_compares_one_venue_with_itself():
    assert interest_since(CONDITIONS, "BTC", DURING) == pytest.approx(-1.688, abs=0.001)
    assert interest_since(CONDITIONS, "BTC", AFTER) is None, "another venue's word"
    assert interest_since(CONDITIONS, "ETH", DURING) is None
    assert interest_since(CONDITIONS, "BTC", HOUR_AFTER) is None, "not measured yet"
    nothing: Conditions = {BEFORE: {"BTC": Condition(open_interest=0.0)}, DURING: {"BTC": Condition(open_interest=1.0)}}
    assert interest_since(nothing, "BTC", DURING) is None
