"""Tables of cryptofeed's fields, new and old; both sides, and Bybit's, whose word is that of the position."""

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PositionSide
from liqdesk.venues.files.cryptofeed import Cryptofeed
from liqdesk.venues.files.tardis import Tardis

HEAD = "exchange,symbol,side,leaves_qty,price,id,status,timestamp,receipt_timestamp"
OLD = "feed,pair,side,leaves_qty,price,order_id,timestamp,receipt_timestamp"


def read(line, head=HEAD):
    columns = Cryptofeed().recognise(head.split(","))
    assert columns is not None
    return Cryptofeed().read(dict(zip(columns.names, line.split(","), strict=True)), "x")


@pytest.mark.parametrize(
    ("line", "venue", "symbol", "position", "unit"),
    [
        (
            "BINANCE_FUTURES,BTC-USDT-PERP,sell,0.014,9910,None,filled,1568014460.893,1568014460.9",
            "binance-usdm", "BTCUSDT", PositionSide.LONG, SizeUnit.BASE,
        ),
        (
            "BINANCE_DELIVERY,ETH-USD-PERP,buy,3,1910,None,filled,1568014460.893,1568014460.9",
            "binance-coinm", "ETHUSD_PERP", PositionSide.SHORT, SizeUnit.CONTRACTS,
        ),
        (
            "BYBIT,BTC-USDT-PERP,buy,0.003,43511.70,None,None,1703485237953,1703485238.1",
            "bybit", "BTCUSDT", PositionSide.LONG, SizeUnit.BASE,
        ),
        (
            "BYBIT,BTC-USDT-PERP,sell,0.003,43511.70,None,None,1703485237953,1703485238.1",
            "bybit", "BTCUSDT", PositionSide.SHORT, SizeUnit.BASE,
        ),
        (
            "OKX,BTC-USDT-PERP,buy,40,49674.2,None,filled,1640140211.925,1640140212.0",
            "okx", "BTC-USDT-SWAP", PositionSide.SHORT, SizeUnit.CONTRACTS,
        ),
        (
            "BITMEX,BTC-USD-PERP,sell,1200,6425.5,2a9b,unfilled,1585699202.957,1585699203.1",
            "bitmex", "XBTUSD", PositionSide.LONG, SizeUnit.CONTRACTS,
        ),
    ],
)  # fmt: skip
def test_a_line(line, venue, symbol, position, unit):
    row = read(line)
    assert (row.report.venue, row.report.symbol, row.report.position, row.report.unit) == (
        venue,
        symbol,
        position,
        unit,
    )
    assert row.received_at is not None
    assert abs(row.received_at - (row.report.at or 0)) < 1_000


def test_an_old_table():
    row = read("BITMEX,BTC-USD-PERP,sell,1200,6425.5,2a9b,1585699202.957,1585699203.1", OLD)
    assert (row.report.symbol, row.report.ident) == ("XBTUSD", "cryptofeed:XBTUSD:2a9b:1200")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("FTX,BTC-USD-PERP,sell,1,1,None,None,1568014460,1568014460", "'FTX' mean is not confirmed"),
        ("OKX,BTC-USD-23M30,sell,1,1,None,None,1568014460,1568014460", "is no perpetual"),
        ("OKX,BTC-USD-PERP,sell,1,1,None,None,x,1568014460", "timestamp is 'x', no number"),
    ],
)
def test_what_is_not_sure_is_refused(line, reason):
    with pytest.raises(ValueError, match=reason):
        read(line)


def test_a_table_of_tardis_is_none_of_its():
    head = ["exchange", "symbol", "timestamp", "local_timestamp", "id", "side", "price", "amount"]
    assert Cryptofeed().recognise(head) is None
    assert Tardis().recognise(HEAD.split(",")) is None
