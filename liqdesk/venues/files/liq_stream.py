"""The daily tables of liq-stream, and those of its first versions.

https://github.com/liquidation-labs/liq-stream: `exchange, market, symbol, side, qty, price, notional, ts_exch_ms, ts_ingest_ms,
raw`; before that `ts_iso, ts_ms, exchange, market, symbol, side, liq_side, price, qty, notional`. Its `qty` is only the last
fill of a Binance order, its times there are those of the message, its `notional` counts contracts as coins, and of Bybit it takes
the word for the position for that of the order. So what the exchange sent, in `raw`, is read where it is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.venue import VenueId
from liqdesk.venues.files.form import ORDERS, POSITIONS, Columns, FileRow, amount, headed, moment, side

COIN = ("coin", "coinm", "inverse")
SIDES = {"LONG": PositionSide.LONG, "SHORT": PositionSide.SHORT}


class LiqStream:
    """One exchange and market a file."""

    name = "liq-stream"

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """By the names of the columns."""
        return headed(
            first, ["exchange"], ["market"], ["symbol"], ["side"], ["qty"], ["price"], ["ts_exch_ms", "ts_ms"]
        )

    def objection(self, file: str) -> str:
        """None: the file says all."""
        return ""

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """One order, from what the exchange said of it."""
        exchange, coin = cells.get("exchange", ""), cells.get("market", "").lower() in COIN
        raw = _raw(cells.get("raw", ""))
        match exchange:
            case "binance" | "aster":
                venue = VenueId("aster" if exchange == "aster" else f"binance-{'coinm' if coin else 'usdm'}")
                report = _force_order(cells, _part(raw, "o"), venue, coin)
            case "bybit":
                report = _bybit(cells, raw)
            case "okx":
                report = _okx(cells, raw)
            case "hyperliquid":
                report = _hyperliquid(cells, raw)
            case _:
                raise ValueError(f"{exchange[:30]!r} is no exchange that liq-stream listens to")
        received = moment(cells, "ts_ingest_ms") if cells.get("ts_ingest_ms") else None
        return FileRow(report, (report.symbol,), received)


def _raw(text: str) -> Mapping[str, str]:
    """What the exchange sent, with texts for its single values; empty where the table has none of it."""
    if not text:
        return {}
    return _texts(msgspec.json.decode(text.encode(), type=dict[str, Any]))


def _texts(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one if isinstance(one, dict) else "" if one is None else str(one) for name, one in value.items()}


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, str]:
    part = raw.get(name)
    return _texts(part) if isinstance(part, dict) else raw


def _symbol(cells: Mapping[str, str]) -> str:
    symbol = cells.get("symbol", "")
    if not symbol:
        raise ValueError("symbol is missing")
    return symbol


def _force_order(cells: Mapping[str, str], raw: Mapping[str, str], venue: VenueId, coin: bool) -> LiquidationReport:
    unit = SizeUnit.CONTRACTS if coin else SizeUnit.BASE
    if not raw:
        # The first versions: `side` is the order's there, and beside it stands whose position it closed.
        position = side(cells, "liq_side", SIDES) if cells.get("liq_side") else side(cells, "side", SIDES)
        at = moment(cells, "ts_exch_ms" if cells.get("ts_exch_ms") else "ts_ms")
        return LiquidationReport(
            venue, _symbol(cells), position, amount(cells, "qty"), unit, amount(cells, "price"), PriceKind.FILL, at
        )
    filled = raw.get("ap", "").strip("0.")
    price, kind = (amount(raw, "ap"), PriceKind.FILL) if filled else (amount(raw, "p"), PriceKind.ORDER)
    size = amount(raw, "z") if raw.get("z", "").strip("0.") else amount(raw, "q")
    return LiquidationReport(venue, _symbol(cells), side(raw, "S", ORDERS), size, unit, price, kind, moment(raw, "T"))


def _bybit(cells: Mapping[str, str], raw: Mapping[str, str]) -> LiquidationReport:
    if not raw:
        raise ValueError("without what Bybit sent, nobody can tell whose position it was: liq-stream swaps the sides")
    at = "T" if raw.get("T") else "updatedTime" if raw.get("updatedTime") else "updatedTimeE6"
    return LiquidationReport(
        VenueId("bybit"),
        _symbol(cells),
        side(raw, "S" if raw.get("S") else "side", POSITIONS),
        amount(raw, "v", "size"),
        SizeUnit.BASE,
        amount(raw, "p", "price"),
        PriceKind.BANKRUPTCY,
        moment(raw, at) if raw.get(at) else moment(cells, "ts_exch_ms"),
    )


def _okx(cells: Mapping[str, str], raw: Mapping[str, str]) -> LiquidationReport:
    price = amount(raw, "bkPx", "fillPx") if raw else amount(cells, "price")
    size = amount(raw, "sz") if raw else amount(cells, "qty")
    at = moment(raw, "ts") if raw else moment(cells, "ts_exch_ms")
    position = side(raw, "side", ORDERS) if raw.get("side") else side(cells, "side", SIDES)
    return LiquidationReport(
        VenueId("okx"), _symbol(cells), position, size, SizeUnit.CONTRACTS, price, PriceKind.BANKRUPTCY, at
    )


def _hyperliquid(cells: Mapping[str, str], raw: Mapping[str, str]) -> LiquidationReport:
    symbol = raw.get("coin") or _symbol(cells).removesuffix("USDC")
    return LiquidationReport(
        VenueId("hyperliquid"),
        symbol,
        side(cells, "side", SIDES),
        amount(cells, "qty"),
        SizeUnit.BASE,
        amount(cells, "price"),
        PriceKind.FILL,
        moment(cells, "ts_exch_ms"),
        ident=f"liq-stream:{raw['tid'][:40]}" if raw.get("tid") else "",
    )
