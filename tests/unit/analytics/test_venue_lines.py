"""A venue's line tells the worst of its lanes without hiding what works."""

from dataclasses import replace

from liqdesk.analytics.venue_lines import Lags, troubles_told, unreachable_told, venue_line
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import LaneId, LaneState, LaneStatus
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import Standing
from tests.fakes.rows import T0, info

BYBIT = info("bybit")
WATCHED = Coverage(1.0, T0, False, zero_known=True)
UNWATCHED = Coverage(0.0, None, True)


def lane(name: str, state: LaneState, **more) -> LaneStatus:
    return LaneStatus(LaneId(name), BYBIT.id, state, vouched_at=DurationMs(0), **more)


def line(*lanes: LaneStatus, enabled: bool = True, monotonic: int = 0, lags=()):
    known = Lags() if lags else None
    for lag in lags:
        known.add(lag)
    return venue_line(BYBIT, enabled, lanes, DurationMs(monotonic), WATCHED, SideTotal(), None, known)


def test_off_is_off_whatever_the_lanes_say():
    assert line(lane("a", LaneState.LIVE), enabled=False).state is LaneState.DISABLED


def test_a_venue_of_old_tapes_says_why_it_is_silent():
    closed = replace(BYBIT, standing=Standing.TAPES_ONLY, caveat="closed in 2026")
    view = venue_line(closed, False, (), DurationMs(0), UNWATCHED, SideTotal(), None, None)
    assert (view.state, view.sentence, view.standing) == (LaneState.DISABLED, "closed in 2026", Standing.TAPES_ONLY)


def test_before_the_first_word_it_is_about_to_connect():
    assert line().sentence == "about to connect"


def test_one_dead_socket_of_two_is_degraded():
    view = line(lane("a", LaneState.LIVE), lane("b", LaneState.BACKING_OFF, detail="reset by peer"))
    assert view.state is LaneState.DEGRADED
    assert view.sentence == "1 of 2 sockets live; retrying, no connection: reset by peer"


def test_all_dead_is_the_worst_of_them():
    view = line(
        lane("a", LaneState.BACKING_OFF, next_attempt_at=UnixMs(T0 + 9)),
        lane("b", LaneState.BLOCKED, detail="451", next_attempt_at=UnixMs(T0 + 5)),
    )
    assert (view.state, view.sentence, view.next_attempt_at) == (
        LaneState.BLOCKED,
        "refused from this network: 451",
        T0 + 5,
    )


def test_an_expired_lease_is_unknown():
    view = line(lane("a", LaneState.LIVE, detail="fine"), monotonic=60_000)
    assert (view.state, view.sentence) == (LaneState.UNKNOWN, "nobody vouches for it")


def test_lags_are_quantiles_and_never_negative():
    view = line(lane("a", LaneState.LIVE), lags=[-50, *range(1, 100)])
    assert (view.lag_p50, view.lag_p95) == (50, 95)
    assert line(lane("a", LaneState.LIVE)).lag_p50 is None


def test_a_venue_is_not_quiet_because_one_of_its_markets_is():
    view = line(lane("a", LaneState.LIVE), lane("b", LaneState.QUIET, detail="no liquidation for 34 min"))
    assert (view.state, view.sentence) == (LaneState.LIVE, "live")
    assert line(lane("b", LaneState.QUIET)).state is LaneState.QUIET


def test_why_nobody_is_reached_is_said_once_where_it_is_the_same():
    refused = [replace(line(lane("a", LaneState.BLOCKED)), name=name, sentence="refused") for name in ("A", "B")]
    offline = [
        replace(line(lane("a", LaneState.OFFLINE)), name=name, sentence=f"no way to {name}") for name in ("A", "B")
    ]
    assert unreachable_told(offline) == "This computer is offline: no exchange can be reached."
    assert unreachable_told(refused) == "No exchange can be reached (refused)."
    assert unreachable_told([refused[0], offline[1]]) == "No exchange can be reached. A: refused; B: no way to B."


def test_troubles_that_are_the_same_are_told_together():
    lost = [replace(line(lane("a", LaneState.BACKING_OFF)), name=name) for name in ("A", "B", "C", "D", "E")]
    other = replace(line(lane("a", LaneState.BLOCKED)), name="F", sentence="refused")
    assert troubles_told([]) == ""
    assert troubles_told([*lost[:2], other]) == "A, B: retrying, no connection; F: refused"
    assert troubles_told(lost) == "A, B, C and 2 more: retrying, no connection"


def test_lags_are_told_with_those_added_since():
    lags = Lags()
    lags.add(80)
    assert lags.median_and_high() == (80, 80)
    for _ in range(3):
        lags.add(10)
    assert lags.median_and_high() == (10, 80)
