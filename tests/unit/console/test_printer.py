"""Rows are printed at once, and only those asked for."""

import io
import json

from liqdesk.console.printer import Printer
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, instrument, row


def printed(*rows, venues=None, minimum=0, as_json=True):
    out = io.StringIO()
    Printer(as_json, venues, minimum, stream=out).take(rows)
    return out.getvalue().splitlines()


def test_json_lines():
    lines = printed(row(), row(at=T0 + 1))
    assert [json.loads(line)["at"] for line in lines] == [T0, T0 + 1]


def test_text_names_the_side_and_unknown_sizes():
    lines = printed(row(micro=None), row(micro=1_240_000_000_000, history=True), as_json=False)
    assert "size unknown" in lines[0]
    assert "▲ short" in lines[1]
    assert "$1,240,000" in lines[1]
    assert lines[1].endswith("earlier")


def test_only_the_venues_asked_for():
    rows = (row(), row(of=instrument(venue="okx")))
    assert len(printed(*rows, venues=frozenset({VenueId("okx")}))) == 1


def test_a_minimum_leaves_small_and_unknown_rows_out():
    rows = (row(micro=999_999), row(micro=1_000_000), row(micro=None))
    assert len(printed(*rows, minimum=1_000_000)) == 1
    assert printed(row(micro=1), minimum=10) == []


class Gone(io.StringIO):
    def flush(self):
        raise BrokenPipeError


def test_a_reader_that_went_away_is_told_once():
    told = []
    printer = Printer(True, None, 0, stream=Gone(), closed=lambda: told.append("gone"))
    printer.take((row(),))
    printer.take((row(),))
    assert told == ["gone"]
