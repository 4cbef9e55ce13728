"""Rules played over a made-up past."""

import numpy as np
import pytest

from liqdesk.alerts.dry_run import MinuteSums, Past, RecordedOrder, areas_of, least_order, tried
from liqdesk.alerts.facts import MARKET_AREA
from liqdesk.alerts.rules import Rule, resolved
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rank import Basis, MinuteHistory
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    AlertLevel,
    CoverageUnder,
    EventReaches,
    FeedTrouble,
    LargestHour,
    Match,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    WindowOver,
)
from tests.fakes.events import event
from tests.fakes.judging import NAMES

FIRST = 29_470_000
DAY_MINUTES = 1_440
M = 1_000_000


def rule(*conditions: object, match: Match = Match.ALL, **changes: object) -> Rule:
    saved = SavedRule(id="a", name="A", conditions=conditions, match=match, **{"cooldown_s": 0, **changes})
    return resolved(saved, {"majors": ("BTC", "ETH")}, NAMES)


def past(
    days: int = 10, shorts: dict[int, int] | None = None, longs: dict[int, int] | None = None, **changes: object
) -> Past:
    """So many recorded days, with dollars by the minute, of the market."""
    count = days * DAY_MINUTES
    columns = []
    for usd in (longs, shorts):
        column = np.zeros(count, dtype=np.int64)
        for minute, dollars in (usd or {}).items():
            column[minute] = dollars * M
        columns.append(column)
    made = {
        "now": UnixMs((FIRST + count) * MINUTE),
        "first": FIRST,
        "watched": np.ones(count, dtype=np.bool_),
        "sums": {MARKET_AREA: MinuteSums(*columns)},
    }
    return Past(**{**made, **changes})


def minute(place: int) -> UnixMs:
    return UnixMs((FIRST + place) * MINUTE)


def test_a_window_fires_when_it_is_reached_and_again_after_it_fell():
    run = tried(
        rule(WindowOver(usd=100 * M)), past(shorts={100: 60 * M, 110: 50 * M, 115: 80 * M, 8 * DAY_MINUTES: 150 * M})
    )
    assert [(one.at, one.usd) for one in run.fired] == [(minute(8 * DAY_MINUTES + 1), 150e6), (minute(111), 110e6)]
    assert (run.last_7, run.last_30, run.days, run.note) == (1, 2, 10, "")
    assert run.fired[0].words == "one side of the market in 60 min"


def test_only_the_newest_thirty_days_count():
    run = tried(rule(WindowOver(usd=100 * M)), past(40, {100: 200 * M, 20 * DAY_MINUTES: 200 * M}))
    assert (run.last_7, run.last_30, run.days) == (0, 1, 30)


def test_recorded_days_are_days_somebody_listened():
    watched = np.ones(20 * DAY_MINUTES, dtype=np.bool_)
    watched[DAY_MINUTES * 8 : DAY_MINUTES * 16] = False
    made = past(20, {5 * DAY_MINUTES: 200 * M, 10 * DAY_MINUTES: 200 * M}, watched=watched)
    run = tried(rule(WindowOver(usd=100 * M)), made)
    assert (run.last_7, run.last_30, run.days) == (1, 1, 12), "the one nobody watched is no part of it"


def test_what_was_met_at_the_beginning_does_not_count():
    assert tried(rule(WindowOver(usd=100 * M)), past(shorts={0: 200 * M})).last_30 == 0


def test_a_window_of_no_whole_minutes_is_said_to_be_tried_as_one():
    run = tried(rule(WindowOver(usd=100 * M, seconds=10)), past(shorts={100: 100 * M}))
    assert run.last_30 == 1
    assert run.note == "The past is kept by the minute: 10 s were tried as 60 s."


def test_the_cooldown_keeps_what_follows():
    shorts = {100: 200 * M, 200: 200 * M}
    assert tried(rule(WindowOver(usd=100 * M)), past(shorts=shorts)).last_30 == 2
    assert tried(rule(WindowOver(usd=100 * M), cooldown_s=7_200), past(shorts=shorts)).last_30 == 1


def test_one_sided_hours():
    made = past(shorts={100: 90 * M, 300: 50 * M}, longs={100: 10 * M, 300: 50 * M})
    run = tried(rule(OneSided(share=80, above_usd=50 * M)), made)
    assert [one.at for one in run.fired] == [minute(101)]


def test_all_or_any_of_the_conditions():
    conditions = (WindowOver(usd=100 * M), OneSided(share=80, above_usd=50 * M))
    made = past(shorts={100: 60 * M, 500: 120 * M}, longs={500: 100 * M})
    assert [one.at for one in tried(rule(*conditions), made).fired] == []
    assert [one.at for one in tried(rule(*conditions, match=Match.ANY), made).fired] == [minute(501), minute(101)]


def order(place: int, usd: int, base: str = "BTC", position: PositionSide = PositionSide.LONG) -> RecordedOrder:
    return RecordedOrder(minute(place), VenueId("bybit"), base, position, MicroUsd(usd * M))


def test_large_orders_of_one_coin_close_together_are_one_alert():
    made = past(
        orders=(order(10, 12 * M), order(15, 30 * M), order(16, 11 * M, "ETH"), order(40, 12 * M), order(50, 9 * M))
    )
    run = tried(rule(OrderOver(usd=10 * M)), made)
    assert [(one.at, one.words) for one in run.fired] == [
        (minute(40), "BTC long on bybit"),
        (minute(16), "ETH long on bybit"),
        (minute(10), "BTC long on bybit"),
    ]


def test_an_order_together_with_a_sum():
    made = past(shorts={100: 100 * M}, orders=(order(10, 12 * M), order(100, 12 * M)))
    assert [one.at for one in tried(rule(OrderOver(usd=10 * M), WindowOver(usd=50 * M)), made).fired] == [minute(101)]


def entry(place: int, ident: str = "market-1", lasts: int = 20, **changes: object) -> JournalEntry:
    times = {"opened_at": minute(place), "detected_at": minute(place + 1), "closed_at": minute(place + lasts)}
    return JournalEntry(event(id=ident, **times, **changes))


def test_events_that_got_loud_enough():
    made = past(entries=(entry(10), entry(100, "market-2"), entry(110, "btc-1", scope="BTC", parent="market-2")))
    run = tried(rule(EventReaches(level=AlertLevel.CRITICAL, any_coin=True)), made)
    assert [one.at for one in run.fired] == [minute(101), minute(11)]
    assert run.fired[0].words == "Short squeeze, market-wide, critical"


def test_a_sum_reached_in_an_event_is_that_events_one_alert():
    made = past(shorts={105: 120 * M}, entries=(entry(100),))
    assert tried(rule(EventReaches(), WindowOver(usd=100 * M), match=Match.ANY), made).last_30 == 1
    assert tried(rule(EventReaches(), WindowOver(usd=100 * M), match=Match.ALL), made).fired[0].at == minute(106)


def test_what_a_coin_asked_for_did_inside_the_markets_event():
    made = past(entries=(entry(100), entry(105, "btc-1", scope="BTC", parent="market-1")))
    scope = Scope(kind=ScopeKind.COIN, name="BTC")
    assert tried(rule(EventReaches(scope=scope)), made).last_30 == 1


def test_the_largest_hour_of_so_many_days_before():
    count = 20 * DAY_MINUTES
    shorts = np.full(count, 1_000, dtype=np.int64)
    shorts[3 * DAY_MINUTES] = 50 * M * M
    shorts[12 * DAY_MINUTES] = 40 * M * M
    shorts[15 * DAY_MINUTES] = 45 * M * M
    hours = MinuteHistory(
        FIRST, np.zeros(count, dtype=np.int64), shorts, np.ones(count, dtype=np.bool_), Basis(("bybit",))
    )
    run = tried(rule(LargestHour(days=7)), past(20, hours=hours))
    assert [one.at for one in run.fired] == [minute(15 * DAY_MINUTES + 1), minute(12 * DAY_MINUTES + 1)]
    assert tried(rule(LargestHour(days=30)), past(20, hours=hours)).note == "Only 20 days are recorded; it asks for 30."
    assert tried(rule(LargestHour(days=30)), past(20)).note == "Too little is recorded to rank an hour."


def test_coverage_that_fell():
    covered = np.ones(10 * DAY_MINUTES)
    covered[500:600] = 0.2
    assert tried(rule(CoverageUnder(percent=50)), past(covered=covered)).last_30 == 1
    assert tried(rule(CoverageUnder(percent=50)), past()).note.startswith("How much was covered")


def test_what_cannot_be_tried_is_said():
    run = tried(rule(FeedTrouble(), WindowOver(usd=100 * M)), past(shorts={100: 200 * M}))
    assert (run.last_30, run.note) == (0, "Troubles of feeds are not kept and cannot be tried.")
    run = tried(rule(WindowOver(scope=Scope(kind=ScopeKind.GROUP, name="memes"))), past())
    assert (run.last_30, run.note) == (0, "There is no group of coins called memes.")


def test_a_trial_that_is_broken_off_has_what_it_has():
    run = tried(rule(WindowOver(usd=100 * M)), past(shorts={100: 200 * M}), cancelled=lambda: True)
    assert run.fired == ()


def test_what_a_trial_asks_for():
    one = rule(WindowOver(), OneSided(), OrderOver(usd=5 * M), OrderOver(usd=3 * M), LargestHour())
    assert areas_of(one) == (MARKET_AREA,)
    assert least_order(one) == 3 * M * M
    assert least_order(rule(WindowOver())) is None


@pytest.mark.parametrize("days", [0, 1])
def test_a_past_of_nothing(days: int):
    run = tried(rule(WindowOver()), past(days))
    assert (run.last_7, run.last_30, run.days, run.fired) == (0, 0, days, ())
