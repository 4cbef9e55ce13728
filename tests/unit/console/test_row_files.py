"""Rows go out to files and come back the same, whatever the form; what is no row is told by its number."""

import gzip
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.console.forms import liquidation_form
from liqdesk.console.row_files import WrongEnding, read_rows, write_rows
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, instrument, option, row, share

NAMES = ("a.jsonl", "b.csv", "c.parquet", "d.jsonl.gz", "e.csv.gz", "f.jsonl.zst", "g.csv.zst")
ROWS = (
    row(micro=50_774_050_000, price=95_800.1),
    row(T0 + 1, None, PositionSide.LONG, instrument("ETH", "okx")),
    row(T0 + 2, of=option()),
    row(T0 + 3, of=share(), ident="17", history=True),
)


def there_and_back(path: Path, rows: tuple[Liquidation, ...]) -> list[Liquidation | str]:
    with write_rows(path) as out:
        for one in rows:
            out.take(one, None)
    return [found for _, found in read_rows(path)]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_is_read(tmp_path, name):
    found = there_and_back(tmp_path / name, ROWS)
    forms = [liquidation_form(one) for one in found if isinstance(one, Liquidation)]
    assert forms == [{**liquidation_form(one), "history": True} for one in ROWS]
    assert [path.name for path in tmp_path.iterdir()] == [name]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


@given(symbol=CELLS | st.sampled_from("=+-@").map(lambda first: first + "cmd|' /C calc'!A0"))
def test_no_spreadsheet_takes_a_name_for_a_formula(tmp_path_factory, symbol):
    path = tmp_path_factory.mktemp("cells") / "rows.csv"
    (found,) = there_and_back(path, (row(of=Instrument(VenueId("okx"), symbol, "BTC", "USD", Settlement.LINEAR)),))
    assert isinstance(found, Liquidation)
    assert found.instrument.symbol == symbol
    cell = path.read_bytes().splitlines()[1].split(b",")[1].lstrip(b'"')
    assert cell[:1] not in (b"=", b"+", b"-", b"@", b"\t")


def test_a_table_of_somebody_else_needs_few_columns(tmp_path):
    path = tmp_path / "theirs.csv"
    line = f"bybit,XBTUSD,BTC,long,{T0},95000.5,1200.25,more\n"
    path.write_text(f"venue,symbol,base,position,at,price,notional_usd,theirs\n{line}{line}", encoding="utf-8-sig")
    one, other = (found for _, found in read_rows(path))
    assert isinstance(one, Liquidation)
    assert isinstance(other, Liquidation)
    assert (one.notional, one.instrument.base, one.history) == (1_200_250_000, "BTC", True)
    assert one.key != other.key, "two equal rows of one moment are two"


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ({"position": "buy"}, "Invalid enum value 'buy'"),
        ({"price": 0}, "the price is no number above 0"),
        ({"price": -1.5}, "the price is no number above 0"),
        ({"notional_usd": 1e13}, "notional_usd is not believable"),
        ({"quantity_base": -1}, "quantity_base is not believable"),
        ({"at": 12}, "Expected `int` >= "),
        ({"venue": "By bit"}, "Expected `str` matching regex"),
        ({"symbol": ""}, "Expected `str` of length >= 1"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, harm, reason):
    path = tmp_path / "rows.jsonl"
    with write_rows(path) as out:
        out.take(row(), None)
    form = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**form, **harm}) + b"\nnonsense\n\n" + path.read_bytes())
    (first, told), (second, nonsense), (last, whole) = read_rows(path)
    assert (first, second, last) == (1, 2, 4)
    assert str(told).startswith(reason)
    assert "malformed" in str(nonsense)
    assert isinstance(whole, Liquidation)


def test_not_a_number_is_no_price(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(f"venue,symbol,base,position,at,price\nbybit,A,A,long,{T0},nan\nbybit,A,A,long,{T0},inf\n")
    assert [found for _, found in read_rows(path)] == ["the price is no number above 0"] * 2


def test_a_line_without_end_is_passed_over(tmp_path):
    path = tmp_path / "rows.jsonl"
    with write_rows(path) as out:
        out.take(row(), None)
    path.write_bytes(b"[" * 3_000_000 + b"\n" + path.read_bytes())
    (_, long), (number, whole) = read_rows(path)
    assert (long, number) == ("the line is too long", 2)
    assert isinstance(whole, Liquidation)


def test_a_nest_is_no_row(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"x":' * 100_000 + b"\n")
    ((_, found),) = read_rows(path)
    assert isinstance(found, str)


@pytest.mark.parametrize("name", ["a.txt", "b", "c.parquet.gz", "d.gz"])
def test_a_name_that_says_no_form_is_refused(tmp_path, name):
    with pytest.raises(WrongEnding, match=r"ends in none of \.jsonl"):
        write_rows(tmp_path / name)
    with pytest.raises(WrongEnding):
        next(read_rows(tmp_path / name))


def test_a_file_that_breaks_off_or_is_another_says_so(tmp_path):
    packed = gzip.compress(b"x" * 100_000)
    for name, content in (("a.jsonl.gz", packed[:50]), ("b.jsonl.zst", b"no"), ("c.parquet", b"no parquet at all")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ExpectedFailure, match=f"{name} cannot be read"):
            list(read_rows(tmp_path / name))
    with pytest.raises(ExpectedFailure, match="No such file"):
        next(read_rows(tmp_path / "none.csv"))


def test_a_file_gets_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("kept")

    def interrupted():
        with write_rows(path) as out:
            out.take(row(), None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    with pytest.raises(ExpectedFailure, match="cannot be written: No such file"), write_rows(tmp_path / "no" / "a.csv"):
        pass
