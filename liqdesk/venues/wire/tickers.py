"""Mark prices from ticker frames that may leave out what did not change."""

from typing import Any

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Rejected, Skipped, VenueEvent
from liqdesk.venues.wire.frames import shown
from liqdesk.venues.wire.numbers import event_time, plausible


class MarkPrices:
    """Reads one ticker row; a delta without a mark price changes nothing."""

    def __init__(self, venue: VenueId) -> None:
        self._venue = venue

    def read(self, row: Any, symbol_field: str, price_field: str, at: Any) -> VenueEvent:
        """The price in the row; `at` is the venue's time of it in any of its forms."""
        if not isinstance(row, dict):
            return Rejected("a ticker without its row")
        symbol = row.get(symbol_field)
        price = row.get(price_field)
        if price is None:
            return Skipped(f"a ticker of {shown(symbol)} without a mark price")
        try:
            value, time = float(price), event_time(int(at))
        except (TypeError, ValueError, OverflowError):
            return Rejected(f"a ticker of {shown(symbol)}: {shown(price)} at {shown(at)}")
        if not isinstance(symbol, str) or time is None or not plausible(value):
            return Rejected(f"a ticker of {shown(symbol)}: {shown(price)} at {shown(at)}")
        return PriceTick(self._venue, symbol, value, PriceKind.MARK, time)
