"""What goes out is what is there, chosen by time, venue, coin, side and size, in pieces that lose nothing between them."""

from contextlib import closing

import pytest

from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.among import EVERYTHING, Among
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.imports import Imports
from liqdesk.store.outflow import PIECE, UNITS, Outflow
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

ETH, OKX = instrument("ETH"), instrument(venue="okx")
ALL = Span(UnixMs(0), UnixMs(2**53))
ROWS = (
    row(T0, 1_000_000, PositionSide.LONG),
    row(T0 + 1, 2_000_000, of=ETH),
    row(T0 + MINUTE, 4_000_000, of=OKX),
    row(T0 + MINUTE, None, of=OKX),
    row(T0 + 2 * HOUR, 8_000_000),
)


def stored(path, *rows, source=Source.LIVE, aside=None):
    file = StoreFile(path, StepClock())
    file.commit(list(rows), aside or Aside(), source)
    file.recordings.close()
    return path


@pytest.fixture
def outflow(tmp_path):
    span = CoveredSpan(LaneId("bybit/a"), VenueId("bybit"), Span(T0, UnixMs(T0 + HOUR)))
    path = stored(tmp_path / "a.db", *ROWS, aside=Aside(spans={(span.lane, span.span.start): span}))
    with closing(Outflow(path)) as opened:
        yield opened


def keys(outflow, among=EVERYTHING, span=ALL):
    return [found.key for piece in outflow.rows(span, among) for found, _ in piece]


def test_rows_are_chosen(outflow):
    assert sorted(keys(outflow)) == sorted(one.key for one in ROWS)
    assert keys(outflow, Among(side=PositionSide.LONG)) == [ROWS[0].key]
    assert keys(outflow, Among(bases=frozenset({"ETH"}))) == [ROWS[1].key]
    assert len(keys(outflow, Among(venues=frozenset({VenueId("okx")})))) == 2
    assert keys(outflow, Among(minimum=MicroUsd(4_000_000))) == [ROWS[2].key, ROWS[4].key]
    assert keys(outflow, Among(frozenset({VenueId("okx")}), frozenset({"ETH"}))) == []
    assert keys(outflow, span=Span(UnixMs(T0 + 1), UnixMs(T0 + MINUTE))) == [ROWS[1].key]
    assert outflow.bounds() == Span(T0, UnixMs(T0 + 2 * HOUR + 1))


def test_rows_say_where_they_came_from(tmp_path, outflow):
    assert {of.source for piece in outflow.rows(ALL, EVERYTHING) for _, of in piece} == {Source.LIVE}
    imports = Imports(tmp_path / "imported.db", StepClock())
    imports.begin("theirs.csv")
    imports.take(ROWS[:2])
    imports.end("some form")
    imports.close()
    with closing(Outflow(tmp_path / "imported.db")) as other:
        told = [of for piece in other.rows(ALL, EVERYTHING) for _, of in piece]
    assert [(of.source, of.file, of.at is not None) for of in told] == [(Source.IMPORT, "theirs.csv", True)] * 2


def test_bars_hold_both_sides(outflow):
    (bars,) = outflow.bars(UNITS["hours"], ALL, EVERYTHING)
    told = {(one.span.start // HOUR - T0 // HOUR, one.venue, one.base): one.total for one in bars}
    assert {of: (total.long, total.short, total.count, total.unvalued) for of, total in told.items()} == {
        (0, "bybit", "BTC"): (1_000_000, 0, 1, 0),
        (0, "bybit", "ETH"): (0, 2_000_000, 1, 0),
        (0, "okx", "BTC"): (0, 4_000_000, 2, 1),
        (2, "bybit", "BTC"): (0, 8_000_000, 1, 0),
    }
    (only,) = outflow.bars(UNITS["minutes"], ALL, Among(side=PositionSide.LONG))
    assert [(one.venue, one.total.long) for one in only] == [("bybit", 1_000_000)]
    assert list(outflow.bars(UNITS["days"], Span(UnixMs(T0 + 1), UnixMs(T0 + HOUR)), EVERYTHING)) == [], (
        "no part of a bar"
    )
    assert list(outflow.bars(UNITS["days"], ALL, Among(bases=frozenset({"XRP"})))) == []


def test_nothing_is_lost_between_pieces(tmp_path):
    count = PIECE + 7
    rows = [
        row(T0 + number * MINUTE, 1_000_000 + number, list(PositionSide)[number % 2]) for number in range(count // 2)
    ]
    rows += [row(T0 + number * MINUTE + 1, 5, PositionSide.SHORT) for number in range(count // 2)]
    with closing(Outflow(stored(tmp_path / "a.db", *rows))) as outflow:
        assert len(set(keys(outflow))) == len(rows)
        bars = [one for piece in outflow.bars(UNITS["minutes"], ALL, EVERYTHING) for one in piece]
    assert len(bars) == count // 2
    assert sum(one.total.both for one in bars) == sum(one.notional or 0 for one in rows)
    assert [one.span.start for one in bars] == sorted({one.span.start for one in bars})


def test_watched_time_goes_out(outflow):
    assert [(one.venue, one.span.end - one.span.start) for one in outflow.watched()] == [("bybit", HOUR)]


def test_an_empty_store_has_no_bounds(tmp_path):
    with closing(Outflow(stored(tmp_path / "a.db"))) as outflow:
        assert outflow.bounds() is None
        assert keys(outflow) == []
