"""Venues weigh what they usually bring, and the basis is said."""

import pytest

from liqdesk.analytics.usual import UsualVolume, days_before, usual_of
from liqdesk.domain.time import DAY, UnixMs


def test_losing_the_largest_is_not_losing_a_small_one():
    usual = UsualVolume({"bybit": 90, "htx": 10})
    assert usual.weighed({"bybit": 1.0, "htx": 0.0}) == 0.9
    assert usual.weighed({"bybit": 0.0, "htx": 1.0}) == 0.1
    assert usual.weighed({"htx": 0.5}) == 0.5


def test_who_never_brought_anything_weighs_nothing():
    assert UsualVolume({"bybit": 90}).weighed({"bybit": 1.0, "new": 0.0}) == 1.0
    assert UsualVolume({"bybit": 90}).weighed({"new": 1.0}) is None
    assert UsualVolume().weighed({}) is None


@pytest.mark.parametrize(
    ("days", "basis"),
    [(9, "the last 7 recorded days"), (7, "the last 7 recorded days"), (3, "the only 3 recorded days"),
     (1, "the one recorded day before today")],
)  # fmt: skip
def test_the_newest_seven_days_count_and_fewer_say_so(days, basis):
    usual = usual_of([{"bybit": 10, "htx": 1}] * days)
    assert usual.basis == basis
    assert usual.amounts == {"bybit": 10 * min(7, days), "htx": min(7, days)}


def test_no_day_is_no_basis():
    assert usual_of([]) is None


def test_today_is_no_day_to_judge_by():
    days = list(days_before(UnixMs(100 * DAY + 5)))
    assert (days[0], days[-1], len(days)) == (99, 70, 30)
