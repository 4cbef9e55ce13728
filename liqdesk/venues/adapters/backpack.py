"""Backpack perpetuals: one stream of all liquidations, requests that are never acknowledged, times in microseconds."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, SideRule, Standing, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Rejected,
    Send,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import UNREADABLE, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import event_time
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Symbol
from liqdesk.venues.wire.symbols import believable, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

BACKPACK = VenueId("backpack")
STREAM = "liquidation"
PRICES = "markPrice."
CANARY = "markPrice.BTC_USDC_PERP"
ENDING = "_PERP"


class _Row(msgspec.Struct, gc=False):
    """One liquidation of any kind, through the order book or by the backstop; `T` is the engine's time."""

    symbol: Symbol = msgspec.field(name="s")
    side: Literal["Ask", "Bid"] = msgspec.field(name="S")
    size: Amount = msgspec.field(name="q")
    price: Amount = msgspec.field(name="p")
    at: int = msgspec.field(name="T")


class BackpackSession:
    """One connection. Nothing acknowledges a request; the first price is the answer to both streams asked for with it."""

    def __init__(self) -> None:
        self._followed: frozenset[str] = frozenset()
        self._granted = False

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for all liquidations and the canary at once."""
        return (_request("SUBSCRIBE", [STREAM, CANARY]),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """There is no ping of its own; those of the transport are answered, and the canary ticks."""
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Change the mark prices beside the canary to those of `symbols`."""
        wanted = frozenset(PRICES + symbol for symbol in symbols) - {CANARY}
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        pairs = (("UNSUBSCRIBE", gone), ("SUBSCRIBE", new))
        return [_request(method, sorted(streams)) for method, streams in pairs if streams]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A liquidation, a price or an error."""
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        stream, data = value.get("stream"), value.get("data")
        if stream == STREAM:
            return [_report(data)]
        if isinstance(stream, str) and stream.startswith(PRICES):
            # Times here are microseconds, which is what reading a ticker makes of so large a number.
            price = read_ticker(BACKPACK, data, "s", "p", data.get("E") if isinstance(data, dict) else None)
            return [*self._grant(stream, price), price]
        if value.get("error") is not None:
            return [Refused("", _said(value["error"]))]
        return [Unknown(f"stream {shown(stream)}, with {keys_of(value)}")]

    def _grant(self, stream: str, price: VenueEvent) -> Sequence[VenueEvent]:
        if self._granted or stream != CANARY or isinstance(price, Rejected):
            return ()
        self._granted = True
        return (Subscribed(STREAM),)


def _request(method: str, streams: list[str]) -> Send:
    return Send(msgspec.json.encode({"method": method, "params": streams}).decode())


def _said(error: Any) -> str:
    if isinstance(error, dict):
        return f"{shown(error.get('code', ''))} {shown(error.get('message', ''))}".strip()
    return shown(error)


def _report(data: object) -> VenueEvent:
    symbol = data.get("s") if isinstance(data, dict) else None
    try:
        row = msgspec.convert(data, _Row, strict=False)
    except UNREADABLE as fault:
        return Rejected(f"a liquidation of {shown(symbol)}: {shown(fault)}")
    at = event_time(row.at)
    if at is None or not row.symbol.isprintable():
        return Rejected(f"a liquidation of {shown(symbol)} at {shown(row.at)}")
    # Taken for the side of the order, as everywhere in this API: who is made to sell (Ask) was long. The documentation
    # does not say whose side it is, which is why the venue is experimental.
    position = PositionSide.LONG if row.side == "Ask" else PositionSide.SHORT
    return LiquidationReport(
        BACKPACK,
        row.symbol,
        position,
        row.size,
        SizeUnit.BASE,
        row.price,
        # The same price and quantity stand in the public trade of it.
        PriceKind.FILL,
        at,
        # Equal fills of one millisecond are different events; the venue's microseconds tell them apart.
        ident=f"{row.symbol}:{row.at}:{position}:{row.size:.12g}:{row.price:.12g}",
    )


class _Market(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseSymbol")
    quote: str = msgspec.field(name="quoteSymbol")


class Backpack:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BACKPACK,
        name="Backpack",
        completeness=Completeness.FULL,
        publishes=marked(
            "Every liquidation of all its perpetuals, through the order book or by the backstop, with its price."
        ),
        hides=marked("Nothing known; which side is meant is not documented."),
        standing=Standing.EXPERIMENTAL,
        caveat=marked("longs and shorts may be the wrong way round"),
        side=SideRule(
            "S",
            "Ask",
            "Bid",
            marked(
                "It is taken for the side of the forced order, which the venue does not document: what is"
                " sold closes a long."
            ),
            "docs.backpack.exchange",
        ),
    )
    addresses = Addresses(ws="wss://ws.backpack.exchange", rest="https://api.backpack.exchange/api/v1")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection; the mark price ticks once a second whether it changes or not."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(BACKPACK,),
                new_session=BackpackSession,
                topics=1,
                silence_limit=DurationMs(12 * SECOND),
                canary_limit=DurationMs(10 * SECOND),
                transport_pings=True,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list of all markets."""
        return (f"{addresses.rest}/markets",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """The perpetuals of the list; sizes count in coins, so no contract size is needed."""
        return InstrumentPage(instruments_of(read_page(page, [])[1], _Market, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote of a perpetual by its name: SOL_USDC_PERP."""
        if not believable(symbol) or not symbol.endswith(ENDING):
            return None
        base, _, quote = symbol.removesuffix(ENDING).rpartition("_")
        return _made(symbol, base, quote) if base and quote else None

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return BackpackSession()


def _instrument(row: _Market) -> Instrument | None:
    return _made(row.symbol, row.base, row.quote) if row.symbol.endswith(ENDING) else None


def _made(symbol: str, coin: str, quote: str) -> Instrument:
    base, scale = unscaled(coin)
    return Instrument(BACKPACK, symbol, base, quote, Settlement.LINEAR, scale=scale, tradfi=no_coin(base))
