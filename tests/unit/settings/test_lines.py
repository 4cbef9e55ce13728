"""The line of a value is found however the text writes it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.settings.lines import LONGEST, Lines

TEXT = """\
a = 1

[b]
c.d = 2
e = { f = 3, g = [4, 5] }
[[b.rules]]
id = "x"
list = [
    { usd = 1 },
    { usd = 2 },

    { usd = 3, other = [
        7,
        8
    ] },
]
text = \"\"\"
one
two\"\"\"
[[b.rules]]
id = "y"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("a",), 1),
        (("b",), 3),
        (("b", "c", "d"), 4),
        (("b", "e", "g", 1), 5),
        (("b", "rules", 0), 6),
        (("b", "rules", 0, "id"), 7),
        (("b", "rules", 0, "list", 0, "usd"), 9),
        (("b", "rules", 0, "list", 1, "usd"), 10),
        (("b", "rules", 0, "list", 2, "usd"), 15),
        (("b", "rules", 0, "text"), 19),
        (("b", "rules", 1), 20),
        (("b", "rules", 1, "id"), 21),
    ],
)
def test_a_value_is_found(place, line):
    assert Lines(TEXT).line_of(place) == line


def test_of_what_is_missing_the_table_around_it_is_found():
    assert Lines(TEXT).line_of(("b", "rules", 1, "name")) == 20
    assert Lines(TEXT).line_of(("b", "rules", 1, "list", 3)) == 20
    assert Lines(TEXT).line_of(("nothing",)) is None
    assert Lines(TEXT).line_of(()) is None


def test_what_cannot_be_read_or_is_too_long_has_no_lines():
    assert Lines("a = ").line_of(("a",)) is None
    assert Lines("a = 1\n" + "#" * LONGEST).line_of(("a",)) is None


@given(st.lists(st.sampled_from(("", "# comment", "[t{n}]", "v{n} = 1", "w{n} = [\n 1,\n 2,\n]")), max_size=30))
@settings(max_examples=60)
def test_every_value_is_found_where_it_begins(pieces):
    lines, begins, table = [], {}, ()
    for number, piece in enumerate(pieces):
        if piece.startswith("["):
            table = (f"t{number}",)
            begins[table] = len(lines) + 1
        elif piece[:1] in ("v", "w"):
            begins[(*table, f"{piece[0]}{number}")] = len(lines) + 1
        lines += piece.format(n=number).splitlines() or [""]
    for place, line in begins.items():
        assert Lines("\n".join(lines)).line_of(place) == line
