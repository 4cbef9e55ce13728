"""What frames prove about a connection."""

import itertools
import logging
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liqdesk.domain.feed_state import COVERING, LaneState
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.feed.backoff import Dead, Incompatible
from liqdesk.feed.conversation import BELIEVED_NONSENSE, Conversation, Tally
from liqdesk.venues.session import ConnectionPlan
from tests.fakes.listener import RecordingListener
from tests.fakes.venue import GUEST, PLAIN, canaried, plain_plan

BASE = 1_768_338_000_000


class Talk:
    """A conversation with times in plain milliseconds."""

    def __init__(self, plan: ConnectionPlan, opened: bool = True) -> None:
        self.listener = RecordingListener()
        self.tally = Tally(PLAIN)
        self.it = Conversation(plan, self.listener, lambda venue: venue == PLAIN, self.tally)
        self.said = self.it.opened(UnixMs(BASE), DurationMs(0)) if opened else []

    def hear(self, at: int, frame: str) -> list[str]:
        return self.it.received(frame, UnixMs(BASE + at), DurationMs(at))

    def state(self, at: int) -> LaneState:
        return self.it.state(DurationMs(at))[0]

    def verdict(self, at: int) -> Exception | None:
        return self.it.verdict(DurationMs(at))

    def watch(self, start: int, end: int) -> tuple[int, Exception] | None:
        """Tick twice a second; when and why it ended."""
        for at in range(start, end, 500):
            failure = self.verdict(at)
            if failure is not None:
                return at, failure
        return None


def test_connected_subscribed_delivering_and_late_are_four_states() -> None:
    talk = Talk(plain_plan(topics=("a", "b")))
    assert talk.said == ["sub a", "sub b"]
    assert talk.it.state(DurationMs(1)) == (LaneState.SUBSCRIBING, "0 of 2 topics confirmed")
    talk.hear(100, "pong")
    assert talk.it.first_proof is None
    talk.hear(200, "ack a")
    assert talk.state(200) is LaneState.SUBSCRIBING
    talk.hear(300, "ack b")
    assert talk.state(300) is LaneState.WARMING
    talk.hear(400, "pong")
    assert talk.state(400) is LaneState.LIVE
    assert talk.state(10_000) is LaneState.SUSPECT
    talk.hear(10_100, "pong")
    assert talk.state(10_100) is LaneState.LIVE


def test_where_a_canary_is_declared_a_pong_proves_nothing_of_the_channel() -> None:
    talk = Talk(canaried(plain_plan()))
    talk.hear(100, "ack all")
    talk.hear(200, "pong")
    assert talk.state(200) is LaneState.WARMING
    talk.hear(300, "price")
    assert talk.state(300) is LaneState.LIVE


def test_rows_go_on_in_one_call_a_frame_and_only_of_admitted_venues() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;liq A 1;liq B 2;liq C 3 guest;price")
    ((reports, received_at, before),) = talk.listener.frames
    assert [report.symbol for report in reports] == ["A", "B"]
    assert (received_at, before) == (BASE + 100, UnixMs(0))
    assert talk.listener.bodies == ["ack all;liq A 1;liq B 2;liq C 3 guest;price"]
    assert len(talk.listener.ticks) == 1
    assert GUEST not in {report.venue for report in reports}


def test_rows_older_than_the_connection_are_named_where_the_plan_says_so() -> None:
    talk = Talk(replace(plain_plan(), history_before_open=True))
    talk.hear(100, "ack all;liq A 1")
    assert talk.listener.frames[0][2] == BASE


def test_silence_ends_it_and_so_does_a_mute_canary() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;pong")
    ended = talk.watch(500, 60_000)
    assert ended is not None
    assert 15_100 < ended[0] <= 15_700
    assert isinstance(ended[1], Dead)

    talk = Talk(canaried(plain_plan()))
    talk.hear(100, "ack all;price")
    for at in range(500, 60_000, 500):
        talk.hear(at, "pong")
        if talk.verdict(at) is not None:
            break
    assert 30_100 < at <= 30_700


def test_a_program_that_stood_still_reads_its_backlog_before_it_judges() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;pong")
    assert talk.watch(500, 1_500) is None
    assert talk.verdict(40_000) is None
    talk.hear(40_010, "pong")
    assert talk.watch(40_500, 46_000) is None


def test_a_program_that_stands_still_again_and_again_judges_nobody_until_that_is_over() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;pong")
    assert talk.watch(500, 1_500) is None
    for at in range(3_200, 60_000, 1_700):
        assert talk.verdict(at) is None, "what came meanwhile may lie unread"
    ended = talk.watch(60_000, 70_000)
    assert ended is not None
    assert 64_000 <= ended[0] <= 65_500


def test_after_a_probe_any_frame_is_enough_and_none_is_the_end() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;pong")
    assert talk.it.probe(UnixMs(BASE + 1_000), DurationMs(1_000)) == ["ping"]
    talk.hear(2_000, "hm")
    assert talk.watch(1_500, 9_000) is None
    talk.it.probe(UnixMs(BASE + 9_000), DurationMs(9_000))
    ended = talk.watch(9_000, 20_000)
    assert ended is not None
    assert 14_000 <= ended[0] <= 14_500


def test_a_probe_waits_for_frames_that_lay_unread_while_the_program_stood_still() -> None:
    talk = Talk(plain_plan())
    talk.hear(100, "ack all;pong")
    assert talk.verdict(500) is None
    talk.it.probe(UnixMs(BASE + 1_000), DurationMs(1_000))
    assert talk.verdict(9_000) is None, "it stood still for eight seconds"
    talk.hear(9_010, "pong")
    assert talk.watch(9_500, 20_000) is None


def test_keepalives_come_at_once_and_then_when_due() -> None:
    talk = Talk(plain_plan())
    spoken = [at for at in range(0, 20_000, 500) if talk.it.keepalive_if_due(UnixMs(BASE + at), DurationMs(at))]
    assert spoken == [0, 5_000, 10_000, 15_000]


def test_acks_that_never_come_and_acks_that_come_in_part() -> None:
    def after(*frames: str) -> Talk:
        talk = Talk(plain_plan(topics=("a", "b", "c")))
        for at, frame in enumerate(frames):
            talk.hear(at, frame)
        for at in range(500, 12_000, 500):
            talk.hear(at, "pong")
            failure = talk.verdict(at)
            if failure is not None:
                assert isinstance(failure, Dead)
                talk.it.leaving = "dead"
                break
        return talk

    assert after("pong").it.leaving == "dead"
    partly = after("ack a", "ack b")
    assert partly.it.leaving == ""
    assert partly.it.state(DurationMs(12_000)) == (LaneState.DEGRADED, "1 of 3 topics refused")


def test_refused_for_now_is_not_refused() -> None:
    talk = Talk(plain_plan(topics=("a", "b")))
    talk.hear(1, "ack a;nack b")
    assert talk.state(2) is LaneState.WARMING
    talk.hear(3, "ack b;pong")
    assert talk.state(4) is LaneState.LIVE


def test_a_refused_extra_does_not_degrade_and_a_lost_topic_does() -> None:
    talk = Talk(plain_plan(topics=("a", "b")))
    talk.hear(1, "ack a;ack b;pong")
    talk.hear(2, "nack tickers.XYZ")
    assert talk.state(3) is LaneState.LIVE
    talk.hear(4, "nack b")
    assert talk.it.state(DurationMs(5)) == (LaneState.DEGRADED, "1 of 2 topics refused")


def test_a_venue_that_speaks_only_unknown_words_is_incompatible() -> None:
    plan = replace(plain_plan(topics=()), canary_limit=DurationMs(30_000))
    talk = Talk(plan)
    for at in range(500, 31_000, 500):
        talk.hear(at, "quux")
        failure = talk.verdict(at)
        if failure is not None:
            break
    assert isinstance(failure, Incompatible)
    assert talk.tally.unknown == 61


def test_rejected_rows_are_counted_and_degrade_when_they_are_many(caplog: pytest.LogCaptureFixture) -> None:
    talk = Talk(plain_plan())
    with caplog.at_level(logging.INFO, logger="liqdesk.feed.conversation"):
        talk.hear(1, "ack all;" + ";".join(["liq A 1"] * 200))
        talk.hear(2, "bad;bad;bad")
        assert talk.state(3) is LaneState.DEGRADED
        talk.hear(4, ";".join(["liq A 1"] * 200))
        assert talk.state(5) is LaneState.LIVE
        for number in range(100):
            talk.hear(10 + number, f"odd{number};odd{number}")
    assert (talk.tally.rejected, talk.tally.unknown) == (3, 200)
    assert len(caplog.records) <= 31


WORDS = st.sampled_from(["ack all", "nack all", "pong", "price", "liq A 1", "bad", "quux", "bye", "hm"])


@given(st.lists(st.tuples(st.integers(1, 12_000), WORDS), max_size=40), st.booleans())
@example([(1, "ack all"), (1, "pong"), *[(1, "bad")] * BELIEVED_NONSENSE, (1, "pong")], False)
def test_whatever_comes_covered_time_lies_between_proofs(steps: list[tuple[int, str]], with_canary: bool) -> None:
    talk = Talk(canaried(plain_plan()) if with_canary else plain_plan())
    at, acked, senseless, proofs = 0, False, 0, []
    for pause, word in steps:
        at += pause
        talk.hear(at, word)
        acked = acked or word in ("ack all", "nack all")
        senseless = senseless + 1 if word == "bad" else 0 if word == "liq A 1" else senseless
        believed = acked and senseless < BELIEVED_NONSENSE
        if believed and word in (("price", "liq A 1") if with_canary else ("price", "liq A 1", "pong")):
            proofs.append(at)
        if talk.state(at) in COVERING:
            assert acked
            assert proofs
    pieces = talk.it.spans.pieces()
    if not pieces:
        assert len(proofs) < 2 or all(after - before > 30_000 for before, after in itertools.pairwise(proofs))
    for piece in pieces:
        assert piece.start - BASE in proofs
        assert piece.end - BASE in proofs


def test_a_venue_whose_rows_stopped_making_sense_proves_nothing_by_its_pongs() -> None:
    talk = Talk(plain_plan())
    talk.hear(0, "ack all;pong")
    for at in range(500, 20_000, 500):
        talk.hear(at, "liq A 1")
    for at in range(20_000, 25_000, 500):
        talk.hear(at, "bad")
    ended = None
    for at in range(25_000, 120_000, 500):
        talk.hear(at, "pong")
        failure = talk.verdict(at)
        if failure is not None:
            ended = at, failure
            break
    assert ended is not None
    assert isinstance(ended[1], Incompatible)
    assert "made no sense: a price below zero" in str(ended[1])
    (covered,) = talk.it.spans.pieces()
    assert covered.end <= BASE + 22_500


def test_a_row_that_makes_sense_lifts_the_suspicion() -> None:
    talk = Talk(plain_plan())
    talk.hear(0, "ack all;pong")
    for at in range(500, 5_000, 500):
        talk.hear(at, "bad")
    talk.hear(5_000, "liq A 1")
    for at in range(5_500, 120_000, 500):
        talk.hear(at, "pong")
        assert talk.verdict(at) is None
    assert talk.it.spans.pieces()[-1].end == BASE + 119_500
