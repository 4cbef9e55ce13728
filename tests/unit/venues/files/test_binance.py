"""Binance's own files and those of who wrote its stream down, as published; both sides."""

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.venues.files.binance import SNAPSHOT, Recorder, Snapshot

# https://data.binance.vision/data/futures/cm/daily/liquidationSnapshot/BTCUSD_PERP/, of 2023-06-25 and 2024-10-14
SHORT_LINE = "1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7"
LONG_LINE = "1728866962145,SELL,LIMIT,IOC,1,62246.2,62472.0,FILLED,1,1"
COIN = "BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv"
USD = "BTCUSDT-liquidationSnapshot-2023-07-31.csv"


def read(line, file=COIN):
    return Snapshot().read(dict(zip(SNAPSHOT, line.split(","), strict=True)), file)


@pytest.mark.parametrize(
    ("line", "position", "size", "price", "at"),
    [
        (SHORT_LINE, PositionSide.SHORT, 7.0, 30_631.6, 1_687_656_471_926),
        (LONG_LINE, PositionSide.LONG, 1.0, 62_472.0, 1_728_866_962_145),
    ],
)
def test_a_line_of_its_daily_files(line, position, size, price, at):
    report = read(line).report
    assert (report.venue, report.symbol, report.position) == ("binance-coinm", "BTCUSD_PERP", position)
    assert (report.size, report.unit, report.price, report.at) == (size, SizeUnit.CONTRACTS, price, at)
    assert report.price_kind is PriceKind.FILL
    linear = read(line, USD).report
    assert (linear.venue, linear.symbol, linear.unit) == ("binance-usdm", "BTCUSDT", SizeUnit.BASE)


def test_what_was_not_filled_counts_as_it_was_ordered():
    report = read("1687656471926,SELL,LIMIT,IOC,7,30741.3,0,NEW,0,0").report
    assert (report.size, report.price, report.price_kind) == (7.0, 30_741.3, PriceKind.ORDER)


def test_its_first_line_may_be_names_or_a_row():
    form = Snapshot()
    named, bare = form.recognise(SNAPSHOT), form.recognise(SHORT_LINE.split(","))
    assert named is not None
    assert bare is not None
    assert (named.headless, bare.headless, bare.names) == (False, True, SNAPSHOT)
    assert form.recognise(["time", "side", "price"]) is None


@pytest.mark.parametrize("name", [COIN, USD, f"copy of {COIN}", "ETHUSD_240628-liquidationSnapshot-2024-03-01.zip"])
def test_the_contract_stands_in_the_name(name):
    assert Snapshot().objection(name) == ""


def test_a_file_that_was_renamed_is_not_guessed_at():
    assert "which contract it is about" in Snapshot().objection("liquidations.csv")


HEAD = (
    "symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,order_last_filled_quantity,"
    "order_filled_accumulated_quantity,order_trade_time,usd_size"
)


def test_a_recorded_stream():
    form = Recorder()
    columns = form.recognise(HEAD.split(","))
    assert columns is not None
    assert Snapshot().recognise(HEAD.split(",")) is None
    line = "BANANA,SELL,LIMIT,IOC,1.7,58.796074,59.618,FILLED,1.7,1.7,1723895926128,101.35"
    row = form.read(dict(zip(columns.names, line.split(","), strict=True)), "binance.csv")
    assert row.symbols == ("BANANA", "BANANAUSDT")
    assert (row.report.position, row.report.size, row.report.price) == (PositionSide.LONG, 1.7, 59.618)
    spelled = HEAD.replace("accumulated", "accumalated")
    columns = form.recognise(spelled.split(","))
    assert columns is not None
    line = line.replace("SELL", "BUY")
    assert form.read(dict(zip(columns.names, line.split(","), strict=True)), "").report.position is PositionSide.SHORT


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (SHORT_LINE.replace("BUY", "LONG"), "side is 'LONG', not SELL or BUY"),
        (SHORT_LINE.replace("1687656471926", "1.68766E+12"), "its last digits are lost"),
        (SHORT_LINE.replace("1687656471926", "17"), "no time of this century"),
        (SHORT_LINE.replace("30631.6", "x"), "average_price is 'x', no number"),
        (SHORT_LINE.replace("30631.6", "-1"), "average_price is '-1', no believable number above 0"),
        ("1687656471926,BUY,LIMIT,IOC,nan,30741.3,30631.6,FILLED,0,0", "original_quantity is 'nan'"),
    ],
)
def test_what_cannot_be_is_told(line, reason):
    with pytest.raises(ValueError, match=reason):
        read(line)
