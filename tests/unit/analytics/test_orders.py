"""The orders of a coin are all that came, in order of time, whatever came late, was corrected or had to make room."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.buckets import Slots
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.orders import PORTION, OrderLog, between, pick, total_of
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.domain.venue import Completeness
from tests.fakes.rows import T0, info, instrument, row, share

BTC, BTC_OKX, ETH = instrument("BTC"), instrument("BTC", "okx"), instrument("ETH")
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 80_000_000, T0),
        micro=st.one_of(st.none(), st.integers(1, 10**12)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([BTC, BTC_OKX, ETH, share("BTC")]),
        price=st.floats(0.5, 2.0),
    ),
    max_size=40,
)


def analytics() -> LiveAnalytics:
    return LiveAnalytics({one.id: one for one in (info("bybit"), info("okx", Completeness.SAMPLED, "OKX"))})


@given(ROWS, st.lists(ROWS, max_size=4))
def test_all_rows_of_the_coin_are_told_in_order_of_time(first, later):
    live = analytics()
    live.restore(first)
    live.orders("BTC", T0)
    for rows in later:
        if rows:
            live.take(tuple(rows))
        found = live.orders("BTC", T0).found
    found = live.orders("BTC", T0).found
    expected = sorted(
        (one.at, one.price, one.notional or 0, one.position is PositionSide.SHORT, one.notional is None)
        for one in (*first, *(one for rows in later for one in rows))
        if one.instrument.base == "BTC" and not one.instrument.tradfi
    )
    orders = found.orders
    assert np.all(np.diff(orders["at"]) >= 0)
    told = zip(orders["at"], orders["price"], orders["micro"], orders["slot"] % 2 == 1, orders["unvalued"], strict=True)
    assert sorted(tuple(value.item() for value in one) for one in told) == expected


@given(ROWS, st.integers(0, 10**12), st.integers(1, 12))
def test_what_is_picked_and_what_is_folded_are_everything(rows, minimum, most):
    live = analytics()
    live.restore(rows)
    orders = live.orders("BTC", T0).found.orders
    picked = pick(orders, MicroUsd(minimum), most)
    whole, drawn, folded = total_of(orders), total_of(picked.orders), picked.folded
    assert (drawn.long + folded.long, drawn.short + folded.short) == (whole.long, whole.short)
    assert (drawn.count + folded.count, folded.unvalued) == (whole.count, whole.unvalued)
    assert len(picked.orders) <= most
    assert np.all(np.diff(picked.orders["at"]) >= 0)
    if len(picked.orders):
        assert picked.orders["micro"].min() >= max(minimum, picked.floor, 1)


def test_the_revision_tells_whether_anything_came():
    live = analytics()
    live.restore([row(of=BTC), row(of=ETH)])
    first = live.orders("BTC", T0).found
    live.take((row(of=ETH),))
    same = live.orders("BTC", T0).found
    assert same.revision == first.revision
    assert len(same.orders) == 1
    live.take((row(of=BTC_OKX),))
    assert live.orders("BTC", T0).found.revision != first.revision


def test_coins_take_turns_without_losing_anything():
    live = analytics()
    for turn in range(3):
        for base in ("BTC", "ETH", "SOL", "XRP"):
            live.take((row(of=instrument(base)),))
            assert len(live.orders(base, T0).found.orders) == turn + 1


def test_what_is_no_coin_counts_only_where_it_is_chosen():
    live = analytics()
    live.restore([row(of=BTC), row(of=share("BTC"))])
    assert len(live.orders("BTC", T0).found.orders) == 1
    live.count_tradfi(True)
    assert len(live.orders("BTC", T0).found.orders) == 2


def test_a_sampled_venue_and_a_kind_of_price_are_kept():
    live = analytics()
    sampled = msgspec.structs.replace(row(of=BTC_OKX), completeness=Completeness.SAMPLED)
    live.restore([sampled, row(at=T0 + 1)])
    view = live.orders("BTC", UnixMs(T0 + 2))
    assert view.found.orders["sampled"].tolist() == [True, False]
    venue, base = view.found.pairs[int(view.found.orders["slot"][0]) // 2]
    assert (view.names[venue], base) == ("OKX", "BTC")
    assert view.at_least


def test_a_correction_takes_the_place_of_the_estimate():
    live = analytics()
    estimate = msgspec.structs.replace(row(micro=5_000_000, ident="7", price=2.0), price_kind=PriceKind.ENTRY)
    live.restore([estimate, row(micro=1_000_000, price=2.0)])
    assert len(live.orders("BTC", T0).found.orders) == 2
    better = msgspec.structs.replace(
        row(at=T0 + 400, micro=4_000_000, ident="7", price=1.6), corrects=MicroUsd(5_000_000)
    )
    live.take((better,))
    orders = live.orders("BTC", UnixMs(T0 + 500)).found.orders
    assert orders["micro"].tolist() == [4_000_000, 1_000_000]
    assert orders["price"].tolist() == [1.6, 2.0]


def test_a_correction_of_what_is_not_held_keeps_the_sum():
    live = analytics()
    live.take((msgspec.structs.replace(row(micro=4_000_000, ident="7"), corrects=MicroUsd(5_000_000)),))
    assert total_of(live.orders("BTC", T0).found.orders).short == -1_000_000


def test_the_oldest_make_room_and_it_is_said():
    slots = Slots()
    log = OrderLog(slots, most=2 * PORTION)
    for start in range(0, 3 * PORTION, PORTION // 2):
        log.add(slots.columns([row(at=T0 + start + n, micro=1) for n in range(PORTION // 2)]))
    assert log.lost_until == T0 + PORTION - 1
    told = log.coin("BTC", UnixMs(0)).orders
    assert told["at"].tolist() == list(range(T0 + PORTION, T0 + 3 * PORTION))


def test_old_ones_are_let_go():
    live = analytics()
    live.restore([row(at=T0 - DAY - 5 * HOUR + n) for n in range(PORTION + 10)])
    live.restore([row(at=T0 + n) for n in range(10)])
    live.step(T0)
    live.step(UnixMs(T0 + HOUR))
    assert len(live.orders("BTC", UnixMs(T0 + HOUR)).found.orders) == 10
    assert sum(len(one) for one in live._orders._log) <= 2 * PORTION


@pytest.mark.parametrize(("start", "end", "count"), [(T0, T0 + 3, 3), (T0 + 0.5, T0 + 1.5, 1), (T0 + 9, T0 + 20, 0)])
def test_a_stretch_begins_with_its_start_and_ends_before_its_end(start, end, count):
    live = analytics()
    live.restore([row(at=T0 + n) for n in range(5)])
    assert len(between(live.orders("BTC", UnixMs(T0 + 10)).found.orders, start, end)) == count
