"""Everybody gets each batch, in order, whatever one of them does."""

import logging

import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.time import UnixMs
from liqdesk.engine.pipeline import Pipeline, Ring
from tests.fakes.rows import BTC, T0, info, instrument, row


class Collector:
    def __init__(self):
        self.rows = []

    def take(self, batch):
        self.rows.extend(batch)


class Broken:
    def __init__(self):
        self.calls = 0

    def take(self, batch):
        self.calls += 1
        raise RuntimeError("no disk")


def test_a_batch_reaches_all():
    disk, analytics, ring, printer = Collector(), LiveAnalytics({info().id: info()}), Ring(), Collector()
    one = row()
    journal = Collector()
    Pipeline(disk, analytics, journal, ring, printer).publish((one,))
    assert disk.rows == journal.rows == printer.rows == list(ring.after(0)) == [one]
    assert analytics.totals(T0).window("1h").total.count == 1


@pytest.mark.expected_log("disk sink failed")
def test_a_broken_sink_is_told_once_and_costs_nobody_a_row(caplog):
    disk, ring = Broken(), Ring()
    pipeline = Pipeline(disk, LiveAnalytics({}), Collector(), ring, None)
    with caplog.at_level(logging.ERROR):
        pipeline.publish((row(),))
        pipeline.publish((row(at=T0 + 1),))
    assert disk.calls == 2
    assert len(caplog.records) == 1
    caplog.clear()
    assert ring.newest == 2


def test_what_a_venue_told_live_is_heard_of():
    pipeline = Pipeline(Collector(), LiveAnalytics({}), Collector(), Ring(), None)
    live, other = row(), row(of=instrument(venue="okx"))
    pipeline.publish((live, row(at=T0 + 1, history=True), other))
    assert pipeline.heard(BTC.venue) == (live,)


@pytest.mark.parametrize(("asked", "given"), [(0, [3, 4, 5]), (2, [3, 4, 5]), (4, [5]), (5, []), (9, [])])
def test_the_ring_gives_what_came_after(asked, given):
    ring = Ring(held=3)
    for number in range(1, 6):
        ring.take((row(at=UnixMs(number)),))
    assert [one.at for one in ring.after(asked)] == given
