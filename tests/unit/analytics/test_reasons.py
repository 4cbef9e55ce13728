"""Reasons are short sentences that name who and how much."""

import pytest

from liqdesk.analytics.reasons import class_reasons, doubt_reasons, listed, missing_reasons, percent, unvalued_reasons
from liqdesk.domain.venue import Completeness
from tests.fakes.rows import info


def test_each_class_that_is_not_complete_is_named():
    venues = (
        info("bybit"), info("okx", Completeness.SAMPLED, "OKX"), info("hl", Completeness.PARTIAL, "Hyperliquid"),
        info("a", Completeness.AGGREGATED, "A"), info("b", Completeness.AGGREGATED, "B"),
    )  # fmt: skip
    assert class_reasons({one.id: one for one in venues}) == (
        "OKX publishes samples",
        "Hyperliquid publishes only a part",
        "A and B publish only sums",
    )


def test_missing_time_is_said_once_where_all_lack_the_same():
    names = {"a": "A", "b": "B"}
    assert missing_reasons({"a": 1.0, "b": 1.0}, names) == ()
    assert missing_reasons({"a": 0.75, "b": 0.75}, names) == ("covered 75% of the time",)
    assert missing_reasons({"a": 0.75, "b": 1.0}, names) == ("covered only in part: A 75%",)
    assert missing_reasons({"a": 0.75}, names) == ("covered only in part: A 75%",)


def test_doubts_and_unvalued_rows():
    assert doubt_reasons([]) == unvalued_reasons(0) == ()
    assert doubt_reasons(["A", "B"]) == ("A and B suspiciously silent, not counted until heard again",)
    assert unvalued_reasons(1) == ("1 order of unknown size not valued",)
    assert unvalued_reasons(3) == ("3 orders of unknown size not valued",)


def test_lists():
    assert [listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.001, "under 1%"), (0.5, "50%"), (0.9999, "99%"), (1, "100%")]
)
def test_percents_are_never_rounded_to_nothing_or_all(share, text):
    assert percent(share) == text
