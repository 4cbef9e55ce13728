"""What each failure asks of us, and how long we wait."""

from random import Random

import pytest

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.feed.backoff import (
    BAN_CEILING,
    MARGIN,
    RATE_CEILING,
    Cause,
    Dead,
    Incompatible,
    full_jitter,
    retry_after,
    setback_of,
)
from liqdesk.feed.budget import FREE_CONNECTS
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused, WireClosed

NOW = UnixMs(1_768_338_000_000)


def test_delays_keep_under_twelve_seconds_for_about_a_minute_and_then_under_a_minute() -> None:
    random = Random(3)
    for attempt, ceiling in enumerate([1, 2, 4, 8, 12, 12, 12, 12, 12, 24, 48, 60, 60, 60]):
        delays = [full_jitter(attempt, random) for _ in range(300)]
        assert min(delays) >= (ceiling * 500 if ceiling > 4 else 250)
        assert 900 * ceiling < max(delays) <= 1_000 * ceiling
    assert 30_000 <= full_jitter(10_000, random) <= 60_000


def test_a_short_outage_costs_a_venue_no_more_tries_than_it_gives_freely() -> None:
    for seed in range(200):
        random = Random(seed)
        passed, tries = 0, 0
        while passed < 60_000:
            passed += full_jitter(tries, random)
            tries += 1
        assert tries <= FREE_CONNECTS


def test_the_first_two_delays_together_stay_under_five_seconds() -> None:
    for seed in range(200):
        random = Random(seed)
        assert full_jitter(0, random) + full_jitter(1, random) < 5_000


def test_too_many_requests_doubles_from_a_minute_to_a_quarter_of_an_hour() -> None:
    waits = [setback_of(HandshakeRefused(429, {}), repeats, NOW).wait for repeats in range(6)]
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, RATE_CEILING, RATE_CEILING]


def test_a_stated_wait_is_kept_and_a_little_more() -> None:
    assert setback_of(HandshakeRefused(429, {"retry-after": "200"}), 0, NOW).wait == 200_000 + MARGIN
    date = "Tue, 13 Jan 2026 21:10:00 GMT"  # ten minutes after NOW
    assert setback_of(HandshakeRefused(429, {"retry-after": date}), 0, NOW).wait == 600_000 + MARGIN
    banned = HandshakeRefused(418, {}, f'{{"code":-1003,"msg":"IP banned until {NOW + 7_000_000}."}}')
    assert setback_of(banned, 3, NOW).wait == 7_000_000 + MARGIN
    seconds = HandshakeRefused(418, {}, f"banned until {NOW // 1000 + 60}")
    assert setback_of(seconds, 0, NOW).wait == 60_000 + MARGIN
    assert setback_of(HandshakeRefused(503, {"retry-after": "30"}), 0, NOW).wait == 30_000 + MARGIN
    assert setback_of(HandshakeRefused(403, {"retry-after": "7200"}), 0, NOW).wait == 7_200_000 + MARGIN


def test_a_ban_without_an_end_doubles_to_three_hours() -> None:
    waits = [setback_of(HandshakeRefused(418, {}), repeats, NOW).wait for repeats in range(7)]
    assert waits[0] == 10 * MINUTE
    assert waits[-1] == BAN_CEILING == 3 * HOUR


@pytest.mark.parametrize(
    ("text", "wait"), [("3", 3_000), ("0.25", 250), ("12.3456", 12_346), ("9" * 400, 30 * 24 * HOUR)]
)
def test_retry_after_in_seconds_and_fractions(text: str, wait: int) -> None:
    assert retry_after({"retry-after": text}, NOW) == wait


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e9", "٣", "Tue, 99 Jan 2026 25:61:61 GMT", "9" * 400])
def test_nonsense_in_retry_after_is_harmless(text: str) -> None:
    wait = retry_after({"retry-after": text}, NOW)
    assert 0 <= wait <= 31 * 24 * HOUR


def test_what_nobody_may_shorten() -> None:
    for status in (429, 418, 403, 451):
        assert setback_of(HandshakeRefused(status, {}), 0, NOW).asked
    for failure in (
        Dead("mute"),
        Incompatible("new form"),
        WireClosed(1006, ""),
        HandshakeRefused(500, {}),
        ConnectFailed(FailureKind.TLS, ""),
    ):
        assert not setback_of(failure, 0, NOW).asked


@pytest.mark.parametrize("code", [1000, 1001, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4999])
def test_every_close_code_backs_off(code: int) -> None:
    setback = setback_of(WireClosed(code, "service restart"), 0, NOW)
    assert (setback.cause, setback.state, setback.wait) == (Cause.LOST, LaneState.BACKING_OFF, None)


def test_a_close_that_speaks_of_too_many_requests_is_a_rate_limit() -> None:
    setback = setback_of(WireClosed(1008, "Too many requests"), 1, NOW)
    assert (setback.state, setback.wait, setback.asked) == (LaneState.RATE_LIMITED, 2 * MINUTE, True)


@pytest.mark.parametrize("kind", list(FailureKind))
def test_trust_and_portals_wait_five_minutes_and_the_rest_backs_off(kind: FailureKind) -> None:
    setback = setback_of(ConnectFailed(kind, "x"), 0, NOW)
    if kind in (FailureKind.TLS, FailureKind.PORTAL):
        assert (setback.state, setback.wait) == (LaneState.BLOCKED, 5 * MINUTE)
    else:
        assert (setback.state, setback.wait) == (LaneState.BACKING_OFF, None)
