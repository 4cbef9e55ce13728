"""A file is known by what it holds, and gives its rows with bad lines by number; our own come back as they went."""

import csv
import gzip
import json
import os
import zipfile
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqdesk.app.files.reading import UnknownForm
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.venue import VenueId
from tests.fakes.files import RECORDER_HEAD, SNAPSHOT_HEAD, found_in, rows_of, written
from tests.fakes.rows import T0, instrument, option, row, share

NAMES = ("a.jsonl", "b.csv", "c.parquet", "d.jsonl.gz", "e.csv.gz", "f.jsonl.zst", "g.csv.zst")
ROWS = (
    row(micro=50_774_051_234, price=95_800.1),
    row(T0 + 1, None, PositionSide.LONG, instrument("ETH", "okx")),
    row(T0 + 2, of=option()),
    row(T0 + 3, of=share(), ident="17", history=True, occurrence=0),
)


def alike(rows):
    """Rows as they can be compared: instruments by what they say."""
    return [
        (msgspec.structs.replace(one, instrument=ROWS[0].instrument), said(one.instrument), one.key) for one in rows
    ]


def said(of):
    return of.venue, of.symbol, of.base, of.quote, of.settlement, of.multiplier, of.scale, of.group, of.tradfi


@pytest.mark.parametrize("name", NAMES)
def test_our_own_come_back_as_they_went(tmp_path, name):
    path = written(tmp_path / name, *ROWS)
    assert alike(rows_of(path)) == alike(ROWS)
    disguised = tmp_path / "disguised.txt"
    path.rename(disguised)
    assert alike(rows_of(disguised)) == alike(ROWS), "whatever it is called"


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    symbols=st.lists(CELLS | st.sampled_from(["=1+1", "'=", "''x", '"', "a\nb", "a,b", "\r"]), min_size=1, max_size=4),
    micros=st.lists(st.none() | st.integers(0, 10**16), min_size=4, max_size=4),
    name=st.sampled_from(["a.csv", "b.jsonl", "c.parquet"]),
)
def test_any_names_and_money_come_back(tmp_path, symbols, micros, name):
    rows = [
        row(
            T0 + place, micro, of=Instrument(VenueId("okx"), symbol, symbol[:3], "USD", Settlement.INVERSE, 0.1, 1000.0)
        )
        for place, (symbol, micro) in enumerate(zip(symbols, micros, strict=False))
    ]
    assert alike(rows_of(written(tmp_path / name, *rows))) == alike(rows)


def test_what_went_through_a_spreadsheet(tmp_path):
    path = written(tmp_path / "a.csv", *ROWS)
    lines = path.read_text().splitlines()
    saved = "\ufeffsep=;\r\n" + "\r\n".join(line.replace(",", ";") for line in lines) + "\r\n\r\n"
    (tmp_path / "b.csv").write_text(saved.replace("False", "FALSE").replace("True", "TRUE"), newline="")
    assert alike(rows_of(tmp_path / "b.csv")) == alike(ROWS)
    (tmp_path / "c.csv").write_text(path.read_text().replace(str(T0), "1.76834E+12", 1))
    found, _ = found_in(tmp_path / "c.csv")
    assert found[0][0] == 2
    assert "spreadsheets leave out the last digits" in str(found[0][1])
    assert len(found) == len(ROWS)


def test_lines_of_somebody_else_need_few_columns(tmp_path):
    path = tmp_path / "theirs.csv"
    line = f"bybit,XBTUSD,BTC,long,{T0},95000.5,1200.25,more\n"
    path.write_text(f"venue,symbol,base,position,at,price,notional_usd,theirs\n{line}{line}", encoding="utf-8-sig")
    one, other = rows_of(path)
    assert (one.notional, one.instrument.base, one.history) == (1_200_250_000, "BTC", True)
    assert one.key != other.key, "two equal rows of one moment are two"


def test_bad_lines_are_told_by_number_and_cost_no_other(tmp_path):
    path = written(tmp_path / "a.jsonl", *ROWS)
    good = path.read_bytes()
    path.write_bytes(b"nonsense\n\n" + good + b"[" * 3_000_000 + b"\n" + b'{"x":' * 100_000 + b"\n\xff\n" + good)
    path.write_bytes(b"{}\n" + path.read_bytes())
    found, reading = found_in(path)
    wrong = {number: why for number, why in found if isinstance(why, str)}
    assert list(wrong) == [1, 2, 8, 9, 10]
    assert (wrong[8], len(found) - len(wrong)) == ("the line is too long", 2 * len(ROWS))
    assert reading.forms == ["liqdesk rows, JSON lines"]


def snapshot(*lines):
    return "\n".join((SNAPSHOT_HEAD, *lines, ""))


DAY = snapshot(
    *["1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7"] * 2,
    *["1687656473356,SELL,LIMIT,IOC,43,30756.6,30631.6,FILLED,1,43"] * 2,
)


def test_binances_days_are_written_twice_and_counted_once(tmp_path):
    name = "BTCUSD_PERP-liquidationSnapshot-2023-06-25"
    (tmp_path / f"{name}.csv").write_text(DAY)
    with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.csv", DAY)
    for ending in ("csv", "zip"):
        rows = rows_of(tmp_path / f"{name}.{ending}")
        assert len(rows) == 4
        one, two = {row.key: row for row in rows}.values()
        assert (one.position, one.notional, two.notional) == (PositionSide.SHORT, 700_000_000, 4_300_000_000)
        assert {str(row.instrument.venue) for row in rows} == {"binance-coinm"}


def test_an_archive_of_many_days_tells_where_a_line_stands(tmp_path):
    path = tmp_path / "month.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv", DAY)
        archive.writestr("ETHUSD_PERP-liquidationSnapshot-2023-06-26.csv", DAY.replace("SELL", "x"))
    found, reading = found_in(path)
    assert [number for number, why in found if isinstance(why, str)] == [4, 5]
    assert reading.part == "ETHUSD_PERP-liquidationSnapshot-2023-06-26.csv"
    assert {one.instrument.base for _, one in found if isinstance(one, Liquidation)} == {"BTC", "ETH"}


def test_tardis_in_gzip(tmp_path):
    text = (
        "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
        "bitmex,XBTUSD,1585699202957123,1585699203957000,2a9b-1,sell,6425.5,1200\n"
        "deribit,BTC-PERPETUAL,1585699202957123,1585699203957000,77,buy,6425.5,2500\n"
        "bitmex,XBTUSD,,,2a9b-1,sell,6425.5,1200\n"
    )
    path = tmp_path / "bitmex_liquidations_2020-04-01_XBTUSD.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    found, reading = found_in(path)
    assert reading.forms == ["Tardis liquidations"]
    (_, long), (_, short), (number, wrong) = found
    assert isinstance(long, Liquidation)
    assert isinstance(short, Liquidation)
    assert (long.position, long.notional, short.position, short.notional) == (
        PositionSide.LONG, 1_200_000_000, PositionSide.SHORT, 2_500_000_000,
    )  # fmt: skip
    assert (number, wrong) == (4, "local_timestamp is missing")
    trades = tmp_path / "bitmex_trades_2020-04-01_XBTUSD.csv"
    trades.write_text(text)
    with pytest.raises(UnknownForm, match="may hold trades"):
        found_in(trades)


def test_semicolons_mean_that_commas_are_decimal_points(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(
        "exchange;symbol;side;leaves_qty;price;id;status;timestamp;receipt_timestamp\n"
        "BINANCE_FUTURES;BTC-USDT-PERP;sell;0,5;10000,5;None;filled;1568014460,893;1568014460,9\n"
    )
    (one,) = rows_of(path)
    assert (one.notional, one.at) == (5_000_250_000, 1_568_014_460_893)


def tape(*rows):
    frames = [
        {"kind": "frame", "venue": "bybit", "conn": 0, "at": T0 + place, "text": json.dumps({
            "topic": "allLiquidation.BTCUSDT", "type": "snapshot", "ts": T0 + place,
            "data": [{"T": T0, "s": "BTCUSDT", "S": side, "v": "0.5", "p": "95000"}],
        })}
        for place, side in enumerate(rows)
    ]  # fmt: skip
    head = {"liqdesk_tape": 1, "created_at": T0}
    lines = [head, {"kind": "opened", "venue": "bybit", "conn": 0, "at": T0, "url": ""}, *frames, {"kind": "frame"}]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_tape_gives_its_rows_with_the_keys_they_would_have_live(tmp_path, pack):
    path = tmp_path / "some.tape"
    path.write_bytes(pack(tape("Buy", "Sell", "Sell")))
    found, reading = found_in(path)
    rows = [one for _, one in found if isinstance(one, Liquidation)]
    assert [(one.position, one.notional, str(one.key)) for one in rows] == [
        (PositionSide.LONG, 47_500_000_000, f"bybit:BTCUSDT:{T0}:long:0.5:95000:0"),
        (PositionSide.SHORT, 47_500_000_000, f"bybit:BTCUSDT:{T0}:short:0.5:95000:0"),
    ]
    assert [number for number, why in found if isinstance(why, str)] == [6]
    assert reading.forms == ["liqdesk tape"]


def test_a_file_that_breaks_off_gives_what_stands_before(tmp_path):
    path = written(tmp_path / "a.jsonl", *(row(T0 + number) for number in range(5_000)))
    packed = gzip.compress(path.read_bytes())
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    found, reading = found_in(tmp_path / "b.jsonl.gz")
    assert 1_000 < len(found) < 5_000
    (note,) = reading.notes
    assert "breaks off or is damaged after line" in note


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.jsonl.gz", gzip.compress(b"x" * 100_000)[:12], "cannot be read"),
        ("a.zip", b"PK\x03\x04nonsense", "cannot be read"),
        ("c.parquet", b"PAR1 no parquet at all", "cannot be read"),
        ("d.csv", "a,b\n1,2\n".encode("utf-16"), "is UTF-16 text"),
        ("e.csv", b"a,b\n1,2\n", "nobody here knows the columns of e.csv (a, b)"),
        ("f.csv", b'"a\n1,2\n', "names no columns: a quotation mark is never closed"),
        ("g.csv", b"start,span_ms,venue\n", "g.csv holds bars; only single liquidations"),
        ("h.csv", f"{DAY}".encode(), "which contract it is about"),
    ],
    ids=[
        "gz",
        "zip",
        "parquet",
        "utf-16",
        "columns",
        "quotes",
        "bars",
        "contract",
    ],  # packed bytes hold the moment they were packed
)
def test_what_is_of_no_use_is_told_in_a_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExpectedFailure) as refused:
        found_in(tmp_path / name)
    assert sentence in str(refused.value)


BEGINNINGS = (
    b"", SNAPSHOT_HEAD.encode() + b"\n", b"venue,symbol,base,position,at,price\n", b"{", b"PK\x03\x04", b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd", b'{"liqdesk_tape":1}\n',
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(head=st.sampled_from(BEGINNINGS), tail=st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(tmp_path, head, tail):
    path = tmp_path / "BTCUSDT-liquidationSnapshot-2023-07-31.csv"
    path.write_bytes(head + tail)
    try:
        found, _ = found_in(path)
    except ExpectedFailure as refused:
        assert "\n" not in str(refused)  # noqa: PT017  # either is right
    else:
        assert all(isinstance(one, str | Liquidation) for _, one in found)


RECORDED = Path(os.environ.get("RECORDED_DATA") or Path(__file__).parents[5] / "shared" / "data")
"""Where orders of real sessions are kept, if they are: beside the checkout, or in a folder that is named."""
ORDERS = RECORDED / "binance-usdm-forceorder" / "events.csv.gz"
ORDER = "{symbol},{side},LIMIT,IOC,{orig_qty},{price},{average},FILLED,{last_qty},{filled_qty},{ts_ms}"


@pytest.mark.skipif(not ORDERS.exists(), reason=f"no recorded orders in {RECORDED}")
def test_recorded_orders_sum_to_what_was_found_in_them(tmp_path):
    """Real orders of ten sessions, written as their recorder wrote them, twice over."""
    with gzip.open(ORDERS, "rt") as file:
        orders = list(csv.DictReader(file))
    lines = [ORDER.format(**one, average=one["avg_price"] or 0) for one in orders]
    path = tmp_path / "binance.csv"
    path.write_text("\n".join([RECORDER_HEAD, *lines, *lines]))
    found, _ = found_in(path)
    rows = {one.key: one for _, one in found if isinstance(one, Liquidation)}
    assert not [why for _, why in found if isinstance(why, str)]
    assert len(rows) == len(orders) == 5_878
    for side in PositionSide:
        told = sum(float(one["usd"]) for one in orders if one["position"] == side.value)
        summed = sum(one.notional or 0 for one in rows.values() if one.position is side)
        assert summed / 1e6 == pytest.approx(told, abs=1)
