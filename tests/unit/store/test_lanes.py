"""Spans grow, losses are cut out of them, the log of the lanes stays short."""

import apsw
import pytest

from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.engine.ports import ContextPoint, PricePoint
from liqdesk.store import lanes
from liqdesk.store.lanes import LaneStore, Loss, Transition
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.names import Names

BYBIT = VenueId("bybit")


def span(start, end, lane="bybit/linear-1"):
    return CoveredSpan(LaneId(lane), BYBIT, Span(UnixMs(start), UnixMs(end)))


@pytest.fixture
def store():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield LaneStore(connection, Names(connection))
    connection.close()


def test_a_span_grows_and_never_shrinks(store):
    store.put_spans([span(10, 20)])
    store.put_spans([span(10, 50), span(60, 70)])
    store.put_spans([span(10, 30)])
    assert store.spans(UnixMs(0)) == [span(10, 50), span(60, 70)]


def test_spans_that_ended_before_are_left_out(store):
    store.put_spans([span(10, 20), span(30, 40)])
    assert store.spans(UnixMs(20)) == [span(30, 40)]


def test_time_whose_rows_were_lost_is_not_covered(store):
    store.put_spans([span(0, 100), span(200, 300)])
    store.put_losses([Loss(Span(UnixMs(40), UnixMs(60)), 7), Loss(Span(UnixMs(90), UnixMs(210)), 1)])
    assert store.spans(UnixMs(0)) == [span(0, 40), span(60, 90), span(210, 300)]


def test_what_became_of_a_gap_is_kept_and_can_become_better(store):
    part = FilledSpan(LaneId("okx/public"), VenueId("okx"), Span(UnixMs(10), UnixMs(20)), Refill.PART)
    later = FilledSpan(LaneId("okx/public"), VenueId("okx"), Span(UnixMs(30), UnixMs(40)), Refill.NEVER)
    store.put_fills([later, part])
    assert store.fills(UnixMs(0)) == [part, later]
    assert store.fills(UnixMs(20)) == [later]
    whole = FilledSpan(part.lane, part.venue, part.span, Refill.WHOLE)
    store.put_fills([whole])
    assert store.fills(UnixMs(0)) == [whole, later]


def test_the_log_keeps_the_newest(store, monkeypatch):
    monkeypatch.setattr(lanes, "TRANSITIONS_KEPT", 3)
    for at in range(10):
        store.put_transitions([Transition(UnixMs(at), LaneId("l"), BYBIT, LaneState.LIVE, "", at)])
    assert [at for (at,) in store._connection.execute("SELECT at FROM lane_log ORDER BY number")] == [7, 8, 9]


def test_prices_come_back_oldest_first(store):
    points = [PricePoint("BTC", BYBIT, UnixMs(at), 95_000.5 + at) for at in (30, 10, 20)]
    store.put_prices(points)
    assert store.prices(UnixMs(15)) == [points[2], points[0]]


def test_facts(store):
    assert store.fact("replayed_to") is None
    store.put_fact("replayed_to", "1")
    store.put_fact("replayed_to", "2")
    assert store.fact("replayed_to") == "2"


def test_withdrawn_time_is_gone_and_can_be_told_again(store):
    other = span(0, 100, "bybit/linear-2")
    store.put_spans([span(0, 100), span(150, 200), other])
    store.cut_spans({LaneId("bybit/linear-1"): UnixMs(60)})
    assert sorted(store.spans(UnixMs(0)), key=lambda one: one.lane) == [span(0, 60), other]
    store.put_spans([span(0, 120)])
    assert sorted(store.spans(UnixMs(0)), key=lambda one: one.lane) == [span(0, 120), other]


def point(at, coins=2.5, rate=-0.0002):
    interval = None if rate is None else DurationMs(8 * HOUR)
    return ContextPoint("BTC", BYBIT, "BTCUSDT", UnixMs(at), coins, MicroUsd(225_000), rate, interval)


def test_of_each_minute_the_last_context_is_kept(store):
    store.put_context([point(MINUTE), point(MINUTE + 40_000, 2.4), point(3 * MINUTE, None, None)])
    assert store.context(UnixMs(0)) == [point(MINUTE + 40_000, 2.4), point(3 * MINUTE, None, None)]
    assert store.context(UnixMs(2 * MINUTE)) == [point(3 * MINUTE, None, None)]


def test_dollars_nobody_knows_stay_unknown(store):
    unknown = ContextPoint("BTC", BYBIT, "BTCUSDT", UnixMs(MINUTE), None, None, 0.0001, None)
    store.put_context([unknown])
    assert store.context(UnixMs(0)) == [unknown]
