"""Silence against a lane's own rhythm and against the others; what is not known is not judged."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.rhythm import (
    IMPROBABLE,
    HourOfVenue,
    Minutes,
    Rhythms,
    Silence,
    long_words,
    odds_words,
    of_venue,
    silence_words,
)
from liqdesk.domain.feed_state import LaneId, LaneState, LaneStatus
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

T0 = UnixMs(490_000 * HOUR)
"""The start of an hour."""


class Lane:
    """A lane that is told once a second, with rows when a test says so."""

    def __init__(self, rhythms: Rhythms, name: str = "okx/public") -> None:
        self.rhythms, self.name = rhythms, LaneId(name)
        self.connected: UnixMs | None = T0
        self.heard: UnixMs | None = None
        self.state = LaneState.LIVE

    def at(self, second: int, row: bool = False) -> Silence | None:
        now = UnixMs(T0 + second * SECOND)
        if row:
            self.heard = now
        return self.rhythms.hear(
            LaneStatus(
                self.name, VenueId(self.name.split("/")[0]), self.state, at=now,
                connected_at=self.connected, last_event_at=self.heard,
            )
        )  # fmt: skip


def told(lane: Lane, first: int, last: int, every: int) -> None:
    for second in range(first, last):
        lane.at(second, row=second % every == 0)


def first_doubt(lane: Lane, since: int, until: int) -> int | None:
    return next((second for second in range(since, until) if (lane.at(second) or Silence(T0, 0)).improbable), None)


def test_a_busy_lane_that_falls_silent_is_doubted_within_two_minutes():
    lane = Lane(Rhythms())
    told(lane, 0, 2 * 3_600, every=8)
    assert 60 < first_doubt(lane, 7_200, 10_000) - 7_200 <= 120


def test_a_sparse_channel_at_normal_rates_is_doubted_within_ten_minutes():
    lane = Lane(Rhythms())
    told(lane, 0, 3 * 3_600, every=80)  # a row in three of four minutes
    assert first_doubt(lane, 10_800, 20_000) - 10_720 <= 600


def test_a_quiet_lane_may_be_silent_for_long():
    lane = Lane(Rhythms())
    told(lane, 0, 5 * 3_600, every=900)
    assert first_doubt(lane, 18_000, 18_000 + 3_600) is None
    assert first_doubt(lane, 21_600, 50_000) > 18_000 + 3_600


def test_too_little_watched_is_not_judged():
    lane = Lane(Rhythms())
    told(lane, 0, 20 * 60, every=5)
    silence = lane.at(1_800)
    assert (silence.chance, silence.improbable) == (None, False)
    assert silence.length == 605 * SECOND


def test_only_a_row_or_a_fresh_connection_ends_a_doubt():
    lane = Lane(Rhythms())
    told(lane, 0, 7_200, every=8)
    told_doubt = first_doubt(lane, 7_200, 10_000)
    assert lane.at(told_doubt + 60).improbable
    assert lane.at(told_doubt + 60).length > 120 * SECOND
    lane.connected = UnixMs(T0 + (told_doubt + 61) * SECOND)
    assert not lane.at(told_doubt + 61).improbable
    assert not lane.at(told_doubt + 62, row=True).improbable


def test_a_lane_that_covers_nothing_is_not_judged():
    lane = Lane(Rhythms())
    told(lane, 0, 7_200, every=8)
    lane.state = LaneState.BACKING_OFF
    assert lane.at(7_400) is None
    lane.state, lane.connected = LaneState.LIVE, None
    assert lane.at(7_500) is None


def test_a_slow_hour_is_judged_by_itself():
    lane = Lane(Rhythms())
    told(lane, 0, 6 * 3_600, every=8)
    told(lane, 6 * 3_600, 9 * 3_600, every=300)
    silence = lane.at(9 * 3_600 + 200)
    assert silence.basis == "the two hours before"
    assert not silence.improbable


def test_a_doubt_that_nobody_answered_teaches_nothing():
    lane = Lane(Rhythms())
    told(lane, 0, 7_200, every=8)
    for second in range(7_200, 7_200 + 2 * 3_600):
        lane.at(second)
    lane.connected = UnixMs(T0 + (7_200 + 2 * 3_600) * SECOND)
    lane.at(7_200 + 2 * 3_600, row=True)
    again = 7_200 + 2 * 3_600 + 1
    assert first_doubt(lane, again, again + 1_000) - again < 200


def test_a_pause_of_the_program_is_not_a_watched_minute():
    lane = Lane(Rhythms())
    for hour in range(40):
        lane.at(hour * 3_600, row=True)
    assert lane.at(40 * 3_600).chance is None


def test_the_same_hour_of_the_week_speaks_first_for_a_lane_alone():
    rhythms, hour = Rhythms(), T0 // HOUR
    past = [HourOfVenue(hour - weeks * 168, Minutes(60, 60)) for weeks in (1, 2, 3)]
    rhythms.learn({VenueId("okx"): past})
    lane = Lane(rhythms)
    silence = lane.at(150)
    assert silence.basis == "this hour of the week"
    assert silence.improbable
    other = Lane(rhythms, "okx/second")
    other.at(150)
    assert (
        lane.rhythms.hear(
            LaneStatus(LaneId("okx/second"), VenueId("okx"), LaneState.LIVE, at=UnixMs(T0 + 150_000), connected_at=T0)
        ).chance
        is None
    )


def test_the_recorded_day_speaks_before_a_lane_has_its_own():
    rhythms, hour = Rhythms(), T0 // HOUR
    rhythms.learn({VenueId("okx"): [HourOfVenue(hour - back, Minutes(60, 20)) for back in range(1, 10)]})
    silence = Lane(rhythms).at(60)
    assert silence.basis == "the last 24 h"
    assert silence.per_minute == pytest.approx(-math.log(361 / 541))


def test_the_others_tell_sooner_when_all_the_market_moves():
    rhythms = Rhythms()
    small = Lane(rhythms, "htx/a")
    others = [Lane(rhythms, f"{venue}/a") for venue in ("okx", "bybit", "gateio", "bitget")]
    for second in range(4 * 3_600):
        small.at(second, row=second % 120 == 0)
        for lane in others:
            lane.at(second, row=second % 40 == 0)
    doubted = None
    for second in range(4 * 3_600, 4 * 3_600 + 1_200):
        for lane in others:
            lane.at(second, row=second % 10 == 0)
        silence = small.at(second)
        if silence.improbable:
            doubted = silence
            break
    assert doubted is not None
    assert doubted.others >= 20
    assert doubted.chance < IMPROBABLE
    assert "while others told" in silence_words(doubted)


def test_where_all_are_silent_the_others_prove_nothing():
    rhythms = Rhythms()
    lanes = [Lane(rhythms, f"{venue}/a") for venue in ("okx", "bybit", "gateio")]
    for second in range(3 * 3_600):
        for lane in lanes:
            lane.at(second, row=second % 600 == 0)
    assert lanes[0].at(3 * 3_600 + 900).others is None


def test_a_lane_that_is_gone_starts_anew():
    rhythms = Rhythms()
    lane = Lane(rhythms)
    told(lane, 0, 7_200, every=8)
    rhythms.forget(lane.name)
    assert lane.at(7_400).chance is None


@given(st.integers(1, 5_000), st.integers(0, 5_000))
def test_more_active_minutes_are_a_higher_rate(watched, active):
    active = min(active, watched)
    rate = Minutes(watched, active).rate
    assert rate >= 0
    assert math.isfinite(rate)
    if active:
        assert rate > Minutes(watched, active - 1).rate


def test_a_venue_is_as_silent_as_its_most_doubtful_lane_or_its_last_word():
    calm, busy = Silence(T0, DurationMs(900_000), 0.3, 1.0, "x"), Silence(T0, DurationMs(5_000), 0.9, 1.0, "x")
    odd = Silence(T0, DurationMs(100_000), 1e-6, 5.0, "x")
    assert of_venue([calm, None, busy]) is busy
    assert of_venue([calm, odd, busy]) is odd
    assert of_venue([None]) is None


@pytest.mark.parametrize(("chance", "text"), [(0.32, "32%"), (1e-4, "1 in 10,000"), (1e-9, "under 1 in a million")])
def test_odds(chance, text):
    assert odds_words(chance) == text


@pytest.mark.parametrize(
    ("length", "text"), [(95_000, "95 s"), (14 * MINUTE, "14 min"), (5 * HOUR, "5 h"), (DAY, "24 h")]
)
def test_lengths(length, text):
    assert long_words(length) == text


def test_words_of_a_silence():
    assert silence_words(Silence(T0, DurationMs(200_000))) == "silent for 3 min"
    assert silence_words(Silence(T0, DurationMs(200_000), 2.5e-5)) == "silent for 3 min, by its rhythm 1 in 40,000"
