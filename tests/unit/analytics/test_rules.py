"""What the rules ask of each scope, and how a crowd that comes at once eases it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.events import MARKET
from liqdesk.analytics.rules import Rules
from liqdesk.domain.money import MICRO

RULES = Rules()


def test_floors_and_prints_by_scope():
    dollars = [RULES.floor(scope) / MICRO for scope in (MARKET, "BTC", "SOL", "LINK")]
    assert dollars == [RULES.market_floor, RULES.major_floor, RULES.large_floor, RULES.other_floor]
    assert (RULES.least_prints(MARKET), RULES.least_prints("LINK")) == (RULES.market_prints, RULES.prints)


def test_a_crowd_at_once_eases_the_money_in_proportion():
    assert RULES.eased(11.9, 8) == 1.0
    assert RULES.eased(12, 8) == pytest.approx(RULES.sudden_money)
    assert RULES.eased(15, 8) == pytest.approx(RULES.sudden_money / 1.25)
    assert RULES.eased(1_000, 8) == RULES.sudden_least


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(1, 1e4))
def test_more_prints_never_ask_for_more_money(one, other, prints):
    fewer, more = sorted((one, other))
    assert RULES.eased(more, prints) <= RULES.eased(fewer, prints)
