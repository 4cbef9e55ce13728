"""dYdX v4: the public trades of each market, 32 markets a connection, of which the forced ones are kept."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, Refill, SideRule, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Rejected,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import MOST_FAULTS, UNREADABLE, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import iso_time
from liqdesk.venues.wire.pages import instruments_of, read_named_page
from liqdesk.venues.wire.rows import Amount, Symbol
from liqdesk.venues.wire.symbols import believable
from liqdesk.venues.wire.tradfi import no_coin

DYDX = VenueId("dydx-v4")
TRADES = "v4_trades"
MARKETS = "v4_markets"
PUSHES = ("channel_data", "channel_batch_data")
ALWAYS_PRICED = "BTC-USD"
PER_CONNECTION = 32
MOST_CONNECTIONS = 8
"""Two openings of each stay within twenty connects, which is what a venue is asked for in five minutes."""

FORCED = {"LIQUIDATED": LiquidationKind.LIQUIDATION, "DELEVERAGED": LiquidationKind.DELEVERAGE}
ORDINARY = frozenset({"LIMIT", "MARKET", "TWAP_SUBORDER"})


class _Trade(msgspec.Struct, gc=False):
    ident: Symbol = msgspec.field(name="id")
    size: Amount
    price: Amount
    side: Literal["SELL", "BUY"]
    at: str = msgspec.field(name="createdAt")


class DydxSession:
    """One connection with the trades of its markets, and everybody's oracle prices, which come every few seconds."""

    def __init__(self, symbols: Sequence[str] = ()) -> None:
        self._symbols = symbols
        self._priced = frozenset({ALWAYS_PRICED})

    def opened(self) -> Sequence[VenueEvent]:
        """One request a channel."""
        asked = [{"type": "subscribe", "channel": MARKETS, "batched": False}]
        asked += [{"type": "subscribe", "channel": TRADES, "id": one, "batched": False} for one in self._symbols]
        return [Send(msgspec.json.encode(one).decode()) for one in asked]

    def keepalive(self) -> Sequence[VenueEvent]:
        """The server pings on the transport's level and answers no ping of ours; there is nothing to say."""
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Oracle prices come for all markets; those of these are passed on."""
        self._priced = frozenset({ALWAYS_PRICED, *symbols})
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of trades or prices, or anything else."""
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        kind, channel = value.get("type"), value.get("channel")
        if channel == TRADES and kind in PUSHES:
            return _trades(value, history=False) or [Alive("trades, none of them forced")]
        if channel == MARKETS and kind in PUSHES:
            return [*self._prices(value.get("contents")), Alive("market data")]
        if kind == "subscribed":
            # What comes with the acknowledgement was traded before; that it comes shows that the channel works.
            past = _trades(value, history=True) if channel == TRADES else ()
            return [Subscribed(_topic(value)), Alive("the past of a channel"), *past]
        if kind == "error":
            return [Refused(_topic(value), shown(value.get("message", "")))]
        if kind in ("connected", "unsubscribed"):
            return [Skipped(f"{kind} {_topic(value)}".strip())]
        return [Unknown(f"type {shown(kind)}, with {keys_of(value)}")]

    def _prices(self, contents: object) -> list[VenueEvent]:
        events: list[VenueEvent] = []
        for part in contents if isinstance(contents, list) else [contents]:
            prices = part.get("oraclePrices") if isinstance(part, dict) else None
            if isinstance(prices, dict):
                events += [_price(symbol, prices[symbol]) for symbol in sorted(self._priced & prices.keys())]
        return events


def _topic(value: dict[str, Any]) -> str:
    """The market of a frame about trades, else its channel."""
    return shown(value.get("id") or value.get("channel") or "")


def _price(symbol: str, row: object) -> VenueEvent:
    price, moment = (row.get("oraclePrice"), row.get("effectiveAt")) if isinstance(row, dict) else (None, None)
    at = iso_time(moment) if isinstance(moment, str) else None
    try:
        value = msgspec.convert(price, Amount, strict=False)
    except UNREADABLE:
        value = 0.0
    if at is None or not value:
        return Rejected(f"an oracle price of {shown(symbol)}: {shown(price)} at {shown(moment)}")
    return PriceTick(DYDX, symbol, value, PriceKind.MARK, at)


def _trades(value: dict[str, Any], history: bool) -> list[VenueEvent]:
    """The forced trades of a frame, whose content is a list of groups where it was batched."""
    symbol, contents = value.get("id"), value.get("contents")
    if not isinstance(symbol, str) or not believable(symbol):
        return [Rejected(f"trades of {shown(symbol)}, which is no name")]
    events: list[VenueEvent] = []
    for group in contents if isinstance(contents, list) else [contents]:
        rows = group.get("trades") if isinstance(group, dict) else None
        if not isinstance(rows, list):
            events.append(Rejected(f"{symbol}: a push without trades"))
            continue
        for row in rows:
            if len(events) > MOST_FAULTS:
                return events
            event = _trade(symbol, row, history)
            if event is not None:
                events.append(event)
    return events


def _trade(symbol: str, row: object, history: bool) -> VenueEvent | None:
    """What a trade says; None where it was nobody's ruin."""
    kind = row.get("type") if isinstance(row, dict) else None
    if not isinstance(kind, str):
        return Rejected(f"{symbol}: a trade without its type")
    if kind in ORDINARY:
        return None
    if kind not in FORCED:
        return Unknown(f"a trade of type {shown(kind)}")
    try:
        trade = msgspec.convert(row, _Trade, strict=False)
    except UNREADABLE as fault:
        return Rejected(f"a trade of {symbol}: {shown(fault)}")
    at = iso_time(trade.at)
    if at is None or not trade.ident.isprintable():
        return Rejected(f"a trade of {symbol}: {shown(trade.ident)} at {shown(trade.at)}")
    return LiquidationReport(
        DYDX,
        symbol,
        # The side is the taker's, and the taker is the account that is closed, also where it is deleveraged against
        # another one without the book: who is made to sell was long.
        PositionSide.LONG if trade.side == "SELL" else PositionSide.SHORT,
        trade.size,
        SizeUnit.BASE,
        trade.price,
        PriceKind.FILL,
        at,
        kind=FORCED[kind],
        history=history,
        ident=trade.ident,
    )


class _Market(msgspec.Struct):
    symbol: str = msgspec.field(name="ticker")
    status: str = "ACTIVE"


class Dydx:
    """Implements `Venue`."""

    info = VenueInfo(
        id=DYDX,
        name="dYdX v4",
        short="dYdX",
        completeness=Completeness.FULL,
        publishes=marked("Every liquidation fill of the markets listened to, about a second late, at the price paid."),
        hides=marked("Markets beyond the first 256; what deleveraging closed is shown but enters no total."),
        refill=Refill.WHOLE,
        side=SideRule(
            "side",
            "SELL",
            "BUY",
            marked(
                "It is the side of the taker, and the taker is the engine that closes the position: what it"
                " sells was a long."
            ),
            "docs.dydx.xyz",
        ),
    )
    addresses = Addresses(ws="wss://indexer.dydx.trade/v4/ws", rest="https://indexer.dydx.trade/v4")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """32 markets a connection, which is the indexer's limit, in the order of the list."""
        symbols = [one.symbol for one in instruments][: PER_CONNECTION * MOST_CONNECTIONS]
        groups = [tuple(symbols[at : at + PER_CONNECTION]) for at in range(0, len(symbols), PER_CONNECTION)]
        return tuple(
            ConnectionPlan(
                part=f"trades-{number}",
                url=addresses.ws,
                carries=(DYDX,),
                new_session=partial(DydxSession, group),
                topics=len(group) + 1,
                silence_limit=DurationMs(15 * SECOND),
                subscribes=group,
            )
            for number, group in enumerate(groups, start=1)
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list of all markets."""
        return (f"{addresses.rest}/perpetualMarkets",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """The active markets, the oldest first, so that a new one joins the last connection and leaves the others be."""
        rows = sorted(read_named_page(page, ["markets"]), key=_number)
        return InstrumentPage(instruments_of(rows, _Market, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name: all markets are linear, counted in coins and paid in dollars."""
        coin, _, quote = symbol.rpartition("-")
        # A coin traded elsewhere carries its source behind a comma: NAME,RAYDIUM,address-USD.
        base = coin.partition(",")[0]
        if not base or quote != "USD" or not believable(symbol):
            return None
        # Names in thousands are kept: no rule says what they hold.
        return Instrument(DYDX, symbol, base, quote, Settlement.LINEAR, tradfi=no_coin(base))

    def decoder(self) -> VenueSession:
        """Reads frames of any connection."""
        return DydxSession()


def _number(row: object) -> int:
    """The market's place in the order of listing."""
    text = str(row.get("clobPairId", "")) if isinstance(row, dict) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 10**9


def _instrument(row: _Market) -> Instrument | None:
    return Dydx().infer(row.symbol) if row.status == "ACTIVE" else None
