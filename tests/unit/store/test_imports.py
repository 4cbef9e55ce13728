"""Imported rows: each once, in a file of their own, with the time they stand for."""

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.imports import Imports, joined, lane_of, listened
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

OKX = instrument(venue="okx")
M0 = T0 // MINUTE


def taken(path, *rows):
    imports = Imports(path, StepClock())
    try:
        return imports.take(rows)
    finally:
        imports.close()


def spans(path):
    connection = open_for_reading(path)
    try:
        return {(one.lane, one.span.start, one.span.end) for one in StoredHistory(connection).spans(UnixMs(0))}
    finally:
        connection.close()


def minutes(first, last, lane="bybit/import"):
    return (lane, (M0 + first) * MINUTE, (M0 + last) * MINUTE)


def test_a_row_is_kept_once_and_its_venue_was_listened_to_between_first_and_last(tmp_path):
    path = tmp_path / "imported.db"
    rows = (row(), row(T0 + 20 * MINUTE), row(T0 + 5 * MINUTE, of=OKX))
    assert taken(path, *rows) == 3
    assert taken(path, *rows) == 0
    assert spans(path) == {minutes(0, 21), minutes(5, 6, "okx/import")}


def test_files_that_overlap_stand_for_their_time_together(tmp_path):
    path = tmp_path / "imported.db"
    taken(path, row(), row(T0 + 20 * MINUTE))
    taken(path, row(T0 + 10 * MINUTE), row(T0 + 25 * MINUTE))
    taken(path, row(T0 + 5 * HOUR))
    assert spans(path) == {minutes(0, 26), minutes(300, 301)}


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
