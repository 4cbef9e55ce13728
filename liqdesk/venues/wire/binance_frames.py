"""The frames of Binance's futures sockets, which carry USD-M and COIN-M rows in one stream since June 2026."""

import re
from typing import Any

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Refused, Rejected, Skipped, Subscribed, Unknown, VenueEvent
from liqdesk.venues.wire.frames import UNREADABLE, page_rows, read_json, shown, well_formed
from liqdesk.venues.wire.numbers import EARLIEST, LARGEST, LATEST, event_time, plausible
from liqdesk.venues.wire.symbols import split_quote, unscaled

USDM = VenueId("binance-usdm")
COINM = VenueId("binance-coinm")
FORCE_ORDERS = "!forceOrder@arr"
CANARY = "btcusdt@markPrice@1s"

COINM_SYMBOL = re.compile(r"^[^_]+USD_(PERP|\d{6})$")
DELIVERY = re.compile(r"^(?P<pair>.+)_(?P<date>\d{6})$")
QUOTES = ("USDT", "USDC", "FDUSD", "USD1", "BFUSD", "BTC", "ETH")
SIDES = {"SELL": PositionSide.LONG, "BUY": PositionSide.SHORT}
"""`S` is the side of the order that closes the position: a forced sell closes a long."""


_FILL, _ORDER, _BASE, _CONTRACTS = PriceKind.FILL, PriceKind.ORDER, SizeUnit.BASE, SizeUnit.CONTRACTS


class _Order(msgspec.Struct, gc=False):
    symbol: str = msgspec.field(name="s")
    side: str = msgspec.field(name="S")
    quantity: float = msgspec.field(name="q")
    limit: float = msgspec.field(name="p")
    average: float = msgspec.field(name="ap")
    filled: float = msgspec.field(name="z")
    at: UnixMs = msgspec.field(name="T")
    product: int = msgspec.field(name="st", default=0)


class _Force(msgspec.Struct, tag_field="e", tag="forceOrder", gc=False):
    order: _Order = msgspec.field(name="o")
    product: int = msgspec.field(name="st", default=0)


class _Mark(msgspec.Struct, tag_field="e", tag="markPriceUpdate", gc=False):
    symbol: str = msgspec.field(name="s")
    price: float = msgspec.field(name="p")
    at: int = msgspec.field(name="E")
    product: int = msgspec.field(name="st", default=0)


class _Wrapped(msgspec.Struct, gc=False):
    data: _Force | _Mark


class FrameReader:
    """Reads frames; rows of products outside `wanted` are skipped."""

    def __init__(self, wanted: frozenset[VenueId]) -> None:
        self._wanted = wanted
        self._decode = msgspec.json.Decoder(_Wrapped, strict=False).decode

    def read(self, frame: str | bytes) -> list[VenueEvent]:
        """What one frame says."""
        try:
            data = self._decode(frame).data
        except UNREADABLE:
            return self._other(frame)
        return [self._force(data) if isinstance(data, _Force) else self._mark(data)]

    def _force(self, force: _Force) -> VenueEvent:
        order = force.order
        product = order.product or force.product
        symbol, at = order.symbol, order.at
        position = SIDES.get(order.side)
        price, price_kind = order.average, _FILL
        if price == 0.0:
            price, price_kind = order.limit, _ORDER
        size = order.filled or order.quantity
        sound = 0.0 < price < LARGEST and 0.0 < size < LARGEST and EARLIEST < at < LATEST
        if position is None or not sound:
            return Rejected(f"{shown(symbol)}: {shown(order.side)} {size} at {price}, time {at}")
        if product == 1 or (product != 2 and COINM_SYMBOL.match(symbol) is None):
            venue, unit = USDM, _BASE
        else:
            venue, unit = COINM, _CONTRACTS
        if venue not in self._wanted:
            return Skipped(f"{shown(symbol)} belongs to {venue}")
        return LiquidationReport(venue, symbol, position, size, unit, price, price_kind, at)

    def _mark(self, mark: _Mark) -> VenueEvent:
        at = event_time(mark.at)
        if at is None or not plausible(mark.price):
            return Rejected(f"{shown(mark.symbol)}: mark price {mark.price} at {mark.at}")
        coin = mark.product == 2 or COINM_SYMBOL.match(mark.symbol) is not None
        return PriceTick(COINM if coin else USDM, mark.symbol, mark.price, PriceKind.MARK, at)

    def _other(self, frame: str | bytes) -> list[VenueEvent]:
        value = read_json(frame)
        if isinstance(value, Unknown):
            return [value]
        if isinstance(value, dict) and "data" in value:
            value = value["data"]
        if isinstance(value, list):
            return [event for one in value for event in self._payload(one)] or [Skipped("an empty list")]
        return self._payload(value)

    def _payload(self, value: Any) -> list[VenueEvent]:
        if not isinstance(value, dict):
            return [Unknown(f"a JSON {type(value).__name__}")]
        if "e" in value:
            return [self._event(value)]
        error = value.get("error", value if "code" in value else None)
        if error is not None:
            said = error.get("msg", error) if isinstance(error, dict) else error
            return [Refused("", shown(said))]
        if "result" in value:
            result = value["result"]
            return [Subscribed("request") if result is None else Skipped(f"subscriptions: {shown(result)}")]
        return [Unknown(f"an object with {shown(', '.join(map(str, value)))}")]

    def _event(self, value: dict[str, Any]) -> VenueEvent:
        kind = value["e"]
        if kind == "forceOrder":
            try:
                return self._force(msgspec.convert(value, _Force, strict=False))
            except (msgspec.ValidationError, RecursionError) as fault:
                return Rejected(f"a forced order: {shown(fault)}")
        if kind == "markPriceUpdate":
            try:
                return self._mark(msgspec.convert(value, _Mark, strict=False))
            except (msgspec.ValidationError, RecursionError) as fault:
                return Rejected(f"a mark price: {shown(fault)}")
        return Unknown(f"an event called {shown(kind)}")


class _Symbol(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseAsset")
    quote: str = msgspec.field(name="quoteAsset")
    contract: str = msgspec.field(name="contractType", default="")
    delivery: int = msgspec.field(name="deliveryDate", default=0)
    size: float | None = msgspec.field(name="contractSize", default=None)


def read_symbols(page: bytes) -> tuple[Instrument, ...]:
    """The contracts of an exchangeInfo body of either product: only COIN-M rows state a contract size."""
    return tuple(_instrument(row) for row in well_formed(page_rows(page, ["symbols"]), _Symbol))


def _instrument(row: _Symbol) -> Instrument:
    base, scale = unscaled(row.base)
    dated = row.contract not in ("PERPETUAL", "TRADIFI_PERPETUAL", "") and row.delivery > 0
    expires_at = UnixMs(row.delivery) if dated else None
    coin = row.size is not None or COINM_SYMBOL.match(row.symbol) is not None
    trusted = row.size if row.size is not None and plausible(row.size) else None
    return Instrument(
        COINM if coin else USDM,
        row.symbol,
        base,
        row.quote,
        Settlement.INVERSE if coin else Settlement.LINEAR,
        multiplier=trusted,
        scale=scale,
        expires_at=expires_at,
        tradfi=row.contract == "TRADIFI_PERPETUAL",
    )


def infer_coinm(symbol: str) -> Instrument | None:
    """What a COIN-M name gives away: base and dollars, never the contract size."""
    if COINM_SYMBOL.match(symbol) is None:
        return None
    base, scale = unscaled(symbol.split("_")[0].removesuffix("USD"))
    return Instrument(COINM, symbol, base, "USD", Settlement.INVERSE, scale=scale)


def infer_usdm(symbol: str) -> Instrument | None:
    """What a USD-M name gives away."""
    found = DELIVERY.match(symbol)
    parts = split_quote(found["pair"] if found else symbol, QUOTES)
    if parts is None:
        return None
    base, scale = unscaled(parts[0])
    return Instrument(USDM, symbol, base, parts[1], Settlement.LINEAR, scale=scale)
