"""Rows become cells: exact whatever the batches, without what does not count."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.buckets import MINUTE_S, PIECES_BEFORE_MERGE, Piece, SecondCells
from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide
from tests.fakes.rows import T0, instrument, option, row

BTC, ETH = instrument("BTC"), instrument("ETH", "okx")
KINDS = st.sampled_from(LiquidationKind)
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0, T0 + 150_000),
        micro=st.none() | st.integers(0, 10**18),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([BTC, ETH, option(settlement=Settlement.INVERSE)]),
        kind=KINDS,
    ),
    max_size=30,
)


def put(cells: SecondCells, rows: list[Liquidation]) -> None:
    cells.add(cells.slots.columns(rows))


def counted(cells: SecondCells, pieces: list[Piece]) -> Counter[tuple[str, str, bool, int, str]]:
    """Micro-USD, rows and unvalued rows by venue, coin, side and second."""
    sums: Counter[tuple[str, str, bool, int, str]] = Counter()
    for piece in pieces:
        for second, slot, three in zip(piece.second.tolist(), piece.slot.tolist(), piece.sums.tolist(), strict=True):
            venue, base = cells.slots.pairs[slot // 2]
            for what, amount in zip(("micro", "rows", "unvalued"), three, strict=True):
                sums[venue, base, bool(slot % 2), second, what] += amount
    return +sums


def expected(rows: list[Liquidation]) -> Counter[tuple[str, str, bool, int, str]]:
    sums: Counter[tuple[str, str, bool, int, str]] = Counter()
    for one in rows:
        if one.counts:
            of = one.instrument
            cell = of.venue, of.base, one.position is PositionSide.SHORT, one.at // 1000
            sums[*cell, "micro"] += one.notional or 0
            sums[*cell, "rows"] += 1
            sums[*cell, "unvalued"] += one.notional is None
    return +sums


@given(st.lists(ROWS, max_size=6), st.data())
def test_any_batches_and_folds_give_the_same_exact_cells(batches, data):
    cells, folded = SecondCells(), []
    for batch in batches:
        put(cells, batch)
        if data.draw(st.booleans()):
            folded.append(cells.fold())
    folded.append(cells.fold())
    rows = [one for batch in batches for one in batch]
    assert counted(cells, [piece for piece in folded if piece is not None]) == expected(rows)
    kept = list(cells.between(T0 // 1000 - 1, T0 // 1000 + 200))
    assert counted(cells, kept) == expected(rows)


def test_a_minute_of_many_pieces_becomes_one():
    cells = SecondCells()
    rows = [row(at=T0 + 40 * number) for number in range(PIECES_BEFORE_MERGE + 1)]
    for one in rows:
        put(cells, [one])
        cells.fold()
    assert len(cells.minute(T0 // 1000 // MINUTE_S)) == 1
    assert counted(cells, cells.minute(T0 // 1000 // MINUTE_S)) == expected(rows)


def test_nothing_to_count_is_no_piece():
    cells = SecondCells()
    put(cells, [row(of=option()), row(kind=LiquidationKind.DELEVERAGE)])
    assert cells.fold() is None
    assert (len(cells.slots), cells.newest_second) == (0, 0)


def test_a_coin_of_a_venue_has_one_pair_of_slots_over_all_its_contracts():
    cells = SecondCells()
    put(cells, [row(of=BTC), row(of=instrument("BTC", quote="USDC")), row(of=ETH)])
    assert cells.slots.pairs == [("bybit", "BTC"), ("okx", "ETH")]
    assert cells.slots.matching("ETH", None).tolist() == [False, False, True, True]
    assert cells.slots.matching(None, "bybit").tolist() == [True, True, False, False]


def test_between_looks_at_seconds_and_forgets_by_the_minute():
    cells = SecondCells()
    first = T0 // 1000
    put(cells, [row(at=T0), row(at=T0 + 61_000)])
    cells.fold()
    assert [piece.second.tolist() for piece in cells.between(first, first + 61) if len(piece.second)] == [[first + 61]]
    assert cells.newest_second >= first + 61
    cells.forget_before(first + 60)
    assert counted(cells, list(cells.between(0, first + 100))) == expected([row(at=T0 + 61_000)])
