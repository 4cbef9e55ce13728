"""The payloads of Binance's futures sockets, and of venues that speak like them, read one by one."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Refused, Rejected, Skipped, Unknown, VenueEvent
from liqdesk.venues.wire.frames import UNREADABLE, keys_of, read_json, shown
from liqdesk.venues.wire.numbers import plausible
from liqdesk.venues.wire.rows import Amount, Moment, Symbol

MOST_PAYLOADS = 5_000
"""A list of every mark price is some hundreds long."""

Owner = Callable[[str, int], tuple[VenueId, SizeUnit] | None]
"""Whose a row is and what it counts in, by its symbol and product number (0 where none stands); None where nobody knows."""


class Mark(msgspec.Struct, gc=False, tag_field="e", tag="markPriceUpdate"):
    """A mark price; the product may be missing."""

    symbol: Symbol = msgspec.field(name="s")
    price: Amount = msgspec.field(name="p")
    at: Moment = msgspec.field(name="E")
    product: int = msgspec.field(name="st", default=0)


class _Order(msgspec.Struct, gc=False):
    """An order of any product, filled or not; the product may stand inside, outside or nowhere."""

    symbol: Symbol = msgspec.field(name="s")
    side: Literal["SELL", "BUY"] = msgspec.field(name="S")
    quantity: float = msgspec.field(name="q")
    limit: float = msgspec.field(name="p")
    average: float = msgspec.field(name="ap")
    filled: float = msgspec.field(name="z")
    at: Moment = msgspec.field(name="T")
    product: Literal[0, 1, 2] = msgspec.field(name="st", default=0)


class _Force(msgspec.Struct, gc=False):
    order: _Order = msgspec.field(name="o")
    product: Literal[0, 1, 2] = msgspec.field(name="st", default=0)


class PayloadReader:
    """Reads frames of any shape these sockets have: wrapped, bare or in lists. Rows of venues outside `wanted` are skipped."""

    def __init__(self, owner: Owner, wanted: frozenset[VenueId]) -> None:
        self._owner = owner
        self._wanted = wanted

    def read(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """What one frame says."""
        value = read_json(frame)
        if isinstance(value, dict) and "data" in value:
            value = value["data"]
        if not isinstance(value, list):
            return (self._payload(value),)
        read = [self._payload(one) for one in value[:MOST_PAYLOADS]]
        if len(value) > MOST_PAYLOADS:
            read.append(Unknown(f"{len(value) - MOST_PAYLOADS} payloads more than any frame holds"))
        return read or (Skipped("an empty list"),)

    def tick(self, mark: Mark) -> VenueEvent:
        """The price tick of a mark price."""
        owner = self._owner(mark.symbol, mark.product) if mark.symbol.isprintable() else None
        if owner is None:
            return Rejected(f"a mark price of {shown(mark.symbol)!r}, product {mark.product}")
        return PriceTick(owner[0], mark.symbol, mark.price, PriceKind.MARK, mark.at)

    def _payload(self, value: Any) -> VenueEvent:
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, dict):
            return Unknown(f"a JSON {type(value).__name__}")
        if "e" in value:
            return self._event(value)
        error = value.get("error", value if "code" in value else None)
        if error is not None:
            return Refused("", shown(error.get("msg", error) if isinstance(error, dict) else error))
        if "result" in value:
            said = value["result"]
            return Skipped("a request was granted" if said is None else f"subscriptions: {shown(said)}")
        return Unknown(f"an object with {keys_of(value)}")

    def _event(self, value: dict[str, Any]) -> VenueEvent:
        try:
            match value["e"]:
                case "forceOrder":
                    return self._force(msgspec.convert(value, _Force, strict=False))
                case "markPriceUpdate":
                    return self.tick(msgspec.convert(value, Mark, strict=False))
        except UNREADABLE as fault:
            return Rejected(f"{value['e']}: {shown(fault)}")
        return Unknown(f"an event called {shown(value['e'])}")

    def _force(self, force: _Force) -> VenueEvent:
        order = force.order
        # Nothing filled: no average price, no filled quantity; what was ordered, at its limit, is all there is.
        price, price_kind = (order.average, PriceKind.FILL) if order.average else (order.limit, PriceKind.ORDER)
        size = order.filled or order.quantity
        product = order.product or force.product
        owner = self._owner(order.symbol, product) if order.symbol.isprintable() else None
        if owner is None or not plausible(price, size):
            return Rejected(f"{shown(order.symbol)}: {order.side} {size} at {price}, product {product}")
        venue, unit = owner
        if venue not in self._wanted:
            return skipped(order.symbol, venue)
        # The side is that of the order that closes the position: a forced sell closes a long.
        position = PositionSide.LONG if order.side == "SELL" else PositionSide.SHORT
        return LiquidationReport(venue, order.symbol, position, size, unit, price, price_kind, order.at)


def skipped(symbol: str, venue: VenueId) -> Skipped:
    """A row of a venue that is not wanted."""
    return Skipped(f"{shown(symbol)} belongs to {venue}")
