"""Any stretch of the past comes out as the sum of its rows, at every roll-up."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.sizes import bin_of
from liqdesk.domain.feed_state import FilledSpan, LaneId, Span
from liqdesk.domain.liquidation import LiquidationKind, PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.engine.ports import PricePoint
from liqdesk.store.archive import LARGE, LOOKED_THROUGH, StoredArchive
from liqdesk.store.lanes import LaneStore, Loss
from liqdesk.store.names import Names
from tests.fakes.archived import MemoryArchive
from tests.fakes.rows import instrument, option, row, share

START = 20_000 * DAY
OF = (
    instrument("BTC"),
    instrument("ETH"),
    instrument("BTC", "okx"),
    option("BTC"),
    share("BTC"),
    instrument("SOL", "okx"),
)
CHOICES = (
    None,
    Choice(side=PositionSide.LONG),
    Choice(bases=frozenset({"BTC"})),
    Choice(venues=frozenset({VenueId("okx")}), side=PositionSide.SHORT),
    Choice(bases=frozenset({"SOL"}), but=frozenset({"BTC"})),
    Choice(bases=frozenset({"nothing"})),
)
ages = st.integers(0, 4 * 1440 * 60_000) | st.integers(0, 90).map(lambda hour: hour * HOUR)
rows = st.builds(
    lambda at, micro, side, of, kind, number: row(START + at, micro, side, of, kind, occurrence=number),
    ages,
    st.none() | st.integers(0, 10**12),
    st.sampled_from(PositionSide),
    st.sampled_from(OF),
    st.sampled_from((LiquidationKind.LIQUIDATION, LiquidationKind.LIQUIDATION, LiquidationKind.DELEVERAGE)),
    st.integers(0, 2**40),
)
many = st.lists(rows, max_size=25, unique_by=lambda one: one.key)
spans = st.tuples(st.integers(0, 4 * 1440), st.integers(1, 4 * 1440)).map(
    lambda pair: Span(UnixMs(START + pair[0] * MINUTE), UnixMs(START + (pair[0] + pair[1]) * MINUTE))
)


def counted(entries, span, among):
    choice = among or Choice()
    return [one for one in entries if one.counts and choice.admits(one) and span.start <= one.at < span.end]


def sums_of(entries):
    long = sum(one.notional or 0 for one in entries if one.position is PositionSide.LONG)
    short = sum(one.notional or 0 for one in entries if one.position is PositionSide.SHORT)
    return long, short, len(entries), sum(one.notional is None for one in entries)


@given(many, spans, st.sampled_from(CHOICES), st.integers(0, 4 * 1440))
def test_totals_are_the_sums_of_the_rows_also_where_those_are_gone(entries, span, among, pruned):
    archive = MemoryArchive(entries)
    archive.prune(START + pruned * MINUTE)
    asked = StoredArchive(archive.connection)
    expected = sums_of(counted(entries, span, among))
    total = asked.total(span, among)
    assert (total.long, total.short, total.count, total.unvalued) == expected
    parts = asked.markets(span, among)
    lines = [(part.total.long, part.total.short, part.total.count, part.total.unvalued) for part in parts]
    whole = [sum(column) for column in zip(*lines, strict=True)]
    assert tuple(whole or (0, 0, 0, 0)) == expected
    for part in parts:
        own = counted(entries, span, among)
        own = [one for one in own if (one.instrument.venue, one.instrument.base) == (part.venue, part.base)]
        assert (part.total.long, part.total.short, part.total.count, part.total.unvalued) == sums_of(own)
    archive.connection.close()


@given(
    many,
    st.sampled_from(CHOICES),
    st.sampled_from(((MINUTE, 1), (MINUTE, 5), (MINUTE, 15), (HOUR, 1), (HOUR, 4), (DAY, 1), (DAY, 2))),
)
def test_bars_of_every_width_hold_the_rows_of_their_time(entries, among, width):
    archive = MemoryArchive(entries)
    archive.prune(START + 2 * DAY)
    unit, each = width
    bucket = unit * each
    found = StoredArchive(archive.connection).sums(unit, each, Span(UnixMs(START), UnixMs(START + 6 * DAY)), among)
    told = {}
    for key, micro, count, unknown in zip(found.key, found.micro, found.rows, found.unvalued, strict=True):
        line = told.setdefault(key // 2, [0, 0, 0, 0])
        line[key % 2] += micro
        line[2] += count
        line[3] += unknown
    expected = {}
    for one in counted(entries, Span(UnixMs(0), UnixMs(2**50)), among):
        expected.setdefault(one.at // bucket, []).append(one)
    assert told == {at: list(sums_of(own)) for at, own in expected.items()}
    archive.connection.close()


@given(many, st.sampled_from(CHOICES))
def test_sizes_by_day_and_by_row_are_the_same(entries, among):
    archive = MemoryArchive(entries)
    asked = StoredArchive(archive.connection)
    whole = Span(UnixMs(START), UnixMs(START + 6 * DAY))
    by_day = sorted(asked.sizes(START // DAY, START // DAY + 6, among))
    assert by_day == sorted(asked.sizes_of_rows(whole, among))
    expected = {}
    for one in counted(entries, whole, among):
        if one.notional is not None:
            line = expected.setdefault(bin_of(one.notional), [0, 0, 0, 0])
            place = 0 if one.position is PositionSide.LONG else 2
            line[place] += one.notional
            line[place + 1] += 1
    assert by_day == sorted((number, *line) for number, line in expected.items())
    archive.connection.close()


@given(many, spans, st.sampled_from(CHOICES), st.integers(1, 8))
def test_the_largest_are_the_largest_of_the_rows(entries, span, among, limit):
    archive = MemoryArchive(entries)
    found, least = StoredArchive(archive.connection).largest(span, among, limit)
    own = sorted((one.notional for one in counted(entries, span, among) if one.notional is not None), reverse=True)
    assert [one.notional for one in found] == own[:limit]
    assert least is None
    archive.connection.close()


def test_long_stretches_are_not_looked_through_for_small_orders():
    archive = MemoryArchive([row(START, LARGE, occurrence=1), row(START + 1, LARGE - 1, occurrence=2)])
    asked = StoredArchive(archive.connection)
    short = Span(UnixMs(START), UnixMs(START + LOOKED_THROUGH))
    assert [one.notional for one in asked.largest(short, None, 5)[0]] == [LARGE, LARGE - 1]
    found, least = asked.largest(Span(short.start, UnixMs(short.end + MINUTE)), None, 5)
    assert ([one.notional for one in found], least) == ([LARGE], LARGE)
    assert asked.largest(Span(short.start, UnixMs(short.end + MINUTE)), None, 1)[1] is None


def test_the_index_of_large_orders_is_used():
    archive = MemoryArchive([row(START, LARGE)])
    plan = archive.connection.execute(
        "EXPLAIN QUERY PLAN SELECT at, digest FROM liquidations INDEXED BY liquidations_large WHERE micro >= 10000000000"
        " AND at >= 0 ORDER BY micro DESC LIMIT 5"
    ).fetchall()
    assert "liquidations_large" in plan[0][3]
    assert len(plan) == 1  # no sorting


def test_covered_time_is_told_without_what_was_lost():
    archive = MemoryArchive()
    archive.cover("bybit", START, START + HOUR)
    lanes = LaneStore(archive.connection, Names(archive.connection))
    lanes.put_fills(
        [FilledSpan(LaneId("okx/1"), VenueId("okx"), Span(UnixMs(START), UnixMs(START + MINUTE)), Refill.WHOLE)]
    )
    lanes.put_fills(
        [FilledSpan(LaneId("okx/1"), VenueId("okx"), Span(UnixMs(START + HOUR), UnixMs(START + DAY)), Refill.PART)]
    )
    lanes.put_losses([Loss(Span(UnixMs(START + 10 * MINUTE), UnixMs(START + 20 * MINUTE)), 3)])
    asked = StoredArchive(archive.connection)
    told = [
        (one.venue, one.start - START, one.end - START) for one in asked.lanes(Span(UnixMs(START), UnixMs(START + DAY)))
    ]
    assert told == [("bybit", 0, 10 * MINUTE), ("bybit", 20 * MINUTE, HOUR), ("okx", 0, MINUTE)]
    assert asked.in_use() == {"bybit": Span(UnixMs(START), UnixMs(START + HOUR))}
    assert asked.lanes(Span(UnixMs(START + 2 * DAY), UnixMs(START + 3 * DAY))) == []


def test_the_extent_grows_with_what_is_kept():
    archive = MemoryArchive()
    assert StoredArchive(archive.connection).extent().whole is None
    archive.take([row(START + 90_000)])
    archive.cover("bybit", START, START + HOUR)
    told = StoredArchive(archive.connection).extent()
    assert (told.watched, told.orders) == (Span(UnixMs(START), UnixMs(START + HOUR)), START + 90_000)
    assert told.rows == Span(UnixMs(START + MINUTE), UnixMs(START + 2 * MINUTE))
    archive.prune(START + DAY)
    assert StoredArchive(archive.connection).extent().orders is None


def test_a_price_stands_for_the_minutes_after_it():
    archive = MemoryArchive([row(START)])
    archive.price(
        PricePoint(base, VenueId(venue), UnixMs(START + at), price)
        for base, venue, at, price in (
            ("BTC", "bybit", 0, 100.0),
            ("BTC", "okx", 30_000, 101.0),
            ("ETH", "bybit", 60_000, 5.0),
            ("BTC", "bybit", 90_000, 102.0),
        )
    )
    asked = StoredArchive(archive.connection)
    moments = [START - 1, START, START + 60_000, START + 90_000 + 4 * MINUTE, START + 20 * MINUTE]
    assert asked.prices("BTC", moments) == [
        (START, 100.0),
        (START + 30_000, 101.0),
        (START + 90_000, 102.0),
    ]
    assert asked.prices("DOGE", moments) == []


def test_a_read_only_connection_answers_too(tmp_path):
    archive = MemoryArchive([row(START, 5)])
    path = tmp_path / "archive.db"
    archive.connection.execute("VACUUM INTO ?", (str(path),))
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    day = Span(UnixMs(START), UnixMs(START + DAY))
    assert StoredArchive(connection).total(day, None).short == 5
    assert StoredArchive(connection).largest(day, None, 1)[0][0].notional == 5
    connection.close()


@pytest.mark.parametrize("among", CHOICES)
def test_an_empty_archive_answers_everything(among):
    asked = StoredArchive(MemoryArchive().connection)
    day = Span(UnixMs(START), UnixMs(START + DAY))
    assert asked.total(day, among).count == 0
    assert asked.sums(HOUR, 1, day, among).key == []
    assert (asked.markets(day, among), asked.sizes(0, 30_000, among), asked.largest(day, among, 3)) == (
        [],
        [],
        ([], None),
    )
