"""Reports become liquidations: equal rows of one frame stay, replays fall out, what cannot be is told."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import ESTIMATES, EveryTime, Intake, Seen
from tests.fakes.rows import T0

GATE = VenueId("gateio")


def catalogue() -> Catalogue:
    book = Catalogue({GATE: lambda symbol: None})
    book.replace(
        GATE,
        [
            Instrument(GATE, "ETH_USDT", "ETH", "USDT", Settlement.LINEAR, 0.01),
            Instrument(GATE, "NEW_USDT", "NEW", "USDT", Settlement.LINEAR, None),
            Instrument(GATE, "1000PEPE_USDT", "PEPE", "USDT", Settlement.LINEAR, 1.0, 1000),
        ],
        "test",
        None,
    )
    return book


def intake(seen=None) -> Intake:
    return Intake(catalogue(), {GATE: Completeness.FULL}, seen)


def report(size=350.0, price=2701.4, symbol="ETH_USDT", at: int | None = T0, **more) -> LiquidationReport:
    return LiquidationReport(
        GATE, symbol, PositionSide.LONG, size, SizeUnit.CONTRACTS, price, PriceKind.ORDER,
        None if at is None else UnixMs(at), **more,
    )  # fmt: skip


def test_contracts_become_coins_and_dollars():
    (one,) = intake().take([report()], UnixMs(T0 + 44))
    assert (one.quantity_base, one.notional) == (3.5, 9_454_900_000)
    assert (one.at, one.received_at, one.history, one.completeness) == (T0, T0 + 44, False, Completeness.FULL)


def test_a_scaled_symbol_is_told_per_coin():
    (one,) = intake().take([report(size=2, price=12.5, symbol="1000PEPE_USDT")], T0)
    assert (one.price, one.quantity_base, one.notional) == (0.0125, 2000, 25_000_000)


def test_without_a_contract_size_the_row_stays_unvalued():
    (one,) = intake().take([report(symbol="NEW_USDT")], T0)
    assert (one.quantity_base, one.notional) == (None, None)


def test_an_unknown_symbol_is_told_not_guessed():
    into = intake()
    assert into.take([report(symbol="???")], T0) == ()
    assert [rejection.symbol for rejection in into.rejections] == ["???"]


def test_a_notional_beyond_belief_is_told():
    into = intake()
    assert into.take([report(size=1e12, price=1e6)], T0) == ()
    assert "not believable" in into.rejections[0].reason


def test_two_equal_rows_of_one_frame_are_two_events():
    batch = intake().take([report(), report(), report(size=1)], T0)
    assert [one.occurrence for one in batch] == [0, 1, 0]
    assert len({one.key for one in batch}) == 3


def test_a_replayed_frame_falls_out():
    into = intake()
    frame = [report(), report()]
    assert len(into.take(frame, T0)) == 2
    assert into.take(frame, UnixMs(T0 + 9_000)) == ()


def test_a_replay_with_one_more_equal_row_gives_that_one():
    into = intake()
    into.take([report()], T0)
    assert [one.occurrence for one in into.take([report(), report()], T0)] == [1]


def test_what_an_earlier_run_stored_falls_out():
    (stored,) = intake().take([report()], T0)
    numbered = intake().take([report(ident="7")], T0)[0]
    into = intake()
    into.remember(stored)
    into.remember(numbered)
    assert into.take([report()], T0) == ()
    assert into.take([report(ident="7")], T0) == ()


def test_rows_older_than_the_connection_are_history():
    old, new = intake().take([report(), report(at=T0 + 5)], T0, history_before=UnixMs(T0 + 5))
    assert (old.history, new.history) == (True, False)
    assert intake().take([report(history=True)], T0)[0].history


def test_a_venue_without_times_gets_the_reading_time():
    assert intake().take([report(at=None)], UnixMs(T0 + 7))[0].at == T0 + 7


def test_reading_frame_by_frame_forgets():
    into = intake(EveryTime())
    keys = [into.take([report(), report()], T0) for _ in range(2)]
    assert [one.key for one in keys[0]] == [one.key for one in keys[1]]


def test_memory_is_bounded_and_recognises_the_newest():
    seen = Seen(generation=10)
    assert all(seen.add(number) for number in range(25))
    assert not any(seen.add(number) for number in range(11, 25))
    assert seen.add(0)


FRAMES = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=6)


@given(FRAMES, st.data())
def test_whatever_is_replayed_every_event_comes_once(frames, data):
    true = [[report(size=size, at=T0 + 1000 * number) for size in sizes] for number, sizes in enumerate(frames)]
    replays = data.draw(st.lists(st.sampled_from(true), max_size=8))
    into = intake()
    got = [one.key for frame in (*true, *replays) for one in into.take(frame, T0)]
    expected = [one.key for frame in true for one in intake().take(frame, T0)]
    assert got == expected


def numbered(price: float, priced: PriceKind, ident: str = "7", **more) -> LiquidationReport:
    return LiquidationReport(
        GATE, "ETH_USDT", PositionSide.LONG, 100.0, SizeUnit.CONTRACTS, price, priced, UnixMs(T0), ident=ident, **more
    )


def test_a_better_price_corrects_an_estimate_once():
    one = intake()
    (estimate,) = one.take([numbered(2_000.0, PriceKind.ENTRY)], T0)
    assert one.take([numbered(2_000.0, PriceKind.ENTRY)], T0) == ()
    (corrected,) = one.take([numbered(2_100.0, PriceKind.FILL)], UnixMs(T0 + 40))
    assert one.take([numbered(2_200.0, PriceKind.FILL)], T0) == ()
    assert corrected.key == estimate.key
    assert (estimate.corrects, corrected.corrects) == (None, estimate.notional)
    assert (estimate.notional, corrected.notional) == (2_000_000_000, 2_100_000_000)
    assert (corrected.price, corrected.price_kind) == (2_100.0, PriceKind.FILL)
    assert not corrected.countable


def test_a_price_that_was_paid_is_never_corrected():
    one = intake()
    assert len(one.take([numbered(2_000.0, PriceKind.FILL)], T0)) == 1
    assert one.take([numbered(2_100.0, PriceKind.FILL)], T0) == ()


def test_an_estimate_of_an_earlier_run_is_corrected():
    (estimate,) = intake().take([numbered(2_000.0, PriceKind.ENTRY)], T0)
    one = intake()
    one.remember(estimate)
    (corrected,) = one.take([numbered(2_100.0, PriceKind.FILL)], T0)
    assert corrected.corrects == estimate.notional


def test_only_so_many_estimates_can_be_corrected():
    one = intake()
    for number in range(ESTIMATES + 1):
        one.take([numbered(2_000.0, PriceKind.MARK, str(number))], T0)
    assert one.take([numbered(2_100.0, PriceKind.FILL, "0")], T0) == ()
    assert len(one.take([numbered(2_100.0, PriceKind.FILL, "1")], T0)) == 1


def test_what_no_total_counts_is_not_corrected():
    one = intake()
    one.take([numbered(2_000.0, PriceKind.ENTRY, kind=LiquidationKind.DELEVERAGE)], T0)
    assert one.take([numbered(2_100.0, PriceKind.FILL, kind=LiquidationKind.DELEVERAGE)], T0) == ()
