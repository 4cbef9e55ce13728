"""Reading frames of any shape, and showing a venue's text."""

import json
import math

import msgspec
import pytest

from liqdesk.venues.session import Rejected, Unknown
from liqdesk.venues.wire.frames import (
    LARGEST_FRAME,
    LONGEST_REASON,
    MOST_FAULTS,
    convert_rows,
    keys_of,
    read_json,
    read_object,
    shown,
)


class Row(msgspec.Struct):
    symbol: str
    size: float


def test_venue_text_is_shown_on_one_line_without_what_could_mislead():
    assert shown("a\r\nb\x00c\u202ed\u2066e\ud800f\x1b[31m") == "a b c d e f [31m"
    assert shown(None) == "None"
    assert shown({"a": 1}) == "{'a': 1}"


def test_long_text_is_cut():
    assert shown("x" * 200) == "x" * 200
    cut = shown("x" * 201)
    assert len(cut) == LONGEST_REASON
    assert cut.endswith("…")


def test_an_unknown_object_is_told_by_its_first_names():
    assert keys_of({"a": 1, "b": 2}) == "a, b"
    assert len(keys_of({f"name-{n}": n for n in range(10_000)})) <= LONGEST_REASON


def test_numbers_no_double_can_hold_cost_only_themselves():
    value = read_json('{"rows":[1e400,NaN,-Infinity,' + "9" * 5_000 + ",5,12345678901234567890]}")
    one, two, three, four, five, six = value["rows"]
    assert (one, four) == (math.inf, math.inf)
    assert math.isnan(two)
    assert three == -math.inf
    assert (five, six) == (5, 12345678901234567890)


@pytest.mark.parametrize(
    "frame", ["", "{", "pong", b"\xff", b'{"a":NaN', '{"a":"\ud800"', "[" * 100_000, "[1,NaN" * 50_000]
)
def test_what_is_no_json_is_unknown(frame):
    assert isinstance(read_json(frame), Unknown)


def test_bytes_that_are_no_text_are_unknown_even_where_a_number_is_at_fault_first():
    assert isinstance(read_json(b'[1e400,"\xff"]'), Unknown)


def test_a_frame_beyond_the_limit_is_not_read():
    assert read_json(" " * (LARGEST_FRAME + 1)) == Unknown(f"a frame of {LARGEST_FRAME + 1} bytes")


def test_an_object_is_an_object():
    assert read_object('{"a":1}') == {"a": 1}
    assert read_object("[1]") == Unknown("a JSON list where an object was expected")
    assert isinstance(read_object("{"), Unknown)


def test_a_bad_row_stands_beside_the_good_ones():
    rows = [
        {"symbol": "A", "size": "1.5"},
        {"symbol": "B", "size": []},
        {"size": 1},
        5,
        {"symbol": "\u202eC", "size": 1},
    ]
    good, bad = convert_rows(rows, Row, "symbol")
    assert good == [Row("A", 1.5)]
    assert [type(one) for one in bad] == [Rejected] * 4
    assert bad[0].reason.startswith("a row of B: Expected `float`")
    assert bad[1].reason.startswith("a row: ")


def test_rows_that_are_no_list():
    assert convert_rows({}, Row, "symbol") == ([], [Rejected("rows that are a dict, not a list")])


def test_a_row_nested_too_deep_is_a_bad_row():
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    good, bad = convert_rows([{"symbol": "A", "size": deep}], Row, "symbol")
    assert not good
    assert len(bad) == 1
    while isinstance(deep, list):  # taken apart by hand: freeing it in one go is deep too
        deep = deep.pop()


def test_after_many_bad_rows_the_rest_is_left():
    good, bad = convert_rows([5] * (MOST_FAULTS + 50), Row, "symbol")
    assert not good
    assert len(bad) == MOST_FAULTS + 1
    assert bad[-1] == Rejected("and more rows after so many bad ones, left unread")


def test_many_good_rows_are_all_read():
    good, bad = convert_rows([{"symbol": "A", "size": n} for n in range(11_279)], Row, "symbol")
    assert len(good) == 11_279
    assert not bad


def test_json_as_a_venue_may_escape_it():
    assert read_json(json.dumps({"a": "币"})) == {"a": "币"}
