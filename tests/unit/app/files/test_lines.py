"""Lines and records of whatever somebody calls a table; a bad one costs itself alone."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.app.files.lines import LONGEST, Records
from liqdesk.feed.packed import numbered


def records(data):
    return list(Records(numbered(io.BytesIO(data), LONGEST)))


class OneLine(io.RawIOBase):
    """A hundred megabytes without a line end."""

    def __init__(self):
        self._left = 100 << 20

    def readable(self):
        return True

    def readinto(self, buffer):
        given = min(len(buffer), self._left)
        buffer[:given] = b"x" * given
        self._left -= given
        return given


def test_a_line_of_a_hundred_megabytes_is_not_held():
    tracemalloc.start()
    found = list(Records(numbered(io.BufferedReader(OneLine()), LONGEST)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, "the line is too long")]
    assert peak < 8 * LONGEST


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        (b"a,b\r\n1,2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"\xef\xbb\xbfa;b\n1,5;2\n", [(1, ["a", "b"]), (2, ["1,5", "2"])]),
        (b"sep=;\na;b\n", [(2, ["a", "b"])]),
        (b"a\tb\n", [(1, ["a", "b"])]),
        (b'a,b\n"x,""y""\nz",2\n3,4\n', [(1, ["a", "b"]), (2, ['x,"y"\nz', "2"]), (4, ["3", "4"])]),
        (b"a,b\n\xff,2\n3,4\n", [(1, ["a", "b"]), (2, "the line is no UTF-8 text"), (3, ["3", "4"])]),
        (b"a,b\n\0,2\n3,4\n", [(1, ["a", "b"]), (2, "the line holds a NUL byte"), (3, ["3", "4"])]),
        (b"", []),
        (b"\n\n", []),
    ],
)
def test_tables_of_all_kinds(data, cells):
    assert records(data) == cells


def test_a_mark_that_is_never_closed_costs_its_own_line():
    data = b'a,b\n"open,1\n' + b"".join(b"%d,2\n" % number for number in range(500))
    found = records(data)
    assert found[1] == (2, "a quotation mark is never closed")
    assert found[2:] == [(number + 3, [str(number), "2"]) for number in range(500)]


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data):
    for number, cells in records(data):
        assert number >= 1
        assert isinstance(cells, str | list)
