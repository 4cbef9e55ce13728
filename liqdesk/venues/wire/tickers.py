"""Mark prices from ticker frames that may leave out what did not change."""

from typing import Any

import msgspec

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Rejected, Skipped, VenueEvent
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import event_time
from liqdesk.venues.wire.rows import Amount


def read_ticker(venue: VenueId, row: Any, symbol_key: str, price_key: str, at: Any) -> VenueEvent:
    """The mark price in one ticker row, `at` being the venue's time of it; a row without a price changes nothing."""
    if not isinstance(row, dict):
        return Rejected("a ticker without its row")
    symbol, price = row.get(symbol_key), row.get(price_key)
    if price is None:
        return Skipped(f"a ticker of {shown(symbol)} without a mark price")
    try:
        value = msgspec.convert(price, Amount, strict=False)
        time = event_time(msgspec.convert(at, int, strict=False))
    except UNREADABLE:
        time = None
    if not isinstance(symbol, str) or not symbol.isprintable() or time is None:
        return Rejected(f"a ticker of {shown(symbol)}: {shown(price)} at {shown(at)}")
    return PriceTick(venue, symbol, value, PriceKind.MARK, time)
