"""Names of groups and venues looked up."""

import pytest

from liqdesk.alerts.facts import MARKET_AREA
from liqdesk.alerts.rules import area_of, resolved
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import FeedTrouble, SavedRule, Scope, ScopeKind, WindowOver
from tests.fakes.judging import NAMES

GROUPS = {"majors": ("BTC", "ETH"), "large": ("sol",)}


def area(kind: ScopeKind, name: str = ""):
    return area_of(Scope(kind=kind, name=name), GROUPS, NAMES)


def test_the_market_holds_everything():
    assert area(ScopeKind.MARKET) == MARKET_AREA
    assert MARKET_AREA.holds("PEPE", "okx")


def test_a_coin_is_found_however_it_is_written():
    assert area(ScopeKind.COIN, "btc").holds("BTC", "bybit")
    assert not area(ScopeKind.COIN, "btc").holds("ETH", "bybit")


def test_a_group_holds_its_coins_and_other_holds_the_rest():
    assert [area(ScopeKind.GROUP, "majors").holds(coin, "okx") for coin in ("BTC", "ETH", "SOL")] == [True, True, False]
    assert [area(ScopeKind.GROUP, "other").holds(coin, "okx") for coin in ("BTC", "SOL", "PEPE")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("name", ["bybit", "Bybit", " BYBIT "])
def test_a_venue_goes_by_its_id_or_its_name(name: str):
    found = area(ScopeKind.VENUE, name)
    assert found.venue == VenueId("bybit")
    assert found.holds("BTC", "bybit")
    assert not found.holds("BTC", "okx")


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (WindowOver(scope=Scope(kind=ScopeKind.GROUP, name="memes")), "There is no group of coins called memes."),
        (WindowOver(scope=Scope(kind=ScopeKind.VENUE, name="mtgox")), "There is no venue called mtgox."),
        (FeedTrouble(venue="mtgox"), "There is no venue called mtgox."),
    ],
)
def test_what_it_names_and_nobody_knows_is_said(condition, sentence: str):
    rule = resolved(SavedRule(id="a", name="A", conditions=(condition,)), GROUPS, NAMES)
    assert rule.impaired == sentence
    assert rule.clauses[0].area is None


def test_a_rule_knows_the_venues_it_depends_on():
    rule = resolved(SavedRule(id="a", name="A", conditions=(FeedTrouble(venue="OKX"), WindowOver())), GROUPS, NAMES)
    assert rule.venues == {VenueId("okx")}
    assert rule.impaired == ""
