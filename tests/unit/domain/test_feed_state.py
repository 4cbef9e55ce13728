"""A lane's word is a lease."""

import pytest

from liqdesk.domain.feed_state import LEASE, SENTENCES, LaneId, LaneState, LaneStatus
from liqdesk.domain.time import DurationMs
from liqdesk.domain.venue import VenueId


def status(state: LaneState) -> LaneStatus:
    return LaneStatus(LaneId("okx/public"), VenueId("okx"), state, vouched_at=DurationMs(1_000))


def test_an_old_word_is_unknown():
    live = status(LaneState.LIVE)
    assert live.seen_at(DurationMs(1_000 + LEASE)) is LaneState.LIVE
    assert live.seen_at(DurationMs(1_001 + LEASE)) is LaneState.UNKNOWN


def test_switched_off_needs_nobody_to_vouch():
    assert status(LaneState.DISABLED).seen_at(DurationMs(10**9)) is LaneState.DISABLED


@pytest.mark.parametrize("state", LaneState)
def test_every_state_has_a_sentence(state):
    assert SENTENCES[state]
