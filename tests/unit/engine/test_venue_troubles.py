"""A venue's trouble begins when it was last heard, whatever is tried meanwhile, and ends when it is heard again."""

import pytest

from liqdesk.alerts.facts import VenueTrouble
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.domain.feed_state import LEASE, LaneId, LaneState, LaneStatus
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.venue_troubles import VenueTroubles
from liqdesk.settings.rules import Trouble
from tests.fakes.rows import T0, info

BYBIT = VenueId("bybit")
VENUES = {BYBIT: info("bybit")}


class Watched:
    """One venue's lane, looked at second by second."""

    def __init__(self):
        self.coverage = CoverageLedger(VENUES)
        self.troubles = VenueTroubles(VENUES, self.coverage)
        self.seconds = 0

    def says(self, state, lane="one", listened=(BYBIT,)):
        self.seconds += 1
        vouched = DurationMs(self.seconds * SECOND)
        self.coverage.lane_changed(LaneStatus(LaneId(f"bybit/{lane}"), BYBIT, state, vouched_at=vouched))
        return self.look(listened)

    def look(self, listened=(BYBIT,)):
        at = UnixMs(T0 + self.seconds * SECOND)
        return self.troubles.look(at, DurationMs(self.seconds * SECOND), listened)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (LaneState.BACKING_OFF, Trouble.DOWN),
        (LaneState.OFFLINE, Trouble.DOWN),
        (LaneState.CONNECTING, Trouble.DOWN),
        (LaneState.INCOMPATIBLE, Trouble.DOWN),
        (LaneState.SUSPECT, Trouble.SILENT),
        (LaneState.STALE, Trouble.SILENT),
        (LaneState.BLOCKED, Trouble.BLOCKED),
    ],
)
def test_each_state_is_a_trouble_of_its_kind(state, kind):
    assert Watched().says(state) == (VenueTrouble(BYBIT, "Bybit", kind, UnixMs(T0 + SECOND)),)


@pytest.mark.parametrize("state", [LaneState.LIVE, LaneState.QUIET, LaneState.DEGRADED])
def test_a_venue_that_is_heard_is_in_none(state):
    assert Watched().says(state) == ()


def test_a_venue_that_the_user_paused_is_in_none_however_long():
    watched = Watched()
    assert watched.says(LaneState.PAUSED) == ()
    watched.seconds += 10 * LEASE // SECOND
    assert watched.look() == ()


def test_trouble_lasts_over_the_tries_in_between_and_keeps_its_kind():
    watched = Watched()
    watched.says(LaneState.LIVE)
    watched.says(LaneState.BLOCKED)
    watched.says(LaneState.CONNECTING)
    (still,) = watched.says(LaneState.SUBSCRIBING)
    assert (still.trouble, still.since) == (Trouble.BLOCKED, T0 + 2 * SECOND)
    (down,) = watched.says(LaneState.BACKING_OFF)
    assert (down.trouble, down.since) == (Trouble.DOWN, T0 + 2 * SECOND)
    assert watched.says(LaneState.LIVE) == ()
    (anew,) = watched.says(LaneState.STALE)
    assert (anew.trouble, anew.since) == (Trouble.SILENT, T0 + 7 * SECOND)


def test_a_lane_nobody_vouches_for_is_down():
    watched = Watched()
    watched.says(LaneState.LIVE)
    watched.seconds += LEASE // SECOND + 1
    (down,) = watched.look()
    assert down.trouble is Trouble.DOWN


def test_one_lane_of_two_is_no_trouble_of_the_venue():
    watched = Watched()
    watched.says(LaneState.LIVE)
    assert watched.says(LaneState.BACKING_OFF, lane="two") == ()


def test_a_venue_that_is_switched_off_is_in_none_and_begins_anew():
    watched = Watched()
    watched.says(LaneState.BLOCKED)
    assert watched.says(LaneState.BLOCKED, listened=()) == ()
    (anew,) = watched.says(LaneState.BLOCKED)
    assert anew.since == T0 + 3 * SECOND


def test_a_venue_that_has_no_lane_yet_is_down():
    assert [one.trouble for one in Watched().look()] == [Trouble.DOWN]
