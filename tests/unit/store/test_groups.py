"""What belongs together is committed together, or not at all."""

import pytest

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, PricePoint
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreTrouble
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.lanes import Loss, Transition
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

BYBIT, LANE = VenueId("bybit"), LaneId("bybit/linear-1")


def aside():
    span = CoveredSpan(LANE, BYBIT, Span(T0, UnixMs(T0 + 9)))
    return Aside(
        {(LANE, T0): span},
        [Transition(T0, LANE, BYBIT, LaneState.LIVE, "", 0)],
        [PricePoint("BTC", BYBIT, T0, 95_000.0)],
        [Loss(Span(UnixMs(T0 + 5), UnixMs(T0 + 9)), 3)],
        context=[ContextPoint("BTC", BYBIT, "BTCUSDT", T0, 2.5, MicroUsd(10), -0.0002, HOUR)],
    )


@pytest.fixture
def file(tmp_path):
    file = StoreFile(tmp_path / "liqdesk.db", StepClock())
    yield file
    file.recordings.close()


def test_all_of_a_group_is_there_afterwards(file):
    stored = file.commit([row(), row()], aside(), Source.LIVE)
    assert (stored.new, stored.notices, stored.untidy) == (1, (), False)
    assert stored.size > 0
    past = file.history()
    assert len(past.rows(T0, UnixMs(T0 + 1), 9)) == 1
    assert past.spans(T0) == [CoveredSpan(LANE, BYBIT, Span(T0, UnixMs(T0 + 5)))]
    assert past.prices(T0) == [PricePoint("BTC", BYBIT, T0, 95_000.0)]
    assert past.context(T0) == aside().context


def test_what_fails_leaves_nothing_and_can_be_tried_again(file):
    bad = aside()
    bad.prices = [PricePoint("BTC", BYBIT, T0, None)]
    with pytest.raises(Exception, match="NOT NULL"):
        file.commit([row(of=instrument("ETH"))], bad, Source.LIVE)
    assert file.history().rows(T0, UnixMs(T0 + 1), 9) == []
    assert file.commit([row(of=instrument("ETH")), row()], aside(), Source.LIVE).new == 2


def test_a_file_that_was_moved_goes_on_as_a_new_one(file):
    file.commit([row()], Aside(), Source.LIVE)
    file.recordings.path.rename(file.recordings.path.with_name("moved.db"))
    stored = file.commit([row(T0 + 1)], Aside(), Source.LIVE)
    assert stored.new == 1
    assert "moved or replaced" in stored.notices[0]
    assert [one.at for one in file.history().rows(T0, UnixMs(T0 + 9), 9)] == [T0 + 1]


def test_damage_found_by_a_question_sets_the_file_aside(file):
    file.commit([row()], Aside(), Source.LIVE)
    file.recordings.use(lambda connection: connection.execute("UPDATE liquidations SET kind = 77"))
    with pytest.raises(StoreTrouble, match="damaged"):
        file.recordings.use(lambda _: file.history().rows(T0, UnixMs(T0 + 9), 9))
    assert file.history().rows(T0, UnixMs(T0 + 9), 9) == []
    assert len(list(file.recordings.path.parent.glob("*.damaged-*"))) == 1


def test_a_word_about_the_file(file):
    file.remember("replayed_to", "5")
    assert file.history().fact("replayed_to") == "5"


def test_what_waits_longer_comes_first():
    early, late = aside(), aside()
    late.spans = {(LANE, T0): CoveredSpan(LANE, BYBIT, Span(T0, UnixMs(T0 + 20)))}
    both = early.before(late)
    assert both.spans[LANE, T0].span.end == T0 + 20
    assert len(both.transitions) == len(both.prices) == len(both.losses) == 2
    assert both
    assert not Aside()


def at(start, end):
    return CoveredSpan(LANE, BYBIT, Span(UnixMs(T0 + start), UnixMs(T0 + end)))


def told(*spans):
    return Aside({(LANE, one.span.start): one for one in spans})


def test_a_cut_takes_back_what_waits_and_what_was_written(file):
    file.commit([], told(at(0, 100), at(200, 300)), Source.LIVE)
    waiting = told(at(200, 400))
    waiting.cut(LANE, UnixMs(T0 + 50))
    assert waiting
    file.commit([], waiting, Source.LIVE)
    assert file.history().spans(T0) == [at(0, 50)]


def test_what_is_told_after_a_cut_stays(file):
    file.commit([], told(at(0, 100)), Source.LIVE)
    aside = Aside()
    aside.cut(LANE, UnixMs(T0 + 50))
    aside.spans[LANE, T0] = at(0, 130)
    aside.cut(LANE, UnixMs(T0 + 120))
    file.commit([], aside, Source.LIVE)
    assert file.history().spans(T0) == [at(0, 120)]


def test_a_group_that_is_put_back_is_cut_by_what_came_later():
    later = Aside()
    later.cut(LANE, UnixMs(T0 + 50))
    both = told(at(0, 100), at(60, 90)).before(later)
    assert list(both.spans.values()) == [at(0, 50)]
    assert both.cuts == {LANE: T0 + 50}
