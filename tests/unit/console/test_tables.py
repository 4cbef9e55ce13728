"""Tables get their name when they are whole, in the form the name says, and nothing is left of one that was broken off."""

import gzip

import msgspec
import pytest
import zstandard

from liqdesk.console.tables import PIECE, PIECES_A_GROUP, Kind, Whole, WrongEnding, form_of
from liqdesk.domain.failure import ExpectedFailure

KINDS = {"at": Kind.MOMENT, "name": Kind.TEXT, "value": Kind.NUMBER, "count": Kind.WHOLE, "sure": Kind.FLAG}
LINE = {"at": 1_768_339_560_123, "name": "=x", "value": 0.1, "count": 7, "sure": True}


def write(path, *lines):
    with Whole(path, KINDS) as table:
        for line in lines:
            table.take(line)


def test_json_lines_are_as_given(tmp_path):
    write(tmp_path / "a.jsonl", LINE, {"name": "y"})
    assert [msgspec.json.decode(line) for line in (tmp_path / "a.jsonl").read_bytes().splitlines()] == [
        LINE,
        {"name": "y"},
    ]


def test_a_csv_has_every_column_and_no_formula(tmp_path):
    write(tmp_path / "a.csv", LINE, {"name": "y"})
    assert (tmp_path / "a.csv").read_bytes().decode() == (
        "at,name,value,count,sure\r\n1768339560123,'=x,0.1,7,True\r\n,y,,,\r\n"
    )


def test_parquet_has_types(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path / "a.parquet", LINE, {"name": "y"})
    table = parquet.read_table(tmp_path / "a.parquet")
    assert [str(column.type) for column in table.schema] == [
        "timestamp[ms, tz=UTC]", "string", "double", "int64", "bool",
    ]  # fmt: skip
    at, nothing = table["at"].to_pylist()
    assert (at.isoformat(), nothing) == ("2026-01-13T21:26:00.123000+00:00", None)
    assert table["name"].to_pylist() == ["=x", "y"]


def test_parquet_has_groups_of_many_rows_and_loses_none(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    count = PIECE * PIECES_A_GROUP + PIECE + 3
    write(tmp_path / "a.parquet", *({"count": number} for number in range(count)))
    file = parquet.ParquetFile(tmp_path / "a.parquet")
    assert file.metadata.num_row_groups == 2
    assert file.read(["count"])["count"].to_pylist() == list(range(count))


def test_packed_by_the_last_ending(tmp_path):
    for name in ("a.csv.gz", "a.jsonl.zst"):
        write(tmp_path / name, LINE)
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()).count(b"\n") == 2
    assert zstandard.ZstdDecompressor().stream_reader((tmp_path / "a.jsonl.zst").read_bytes()).read().count(b"\n") == 1


@pytest.mark.parametrize("name", ["a.txt", "b", "c.parquet.gz", "d.gz"])
def test_a_name_that_says_no_form_is_refused(tmp_path, name):
    with pytest.raises(WrongEnding, match=r"ends in none of \.jsonl"):
        form_of(tmp_path / name)


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl.gz", "rows.parquet"])
def test_a_file_gets_its_name_only_when_it_is_whole(tmp_path, name):
    path = tmp_path / name
    path.write_text("kept")

    def interrupted():
        with Whole(path, KINDS) as table:
            table.take(LINE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    for name in ("a.csv", "a.parquet", "a.jsonl.zst"):
        with pytest.raises(ExpectedFailure, match="cannot be written: "), Whole(tmp_path / "no" / name, KINDS):
            pass
