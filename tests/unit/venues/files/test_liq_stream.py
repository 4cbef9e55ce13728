"""liq-stream's tables: what the exchange sent is believed, not what was made of it; both sides."""

import json

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.venues.files.liq_stream import LiqStream

HEAD = ("exchange", "market", "symbol", "side", "qty", "price", "notional", "ts_exch_ms", "ts_ingest_ms", "raw")
OLD = [
    "ts_iso",
    "ts_ms",
    "exchange",
    "market",
    "symbol",
    "side",
    "liq_side",
    "price",
    "qty",
    "notional",
    "order_status",
]
T = 1_739_502_302_929


def read(exchange, market, symbol, side, raw, qty="1", price="2"):
    form = LiqStream()
    assert form.recognise(HEAD) is not None
    raw = json.dumps(raw) if raw else ""
    cells = (exchange, market, symbol, side, qty, price, "2", str(T + 9), str(T + 40), raw)
    return form.read(dict(zip(HEAD, cells, strict=True)), "liquidations_2025-02-14.csv").report


def order(side):
    fields = {
        "s": "BTCUSDT",
        "S": side,
        "q": "0.014",
        "p": "9910",
        "ap": "9905",
        "X": "FILLED",
        "l": "0.004",
        "z": "0.014",
    }
    return {"e": "forceOrder", "E": T + 9, "o": {**fields, "T": T}}


@pytest.mark.parametrize(("word", "position"), [("SELL", PositionSide.LONG), ("BUY", PositionSide.SHORT)])
def test_a_binance_order_counts_with_all_of_its_fills(word, position):
    report = read("binance", "usdt", "BTCUSDT", "long", order(word), qty="0.004")
    assert (report.venue, report.position, report.size, report.price, report.at) == (
        "binance-usdm", position, 0.014, 9905.0, T,
    )  # fmt: skip
    assert read("binance", "coin", "BTCUSD_PERP", "long", order(word)).unit is SizeUnit.CONTRACTS
    assert read("aster", "usdt", "BTCUSDT", "long", order(word)).venue == "aster"


@pytest.mark.parametrize(("word", "position"), [("Buy", PositionSide.LONG), ("Sell", PositionSide.SHORT)])
def test_the_sides_it_swaps_are_set_right(word, position):
    swapped = "short" if position is PositionSide.LONG else "long"
    raw = {"T": T, "s": "ROSEUSDT", "S": word, "v": "20000", "p": "0.04499"}
    report = read("bybit", "usdt", "ROSEUSDT", swapped, raw)
    assert (report.venue, report.position, report.size, report.price) == ("bybit", position, 20_000.0, 0.04499)
    assert (report.at, report.price_kind) == (T, PriceKind.BANKRUPTCY)


@pytest.mark.parametrize(("word", "position"), [("sell", PositionSide.LONG), ("buy", PositionSide.SHORT)])
def test_an_okx_order_counts_contracts(word, position):
    raw = {"posSide": "net", "side": word, "bkPx": "49674.2", "sz": "40", "ts": str(T), "ccy": "", "bkLoss": None}
    report = read("okx", "usdt", "BTC-USDT-SWAP", "", raw)
    assert (report.position, report.size, report.unit, report.at) == (position, 40.0, SizeUnit.CONTRACTS, T)


def test_a_hyperliquid_fill_has_its_number():
    report = read("hyperliquid", "usdc", "KPEPEUSDC", "short", {"coin": "kPEPE", "tid": 77}, qty="5", price="0.01")
    assert (report.symbol, report.position, report.ident) == ("kPEPE", PositionSide.SHORT, "liq-stream:77")


def test_the_first_versions_say_both_sides():
    form = LiqStream()
    columns = form.recognise(OLD)
    assert columns is not None
    line = f"2025-02-14T03:05:02+00:00,{T},binance,usdt,BTCUSDT,SELL,long,9905,0.014,138.67,FILLED".split(",")
    report = form.read(dict(zip(columns.names, line, strict=True)), "x").report
    assert (report.position, report.size, report.at) == (PositionSide.LONG, 0.014, T)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("bybit", "usdt", "BTCUSDT", "long", None), "swaps the sides"),
        (("kraken", "usdt", "BTCUSDT", "long", None), "no exchange that liq-stream listens to"),
        (("bybit", "usdt", "BTCUSDT", "long", [1]), "Expected `object`, got `array`"),
    ],
)
def test_what_cannot_be_known_is_refused(cells, reason):
    with pytest.raises(ValueError, match=reason):
        read(*cells)
