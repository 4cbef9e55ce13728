"""The rule book: what fires, what belongs together, what is silent and why."""

from itertools import permutations

import msgspec
import pytest

from liqdesk.alerts.alert import Held
from liqdesk.alerts.facts import VenueTrouble
from liqdesk.analytics.events import Ending, EventState, Level
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    AlertLevel,
    Channels,
    CoverageUnder,
    EventReaches,
    FeedTrouble,
    LargestHour,
    Match,
    OneSided,
    OrderOver,
    SavedRule,
    Trouble,
    WindowOver,
)
from tests.fakes.rows import row
from tests.fakes.rulebooks import (
    BTC,
    COIN_EVENT,
    MARKET_EVENT,
    ORDER,
    WINDOW,
    M,
    cross_window,
    hear_event,
    order,
    over,
    replace_rule,
    stage,
    take_order,
)
from tests.fakes.storms import open_event


def test_a_threshold_fires_once_and_again_after_it_fell():
    one = stage(replace_rule(WINDOW, cooldown_s=0))
    assert len(over(one, 100 * M)) == 1
    assert over(one, 120 * M) == []
    assert over(one, 71 * M) == []
    assert over(one, 130 * M) == [], "it never fell below the re-arm level"
    ended = over(one, 69 * M)
    assert [(said.loud, said.alert.over_at) for said in ended] == [(False, one.facts.at)]
    assert len(over(one, 101 * M)) == 1
    assert len(one.alerts) == 2


def test_what_was_true_at_the_first_look_does_not_fire_until_it_fell():
    one = stage(WINDOW, judged=False)
    assert over(one, 150 * M) == []
    (standing,) = one.book.standings()
    assert standing.waiting.startswith("It was met already when it was first looked at")
    over(one, 10 * M)
    assert len(over(one, 150 * M)) == 1


def test_what_came_late_does_not_fire_and_is_explained():
    one = stage(WINDOW)
    assert over(one, 105 * M, late=6 * M) == []
    assert one.book.standings()[0].waiting.startswith("What came late brought it about")
    assert over(one, 190 * M) == []
    over(one, 10 * M)
    assert len(over(one, 105 * M, late=5 * M)) == 1


def test_a_new_alert_of_a_rule_that_cools_down_is_only_noted():
    one = stage(WINDOW)
    over(one, 100 * M)
    over(one, 10 * M)
    assert over(one, 100 * M) == []
    held = [word.held for alert in one.alerts.values() for word in alert.words]
    assert held == [Held.NOT, Held.COOLDOWN]
    assert one.book.standings()[0].waiting == "Its last word was held back: cooling down."
    over(one, 10 * M)
    one.wait(900)
    assert len(over(one, 100 * M)) == 1


def test_an_alert_speaks_again_when_its_sum_doubled_after_a_while():
    one = stage(WINDOW)
    over(one, 100 * M)
    assert over(one, 250 * M) == [], "sooner than the pause"
    one.facts.say(short=199 * M)
    assert one.wait(600) != [], "two hundred and fifty was reached"
    (alert,) = one.alerts.values()
    assert [word.micro for word in alert.words] == [100 * M * M, 250 * M * M]


def test_a_sum_that_doubled_by_what_came_late_is_not_said():
    one = stage(WINDOW)
    over(one, 100 * M)
    assert over(one, 205 * M, late=105 * M) == []
    assert one.wait(700) == []
    assert len(over(one, 310 * M)) == 1


def test_large_orders_are_judged_row_by_row():
    one = stage(ORDER)
    (said,) = order(one, 12 * M)
    assert said.title == "BTC short order, watch: $12.00M on Bybit"
    assert order(one, 9 * M) == []
    assert order(one, 50 * M, history=True) == []
    assert order(one, 50 * M, lag_ms=61_000) == []
    (alert,) = one.alerts.values()
    assert (alert.micro, alert.scope, alert.about) == (12 * M * M, "BTC", "order/BTC")


def test_an_order_presses_and_nothing_else_of_the_rows_does():
    one = stage(ORDER)
    one.book.take((row(at=one.facts.at, micro=9 * M * M),))
    assert not one.book.pressing
    one.book.take((row(at=one.facts.at, micro=10 * M * M),))
    assert one.book.pressing
    one.judge()
    assert not one.book.pressing
    assert one.book.standings()[0].conditions[0].value == 10e6


def test_orders_of_one_coin_are_one_alert_for_a_while():
    one = stage(ORDER)
    order(one, 12 * M)
    order(one, 15 * M)
    order(one, 14 * M, base="ETH")
    assert {alert.about: alert.micro for alert in one.alerts.values()} == {
        "order/BTC": 15 * M * M,
        "order/ETH": 14 * M * M,
    }
    one.wait(600)
    assert one.book.open_alerts() == ()


def test_an_event_is_one_alert_that_grows_louder_and_ends():
    one = stage(MARKET_EVENT)
    told = open_event(at=one.facts.at)
    one.hear(told)
    assert one.book.pressing
    (said,) = one.judge()
    assert said.title == "SHORT SQUEEZE, watch: ≥ $5.00M in 30 s, SOL first"
    assert one.book.standings()[0].waiting.startswith("What meets it goes on; it may fire again when that gets louder")
    for level, usd in ((Level.ALERT, 9), (Level.CRITICAL, 12)):
        told = msgspec.structs.replace(told, level=level, short=MicroUsd(usd * M * M))
        one.hear(told)
        assert [said.level for said in one.wait(1)] == [level]
    one.hear(msgspec.structs.replace(told, state=EventState.CLOSED, closed_at=one.facts.at, ending=Ending.FADED))
    (ended,) = one.wait(1)
    assert (ended.loud, ended.desktop, ended.title.endswith(", over")) == (False, False, True)
    (alert,) = one.alerts.values()
    assert (alert.told, alert.event, alert.about) == (3, told.id, told.id)
    assert [one.note for one in alert.why] == ["Short squeeze, market-wide: critical"]
    assert one.book.open_alerts() == ()
    assert one.book.standings()[0].waiting == ""


def test_an_event_that_was_told_late_is_news_only_once_it_is_louder():
    one = stage(MARKET_EVENT)
    told = open_event(at=one.facts.at - 61 * SECOND)
    one.hear(told)
    assert one.judge() == []
    one.hear(msgspec.structs.replace(told, level=Level.ALERT))
    assert len(one.wait(1)) == 1


def test_an_event_that_went_on_at_the_start_is_news_only_once_it_is_louder():
    one = stage(MARKET_EVENT, judged=False)
    told = open_event(at=one.facts.at)
    one.hear(told)
    assert one.judge() == []
    one.hear(msgspec.structs.replace(told, level=Level.ALERT))
    assert len(one.wait(1)) == 1


@pytest.mark.parametrize("things", list(permutations([hear_event, cross_window, take_order])))
def test_one_event_is_one_alert_in_whatever_order_its_rules_are_met(things):
    one = stage(MARKET_EVENT, WINDOW, ORDER)
    opened = one.facts.at
    for thing in things:
        thing(one)
        one.wait(0.1)
    (going,) = one.book.open_alerts()
    assert going.about == "market-1"
    assert set(going.rules) == {"market-event", "window", "order"}
    assert going.opened_at >= opened
    assert sum(alert.over_at is None for alert in one.alerts.values()) == 1


def test_what_belongs_to_an_event_says_nothing_of_its_own():
    one = stage(MARKET_EVENT, replace_rule(WINDOW, level=AlertLevel.WATCH), ORDER)
    hear_event(one)
    assert len(one.judge()) == 1
    cross_window(one)
    take_order(one)
    assert one.wait(1) == []


def test_a_louder_rule_makes_the_event_louder():
    one = stage(MARKET_EVENT, replace_rule(WINDOW, level=AlertLevel.CRITICAL))
    hear_event(one)
    one.judge()
    (said,) = over(one, 100 * M)
    assert said.level is Level.CRITICAL
    assert said.title.startswith("SHORT SQUEEZE, critical")


def test_an_alert_from_before_the_event_began_stays_its_own():
    one = stage(MARKET_EVENT, WINDOW)
    over(one, 100 * M)
    one.wait(60)
    hear_event(one)
    one.wait(1)
    assert {alert.about for alert in one.book.open_alerts()} == {"window/market", "market-1"}


def test_feeds_and_coverage_are_no_part_of_an_event():
    feed = SavedRule(id="feed", name="Feed", conditions=(FeedTrouble(seconds=60),))
    one = stage(MARKET_EVENT, feed)
    hear_event(one)
    one.judge()
    one.facts.trouble = [VenueTrouble(VenueId("bybit"), "Bybit", Trouble.DOWN, UnixMs(one.facts.at - MINUTE))]
    (said,) = one.wait(1)
    assert said.title == "FEEDS, alert: Bybit down for 1 min"
    assert len(one.book.open_alerts()) == 2
    one.facts.trouble = []
    (ended,) = one.wait(1)
    assert ended.alert.over_at == one.facts.at


def test_parts_of_the_market_are_never_alerts_of_their_own():
    one = stage(MARKET_EVENT, COIN_EVENT)
    one.hear(open_event(at=one.facts.at))
    one.hear(open_event("btc-1", one.facts.at, scope="BTC", parent="market-1"))
    one.judge()
    assert [alert.about for alert in one.book.open_alerts()] == ["market-1"]


def test_a_coins_alert_becomes_the_markets():
    one = stage(MARKET_EVENT, COIN_EVENT)
    coin = open_event("btc-1", one.facts.at, scope="BTC")
    one.hear(coin)
    assert len(one.judge()) == 1
    one.hear(open_event(at=one.facts.at))
    one.hear(msgspec.structs.replace(coin, parent="market-1"))
    assert one.wait(1) == []
    (alert,) = one.book.open_alerts()
    assert (alert.about, alert.scope, set(alert.rules)) == ("market-1", "market", {"market-event", "coin-event"})


def test_two_coins_alerts_end_in_the_markets():
    one = stage(MARKET_EVENT, COIN_EVENT)
    coins = [open_event(f"{base}-1", one.facts.at, scope=base) for base in ("BTC", "ETH")]
    for coin in coins:
        one.hear(coin)
    one.judge()
    one.hear(open_event(at=one.facts.at))
    for coin in coins:
        one.hear(msgspec.structs.replace(coin, parent="market-1"))
    one.wait(1)
    assert [alert.about for alert in one.book.open_alerts()] == ["market-1"]
    assert len(one.alerts) == 2


def test_who_asked_for_a_coin_hears_of_its_part_in_the_market():
    rule = SavedRule(id="btc", name="BTC", conditions=(EventReaches(scope=BTC, level=AlertLevel.ALERT),), cooldown_s=0)
    one = stage(rule)
    one.hear(open_event(at=one.facts.at))
    part = open_event("btc-1", one.facts.at, scope="BTC", parent="market-1")
    one.hear(part)
    assert one.judge() == []
    one.hear(msgspec.structs.replace(part, level=Level.ALERT))
    (said,) = one.wait(1)
    assert said.title.startswith("SHORT SQUEEZE of BTC, alert")
    assert said.alert.about == "market-1"


def test_all_conditions_or_any_of_them():
    both = (WindowOver(usd=100 * M), OneSided(share=90, above_usd=10 * M))
    every = SavedRule(id="all", name="All", conditions=both, match=Match.ALL)
    either = SavedRule(id="any", name="Any", conditions=both, match=Match.ANY)
    one = stage(every, either)
    one.facts.say(long=5 * M, short=20 * M)
    assert one.wait(1) == []
    one.facts.say(long=1 * M, short=20 * M)
    assert [alert.rules for alert in (one.wait(1), one.book.open_alerts())[1]] == [("any",)]
    one.facts.say(long=1 * M, short=120 * M)
    one.wait(1)
    assert {rule for alert in one.book.open_alerts() for rule in alert.rules} == {"all", "any"}


def test_an_event_together_with_a_sum():
    rule = SavedRule(id="both", name="Both", conditions=(EventReaches(), WindowOver(usd=100 * M)))
    one = stage(rule)
    hear_event(one)
    assert one.judge() == []
    (said,) = over(one, 100 * M)
    assert said.alert.event == "market-1"


def test_the_largest_hour_says_its_place():
    rule = SavedRule(id="rank", name="Rank", conditions=(LargestHour(days=30),))
    one = stage(rule)
    one.facts.say(short=90 * M)
    one.facts.ranks = {PositionSide.SHORT: Rank(1, 720, 30, 100.0, Basis(("bybit",)))}
    (said,) = one.wait(1)
    assert said.title == "Largest short hour in 30 recorded days, alert: $90.00M"


def test_coverage_that_is_missing_is_told_and_ends():
    rule = SavedRule(id="blind", name="Blind", conditions=(CoverageUnder(percent=50),), channels=Channels(sound=False))
    one = stage(rule)
    one.facts.share = 0.43
    (said,) = one.wait(1)
    assert (said.title, said.loud, said.desktop) == ("COVERAGE, alert: 43% of the last hour heard", False, True)
    one.facts.share = 0.9
    assert len(one.wait(1)) == 1
    assert one.book.open_alerts() == ()


def test_two_conditions_on_one_event_must_both_hold():
    conditions = (EventReaches(level=AlertLevel.ALERT), EventReaches(any_coin=True))
    one = stage(SavedRule(id="two", name="Two", conditions=conditions, cooldown_s=0))
    market, coin = open_event(at=one.facts.at, level=Level.ALERT), open_event("eth-1", one.facts.at, scope="ETH")
    one.hear(coin)
    assert one.judge() == []
    one.hear(market)
    assert [said.alert.about for said in one.wait(1)] == ["market-1"]


def test_an_order_together_with_a_sum():
    rule = SavedRule(id="both", name="Both", conditions=(OrderOver(usd=10 * M), WindowOver(usd=50 * M)))
    one = stage(rule)
    one.facts.say(short=60 * M)
    one.wait(1)
    (said,) = order(one, 12 * M)
    assert said.title == "BTC short order, alert: $12.00M on Bybit"
    assert "$60.00M of shorts in the market" in said.text
    assert [one.test for one in said.alert.why] == ["order", "window"]


def test_of_two_orders_of_a_moment_the_larger_is_told():
    one = stage(ORDER)
    one.book.take((row(at=one.facts.at, micro=12 * M * M), row(at=one.facts.at, micro=15 * M * M, occurrence=1)))
    one.book.take((row(at=one.facts.at, micro=11 * M * M, occurrence=2),))
    assert [said.alert.micro for said in one.judge()] == [15 * M * M]


def test_without_a_rule_for_orders_no_row_is_looked_at():
    one = stage(WINDOW)
    one.book.take((row(at=one.facts.at, micro=90 * M * M),))
    assert not one.book.pressing


def test_the_markets_alert_stays_the_markets_when_a_part_is_met_too():
    rule = SavedRule(id="btc", name="BTC", conditions=(EventReaches(scope=BTC),), cooldown_s=0)
    one = stage(MARKET_EVENT, rule)
    one.hear(open_event(at=one.facts.at))
    one.judge()
    one.hear(open_event("btc-1", one.facts.at, scope="BTC", parent="market-1"))
    one.wait(1)
    (alert,) = one.book.open_alerts()
    assert (alert.scope, alert.rules) == ("market", ("market-event", "btc"))
