"""The pen: a number only with its coverage, a zero only where it is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.told import (
    NOBODY,
    NONE_SEEN,
    NOT_VALUED,
    UNKNOWN,
    account_of,
    amounts_form,
    covered_words,
    exact_usd,
    over_usd,
    tell,
    tell_count,
    utc_minute,
)
from liqdesk.analytics.views import Coverage, SideTotal
from tests.fakes.rows import T0

ALL = Coverage(1.0, T0, False, zero_known=True)
PART = Coverage(0.82, T0, True, ("HTX lacks time",), by_volume=0.61, volume_basis="the last 7 recorded days")
BLIND = Coverage(0.0, None, True)
MONEY = SideTotal(1_000_000, 3_000_000, 4)


def test_a_total_and_its_sides():
    told = tell(MONEY, PART, exact_usd)
    assert (told.total, told.long, told.short, told.sign) == ("$4.00", "$1.00", "$3.00", "≥")
    assert (told.long_share, told.short_share, told.state) == (0.25, 0.75, "")
    assert told.covered == "82% of time, 61% of usual volume"
    assert tell(MONEY, ALL, exact_usd).sign == ""


def test_the_sign_goes_before_whatever_may_be_more_and_never_before_a_dash():
    part, whole = tell(SideTotal(short=5_000_000, count=1), PART, exact_usd), tell(MONEY, ALL, exact_usd)
    assert [part.signed(text) for text in (part.total, part.short, part.long)] == ["≥ $5.00", "≥ $5.00", UNKNOWN]
    assert whole.signed(whole.total) == "$4.00"


@pytest.mark.parametrize(
    ("total", "coverage", "state"),
    [(SideTotal(), PART, NONE_SEEN), (MONEY, BLIND, NOBODY), (SideTotal(count=2, unvalued=2), ALL, NOT_VALUED),
     (SideTotal(), Coverage(0.0, None, True, ("a venue publishes samples",)), NOBODY)],
)  # fmt: skip
def test_a_dash_says_why(total, coverage, state):
    told = tell(total, coverage, exact_usd)
    assert (told.total, told.long, told.short, told.sign, told.state) == (UNKNOWN, UNKNOWN, UNKNOWN, "", state)


def test_a_known_zero_is_one():
    told = tell(SideTotal(), ALL, exact_usd)
    assert (told.total, told.sign, told.state) == ("$0.00", "", "")
    assert tell_count(SideTotal(), ALL) == "0"


def test_one_side_alone_leaves_the_other_unknown_unless_all_was_watched():
    one = SideTotal(short=5_000_000, count=1)
    assert (tell(one, PART, exact_usd).long, tell(one, PART, exact_usd).long_share) == (UNKNOWN, None)
    assert (tell(one, ALL, exact_usd).long, tell(one, ALL, exact_usd).long_share) == ("$0.00", 0)


def test_counts():
    assert tell_count(SideTotal(count=1_200), PART) == "1,200"
    assert tell_count(SideTotal(), PART) == tell_count(MONEY, BLIND) == UNKNOWN


def test_the_whole_account():
    assert account_of(PART, "since 14:02") == (
        "covered 82% of time, 61% of usual volume",
        "usual volume: the last 7 recorded days",
        "watched since 14:02",
        "at least, because:",
        "· HTX lacks time",
    )
    assert account_of(ALL, "") == ("covered 100% of time",)
    assert covered_words(BLIND) == "0% of time"


def test_the_form_keeps_its_keys():
    form = amounts_form(MONEY, PART)
    assert (form["long_usd"], form["short_usd"], form["count"], form["unvalued"]) == (1.0, 3.0, 4, 0)
    assert (form["coverage"], form["coverage_by_volume"], form["at_least"], form["since"]) == (0.82, 0.61, True, T0)
    assert amounts_form(MONEY, ALL)["coverage_by_volume"] is None


def test_forms_of_money_and_time():
    assert (over_usd(458_070_000_000_000), over_usd(458_000_000_000_000)) == ("over $458M", "$458M")
    assert utc_minute(T0) == "01-13 21:26 UTC"


@given(
    st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 3),
    st.builds(Coverage, st.floats(0, 1), st.sampled_from([None, T0]), st.booleans(), zero_known=st.booleans()),
)  # fmt: skip
def test_a_zero_is_written_only_where_it_is_known(long, short, unvalued, coverage):
    told = tell(SideTotal(long, short, 5, unvalued), coverage, str)
    for text in (told.total, told.long, told.short):
        assert text != "0" or (coverage.zero_known and not unvalued and not coverage.blind)
    assert (told.state == "") is (told.total != UNKNOWN)
