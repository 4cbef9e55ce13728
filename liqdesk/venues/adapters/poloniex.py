"""Poloniex futures v3: one sampled channel, asked for by symbol."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, SideRule, Standing, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import MOST_FAULTS, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

POLONIEX = VenueId("poloniex")
CHANNEL = "liquidation_orders"
PRICES = "mark_price"
CANARY = "BTC_USDT_PERP"
ENDING = "_PERP"
PER_REQUEST = 100
PING = '{"event":"ping"}'
POSITIONS = {"LONG": PositionSide.LONG, "SHORT": PositionSide.SHORT}
ORDERS = {"SELL": PositionSide.LONG, "BUY": PositionSide.SHORT}
"""The order that closes a position: a forced sell closes a long."""


class _Row(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="s")
    order: Literal["SELL", "BUY"] = msgspec.field(name="side")
    of: Literal["LONG", "SHORT", "BOTH"] = msgspec.field(name="posSide")
    contracts: Amount = msgspec.field(name="sz")
    price: Amount = msgspec.field(name="bkPx")
    at: Moment = msgspec.field(name="uTime")


class PoloniexSession:
    """One connection with its symbols."""

    def __init__(self, symbols: Sequence[str]) -> None:
        self._symbols = tuple(symbols)
        self._followed: frozenset[str] = frozenset()

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for the liquidations of every symbol, and for the canary."""
        groups = [self._symbols[start : start + PER_REQUEST] for start in range(0, len(self._symbols), PER_REQUEST)]
        return (*(_request("subscribe", CHANNEL, group) for group in groups), _request("subscribe", PRICES, [CANARY]))

    def keepalive(self) -> Sequence[VenueEvent]:
        """Without a word from the client Poloniex ends a connection after 30 s, whatever it sends itself."""
        return (Send(PING),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Change the mark prices beside the canary to those of `symbols`."""
        wanted = frozenset(symbols) - {CANARY}
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        pairs = (("unsubscribe", gone), ("subscribe", new))
        return [_request(event, PRICES, sorted(group)) for event, group in pairs if group]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        if "event" in value:
            return self._event(value)
        channel, data = value.get("channel"), value.get("data")
        if channel == CHANNEL:
            rows, bad = convert_rows(data, _Row, "s")
            return [*(_report(row) for row in rows), *bad] or [Skipped("an empty push")]
        if channel == PRICES and isinstance(data, list):
            return [_price(row) for row in data[:MOST_FAULTS]] or [Skipped("an empty push")]
        return [Unknown(f"channel {shown(channel)}, with {keys_of(value)}")]

    def _event(self, value: dict[str, Any]) -> Sequence[VenueEvent]:
        event, channel = value["event"], value.get("channel")
        if event == "pong":
            return [Alive("pong")]
        if event == "error":
            return [Refused("", shown(value.get("message", "")))]
        if event == "subscribe" and channel == CHANNEL:
            # The answer repeats the symbols of its request; the documentation's does not, and then means all of them.
            named = value.get("symbols")
            symbols = [one for one in named if isinstance(one, str)] if isinstance(named, list) else self._symbols
            return [Subscribed(shown(symbol)) for symbol in symbols[:MOST_FAULTS]] or [Skipped("subscribed to nothing")]
        if event in ("subscribe", "unsubscribe"):
            return [Skipped(f"{event} {shown(channel)}")]
        return [Unknown(f"an event called {shown(event)}")]


def _request(event: str, channel: str, symbols: Sequence[str]) -> Send:
    return Send(msgspec.json.encode({"event": event, "channel": [channel], "symbols": symbols}).decode())


def _report(row: _Row) -> LiquidationReport:
    # The position's side decides; in one-way mode (BOTH) the order alone tells whose position it closed.
    position = POSITIONS.get(row.of, ORDERS[row.order])
    size, unit = row.contracts, SizeUnit.CONTRACTS
    return LiquidationReport(POLONIEX, row.symbol, position, size, unit, row.price, PriceKind.BANKRUPTCY, row.at)


def _price(row: object) -> VenueEvent:
    return read_ticker(POLONIEX, row, "s", "mPx", row.get("ts") if isinstance(row, dict) else None)


class _Contract(msgspec.Struct):
    symbol: str
    value: float = msgspec.field(name="ctVal")
    kind: str = msgspec.field(name="ctType", default="LINEAR")


class Poloniex:
    """Implements `Venue`."""

    info = VenueInfo(
        id=POLONIEX,
        name="Poloniex",
        completeness=Completeness.SAMPLED,
        publishes=marked("At most one liquidation per contract and second, at the bankruptcy price."),
        hides=marked("Every other liquidation of that second, and the price really paid."),
        standing=Standing.EXPERIMENTAL,
        caveat=marked("its channel is documented, but nobody we know of has heard it"),
        side=SideRule(
            "posSide",
            "LONG",
            "SHORT",
            marked(
                "It is the side of the position; where it says BOTH, the order alone tells: what is sold closes a long."
            ),
            "api-docs.poloniex.com/v3/futures",
        ),
    )
    addresses = Addresses(ws="wss://ws.poloniex.com/ws/v3/public", rest="https://api.poloniex.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for all symbols, as soon as there are any; mark prices come once a second."""
        symbols = tuple(sorted(one.symbol for one in instruments))
        if not symbols:
            return ()
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(POLONIEX,),
                new_session=partial(PoloniexSession, symbols),
                topics=len(symbols),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                canary_limit=DurationMs(10 * SECOND),
                subscribes=symbols,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The one list."""
        return (f"{addresses.rest}/v3/market/allInstruments",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts with the coins each holds."""
        return InstrumentPage(instruments_of(read_page(page, ["data"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name, never the contract's value."""
        return _made(symbol, None) if believable(symbol) else None

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return PoloniexSession(())


def _instrument(row: _Contract) -> Instrument | None:
    return _made(row.symbol, row.value if row.kind == "LINEAR" and plausible(row.value) else None)


def _made(symbol: str, value: float | None) -> Instrument | None:
    if not symbol.endswith(ENDING):
        return None
    coin, _, quote = symbol.removesuffix(ENDING).rpartition("_")
    if not coin or not quote:
        return None
    base, scale = unscaled(coin)
    return Instrument(POLONIEX, symbol, base, quote, Settlement.LINEAR, value, scale, tradfi=no_coin(base))
