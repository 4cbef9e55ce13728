"""Each kind of condition measured, and why it is not met."""

import pytest

from liqdesk.alerts.conditions import AT_LEAST_NOTE, Seen, measured, troubles_words
from liqdesk.alerts.facts import VenueTrouble
from liqdesk.alerts.rules import resolved
from liqdesk.analytics.events import Level
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    AlertLevel,
    CoverageUnder,
    EventKindName,
    EventReaches,
    FeedTrouble,
    LargestHour,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)
from tests.fakes.judging import NAMES, SaidFacts
from tests.fakes.rows import instrument, row
from tests.fakes.storms import open_event

BTC = Scope(kind=ScopeKind.COIN, name="BTC")


def of(condition, facts: SaidFacts, seen: Seen | None = None, rearm: int = 70):
    rule = resolved(SavedRule(id="a", name="A", conditions=(condition,)), {"majors": ("BTC", "ETH")}, NAMES)
    return measured(rule.clauses[0], facts, seen or Seen(), rearm)


@pytest.mark.parametrize(
    ("side", "passed", "value"),
    [(Side.LONG, False, 30e6), (Side.SHORT, True, 90e6), (Side.EITHER, True, 90e6), (Side.BOTH, True, 120e6)],
)
def test_a_window_by_the_sides_asked_for(side: Side, passed: bool, value: float):
    facts = SaidFacts()
    facts.say(long=30_000_000, short=90_000_000)
    one = of(WindowOver(usd=80_000_000, side=side), facts)
    assert (one.passed, one.evidence[0].value, one.evidence[0].threshold) == (passed, value, 80e6)


@pytest.mark.parametrize(("usd", "fallen"), [(70_000_000, False), (69_999_999, True)])
def test_a_window_has_fallen_below_its_rearm_level(usd: int, fallen: bool):
    facts = SaidFacts()
    facts.say(short=usd)
    assert of(WindowOver(usd=100_000_000), facts).fallen is fallen


def test_what_came_late_does_not_make_a_window_lively():
    facts = SaidFacts()
    facts.say(short=101_000_000)
    facts.say_late(short=2_000_000)
    one = of(WindowOver(usd=100_000_000), facts)
    assert (one.passed, one.lively) == (True, False)
    facts.say_late(short=1_000_000)
    assert of(WindowOver(usd=100_000_000), facts).lively


def test_a_value_that_may_be_larger_says_so_and_no_zero_is_told_for_unknown():
    facts = SaidFacts(whole=False)
    assert of(WindowOver(), facts).evidence[0].value is None
    facts.say(short=1_000_000)
    assert of(WindowOver(), facts).evidence[0].note == f"one side of the market in 60 min, {AT_LEAST_NOTE}"


def test_one_sidedness_needs_the_total_and_the_share():
    facts = SaidFacts()
    facts.say(long=5_000_000, short=45_000_000)
    one = of(OneSided(share=80, above_usd=40_000_000), facts)
    assert (one.passed, one.side, one.evidence[0].value) == (True, PositionSide.SHORT, 90.0)
    assert of(OneSided(share=80, above_usd=60_000_000), facts).passed is False
    assert of(OneSided(share=80, above_usd=40_000_000, side=Side.LONG), facts).passed is False
    assert of(OneSided(share=80), SaidFacts()).evidence[0].value is None


def test_one_sidedness_has_fallen_with_its_share_or_its_total():
    facts = SaidFacts()
    facts.say(long=29_000_000, short=71_000_000)
    assert not of(OneSided(share=80, above_usd=40_000_000), facts).fallen
    facts.say(long=30_000_000, short=70_000_000)
    assert of(OneSided(share=80, above_usd=40_000_000), facts).fallen
    facts.say(long=0, short=27_000_000)
    assert of(OneSided(share=80, above_usd=40_000_000), facts).fallen


def test_a_share_that_late_rows_made_is_not_lively():
    facts = SaidFacts()
    facts.say(long=5_000_000, short=45_000_000)
    facts.say_late(short=30_000_000)
    one = of(OneSided(share=80, above_usd=20_000_000), facts)
    assert (one.passed, one.lively) == (True, False)


def test_orders_of_the_last_minute_in_the_area_and_on_the_side():
    facts = SaidFacts()
    orders = [
        row(at=facts.at - 61 * SECOND, micro=9_000_000_000_000),
        row(at=facts.at - SECOND, micro=6_000_000_000_000),
        row(at=facts.at - SECOND, micro=7_000_000_000_000, of=instrument("ETH")),
    ]
    one = of(OrderOver(usd=5_000_000, scope=BTC), facts, Seen(orders))
    assert (one.passed, one.orders, one.evidence[0].value) == (True, (orders[1],), 6e6)
    assert of(OrderOver(usd=5_000_000, side=Side.LONG), facts, Seen(orders)).passed is False
    assert of(OrderOver(usd=5_000_000, side=Side.LONG), facts, Seen(orders)).evidence[0].value is None


@pytest.mark.parametrize(
    ("condition", "scope", "parent", "met"),
    [
        (EventReaches(), "market", None, True),
        (EventReaches(), "BTC", None, False),
        (EventReaches(any_coin=True), "BTC", None, True),
        (EventReaches(any_coin=True), "BTC", "market-1", False),
        (EventReaches(scope=BTC), "BTC", None, True),
        (EventReaches(scope=BTC), "BTC", "market-1", True),
        (EventReaches(scope=BTC), "market", None, False),
        (EventReaches(scope=Scope(kind=ScopeKind.GROUP, name="majors")), "ETH", None, True),
        (EventReaches(scope=Scope(kind=ScopeKind.GROUP, name="other")), "ETH", None, False),
        (EventReaches(scope=Scope(kind=ScopeKind.GROUP, name="other")), "PEPE", None, True),
        (EventReaches(level=AlertLevel.ALERT), "market", None, False),
        (EventReaches(kinds=(EventKindName.LONG_FLUSH,)), "market", None, False),
    ],
)
def test_events_by_level_kind_and_scope(condition, scope: str, parent: str | None, met: bool):
    facts = SaidFacts()
    told = open_event(at=facts.at, scope=scope, parent=parent)
    one = of(condition, facts, Seen(events=(told,)))
    assert one.passed is met
    assert one.events == ((told,) if met else ())


def test_why_an_event_is_not_loud_enough():
    facts = SaidFacts()
    one = of(EventReaches(level=AlertLevel.CRITICAL), facts, Seen(events=(open_event(at=facts.at, level=Level.ALERT),)))
    assert one.evidence[0].note == "Short squeeze, market-wide: alert"
    assert (one.evidence[0].value, one.evidence[0].threshold) == (2.0, 3.0)
    assert of(EventReaches(), facts).evidence[0].note == "no such event goes on"


def rank(position: int, days: int = 30, percentile: float = 100.0) -> Rank:
    return Rank(position, 24 * days, days, percentile, Basis(("bybit",)))


def test_the_largest_hour_of_either_side():
    facts = SaidFacts(ranks={PositionSide.LONG: rank(4), PositionSide.SHORT: rank(1)})
    one = of(LargestHour(days=30), facts)
    assert (one.passed, one.side, one.lively) == (True, PositionSide.SHORT, True)
    assert one.evidence[0].note == "largest short hour in 30 recorded days"


def test_too_few_recorded_days_say_nothing():
    facts = SaidFacts(ranks={PositionSide.SHORT: rank(1, 12)})
    one = of(LargestHour(days=30), facts)
    assert (one.passed, one.evidence[0].note) == (None, "12 of 30 days recorded")
    assert of(LargestHour(days=30), SaidFacts()).evidence[0].note == "0 of 30 days recorded"


def test_an_hour_that_is_largest_by_what_came_late_is_not_lively():
    facts = SaidFacts(ranks={PositionSide.SHORT: rank(1)}, bare_ranks={PositionSide.SHORT: rank(2)})
    assert not of(LargestHour(days=30), facts).lively


@pytest.mark.parametrize(("position", "percentile", "fallen"), [(1, 100.0, False), (2, 99.5, False), (9, 98.0, True)])
def test_a_rank_has_fallen_once_the_hour_is_ordinary(position: int, percentile: float, fallen: bool):
    facts = SaidFacts(ranks={PositionSide.SHORT: rank(position, percentile=percentile)})
    assert of(LargestHour(days=30), facts).fallen is fallen


def trouble(facts: SaidFacts, kind: Trouble, since_s: int, venue: str = "bybit") -> VenueTrouble:
    return VenueTrouble(VenueId(venue), NAMES[VenueId(venue)], kind, UnixMs(facts.at - since_s * SECOND))


def test_a_feed_in_trouble_for_so_long():
    facts = SaidFacts()
    facts.trouble = [trouble(facts, Trouble.DOWN, 119)]
    assert of(FeedTrouble(seconds=120), facts).passed is False
    facts.trouble = [trouble(facts, Trouble.DOWN, 120)]
    assert of(FeedTrouble(seconds=120), facts).passed is True
    assert of(FeedTrouble(seconds=120, trouble=Trouble.SILENT), facts).passed is False
    assert of(FeedTrouble(seconds=120, venue="OKX"), facts).fallen is True


def test_a_venue_that_is_not_listened_to_is_not_available():
    facts = SaidFacts(venues={VenueId("bybit"): "Bybit"})
    one = of(FeedTrouble(venue="OKX"), facts)
    assert (one.passed, one.evidence[0].note) == (None, "OKX is not listened to")


@pytest.mark.parametrize(("share", "passed", "fallen"), [(0.49, True, False), (0.5, False, False), (0.65, False, True)])
def test_coverage_below_a_share_of_the_hour(share: float, passed: bool, fallen: bool):
    one = of(CoverageUnder(percent=50), SaidFacts(share=share))
    assert (one.passed, one.fallen) == (passed, fallen)
    assert of(CoverageUnder(), SaidFacts(share=None)).passed is None


def test_what_does_not_exist_is_not_available():
    one = of(WindowOver(scope=Scope(kind=ScopeKind.GROUP, name="memes")), SaidFacts())
    assert (one.passed, one.evidence[0].passed) == (None, None)


def test_troubles_in_words():
    facts = SaidFacts()
    both = [trouble(facts, Trouble.DOWN, 1), trouble(facts, Trouble.DOWN, 1, "okx")]
    assert troubles_words(both, facts.at) == "Bybit and OKX down for 1 s"
    mixed = [trouble(facts, Trouble.DOWN, 600), trouble(facts, Trouble.SILENT, 120, "okx")]
    assert troubles_words(mixed, facts.at) == "OKX silent for 2 min; Bybit down for 10 min"
