"""What a file holds is told with its doubts: every sum is a floor, and what is no order of a coin is in none."""

from liqdesk.console.import_words import WRONG_KEPT, Contents, contents_form, preview_lines, wrong_words
from liqdesk.domain.liquidation import PositionSide
from tests.fakes.rows import T0, instrument, option, row, share


def contents(*rows, fresh=0):
    found = Contents("a.csv", ["some form"], fresh=fresh)
    found.take(rows, 0)
    return found


ROWS = (
    row(micro=5_000_000_000),
    row(T0 + 60_000, 2_000_000_000, PositionSide.LONG, instrument("ETH", "okx")),
    row(T0 + 1, None),
    row(T0 + 2, of=option()),
    row(T0 + 3, of=share()),
)


def test_sums_are_of_coins_and_floors():
    found = contents(*ROWS, fresh=3)
    told = "\n".join(preview_lines(found))
    assert "5 rows, 2 of them known before or there twice; 3 would be added" in told
    assert "▼ 1 long ≥ $2k, ▲ 4 short ≥ $5k, together ≥ $7k (at least: a file does not say" in told
    assert "; 1 of unknown value; 2 of options and the like are summed with nothing" in told
    assert "2026-01-13 21:26 UTC to 2026-01-13 21:27 UTC: 3 of bybit, 1 of deribit, 1 of okx" in told


def test_the_json_says_the_same():
    form = contents_form(contents(*ROWS, fresh=3))
    assert (form["rows"], form["new"], form["long"], form["short"], form["uncounted"]) == (5, 3, 1, 4, 2)
    assert form["sum"] == {
        "long_usd": 2_000.0, "short_usd": 5_000.0, "count": 3, "unvalued": 1, "coverage": None, "at_least": True,
        "reasons": ["a file does not say when its maker listened, or what it left out"],
    }  # fmt: skip
    assert form["told"] == {"long": "≥ $2k", "short": "≥ $5k", "total": "≥ $7k"}


def test_nothing_valued_is_no_zero():
    form = contents_form(contents(row(micro=None)))
    assert form["told"] == {"long": "–", "short": "–", "total": "–"}
    assert "$0" not in "".join(preview_lines(contents(row(micro=None))))


def test_bad_lines_are_told_by_number_and_not_without_end():
    found = contents(row())
    assert wrong_words(found) == ""
    found.refuse("line 3", "no price")
    assert wrong_words(found) == "1 line is no liquidation (line 3: no price)"
    for number in range(2 * WRONG_KEPT):
        found.refuse(f"line {number + 4}", "x")
    assert len(found.wrong) == WRONG_KEPT
    assert wrong_words(found).startswith("201 lines are no liquidation (line 3: no price; line 4: x; ")
    assert wrong_words(found).endswith(" and more)")
