"""Rows come back as they went in, once each, and the sums beside them are theirs."""

import itertools

import apsw
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.store.codes import Source
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import CHUNKS, LEAST_DIGEST, RowStore, digest_of
from tests.fakes.rows import T0, instrument, option, row, share
from tests.fakes.stored import wrong_sums


def opened():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    return connection


@pytest.fixture
def connection():
    connection = opened()
    yield connection
    connection.close()


def everything(store, limit=100_000):
    return store.read(UnixMs(0), UnixMs(2**52), limit)


def keys(rows):
    return [one.key for one in rows]


def sums_hold(connection):
    assert wrong_sums(connection) == []


INSTRUMENTS = (
    instrument("BTC"),
    instrument("ETH", "okx"),
    Instrument(VenueId("okx"), "BTC-USD-SWAP", "BTC", "USD", Settlement.INVERSE, 100.0, 1.0, "SWAP", UnixMs(T0), True),
    Instrument(VenueId("bybit"), "1000PEPEUSDT", "PEPE", "USDT", Settlement.LINEAR, None, 1000.0),
    option(),
)
positive = st.floats(1e-9, 1e9)
liquidations = st.builds(
    Liquidation,
    instrument=st.sampled_from(INSTRUMENTS),
    position=st.sampled_from(PositionSide),
    price=positive,
    price_kind=st.sampled_from(PriceKind),
    quantity_base=st.none() | positive,
    notional=st.none() | st.integers(0, 10**18).map(MicroUsd),
    at=st.integers(T0, T0 + 8_000_000).map(UnixMs),
    received_at=st.integers(T0, T0 + 8_000_000).map(UnixMs),
    kind=st.sampled_from(LiquidationKind),
    history=st.booleans(),
    completeness=st.sampled_from(Completeness),
    size=positive,
    venue_price=positive,
    occurrence=st.integers(0, 3),
    ident=st.sampled_from(("", "", "7", "007", "8e3")),
)


@given(liquidations)
def test_every_field_comes_back(one):
    connection = opened()
    RowStore(connection).insert([one], Source.LIVE)
    (back,) = everything(RowStore(connection))  # another store on the file knows no instrument yet
    for name in one.__struct_fields__:
        if name != "instrument":
            assert getattr(back, name) == getattr(one, name), name
    for name in one.instrument.__slots__:
        assert getattr(back.instrument, name) == getattr(one.instrument, name), name
    assert back.key == one.key
    connection.close()


@given(st.data(), st.lists(liquidations, min_size=1, max_size=25))
def test_sums_are_those_of_the_rows_in_any_order_and_grouping(data, rows):
    connection = opened()
    store = RowStore(connection)
    offered = data.draw(st.permutations(rows + rows[: len(rows) // 2]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(offered)), max_size=4)))
    new = sum(
        store.insert(offered[start:end], Source.LIVE)
        for start, end in itertools.pairwise([0, *cuts, len(offered)])
        if end > start
    )
    stored = everything(store)
    assert sorted(keys(stored)) == sorted(set(keys(rows)))
    assert new == len(stored)
    sums_hold(connection)
    connection.close()


def test_a_key_is_known_again_after_the_contract_size_changed(connection):
    store = RowStore(connection)
    old = Instrument(VenueId("okx"), "X", "X", "USDT", Settlement.LINEAR, 1.0)
    new = Instrument(VenueId("okx"), "X", "X", "USDT", Settlement.LINEAR, 10.0)
    assert store.insert([row(of=old)], Source.LIVE) == 1
    assert store.insert([row(of=new, micro=10_000_000)], Source.LIVE) == 1  # another size, another event
    assert store.insert([row(of=new)], Source.LIVE) == 0
    assert [one.instrument.multiplier for one in sorted(everything(store), key=lambda one: one.size)] == [1.0, 10.0]
    sums_hold(connection)


def test_equal_rows_of_one_frame_are_two(connection):
    store = RowStore(connection)
    assert store.insert([row(occurrence=0), row(occurrence=1), row(occurrence=1)], Source.LIVE) == 2


def test_a_venues_own_number_decides_whatever_the_time(connection):
    store = RowStore(connection)
    assert store.insert([row(T0, ident="9"), row(T0 + 5, ident="9"), row(T0, ident="10")], Source.LIVE) == 2
    assert store.insert([row(T0 + 900_000, ident="9")], Source.LIVE) == 0
    assert store.insert([row(T0, ident="9", of=instrument(venue="okx"))], Source.LIVE) == 1
    sums_hold(connection)


def test_deleveraging_is_kept_and_enters_no_sum(connection):
    store = RowStore(connection)
    store.insert([row(kind=LiquidationKind.DELEVERAGE), row(T0 + 1, kind=LiquidationKind.BACKSTOP)], Source.LIVE)
    assert len(everything(store)) == 2
    assert connection.execute("SELECT sum(rows) FROM minutes").get == 1


def test_options_are_kept_and_enter_no_sum(connection):
    store = RowStore(connection)
    store.insert([row(T0, 9_000_000, of=option()), row(T0 + 1, 5_000_000)], Source.LIVE)
    assert [one.counts for one in everything(store)] == [False, True]
    assert connection.execute("SELECT sum(micro) FROM minutes").get == 5_000_000
    assert store.largest(UnixMs(0)).notional == 5_000_000


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, *CHUNKS, CHUNKS[-1] + 1, 1_000])
def test_groups_of_any_size_go_in_whole(connection, count):
    store = RowStore(connection)
    rows = [row(T0 + number) for number in range(count)]
    assert store.insert(rows, Source.LIVE) == count
    assert keys(everything(store)) == keys(rows)


def test_the_newest_come_oldest_first(connection):
    store = RowStore(connection)
    store.insert([row(T0 + number) for number in (3, 1, 2, 4)], Source.LIVE)
    assert [one.at - T0 for one in store.read(UnixMs(T0 + 1), UnixMs(T0 + 4), 2)] == [2, 3]
    assert store.read(UnixMs(T0 + 5), UnixMs(T0 + 9), 2) == []


def test_pages_join_without_seam(connection):
    store = RowStore(connection)
    rows = [row(T0 + number // 10, occurrence=number % 10) for number in range(100)]
    store.insert(rows, Source.LIVE)
    mark, back = (T0 + 1_000, LEAST_DIGEST), []
    for _ in range(100):
        page, mark = store.page(UnixMs(T0), mark, 7)
        back = page + back
        if not page:
            break
    assert keys(back) == keys(everything(store))
    assert len(set(keys(back))) == 100


def test_numbers_of_a_rolled_back_transaction_are_given_anew(connection):
    store = RowStore(connection)
    connection.execute("BEGIN")
    store.insert([row()], Source.LIVE)
    connection.execute("ROLLBACK")
    store.names.forget()
    assert store.insert([row(of=instrument("ETH")), row()], Source.LIVE) == 2
    assert sorted(one.instrument.base for one in everything(RowStore(connection))) == ["BTC", "ETH"]
    sums_hold(connection)


def test_the_source_is_marked(connection):
    RowStore(connection).insert([row()], Source.DEMO)
    assert connection.execute("SELECT source FROM liquidations").get == 2


def test_the_largest_is_a_valued_liquidation(connection):
    store = RowStore(connection)
    assert store.largest(UnixMs(0)) is None
    store.insert(
        [
            row(T0, 5_000_000),
            row(T0 + 1, 9_000_000, kind=LiquidationKind.DELEVERAGE),
            row(T0 + 2, None),
            row(T0 - 5_000, 8_000_000),
        ],
        Source.LIVE,
    )
    assert store.largest(T0).notional == 5_000_000


def test_a_digest_fits_sqlites_integer():
    assert all(-(2**63) <= digest_of(row(T0 + number).key) < 2**63 for number in range(100))


def test_a_name_listed_again_with_another_size_leaves_old_rows_as_they_were(connection):
    store = RowStore(connection)
    listings = [
        Instrument(VenueId("okx"), "X-USDT-SWAP", "X", "USDT", Settlement.LINEAR, size, listed_at=UnixMs(at))
        for size, at in ((1.0, T0 - 9), (1_000.0, T0))
    ]
    for place, one in enumerate(listings):
        _, notional = one.measure(3.0, SizeUnit.CONTRACTS, 2.0)
        store.insert([row(T0 + place, notional, of=one)], Source.LIVE)
    old, new = everything(store)
    assert (old.notional, new.notional) == (6_000_000, 6_000_000_000)
    assert [(one.instrument.multiplier, one.instrument.listed_at) for one in (old, new)] == [
        (1.0, T0 - 9),
        (1_000.0, T0),
    ]
    sums_hold(connection)


@pytest.mark.parametrize("together", [True, False])
def test_a_corrected_row_takes_the_estimates_place_in_file_and_sums(connection, together):
    store = RowStore(connection)
    estimate = msgspec.structs.replace(row(T0, 9_000_000, ident="7"), price_kind=PriceKind.ENTRY)
    better = msgspec.structs.replace(row(T0, 5_000_000, ident="7", price=2.0), corrects=MicroUsd(9_000_000))
    for group in ([estimate, better],) if together else ([estimate], [better], [better]):
        store.insert(group, Source.LIVE)
        sums_hold(connection)
    (kept,) = everything(store)
    assert (kept.notional, kept.price, kept.price_kind) == (5_000_000, 2.0, PriceKind.BANKRUPTCY)
    assert kept.corrects is None
    assert connection.execute("SELECT micro, rows FROM hours").fetchall() == [(5_000_000, 1)]


def test_a_correction_of_what_was_never_stored_is_stored(connection):
    store = RowStore(connection)
    assert store.insert([msgspec.structs.replace(row(ident="7"), corrects=MicroUsd(9))], Source.LIVE) == 1
    assert [one.notional for one in everything(store)] == [1_000_000]
    sums_hold(connection)


def test_a_correction_of_what_no_sum_holds_changes_the_row_alone(connection):
    store = RowStore(connection)
    store.insert([row(micro=9, of=share(), ident="7")], Source.LIVE)
    store.insert([msgspec.structs.replace(row(micro=5, of=share(), ident="7"), corrects=MicroUsd(9))], Source.LIVE)
    assert [one.notional for one in everything(store)] == [5]
    sums_hold(connection)
