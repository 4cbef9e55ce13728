"""Imported rows: each once, in a file of their own, with the time they stand for; a file goes as it came."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.imports import ImportList, Imports, joined, lane_of, listened
from liqdesk.store.retention import FREE_PAGES
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, option, row

OKX = instrument(venue="okx")
M0 = T0 // MINUTE


def taken(path, *rows, file="a.csv"):
    imports = Imports(path, StepClock())
    try:
        imports.begin(file)
        new = imports.take(rows)
        imports.end("a form")
        return new
    finally:
        imports.close()


def removed(path, number):
    imports = Imports(path, StepClock())
    try:
        imports.remove(number)
    finally:
        imports.close()


def entries(path):
    there = ImportList(path)
    try:
        return list(there.entries())
    finally:
        there.close()


def spans(path):
    connection = open_for_reading(path)
    try:
        return {(one.lane, one.span.start, one.span.end) for one in StoredHistory(connection).spans(UnixMs(0))}
    finally:
        connection.close()


SUMS = ("minutes", "hours", "days", "all_minutes", "all_hours", "sizes", "all_sizes")

NO_SUMS: dict[str, list[object]] = {table: [] for table in SUMS}


def content(path):
    """The rows and every sum of them."""
    connection = open_for_reading(path)
    try:
        rows = StoredHistory(connection).rows(UnixMs(0), UnixMs(2**53), 1_000)
        sums = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in SUMS}
        held = connection.execute("SELECT count(*) FROM import_rows").get
        return {one.key for one in rows}, sums, held
    finally:
        connection.close()


def minutes(first, last, lane="bybit/import"):
    return (lane, (M0 + first) * MINUTE, (M0 + last) * MINUTE)


def test_a_row_is_kept_once_and_its_venue_was_listened_to_between_first_and_last(tmp_path):
    path = tmp_path / "imported.db"
    rows = (row(), row(T0 + 20 * MINUTE), row(T0 + 5 * MINUTE, of=OKX))
    assert taken(path, *rows) == 3
    assert taken(path, *rows, file="again.csv") == 0
    assert spans(path) == {minutes(0, 21), minutes(5, 6, "okx/import")}
    (only,) = entries(path)
    assert (only.file, only.form, only.rows, only.added, only.whole) == ("a.csv", "a form", 3, 3, True)
    assert (only.first, only.last) == (T0, T0 + 20 * MINUTE)


def test_files_that_overlap_stand_for_their_time_together(tmp_path):
    path = tmp_path / "imported.db"
    taken(path, row(), row(T0 + 20 * MINUTE))
    taken(path, row(T0 + 10 * MINUTE), row(T0 + 25 * MINUTE))
    taken(path, row(T0 + 5 * HOUR))
    assert spans(path) == {minutes(0, 26), minutes(300, 301)}


def test_a_file_goes_with_its_sums_and_its_time_but_for_what_others_hold(tmp_path):
    path, alone = tmp_path / "imported.db", tmp_path / "alone.db"
    shared = row(T0 + 1, 3_000_000, PositionSide.LONG)
    other = (row(T0 + 2 * HOUR, 500_000), shared, row(T0 + 3, None), row(T0 + 4, of=option()))
    taken(path, row(), shared, row(T0 + 40 * MINUTE, of=OKX), row(T0 + 9, 20_000_000_000), file="first.csv")
    taken(path, *other, file="second.csv")
    taken(alone, *other)
    second, first = entries(path)
    assert (first.added, second.added, second.rows) == (4, 3, 4)
    removed(path, first.id)
    assert content(path) == content(alone)
    assert spans(path) == spans(alone)
    assert [one.file for one in entries(path)] == ["second.csv"]
    removed(path, second.id)
    assert content(path) == (set(), NO_SUMS, 0)
    assert spans(path) == set()
    assert taken(path, *other) == 4, "and may come again"


def test_what_goes_gives_its_room_on_the_disk_back(tmp_path):
    path = tmp_path / "imported.db"
    taken(path, row())
    kept = path.stat().st_size
    taken(path, *(row(T0 + number * MINUTE, ident=f"{number:0500}") for number in range(60_000)), file="large.csv")
    assert path.stat().st_size > 40_000_000
    removed(path, entries(path)[0].id)
    assert path.stat().st_size <= kept + FREE_PAGES * 4_096


def test_what_is_not_there_cannot_go(tmp_path):
    with pytest.raises(ExpectedFailure, match="there is no import number 7"):
        removed(tmp_path / "imported.db", 7)


def test_what_is_broken_off_is_listed_and_gone_on_with(tmp_path):
    path = tmp_path / "imported.db"
    imports = Imports(path, StepClock())
    imports.begin("long.csv")
    imports.take((row(), row(T0 + 5 * MINUTE)))
    imports.close()  # as where somebody cancels
    (broken,) = entries(path)
    assert (broken.file, broken.whole, broken.rows, broken.form) == ("long.csv", False, 2, "")
    assert spans(path) == {minutes(0, 6)}
    assert taken(path, row(), row(T0 + 5 * MINUTE), row(T0 + 9 * MINUTE), file="long.csv") == 1
    assert spans(path) == {minutes(0, 10)}
    removed(path, broken.id)
    assert len(content(path)[0]) == 3


def test_a_killed_import_and_a_killed_removal_are_ended_by_the_next(tmp_path):
    path = tmp_path / "imported.db"
    killed = Imports(path, StepClock())
    killed.begin("a.csv")
    killed.take((row(), row(T0 + 3 * MINUTE)))
    assert spans(path) == set()
    Imports(path, StepClock()).close()
    assert spans(path) == {minutes(0, 4)}
    (one,) = entries(path)
    killed._book(lambda book: book.mark_going(one.id))
    assert entries(path) == []
    Imports(path, StepClock()).close()
    assert content(path) == (set(), NO_SUMS, 0)


def test_two_that_import_at_once_do_not_strike_each_others_entries(tmp_path):
    path = tmp_path / "imported.db"
    one = Imports(path, StepClock())
    one.begin("slow.csv")
    assert taken(path, row(), file="quick.csv") == 1
    assert taken(path, row(), file="again.csv") == 0
    one.take([row(T0 + 1)])
    one.end("a form")
    one.close()
    assert [entry.file for entry in entries(path)] == ["quick.csv", "slow.csv"]


def test_what_is_known_is_told_without_writing(tmp_path):
    path = tmp_path / "imported.db"
    rows = (row(), row(T0 + 1, ident="7"), row(T0 + 2))
    there = ImportList(path)
    assert there.fresh(rows) == 3
    assert there.entries() == []
    there.close()
    assert not path.exists()
    taken(path, *rows[:2])
    there = ImportList(path)
    assert there.fresh((rows[0], row(T0 + 50, ident="7"), rows[2])) == 1
    there.close()


def test_a_silence_of_all_is_time_nobody_listened(tmp_path):
    own = {0, 100}
    assert [(one.start // MINUTE, one.end // MINUTE) for one in listened(own, own | {20, 45, 90})] == [
        (0, 46),
        (90, 101),
    ]
    assert [(one.start // MINUTE, one.end // MINUTE) for one in listened({40}, own | {40})] == [(40, 41)]


def test_spans_are_joined_in_any_order():
    pieces = [
        Span(UnixMs(5), UnixMs(9)),
        Span(UnixMs(0), UnixMs(3)),
        Span(UnixMs(3), UnixMs(4)),
        Span(UnixMs(6), UnixMs(7)),
    ]
    assert joined(pieces) == [Span(UnixMs(0), UnixMs(4)), Span(UnixMs(5), UnixMs(9))]


def test_a_lane_has_its_venues_name():
    assert lane_of(VenueId("okx")) == "okx/import"


def test_nothing_taken_leaves_nothing(tmp_path):
    path = tmp_path / "imported.db"
    Imports(path, StepClock()).close()
    assert spans(path) == set()
    assert entries(path) == []
