"""The three sets of amounts: of the shipped rules alone, and known again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.settings.rules import DEFAULT_RULES, AlertLevel, OrderOver, SavedRule
from liqdesk.settings.sensitivity import AMOUNTS, Sensitivity, sensitivity_of, with_sensitivity

MINE = SavedRule(id="mine", name="Mine", conditions=(OrderOver(usd=1_000_000),))
LOUDNESS = tuple(AlertLevel)


def test_the_shipped_rules_are_the_normal_ones():
    assert with_sensitivity(DEFAULT_RULES, Sensitivity.NORMAL) == DEFAULT_RULES
    assert sensitivity_of(DEFAULT_RULES) is Sensitivity.NORMAL


@given(chosen=st.sampled_from(Sensitivity), before=st.sampled_from(Sensitivity))
def test_what_was_chosen_is_known_again_whatever_was_before(chosen, before):
    rules = with_sensitivity(with_sensitivity((*DEFAULT_RULES, MINE), before), chosen)
    assert sensitivity_of(rules) is chosen
    assert rules[-1] == MINE
    assert [rule.id for rule in rules[:-1]] == [rule.id for rule in DEFAULT_RULES]


def test_less_sensitive_asks_for_more_everywhere():
    sets = [AMOUNTS[one] for one in (Sensitivity.SENSITIVE, Sensitivity.NORMAL, Sensitivity.ONLY_LARGE)]
    for less, more in pairwise(sets):
        assert less.order_usd < more.order_usd
        assert less.hour_usd < more.hour_usd
        assert LOUDNESS.index(less.market_event) <= LOUDNESS.index(more.market_event)
        assert LOUDNESS.index(less.coin_event) <= LOUDNESS.index(more.coin_event)


def test_rules_changed_by_hand_have_no_name():
    large = DEFAULT_RULES[2].model_copy(update={"conditions": (OrderOver(usd=12_345_678),)})
    assert sensitivity_of((*DEFAULT_RULES[:2], large, *DEFAULT_RULES[3:])) is None
    assert sensitivity_of((MINE,)) is None


def test_a_shipped_rule_keeps_its_other_fields():
    quiet = DEFAULT_RULES[0].model_copy(update={"enabled": False, "cooldown_s": 77})
    tuned = with_sensitivity((quiet,), Sensitivity.ONLY_LARGE)[0]
    assert (tuned.enabled, tuned.cooldown_s) == (False, 77)
