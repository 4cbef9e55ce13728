"""Tardis's daily CSV files of liquidations.

https://docs.tardis.dev/downloadable-csv-files/data-types#liquidations: times in microseconds; `side` is that of the order
whatever the venue says, so that a buy means that a short was liquidated; `price` and `amount` are as the venue gives them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PriceKind
from liqdesk.domain.venue import VenueId
from liqdesk.venues.files.form import ORDERS, Columns, FileRow, amount, headed, moment, side


@dataclass(frozen=True, slots=True)
class _Feed:
    """Which venue Tardis means by a name, in what its amounts count there and what its prices are."""

    venue: VenueId
    unit: SizeUnit
    price: PriceKind


FEEDS = {
    "binance-futures": _Feed(VenueId("binance-usdm"), SizeUnit.BASE, PriceKind.ORDER),
    "binance-delivery": _Feed(VenueId("binance-coinm"), SizeUnit.CONTRACTS, PriceKind.ORDER),
    "bybit": _Feed(VenueId("bybit"), SizeUnit.BASE, PriceKind.BANKRUPTCY),
    "okex-swap": _Feed(VenueId("okx"), SizeUnit.CONTRACTS, PriceKind.BANKRUPTCY),
    "okex-futures": _Feed(VenueId("okx"), SizeUnit.CONTRACTS, PriceKind.BANKRUPTCY),
    "bitmex": _Feed(VenueId("bitmex"), SizeUnit.CONTRACTS, PriceKind.ORDER),
    "deribit": _Feed(VenueId("deribit"), SizeUnit.BASE, PriceKind.FILL),
    "cryptofacilities": _Feed(VenueId("kraken-futures"), SizeUnit.CONTRACTS, PriceKind.FILL),
    "huobi-dm-swap": _Feed(VenueId("htx"), SizeUnit.CONTRACTS, PriceKind.BANKRUPTCY),
    "huobi-dm-linear-swap": _Feed(VenueId("htx"), SizeUnit.CONTRACTS, PriceKind.BANKRUPTCY),
}
"""Those of which Tardis's own client says what side, price and amount are made of (tardis-node, src/mappers)."""


class Tardis:
    """Liquidations of one exchange and day."""

    name = "Tardis liquidations"

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """By the names of the columns, which are those of its files of trades too."""
        return headed(first, ["exchange"], ["local_timestamp"], ["timestamp"], ["side"], ["amount"], ["id"])

    def objection(self, file: str) -> str:
        """Trades stand in the very same columns: only the name tells them apart."""
        if "liquidation" in file.lower():
            return ""
        return (
            f"{file} may hold trades, which Tardis writes in the same columns; a file of liquidations has that word in its name,"
            " such as bitmex_liquidations_2024-01-01_XBTUSD.csv.gz"
        )

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """One order."""
        exchange = cells.get("exchange", "")
        feed = FEEDS.get(exchange)
        if feed is None:
            raise ValueError(f"what amounts of {exchange[:30]!r} count in is not confirmed")
        symbol = cells.get("symbol", "")
        if not symbol:
            raise ValueError("symbol is missing")
        report = LiquidationReport(
            feed.venue,
            symbol,
            side(cells, "side", ORDERS),
            amount(cells, "amount"),
            feed.unit,
            amount(cells, "price"),
            feed.price,
            moment(cells, "timestamp" if cells.get("timestamp") else "local_timestamp"),
            ident=f"tardis:{symbol}:{cells['id'][:80]}" if cells.get("id") else "",
        )
        return FileRow(report, (symbol,), moment(cells, "local_timestamp"))
