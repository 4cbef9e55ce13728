"""A place among the recorded hours: trailing, apart from one another, and only where enough was recorded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.rank import (
    HOUR_MINUTES,
    Basis,
    HourRanks,
    MinuteHistory,
    Rank,
    basis_words,
    chosen_venues,
    newest_days,
    ordinal,
    rank_words,
)
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
BASIS = Basis(("bybit", "okx"))


def history(minutes: int, sums: dict[int, tuple[int, int]], gaps: tuple[range, ...] = (), first: int = 0):
    long, short = np.zeros(minutes, dtype=np.int64), np.zeros(minutes, dtype=np.int64)
    for minute, (longs, shorts) in sums.items():
        long[minute], short[minute] = longs, shorts
    watched = np.ones(minutes, dtype=np.bool_)
    for gap in gaps:
        watched[gap.start : gap.stop] = False
    return MinuteHistory(first, long, short, watched, BASIS)


def end_of(minute: int) -> UnixMs:
    return UnixMs(minute * MINUTE)


def test_one_burst_is_one_hour_however_many_trailing_windows_hold_it():
    ranks = HourRanks(history(20_000, {1_000: (0, 50), 5_000: (0, 40), 5_010: (0, 5)}), SHORT)
    assert ranks.place(30, end_of(20_000)).position == 3
    assert ranks.place(45, end_of(20_000)).position == 2
    assert ranks.place(51, end_of(20_000)).position == 1


def test_hours_that_overlap_the_one_asked_for_are_not_others():
    ranks = HourRanks(history(20_000, {1_000: (0, 50)}), SHORT)
    assert ranks.place(40, end_of(1_030)).position == 1
    assert ranks.place(40, end_of(1_200)).position == 2


def test_sides_are_apart_and_both_together_are_a_third():
    known = history(20_000, {1_000: (70, 50)})
    at = end_of(20_000)
    places = [HourRanks(known, side).place(60, at).position for side in (LONG, SHORT, None)]
    assert places == [2, 1, 2]


def test_hours_with_a_gap_are_left_out_and_the_time_of_it_is_not_recorded():
    known = history(11 * 1_440, {1_000: (0, 50)}, gaps=(range(1_010, 1_010 + 1_440),))
    rank = HourRanks(known, SHORT).place(40, end_of(11 * 1_440))
    assert rank.days == 10
    assert rank.of_hours == 240
    assert rank.position == 2  # the hour before the gap is whole
    known = history(11 * 1_440, {1_000: (0, 50)}, gaps=(range(960, 980), range(1_010, 1_030)))
    assert HourRanks(known, SHORT).place(40, end_of(11 * 1_440)).position == 1


def test_the_percentile_is_the_share_of_smaller_hours():
    ranks = HourRanks(history(6_000, dict.fromkeys(range(3000, 6000), (0, 1))), SHORT)
    assert ranks.place(61, end_of(9_000)).percentile == 100.0
    assert ranks.place(0, end_of(9_000)).percentile == 0.0
    assert ranks.place(1, end_of(9_000)).percentile == pytest.approx(50, abs=1)


@pytest.mark.parametrize("minutes", [0, 30])
def test_less_than_an_hour_ranks_nothing(minutes):
    rank = HourRanks(history(minutes, {}), None).place(5, end_of(99))
    assert (rank.position, rank.of_hours, rank.percentile, rank.enough) == (1, 0, 0.0, False)


@given(st.lists(st.integers(0, 1_000), min_size=60, max_size=400), st.integers(0, 80_000))
def test_no_more_larger_hours_than_fit_into_the_time(values, micro):
    known = MinuteHistory(7, np.array(values), np.zeros(len(values), dtype=np.int64), np.ones(len(values), bool), BASIS)
    rank = HourRanks(known, LONG).place(micro, end_of(10_000))
    trailing = [sum(values[start : start + 60]) for start in range(len(values) - 59)]
    assert (rank.position == 1) == all(total <= micro for total in trailing)
    assert rank.position - 1 <= len(values) // HOUR_MINUTES + 1
    assert rank.percentile == pytest.approx(100 * sum(total < micro for total in trailing) / len(trailing))


def test_a_venue_that_came_late_is_left_out_and_named():
    basis = chosen_venues({"bybit": 60_000, "okx": 55_000, "lighter": 9_000})
    assert basis == Basis(("bybit", "okx"), ("lighter",))
    assert chosen_venues({}) == Basis(())


@pytest.mark.parametrize(
    ("rank", "side", "base", "words"),
    [
        (Rank(3, 984, 41, 99.7, BASIS), SHORT, None, "3rd largest short hour in 41 recorded days"),
        (Rank(1, 984, 41, 100, BASIS), None, None, "largest hour in 41 recorded days"),
        (Rank(12, 984, 41, 90, BASIS), LONG, "BTC", "12th largest BTC long hour in 41 recorded days"),
        (Rank(1, 30, 1, 100, BASIS), SHORT, None, "not enough history to rank it: 1 of 7 recorded days"),
    ],
)
def test_words(rank, side, base, words):
    assert rank_words(rank, side, base) == words


def test_the_basis_names_who_was_compared():
    names = {"bybit": "Bybit", "okx": "OKX", "lighter": "Lighter"}
    assert basis_words(Basis(("bybit", "okx"), ("lighter",), imported=True), names) == (
        "trailing hours of Bybit, OKX, gaps left out; without Lighter, recorded too short a time; imported rows included"
    )
    assert basis_words(Basis(()), names) == "nothing recorded"


def test_ordinals():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 101, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "112th",
    ]  # fmt: skip


def test_enough_begins_with_seven_days():
    assert not Rank(1, 160, 6, 1, BASIS).enough
    assert Rank(1, 168, 7, 1, BASIS).enough


@pytest.mark.parametrize("days", [1, 7, 9])
def test_the_newest_days_hold_so_many_recorded_ones_and_gaps_cost_none(days):
    known = history(10 * 1_440, {100: (5, 5)}, gaps=(range(5_000, 6_000),), first=77)
    newest = newest_days(known, days)
    assert HourRanks(newest, LONG).days == days
    assert np.count_nonzero(newest.watched) == days * 1_440
    assert newest.first + len(newest.watched) == known.first + len(known.watched)
    assert len(newest.long) == len(newest.short) == len(newest.watched)


def test_where_fewer_days_were_recorded_all_of_them_are_the_newest():
    known = history(3 * 1_440, {})
    assert newest_days(known, 30) is known
    assert newest_days(known, 3) is known
