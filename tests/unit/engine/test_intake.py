"""Reports become liquidations: equal rows of one frame stay, replays fall out, what cannot be is told."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Likeness, LiquidationKind, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import ESTIMATES, Intake
from liqdesk.engine.seen import EveryTime, Seen
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


def report(
    size=350.0, price=2701.4, symbol="ETH_USDT", at: int | None = T0, position=PositionSide.LONG, **more
) -> LiquidationReport:
    return LiquidationReport(
        GATE, symbol, position, size, SizeUnit.CONTRACTS, price, PriceKind.ORDER,
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
    into = intake(Seen(generation=10, packed=0))
    frames = [[report(at=T0 + number)] for number in range(25)]
    assert all(into.take(frame, T0) for frame in frames)
    assert not any(into.take(frame, T0) for frame in frames[11:])
    assert into.take(frames[0], T0)


def test_remembered_rows_are_bounded_too():
    rows = [row for number in range(25) for row in intake().take([report(at=T0 + number)], T0)]
    into = intake(Seen(generation=10, packed=0))
    for row in rows:
        into.remember(row)
    assert into.take([report(at=T0)], T0)
    assert not into.take([report(at=T0 + 24)], T0)


def test_what_differs_at_one_moment_is_kept_and_its_replays_fall_out():
    into = intake()
    told = [report(), report(size=2.0), report(price=9.0), report(position=PositionSide.SHORT), report(size=2.0)]
    one_by_one = [into.take([row], T0) for row in told[:4]]
    assert [len(batch) for batch in one_by_one] == [1, 1, 1, 1]
    assert [row.occurrence for row in into.take(told, T0)] == [1]
    assert into.take(told, T0) == ()


def test_each_of_two_equal_rows_that_cannot_be_is_told():
    into = intake()
    assert into.take([report(size=1e12, price=1e9)] * 2, T0) == ()
    assert len(into.rejections) == 2


FRAMES = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=6)


@given(FRAMES, st.data())
def test_whatever_is_replayed_every_event_comes_once(frames, data):
    true = [[report(size=size, at=T0 + 1000 * number) for size in sizes] for number, sizes in enumerate(frames)]
    replays = data.draw(st.lists(st.sampled_from(true), max_size=8))
    into = intake()
    got = [one.key for frame in (*true, *replays) for one in into.take(frame, T0)]
    expected = [one.key for frame in true for one in intake().take(frame, T0)]
    assert got == expected


WORDS = st.tuples(st.sampled_from(["ETH_USDT", "1000PEPE_USDT", "???"]), st.sampled_from([1.0, 2.0, 1e12]))
ANY_FRAME = st.lists(WORDS, min_size=1, max_size=8)


@given(st.lists(ANY_FRAME, min_size=1, max_size=6))
def test_of_equal_rows_the_most_any_frame_held_come(frames):
    """However frames overlap: as many equal rows come as stood in the one frame that held most of them."""
    into = intake()
    got = [
        (one.instrument.symbol, one.size, one.occurrence)
        for frame in frames
        for one in into.take([report(size=size, price=1e6, symbol=symbol) for symbol, size in frame], T0)
    ]
    most = {words: max(frame.count(words) for frame in frames) for frame in frames for words in frame}
    expected = {
        (symbol, size, number)
        for (symbol, size), count in most.items()
        for number in range(count)
        if symbol != "???" and size < 1e12  # the others are rejected: unknown, or beyond belief
    }
    assert sorted(got) == sorted(expected)


def recovering() -> Intake:
    return Intake(catalogue(), {GATE: Completeness.FULL}, likenesses={GATE: Likeness("size", 1)})


def of_history(size=350.0, at: int = T0, price=2703.05) -> LiquidationReport:
    """As the history has it: whole seconds, and the price that was paid."""
    return report(size=size, price=price, at=at // 1000 * 1000)


def back(into: Intake, *rows: LiquidationReport) -> list[tuple[float, bool]]:
    """The sizes of what is new, and whether it is history."""
    batch = into.recover(rows, UnixMs(T0 + 9_000), [row.size for row in rows])
    return [(one.size, one.history) for one in batch]


def test_a_live_row_and_its_twin_in_the_history_count_once():
    into = recovering()
    assert into.take([report(at=T0 + 871)], T0)
    assert back(into, of_history(at=T0 + 871), of_history(size=7.0)) == [(7.0, True)]


def test_of_two_equal_orders_the_one_not_heard_is_new():
    into = recovering()
    into.take([report(at=T0 + 10)], T0)
    assert back(into, of_history(at=T0), of_history(at=T0)) == [(350.0, True)]


def test_two_equal_orders_that_were_both_heard_stay_two():
    into = recovering()
    assert len(into.take([report(at=T0 + 10), report(at=T0 + 10)], T0)) == 2
    assert back(into, of_history(at=T0), of_history(at=T0)) == []


def test_two_equal_orders_nobody_heard_stay_two():
    assert len(back(recovering(), of_history(), of_history())) == 2


def test_asking_again_brings_nothing_new():
    into = recovering()
    into.take([report(at=T0 + 10)], T0)
    page = (of_history(), of_history(), of_history(size=8.0))
    assert len(back(into, *page)) == 2
    assert back(into, *page) == []


def test_after_a_restart_neither_live_rows_nor_earlier_recovered_ones_come_again():
    before = recovering()
    live = before.take([report(at=T0 + 10)], T0)
    page = (of_history(), of_history(), of_history(size=8.0))
    found = before.recover(page, UnixMs(T0 + 9_000), [row.size for row in page])
    after = recovering()
    for row in (*live, *found):
        after.remember(row)
    assert back(after, *page) == []


def test_a_history_with_the_same_keys_needs_no_likeness():
    into = intake()
    assert into.take([report(), report(size=8.0)], T0)
    batch = into.take([report(), report(), report(size=9.0)], T0, UnixMs(T0 + 1))
    assert [(one.size, one.occurrence, one.history) for one in batch] == [(350.0, 1, True), (9.0, 0, True)]


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
