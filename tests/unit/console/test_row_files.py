"""Rows in files say everything about themselves: the venue's words, the money to the millionth, where they came from."""

import msgspec

from liqdesk.console.row_files import KINDS, Origin, RowFile, row_form
from tests.fakes.rows import option, row, share


def test_a_line_says_the_money_to_the_millionth_and_the_venues_words(tmp_path):
    with RowFile(tmp_path / "a.jsonl") as out:
        out.take(row(micro=50_774_051_234, price=95_800.1))
    form = msgspec.json.decode((tmp_path / "a.jsonl").read_bytes())
    assert (form["notional_usd"], form["micro_usd"], form["venue_price"]) == (50_774.05, 50_774_051_234, 95_800.1)
    assert (form["source"], form["option"], form["tradfi"], form["settlement"]) == ("live", False, False, "linear")
    assert "imported_from" not in form


def test_what_was_imported_says_from_where_and_when():
    form = row_form(row(), Origin("import", "theirs.csv", 17))
    assert (form["source"], form["imported_from"], form["imported_at"]) == ("import", "theirs.csv", 17)


def test_every_word_of_a_form_has_a_column():
    for one in (row(), row(of=option()), row(of=share())):
        assert row_form(one, Origin("import", "x", 1)).keys() == KINDS.keys()
