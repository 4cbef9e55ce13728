"""The frames of Binance's futures sockets, which carry USD-M and COIN-M rows in one stream since June 2026."""

import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import InstrumentPage, Refused, Rejected, Skipped, Unknown, VenueEvent
from liqdesk.venues.wire.frames import UNREADABLE, keys_of, read_json, shown
from liqdesk.venues.wire.numbers import plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol, WireRow, named_as
from liqdesk.venues.wire.symbols import believable, expiry, split_quote, unscaled

USDM = VenueId("binance-usdm")
COINM = VenueId("binance-coinm")
FORCE_ORDERS = "!forceOrder@arr"
CANARY = "btcusdt@markPrice@1s"

COINM_SYMBOL = re.compile(r"^[^_]+USD_(PERP|\d{6})$")
QUOTES = ("USDT", "USDC", "FDUSD", "USD1", "BFUSD", "BTC", "ETH")
PRODUCT_COINM = 2
MOST_PAYLOADS = 5_000
"""A list of every mark price is some hundreds long."""


class _Row(WireRow, frozen=True, gc=False, kw_only=True, rename=named_as(symbol="s", size="z", price="ap", at="T")):
    """A filled USD-M order whose product stands inside: what nearly every frame is."""

    venue: VenueId = USDM
    symbol: Symbol
    size: Amount
    unit: SizeUnit = SizeUnit.BASE
    price: Amount
    price_kind: PriceKind = PriceKind.FILL
    at: Moment
    product: Literal[1] = msgspec.field(name="st")


class _Sell(_Row, frozen=True, gc=False, kw_only=True, tag_field="S", tag="SELL"):
    """`S` is the side of the order that closes the position: a forced sell closes a long."""

    position: PositionSide = PositionSide.LONG


class _Buy(_Row, frozen=True, gc=False, kw_only=True, tag_field="S", tag="BUY"):
    position: PositionSide = PositionSide.SHORT


class _Filled(msgspec.Struct, gc=False, tag_field="e", tag="forceOrder"):
    order: _Sell | _Buy = msgspec.field(name="o")


class _Mark(msgspec.Struct, gc=False, tag_field="e", tag="markPriceUpdate"):
    symbol: Symbol = msgspec.field(name="s")
    price: Amount = msgspec.field(name="p")
    at: Moment = msgspec.field(name="E")
    product: int = msgspec.field(name="st", default=0)


class _Wrapped(msgspec.Struct, gc=False):
    data: _Filled | _Mark


class _Order(msgspec.Struct, gc=False):
    """An order of either product, filled or not; the product may stand inside, outside or nowhere."""

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


class FrameReader:
    """Reads frames; rows of products outside `wanted` are skipped."""

    def __init__(self, wanted: frozenset[VenueId]) -> None:
        self._wanted = wanted
        self._linear = USDM in wanted
        self._decode = msgspec.json.Decoder(_Wrapped, strict=False).decode

    def read(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """What one frame says."""
        try:
            data = self._decode(frame).data
        except UNREADABLE:
            return self._other(frame)
        if type(data) is _Filled:
            return (data.order,) if self._linear else (_skipped(data.order.symbol, USDM),)
        return (_tick(data),)  # type: ignore[arg-type]  # the only other kind; asking again would cost the hot path

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_json(frame)
        if isinstance(value, dict) and "data" in value:
            value = value["data"]
        if not isinstance(value, list):
            return (self._payload(value),)
        read = [self._payload(one) for one in value[:MOST_PAYLOADS]]
        if len(value) > MOST_PAYLOADS:
            read.append(Unknown(f"{len(value) - MOST_PAYLOADS} payloads more than any frame holds"))
        return read or (Skipped("an empty list"),)

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
                    return _tick(msgspec.convert(value, _Mark, strict=False))
        except UNREADABLE as fault:
            return Rejected(f"{value['e']}: {shown(fault)}")
        return Unknown(f"an event called {shown(value['e'])}")

    def _force(self, force: _Force) -> VenueEvent:
        order = force.order
        # Nothing filled: no average price, no filled quantity; what was ordered, at its limit, is all there is.
        price, price_kind = (order.average, PriceKind.FILL) if order.average else (order.limit, PriceKind.ORDER)
        size = order.filled or order.quantity
        if not plausible(price, size) or not order.symbol.isprintable():
            return Rejected(f"{shown(order.symbol)}: {order.side} {size} at {price}")
        product = order.product or force.product
        coin = product == PRODUCT_COINM if product else COINM_SYMBOL.match(order.symbol) is not None
        venue, unit = (COINM, SizeUnit.CONTRACTS) if coin else (USDM, SizeUnit.BASE)
        if venue not in self._wanted:
            return _skipped(order.symbol, venue)
        position = PositionSide.LONG if order.side == "SELL" else PositionSide.SHORT
        return LiquidationReport(venue, order.symbol, position, size, unit, price, price_kind, order.at)


def _skipped(symbol: str, venue: VenueId) -> Skipped:
    return Skipped(f"{shown(symbol)} belongs to {venue}")


def _tick(mark: _Mark) -> VenueEvent:
    if not mark.symbol.isprintable():
        return Rejected(f"a mark price of {shown(mark.symbol)!r}, which is no name")
    coin = mark.product == PRODUCT_COINM if mark.product else COINM_SYMBOL.match(mark.symbol) is not None
    return PriceTick(COINM if coin else USDM, mark.symbol, mark.price, PriceKind.MARK, mark.at)


class _Symbol(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseAsset")
    quote: str = msgspec.field(name="quoteAsset")
    contract: str = msgspec.field(name="contractType", default="")
    delivery: int = msgspec.field(name="deliveryDate", default=0)
    size: float | None = msgspec.field(name="contractSize", default=None)


def read_symbols(page: bytes) -> InstrumentPage:
    """The contracts of an exchangeInfo body of either product: only COIN-M rows state a contract size."""
    return InstrumentPage(instruments_of(read_page(page, ["symbols"])[1], _Symbol, _instrument))


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
    if not believable(symbol) or COINM_SYMBOL.match(symbol) is None:
        return None
    pair, _, date = symbol.partition("_")
    base, scale = unscaled(pair.removesuffix("USD"))
    return Instrument(COINM, symbol, base, "USD", Settlement.INVERSE, scale=scale, expires_at=expiry(date))


def infer_usdm(symbol: str) -> Instrument | None:
    """What a USD-M name gives away."""
    pair, _, date = symbol.partition("_")
    parts = split_quote(pair, QUOTES) if believable(symbol) else None
    if parts is None:
        return None
    base, scale = unscaled(parts[0])
    return Instrument(USDM, symbol, base, parts[1], Settlement.LINEAR, scale=scale, expires_at=expiry(date))
