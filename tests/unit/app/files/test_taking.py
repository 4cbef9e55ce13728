"""A file is looked through without a trace, and taken in with the same count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.views import SideTotal
from liqdesk.app.files.reading import Reading
from liqdesk.app.files.taking import ROWS_AT_ONCE, Met, known_forms, look_through, take_in
from liqdesk.app.files.unpacking import Unpacked
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.venue import VenueId
from liqdesk.store.imports import ImportList, Imports
from tests.fakes.clock import StepClock
from tests.fakes.files import written
from tests.fakes.rows import T0, row


def look(path, store):
    there = ImportList(store)
    shares: list[tuple[float, int]] = []
    try:
        return look_through(path, known_forms(), there, lambda share, rows: shares.append((share, rows))), shares
    finally:
        there.close()


def take(path, store):
    imports: list[Imports] = []

    def opened() -> Imports:
        imports.append(Imports(store, StepClock()))
        return imports[0]

    try:
        return take_in(path, known_forms(), opened, lambda *_: None)
    finally:
        for one in imports:
            one.close()


def test_a_look_says_what_taking_does(tmp_path):
    store = tmp_path / "imported.db"
    rows = [row(T0 + number) for number in range(ROWS_AT_ONCE + 5)]
    path = written(tmp_path / "a.jsonl", *rows, *rows[:7])
    seen, shares = look(path, store)
    assert (seen.rows, seen.fresh) == (ROWS_AT_ONCE + 12, ROWS_AT_ONCE + 5)
    assert [told for _, told in shares] == [ROWS_AT_ONCE, ROWS_AT_ONCE + 12]
    assert shares[-1][0] == 1.0
    assert not store.exists()
    assert seen.total == SideTotal(MicroUsd(0), MicroUsd((ROWS_AT_ONCE + 5) * 1_000_000), ROWS_AT_ONCE + 5, 0)
    assert seen.bases == {"BTC": ROWS_AT_ONCE + 5}
    done = take(path, store)
    assert (done.rows, done.fresh, done.total) == (seen.rows, seen.fresh, seen.total)
    assert take(path, store).fresh == 0
    for ending in ("csv", "parquet", "csv.gz"):
        assert take(written(tmp_path / f"b.{ending}", *rows), store).fresh == 0, "the same rows in another form"
    again, _ = look(path, store)
    assert again.fresh == 0


@given(st.lists(st.lists(st.integers(-6, 6), max_size=8), max_size=12))
def test_what_was_seen_is_known_from_then_on(groups):
    seen, known = Met(), set[int]()
    for group in groups:
        told = seen.firsts(np.array(group, np.int64)).tolist()
        for number, first in zip(group, told, strict=True):
            assert first == (number not in known)
            known.add(number)


def test_sizes_that_were_recorded_value_what_the_lists_do_not(tmp_path):
    path = tmp_path / "okx_liquidations_2024-01-01.csv"
    path.write_text(
        "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
        f"okex-swap,NEWCOIN-USDT-SWAP,{T0}000,{T0}000,,sell,2,30\n"
    )
    venue = VenueId("okx")
    old, new = (
        Instrument(venue, "NEWCOIN-USDT-SWAP", "NEWCOIN", "USDT", Settlement.LINEAR, size) for size in (1.0, 10.0)
    )
    for recorded, money in (((), None), ((old, new), 600_000_000)):
        with Unpacked(path) as source:
            ((_, found),) = Reading(source, known_forms(recorded)).rows()
        assert isinstance(found, Liquidation)
        assert found.notional == money


def test_a_file_without_a_row_leaves_no_trace(tmp_path):
    (tmp_path / "a.jsonl").write_text("x\n")
    for attempt in (look, take):
        with pytest.raises(ExpectedFailure, match="1 line is no liquidation"):
            attempt(tmp_path / "a.jsonl", tmp_path / "imported.db")
    (tmp_path / "b.jsonl").write_text("")
    with pytest.raises(ExpectedFailure, match="holds no liquidation"):
        take(tmp_path / "b.jsonl", tmp_path / "imported.db")
    assert not (tmp_path / "imported.db").exists()
