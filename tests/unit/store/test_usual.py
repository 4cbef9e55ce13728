"""A recorded day by venue: its money, and the watched minutes in which it spoke."""

import pytest

from liqdesk.analytics.rhythm import HourOfVenue, Minutes
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import LiquidationKind
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from tests.fakes.clock import StepClock
from tests.fakes.rows import instrument, row

DAY_NUMBER = 20_000
START = UnixMs(DAY_NUMBER * DAY)


@pytest.fixture
def file(tmp_path):
    file = StoreFile(tmp_path / "liqdesk.db", StepClock())
    yield file
    file.recordings.close()


def watched(start, end, lane="okx/public"):
    venue = VenueId(lane.split("/")[0])
    span = Span(UnixMs(START + start), UnixMs(START + end))
    return (LaneId(lane), span.start), CoveredSpan(LaneId(lane), venue, span)


def test_the_money_of_a_day_by_venue(file):
    rows = [
        row(START, 5), row(START + DAY - 1, 7), row(START - 1, 100), row(START + DAY, 100),
        row(START + 9, 11, of=instrument("ETH", "okx")), row(START + 9, 99, kind=LiquidationKind.DELEVERAGE),
    ]  # fmt: skip
    file.commit(rows, Aside(), Source.LIVE)
    assert file.history().day_volume(DAY_NUMBER) == {"bybit": 12, "okx": 11}
    assert file.history().day_volume(DAY_NUMBER + 5) == {}


def test_the_rhythm_of_a_day_counts_whole_watched_minutes(file):
    okx, eth = instrument("BTC", "okx"), instrument("ETH", "okx")
    rows = [
        row(START + 2 * MINUTE, of=okx), row(START + 2 * MINUTE + 9, of=eth), row(START + 5 * MINUTE, of=okx),
        row(START + HOUR + MINUTE, of=okx),
    ]  # fmt: skip
    spans = dict(
        [watched(MINUTE + 1, 10 * MINUTE), watched(9 * MINUTE, 12 * MINUTE + 5, "okx/b"), watched(HOUR, HOUR + 9)]
    )
    file.commit(rows, Aside(spans), Source.LIVE)
    assert file.history().day_rhythm(DAY_NUMBER) == {"okx": [HourOfVenue(START // HOUR, Minutes(10, 2))]}


def test_a_span_over_midnight_counts_for_each_day_its_own(file):
    file.commit([], Aside(dict([watched(-2 * MINUTE, 3 * MINUTE)])), Source.LIVE)
    assert file.history().day_rhythm(DAY_NUMBER)["okx"][0].minutes == Minutes(3, 0)
    assert file.history().day_rhythm(DAY_NUMBER - 1)["okx"][0].minutes == Minutes(2, 0)


def test_imported_rows_make_no_minute_more_active_than_watched(file):
    rows = [row(START + minute * MINUTE, of=instrument("BTC", "okx")) for minute in range(30)]
    file.commit(rows, Aside(dict([watched(0, 4 * MINUTE)])), Source.IMPORT)
    assert file.history().day_rhythm(DAY_NUMBER)["okx"][0].minutes == Minutes(4, 4)
