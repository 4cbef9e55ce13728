"""Binance's own daily files of forced orders, and the files of those who wrote its stream down."""

import re
from collections.abc import Mapping, Sequence

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PriceKind
from liqdesk.domain.venue import VenueId
from liqdesk.venues.files.form import ORDERS, Columns, FileRow, amount, headed, moment, side

USDM, COINM = VenueId("binance-usdm"), VenueId("binance-coinm")
SNAPSHOT = (
    "time", "side", "order_type", "time_in_force", "original_quantity", "price", "average_price", "order_status",
    "last_fill_quantity", "accumulated_fill_quantity",
)  # fmt: skip
"""https://data.binance.vision/?prefix=data/futures/cm/daily/liquidationSnapshot/ and um, 2023-06-25 to 2024-10-14. Each row is
written twice there (github.com/binance/binance-public-data/issues/259). Early files have no first line with names."""

NAMED = re.compile(r"(?:^|[^A-Z0-9])([A-Z0-9]{2,30}(?:_(?:PERP|\d{6}))?)-liquidationSnapshot", re.IGNORECASE)
COIN_MARGINED = re.compile(r"^[A-Z0-9]+USD_(PERP|\d{6})$")


class Snapshot:
    """`liquidationSnapshot`, of COIN-M and of USD-M contracts. The contract stands in the file's name alone."""

    name = "Binance liquidationSnapshot"

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """By the names, or by what the cells of a first line without names are."""
        if len(first) == len(SNAPSHOT) and first[0].isdigit() and first[1].upper() in ORDERS:
            return Columns(SNAPSHOT, headless=True)
        found = headed(
            first, ["time"], ["side"], ["original_quantity"], ["average_price"], ["accumulated_fill_quantity"]
        )
        return None if found is None or "symbol" in found.names else found

    def objection(self, file: str) -> str:
        """A file that was given another name does not say which contract it is about."""
        if NAMED.search(file):
            return ""
        return (
            f"{file} does not say in its name which contract it is about; give it back the name that Binance gave it,"
            " such as BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv"
        )

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """The order was filled with the accumulated quantity at the average price; without a fill, what was ordered counts."""
        found = NAMED.search(file)
        if found is None:
            raise ValueError("the name of the file names no contract")
        symbol = found[1].upper()
        return _row(cells, symbol, (symbol,), "time", "accumulated_fill_quantity")


class Recorder:
    """The stream `!forceOrder@arr` as a table, with the columns a widely copied recorder gave it.

    Some copies leave the USDT out of the symbol, one spells `accumalated`.
    """

    name = "recorded Binance forceOrder stream"

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """By the names of the columns."""
        return headed(first, ["symbol"], ["side"], ["original_quantity"], ["average_price"], ["order_trade_time"])

    def objection(self, file: str) -> str:
        """None: the file says all."""
        return ""

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """The same order as in Binance's own files, with its symbol."""
        symbol = cells.get("symbol", "").upper()
        if not symbol:
            raise ValueError("symbol is missing")
        filled = "order_filled_accumulated_quantity"
        if filled not in cells:
            filled = "order_filled_accumalated_quantity"
        pair, dated, date = symbol.partition("_")
        return _row(cells, symbol, (symbol, f"{pair}USDT{dated}{date}"), "order_trade_time", filled)


def _row(cells: Mapping[str, str], symbol: str, symbols: tuple[str, ...], at: str, filled: str) -> FileRow:
    coin = COIN_MARGINED.match(symbol) is not None
    executed = _filled(cells, "average_price")
    price, kind = (executed, PriceKind.FILL) if executed else (amount(cells, "price"), PriceKind.ORDER)
    size = _filled(cells, filled) or amount(cells, "original_quantity")
    report = LiquidationReport(
        COINM if coin else USDM,
        symbol,
        side(cells, "side", ORDERS),
        size,
        SizeUnit.CONTRACTS if coin else SizeUnit.BASE,
        price,
        kind,
        moment(cells, at),
    )
    return FileRow(report, symbols)


def _filled(cells: Mapping[str, str], name: str) -> float:
    """A number above 0, or 0 where nothing was filled."""
    text = cells.get(name, "")
    return 0.0 if not text.strip("0.") else amount(cells, name)
