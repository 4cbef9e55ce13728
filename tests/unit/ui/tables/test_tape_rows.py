"""The tape's rows behind their filter."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice
from liqdesk.domain.venue import VenueId
from liqdesk.ui.tables.tape_rows import TapeFilter, TapeRows
from tests.fakes.rows import instrument, row, share


def test_newest_first() -> None:
    rows = TapeRows()
    rows.add([row(at=1), row(at=2)])
    rows.add([row(at=3)])
    assert [rows[number].at for number in range(3)] == [3, 2, 1]


def test_what_passes() -> None:
    small, large = row(micro=999_999_999), row(micro=1_000_000_000)
    assert not TapeFilter(1_000).passes(small)
    assert TapeFilter(1_000).passes(large)
    assert TapeFilter(1_000_000).passes(row(micro=None)), "a size nobody knows is not a small one"
    assert not TapeFilter(choice=Choice(frozenset(("ETH",)))).passes(large)
    assert TapeFilter(choice=Choice(frozenset(("ETH",)))).passes(row(of=instrument("ETH")))
    assert not TapeFilter(choice=Choice(venues=frozenset((VenueId("okx"),)))).passes(large)
    assert TapeFilter(choice=Choice(venues=frozenset((VenueId("okx"),)))).passes(row(of=instrument(venue="okx")))
    assert TapeFilter().passes(row(of=share()))
    assert not TapeFilter(tradfi=False).passes(row(of=share()))


@given(st.lists(st.integers(0, 30), max_size=12))
def test_never_more_than_there_is_room_for(batches: list[int]) -> None:
    rows, at, everything = TapeRows(20), 0, []
    for size in batches:
        fresh = [row(at=at + number) for number in range(size)]
        at += size
        coming = rows.passing(fresh, TapeFilter())
        rows.drop_oldest(rows.overflow(len(coming)))
        rows.add(coming)
        everything += fresh
    assert [rows[number].at for number in range(len(rows))] == [one.at for one in everything[::-1][:20]]
