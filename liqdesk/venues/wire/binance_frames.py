"""The frames of Binance's futures sockets, which carry USD-M and COIN-M rows in one stream since June 2026."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import InstrumentPage, VenueEvent
from liqdesk.venues.wire.binance_payloads import Mark, PayloadReader, skipped
from liqdesk.venues.wire.frames import UNREADABLE
from liqdesk.venues.wire.numbers import listing_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol, WireRow, named_as
from liqdesk.venues.wire.symbols import believable, expiry, split_quote, unscaled
from liqdesk.venues.wire.tradfi import no_coin

USDM = VenueId("binance-usdm")
COINM = VenueId("binance-coinm")

COINM_SYMBOL = re.compile(r"^[^_]+USD_(PERP|\d{6})$")
QUOTES = ("USDT", "USDC", "FDUSD", "USD1", "BFUSD", "BTC", "ETH")
PRODUCT_COINM = 2
TRADFI = "TRADIFI_PERPETUAL"
"""The venue's own spelling."""


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


class _Wrapped(msgspec.Struct, gc=False):
    data: _Filled | Mark


class FrameReader:
    """Reads frames; rows of products outside `wanted` are skipped."""

    def __init__(self, wanted: frozenset[VenueId]) -> None:
        self._linear = USDM in wanted
        self._slow = PayloadReader(_product, wanted)
        self._decode = msgspec.json.Decoder(_Wrapped, strict=False).decode

    def read(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """What one frame says."""
        try:
            data = self._decode(frame).data
        except UNREADABLE:
            return self._slow.read(frame)
        if type(data) is _Filled:
            return (data.order,) if self._linear else (skipped(data.order.symbol, USDM),)
        return (self._slow.tick(data),)  # type: ignore[arg-type]  # the only other kind; asking again would cost the hot path


def _product(symbol: str, product: int) -> tuple[VenueId, SizeUnit]:
    coin = product == PRODUCT_COINM if product else COINM_SYMBOL.match(symbol) is not None
    return (COINM, SizeUnit.CONTRACTS) if coin else (USDM, SizeUnit.BASE)


class _Symbol(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseAsset")
    quote: str = msgspec.field(name="quoteAsset")
    contract: str = msgspec.field(name="contractType", default="")
    delivery: int = msgspec.field(name="deliveryDate", default=0)
    size: float | None = msgspec.field(name="contractSize", default=None)
    listed: float = msgspec.field(name="onboardDate", default=0.0)


def read_symbols(page: bytes) -> InstrumentPage:
    """The contracts of an exchangeInfo body of either product: only COIN-M rows state a contract size."""
    return InstrumentPage(instruments_of(read_page(page, ["symbols"])[1], _Symbol, _instrument))


def _instrument(row: _Symbol) -> Instrument:
    tradfi = row.contract == TRADFI or no_coin(row.base)
    base, scale = (row.base, 1.0) if tradfi else unscaled(row.base)
    dated = row.contract not in ("PERPETUAL", TRADFI, "") and row.delivery > 0
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
        tradfi=tradfi,
        listed_at=listing_time(row.listed),
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
    ends_at, tradfi = expiry(date), no_coin(base)
    return Instrument(USDM, symbol, base, parts[1], Settlement.LINEAR, scale=scale, expires_at=ends_at, tradfi=tradfi)
