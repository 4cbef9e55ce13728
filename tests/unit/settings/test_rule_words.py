"""Rules in words: every kind of condition reads as a sentence, and a new rule gets a name and an id of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.settings.rule_words import condition_words, limits_words, new_id, rule_sentence, suggested_name
from liqdesk.settings.rules import (
    DEFAULT_RULES,
    ID_FORM,
    AlertLevel,
    Channels,
    CoverageUnder,
    EventKindName,
    EventReaches,
    FeedTrouble,
    LargestHour,
    Match,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)

VENUES = {"bybit": "Bybit"}
BTC = Scope(kind=ScopeKind.COIN, name="BTC")


def rule(*conditions, **changes) -> SavedRule:
    return SavedRule(**{"id": "x", "name": "x", "conditions": conditions, **changes})


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (OrderOver(usd=5_000_000), "one order is $5M or more on the whole market"),
        (OrderOver(usd=250_000, side=Side.LONG, scope=BTC), "one order of longs is $250k or more in BTC"),
        (
            WindowOver(usd=20_000_000, seconds=300, side=Side.SHORT),
            "liquidated shorts in 5m reach $20M on the whole market",
        ),
        (
            WindowOver(side=Side.BOTH, scope=Scope(kind=ScopeKind.VENUE, name="bybit")),
            "all liquidations in 1h reach $100M on Bybit",
        ),
        (
            OneSided(scope=Scope(kind=ScopeKind.GROUP, name="majors")),
            "one side is at least 80% of $20M or more liquidated in 1h in the group majors",
        ),
        (
            OneSided(side=Side.LONG, scope=Scope(kind=ScopeKind.GROUP, name="other")),
            "longs are at least 80% of $20M or more liquidated in 1h in the coins of no group",
        ),
        (EventReaches(), "a squeeze or flush of the market reaches watch"),
        (
            EventReaches(level=AlertLevel.CRITICAL, kinds=(EventKindName.SHORT_SQUEEZE,), any_coin=True),
            "a short squeeze of the market or of any coin reaches critical",
        ),
        (LargestHour(side=Side.SHORT, days=90), "the last hour is the largest hour of shorts in 90 days"),
        (LargestHour(side=Side.BOTH), "the last hour is the largest hour in 30 days"),
        (FeedTrouble(), "any venue is in trouble for 2m"),
        (FeedTrouble(trouble=Trouble.SILENT, venue="bybit", seconds=90), "Bybit is silent for 1m 30s"),
        (CoverageUnder(percent=40), "less than 40% of the last hour is heard"),
    ],
)
def test_a_condition_reads_like_the_rest_of_a_sentence(condition, words):
    assert condition_words(condition, VENUES) == words


def test_a_venue_that_nobody_knows_keeps_its_id():
    scope = Scope(kind=ScopeKind.VENUE, name="mtgox")
    assert condition_words(OrderOver(scope=scope), VENUES).endswith("on mtgox")


def test_a_rule_says_how_its_conditions_combine_and_how_it_tells():
    order, heard = OrderOver(usd=5_000_000), CoverageUnder()
    assert rule_sentence(rule(order), {}) == "Rings when one order is $5M or more on the whole market."
    both = "one order is $5M or more on the whole market; less than 50% of the last hour is heard"
    assert rule_sentence(rule(order, heard), {}) == f"Rings when all of this holds: {both}."
    assert rule_sentence(rule(order, heard, match=Match.ANY), {}) == f"Rings when any of this holds: {both}."
    told = [
        rule_sentence(rule(heard, channels=Channels(sound=False, desktop=desktop)), {}) for desktop in (True, False)
    ]
    assert [one.split(" when ")[0] for one in told] == ["Tells you", "Is noted in the history"]


def test_what_limits_a_rule_is_said_where_it_matters():
    assert limits_words(rule(WindowOver())) == (
        "Rings anew after 15m, once the sum fell below 70% of its threshold; silent in quiet hours."
    )
    assert limits_words(rule(OrderOver(), cooldown_s=0, quiet_hours=False)) == (
        "Rings anew at once; heard in quiet hours."
    )


def test_every_rule_of_the_installation_reads_as_a_sentence():
    for one in DEFAULT_RULES:
        sentence = rule_sentence(one, {})
        assert sentence.endswith(".")
        assert " when " in sentence


def test_a_rule_without_a_name_is_named_after_its_first_condition():
    shorts = WindowOver(usd=20_000_000, seconds=300, side=Side.SHORT)
    assert suggested_name([shorts], {}) == "Liquidated shorts in 5m reach $20M"
    assert suggested_name([shorts, CoverageUnder()], {}) == "Liquidated shorts in 5m reach $20M and 1 more"


@given(st.text(max_size=80), st.lists(st.integers(2, 9), max_size=4))
def test_a_new_id_is_one_and_is_nobody_else_s(name, numbers):
    first = new_id(name, ())
    taken = (first, *(f"{first}-{number}" for number in numbers))
    made = new_id(name, taken)
    assert re.match(ID_FORM, first)
    assert re.match(ID_FORM, made)
    assert made not in taken
