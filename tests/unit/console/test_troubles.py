"""Troubles of venues, told once each to whoever reads only the rows."""

from dataclasses import replace

from liqdesk.console.troubles import PATIENCE, Troubles
from liqdesk.domain.feed_state import LaneState
from tests.fakes.desk import FakeDesk

FRAME = FakeDesk().frame(0)[0]


def frame(after: int, state: LaneState, sentence: str):
    first, *_ = (replace(one, state=LaneState.LIVE, sentence="live") for one in FRAME.venues)
    return replace(FRAME, at=FRAME.at + after, venues=(replace(first, state=state, sentence=sentence),))


def test_a_connection_that_is_soon_back_is_not_worth_a_line():
    troubles = Troubles()
    assert troubles.lines(frame(0, LaneState.BACKING_OFF, "connection lost")) == []
    assert troubles.lines(frame(PATIENCE - 1, LaneState.LIVE, "live")) == []
    assert troubles.lines(frame(PATIENCE + 5, LaneState.BACKING_OFF, "connection lost")) == []


def test_a_trouble_that_stays_is_told_once_and_so_is_its_end():
    troubles = Troubles()
    name = FRAME.venues[0].name
    troubles.lines(frame(0, LaneState.BACKING_OFF, "connection lost, next in 3 s"))
    assert troubles.lines(frame(PATIENCE, LaneState.CONNECTING, "connecting")) == [f"{name}: connecting"]
    assert troubles.lines(frame(PATIENCE + 1, LaneState.BACKING_OFF, "connection lost, next in 7 s")) == []
    assert troubles.lines(frame(PATIENCE + 2, LaneState.BLOCKED, "refused")) == [f"{name}: refused"]
    assert troubles.lines(frame(PATIENCE + 3, LaneState.QUIET, "live, quiet")) == [f"{name}: live, quiet again"]
    assert troubles.lines(frame(PATIENCE + 4, LaneState.LIVE, "live")) == []


def test_rows_that_make_no_sense_are_a_trouble():
    troubles = Troubles()
    said = "live, in part: 6 of 33 rows made no sense"
    troubles.lines(frame(0, LaneState.DEGRADED, said))
    assert troubles.lines(frame(PATIENCE, LaneState.DEGRADED, said)) == [f"{FRAME.venues[0].name}: {said}"]
    assert troubles.lines(frame(PATIENCE, LaneState.DEGRADED, "live, in part: 7 of 34 rows made no sense")) == []


def test_at_the_end_stands_which_venues_never_came():
    troubles = Troubles()
    first, second, third = FRAME.venues[:3]
    came = replace(first, state=LaneState.LIVE, sentence="live")
    never = replace(second, enabled=True, state=LaneState.BACKING_OFF, sentence="proxy refused, next in 2 s")
    off = replace(third, enabled=False, state=LaneState.DISABLED, sentence="switched off")
    troubles.look(replace(FRAME, venues=(came, never, off)))
    gone = replace(came, state=LaneState.BACKING_OFF, sentence="connection lost")
    end = replace(FRAME, venues=(gone, never, off))
    assert troubles.never_live(end) == f"never live in this run: {second.name}: proxy refused, next in 2 s"
    troubles.look(replace(FRAME, venues=(came, replace(never, state=LaneState.QUIET), off)))
    assert troubles.never_live(end) is None


def test_a_trouble_that_was_told_is_not_told_again_at_the_end():
    troubles = Troubles()
    troubles.lines(frame(0, LaneState.BLOCKED, "refused"))
    assert troubles.lines(frame(PATIENCE, LaneState.BLOCKED, "refused"))
    assert troubles.never_live(frame(PATIENCE, LaneState.BLOCKED, "refused")) is None
