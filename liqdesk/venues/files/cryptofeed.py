"""Tables of cryptofeed's liquidations: the fields of its `Liquidation`, as its users write them into CSV files.

https://github.com/bmoscon/cryptofeed, cryptofeed/types.pyx and backends/backend.py: `to_dict`, and in older versions what the
callback was given. Times are seconds, but those of Bybit milliseconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.venue import VenueId
from liqdesk.venues.files.form import ORDERS, POSITIONS, Columns, FileRow, amount, headed, moment, side

PERPETUAL = "PERP"


@dataclass(frozen=True, slots=True)
class _Feed:
    """Which venue cryptofeed means by a name, how its perpetuals are called there, what sizes count in and sides mean."""

    venue: VenueId
    unit: SizeUnit
    price: PriceKind
    symbol: str
    coins: Mapping[str, str]
    meaning: Mapping[str, PositionSide]


_XBT = {"BTC": "XBT"}
_BINANCE = (SizeUnit.BASE, PriceKind.ORDER, "{base}{quote}")
FEEDS = {
    "BINANCE_FUTURES": _Feed(VenueId("binance-usdm"), *_BINANCE, {}, ORDERS),
    "BINANCE_DELIVERY": _Feed(
        VenueId("binance-coinm"), SizeUnit.CONTRACTS, PriceKind.ORDER, "{base}{quote}_PERP", {}, ORDERS
    ),
    # What its feed says is whose position it was, and cryptofeed hands the word on (cryptofeed/issues/985).
    "BYBIT": _Feed(VenueId("bybit"), SizeUnit.BASE, PriceKind.BANKRUPTCY, "{base}{quote}", {}, POSITIONS),
    "OKX": _Feed(VenueId("okx"), SizeUnit.CONTRACTS, PriceKind.BANKRUPTCY, "{base}-{quote}-SWAP", {}, ORDERS),
    "BITMEX": _Feed(VenueId("bitmex"), SizeUnit.CONTRACTS, PriceKind.ORDER, "{base}{quote}", _XBT, ORDERS),
    "DERIBIT": _Feed(VenueId("deribit"), SizeUnit.BASE, PriceKind.FILL, "{base}-PERPETUAL", {}, ORDERS),
}
"""Those of which cryptofeed's source says what it writes. OKX was called OKEX in its older versions."""


class Cryptofeed:
    """Perpetuals alone: its names of dated contracts do not say which one of the venue they mean."""

    name = "cryptofeed liquidations"

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """By the names of the columns."""
        venue, symbol, size = ("exchange", "feed"), ("symbol", "pair"), ("leaves_qty", "quantity")
        found = headed(first, venue, symbol, size, ["side"], ["price"], ["timestamp"])
        return None if found is None or "local_timestamp" in found.names else found

    def objection(self, file: str) -> str:
        """None: the file says all."""
        return ""

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """One order."""
        exchange = (cells.get("exchange") or cells.get("feed") or "").upper()
        feed = FEEDS.get("OKX" if exchange == "OKEX" else exchange)
        if feed is None:
            raise ValueError(f"what sizes and sides of {exchange[:30]!r} mean is not confirmed")
        name = cells.get("symbol") or cells.get("pair") or ""
        parts = name.split("-")
        if len(parts) != 3 or parts[2] != PERPETUAL:
            raise ValueError(f"{name[:40]!r} is no perpetual")
        symbol = feed.symbol.format(base=feed.coins.get(parts[0], parts[0]), quote=parts[1])
        report = LiquidationReport(
            feed.venue,
            symbol,
            side(cells, "side", feed.meaning),
            amount(cells, "leaves_qty", "quantity"),
            feed.unit,
            amount(cells, "price"),
            feed.price,
            moment(cells, "timestamp" if _said(cells, "timestamp") else "receipt_timestamp"),
            ident=_ident(cells, symbol),
        )
        return FileRow(
            report, (symbol,), moment(cells, "receipt_timestamp") if _said(cells, "receipt_timestamp") else None
        )


def _said(cells: Mapping[str, str], name: str) -> bool:
    """Python's own word for nothing is what its users write where there is nothing."""
    return cells.get(name, "") not in ("", "None", "nan")


def _ident(cells: Mapping[str, str], symbol: str) -> str:
    """The venue's number of the order, of which a partial fill is told again with less left."""
    number = next((cells[name] for name in ("id", "order_id") if _said(cells, name)), "")
    return f"cryptofeed:{symbol}:{number[:80]}:{cells.get('leaves_qty') or cells.get('quantity')}" if number else ""
