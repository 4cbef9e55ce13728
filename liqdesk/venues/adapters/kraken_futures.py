"""Kraken Futures: the trades of every product, of which some are liquidations; its past first."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
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
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, expiry, split_quote, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin
from liqdesk.venues.wire.turns import Turn, Turns

KRAKEN = VenueId("kraken-futures")
TRADE, SNAPSHOT, TICKER, HEARTBEAT = "trade", "trade_snapshot", "ticker", "heartbeat"
PER_REQUEST = 100
LIQUIDATION = "liquidation"
ORDINARY = ("fill", "block")
OF_NOBODY = ("termination", "assignment")
"""Positions handed to others: whose they were is not said, so they are nobody's longs or shorts here."""

NAME = re.compile(r"(?P<product>[PF][IF])_(?P<pair>[A-Z0-9]+)(?:_(?P<date>[0-9]{6}))?")
QUOTES = ("USD", "EUR", "GBP")
NAMED_OTHERWISE = {"XBT": "BTC", "XDG": "DOGE"}
SETTLES_AT = 16
"""The hour in London; in UTC it is this one or, in summer, the one before, which the venue's list tells exactly."""

INVERSE = ("PI", "FI")

_ALIVE = (Alive("a trade, not forced"),)


class _Trade(msgspec.Struct, gc=False, tag_field="feed", tag=TRADE):
    symbol: Symbol = msgspec.field(name="product_id")
    side: Literal["buy", "sell"]
    kind: str = msgspec.field(name="type")
    at: Moment = msgspec.field(name="time")
    size: Amount = msgspec.field(name="qty")
    price: Amount
    number: str | int = msgspec.field(name="uid", default="")
    sequence: int | None = msgspec.field(name="seq", default=None)
    event: str | None = None


class KrakenFuturesSession:
    """One connection with its products."""

    def __init__(self, products: Sequence[str] = ()) -> None:
        self._products = products
        self._followed: frozenset[str] = frozenset()
        self._turns = Turns(PER_REQUEST)
        self._decode = msgspec.json.Decoder(_Trade, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for the trades of the first products; the others follow when these are answered."""
        return _said(self._turns.ask("subscribe", TRADE, self._products))

    def keepalive(self) -> Sequence[VenueEvent]:
        """Asking for heartbeats gets an answer each time, whether they come often or not."""
        return [Send(f'{{"event":"subscribe","feed":"{HEARTBEAT}"}}'), *_said(self._turns.waited())]

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price."""
        wanted = frozenset(symbol for symbol in symbols if NAME.fullmatch(symbol))
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        parts = (("unsubscribe", gone), ("subscribe", new))
        return [one for event, group in parts for one in _said(self._turns.ask(event, TICKER, sorted(group)))]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A trade, or anything else."""
        try:
            trade = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        return self._other(frame) if trade.event else (_meant(trade, history=False),)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        event, feed = value.get("event"), value.get("feed")
        if event:
            return self._event(value, str(event), str(feed))
        if feed == HEARTBEAT:
            return (Alive("heartbeat"),)
        if feed == TRADE:
            return _rows([value], history=False)
        if feed == SNAPSHOT:
            return _past(value)
        if feed == TICKER:
            return [read_ticker(KRAKEN, value, "product_id", "markPrice", value.get("time"))]
        return [Unknown(f"the feed {shown(feed)}, with {keys_of(value)}")]

    def _event(self, value: dict[str, Any], event: str, feed: str) -> Sequence[VenueEvent]:
        said = shown(value.get("message", ""))
        products = [one for one in _listed(value.get("product_ids")) if isinstance(one, str)]
        if event in ("subscribed", "unsubscribed"):
            done = _said(self._turns.answered(event.removesuffix("d"), feed, products))
            if (event, feed) == ("subscribed", TRADE) and products:
                return [*(Subscribed(shown(one)) for one in products), *done]
            return [Alive(f"{event} {shown(feed)}"), *done]
        if event.endswith("_failed") and products:
            done = _said(self._turns.answered(event.removesuffix("d_failed"), feed, products))
            return [*(_declined(event, feed, one, said or shown(event)) for one in products), *done]
        if event.endswith("_failed") or (event == "error" and "feed" not in said):
            turns, lost = self._turns.refused()
            given_up = [_declined(lost.event, lost.feed, one, said) for one in lost.products] if lost else []
            return [*(given_up or [Refused("", said or shown(event), retryable=True)]), *_said(turns)]
        if event == "error":
            return [Refused("", said)]
        if event in ("info", "alert", "pong"):
            return [Alive(f"{event} {said}".strip())]
        return [Unknown(f"an event called {shown(event)}")]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _said(turns: Sequence[Turn]) -> list[VenueEvent]:
    bodies = [{"event": turn.event, "feed": turn.feed, "product_ids": turn.products} for turn in turns]
    return [Send(msgspec.json.encode(body).decode()) for body in bodies]


def _declined(event: str, feed: str, product: str, reason: str) -> VenueEvent:
    ours = feed == TRADE and event.startswith("subscribe")
    return Refused(shown(product), reason) if ours else Refused("", f"{shown(feed)} {shown(product)}: {reason}")


def _past(value: dict[str, Any]) -> Sequence[VenueEvent]:
    """A snapshot says for all its trades what they are trades of."""
    known = {"feed": TRADE, "product_id": value.get("product_id")}
    rows = value.get("trades")
    if isinstance(rows, list):
        rows = [known | row if isinstance(row, dict) else row for row in rows]
    return _rows(rows, history=True)


def _rows(rows: object, history: bool) -> Sequence[VenueEvent]:
    """Trades of a snapshot, or one in which something does not fit; an ordinary one may be as it likes."""
    wanted: object = rows
    if isinstance(rows, list):
        wanted = [row for row in rows if not (isinstance(row, dict) and row.get("type") in ORDINARY)]
    trades, bad = convert_rows(wanted, _Trade, "product_id")
    return [*(_meant(trade, history) for trade in trades), *bad] or _ALIVE


def _meant(trade: _Trade, history: bool) -> VenueEvent:
    """The side is the taker's, and the taker is the engine, which sells a long and buys back a short."""
    if trade.kind != LIQUIDATION:
        if trade.kind in OF_NOBODY:
            return Skipped(f"{trade.kind}: whose position it was is not said")
        return _ALIVE[0] if trade.kind in ORDINARY else Unknown(f"a trade of the type {shown(trade.kind)}")
    if not believable(trade.symbol):
        return Rejected(f"a trade of {shown(trade.symbol)!r}, which is no name")
    mark = str(trade.number) or ("" if trade.sequence is None else f"{trade.symbol}:{trade.sequence}")
    return LiquidationReport(
        KRAKEN,
        trade.symbol,
        PositionSide.LONG if trade.side == "sell" else PositionSide.SHORT,
        trade.size,
        SizeUnit.CONTRACTS,
        trade.price,
        PriceKind.FILL,
        trade.at,
        history=history,
        ident=mark,
    )


class _Contract(msgspec.Struct):
    symbol: str
    tradeable: bool
    kind: str = msgspec.field(name="type", default="")
    size: float = msgspec.field(name="contractSize", default=0.0)
    base: str = ""
    ends: str = msgspec.field(name="lastTradingTime", default="")
    listed: str = msgspec.field(name="openingDate", default="")


class KrakenFutures:
    """Implements `Venue`."""

    info = VenueInfo(
        id=KRAKEN,
        name="Kraken Futures",
        short="Kraken",
        completeness=Completeness.FULL,
        publishes=marked("Every liquidation that is filled in its order book, at the price paid."),
        hides=marked("Positions handed to liquidity providers or unwound against others."),
        refill=Refill.PART,
        side=SideRule(
            "side",
            "sell",
            "buy",
            marked(
                "It is the side of the taker, and the taker is the engine that closes the position: what it"
                " sells was a long."
            ),
            "docs.kraken.com/api/docs/futures-api/websocket/trade",
        ),
    )
    addresses = Addresses(ws="wss://futures.kraken.com/ws/v1", rest="https://futures.kraken.com/derivatives/api/v3")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for all products."""
        products = tuple(sorted(one.symbol for one in instruments if one.venue == KRAKEN))
        if not products:
            return ()
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(KRAKEN,),
                new_session=partial(KrakenFuturesSession, products),
                topics=len(products),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                # Without pings of ours the venue closes the connection after a minute, whatever else we say.
                transport_pings=True,
                subscribes=products,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list for all products."""
        return (f"{addresses.rest}/instruments",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of everything that trades, with contract sizes: in coins when linear, in dollars when inverse."""
        return InstrumentPage(instruments_of(read_page(page, ["instruments"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Everything but the size of a linear contract, by the name: PI_XBTUSD, PF_ETHUSD, FF_ETHUSD_261225."""
        found = NAME.fullmatch(symbol) if believable(symbol) else None
        if found is None:
            return None
        # An inverse contract is documented as worth one dollar.
        return _made(found, 1.0 if found["product"] in INVERSE else None, "", None)

    def decoder(self) -> VenueSession:
        """Reads frames of the connection."""
        return KrakenFuturesSession()


def _instrument(row: _Contract) -> Instrument | None:
    """The list holds indices and other things too, in words of their own."""
    found = NAME.fullmatch(row.symbol.upper())
    if found is None or not row.tradeable:
        return None
    return _made(found, row.size if plausible(row.size) else None, row.base, _moment(row.ends), _moment(row.listed))


def _moment(text: str) -> UnixMs | None:
    try:
        at = msgspec.convert(text, Annotated[datetime, msgspec.Meta(tz=True)])
    except msgspec.ValidationError:
        return None
    return UnixMs(int(at.timestamp()) * 1_000)


def _made(
    found: re.Match[str], size: float | None, base: str, ends_at: UnixMs | None, listed_at: UnixMs | None = None
) -> Instrument | None:
    parts = split_quote(found["pair"], QUOTES)
    if parts is None:
        return None
    coin, scale = unscaled((base or parts[0]).upper())
    return Instrument(
        KRAKEN,
        found[0],
        NAMED_OTHERWISE.get(coin, coin),
        parts[1],
        Settlement.INVERSE if found["product"] in INVERSE else Settlement.LINEAR,
        size,
        scale,
        group=found["product"],
        expires_at=(ends_at or expiry(found["date"], SETTLES_AT)) if found["date"] else None,
        tradfi=no_coin(coin),
        listed_at=listed_at,
    )
