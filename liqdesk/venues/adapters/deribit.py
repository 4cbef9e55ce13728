"""Deribit: all public trades, of which some carry whose order was forced; options beside futures, never summed with them."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from liqdesk.domain.instrument import OPTION, Instrument, Settlement, SizeUnit
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
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import EARLIEST, listing_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, expiry_in_words, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

DERIBIT = VenueId("deribit")
FUTURE = "future"
KINDS = (FUTURE, OPTION)
TRADES = tuple(f"trades.{kind}.any.100ms" for kind in KINDS)
ELSEWHERE = ("trades.future_combo.", "trades.option_combo.", "trades.spot.")
"""A combo is told again by its legs among the futures and options; a spot trade closes no position."""

TICKER = "ticker."
HEARTBEAT_S = 10
"""The shortest the venue allows."""

SUBSCRIBE, HEARTBEAT, TEST, FOLLOW = 1, 2, 3, 4
"""The ids of requests; an answer repeats the one of its request."""

TOO_MANY_REQUESTS = 10028
NAME = re.compile(
    r"(?P<base>[A-Z0-9]+)(?:_(?P<quote>[A-Z0-9]+))?-"
    r"(?:PERPETUAL|(?P<date>[0-9]{1,2}[A-Z]{3}[0-9]{2})(?P<strike>-[0-9]+(?:d[0-9]+)?-[CP])?)"
)

_LONG, _SHORT = PositionSide.LONG, PositionSide.SHORT
_BASE, _CONTRACTS, _FILL = SizeUnit.BASE, SizeUnit.CONTRACTS, PriceKind.FILL
_ORDINARY = (Alive("trades, none of them forced"),)


class _Trade(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="instrument_name")
    taker: Literal["buy", "sell"] = msgspec.field(name="direction")
    price: Amount
    amount: Amount
    at: Moment = msgspec.field(name="timestamp")
    index: float | None = msgspec.field(name="index_price", default=None)
    forced: Literal["T", "M", "MT"] | None = msgspec.field(name="liquidation", default=None)
    number: str | int = msgspec.field(name="trade_id", default="")


class _Params(msgspec.Struct, gc=False):
    channel: str
    data: list[_Trade]


class _Push(msgspec.Struct, gc=False):
    method: Literal["subscription"]
    params: _Params


class DeribitSession:
    """One anonymous connection."""

    def __init__(self) -> None:
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for the trades of both kinds, and for heartbeats."""
        return (
            _request(SUBSCRIBE, "public/subscribe", {"channels": TRADES}),
            _request(HEARTBEAT, "public/set_heartbeat", {"interval": HEARTBEAT_S}),
        )

    def keepalive(self) -> Sequence[VenueEvent]:
        """What also answers the venue's own test requests."""
        return (_test(),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price."""
        wanted = frozenset(f"{TICKER}{symbol}.100ms" for symbol in symbols)
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        methods = (("public/unsubscribe", gone), ("public/subscribe", new))
        return [_request(FOLLOW, method, {"channels": sorted(group)}) for method, group in methods if group]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of trades, or anything else."""
        try:
            params = self._decode(frame).params
        except UNREADABLE:
            return self._other(frame)
        if not params.channel.startswith("trades.") or params.channel.startswith(ELSEWHERE):
            return self._other(frame)
        forced = [trade for trade in params.data if trade.forced]
        if not all(believable(trade.symbol) for trade in forced):
            return self._other(frame)
        return [report for trade in forced for report in _reports(trade)] or _ORDINARY

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        params = value.get("params")
        if value.get("method") == "heartbeat" and isinstance(params, dict):
            asked = params.get("type") == "test_request"
            return (_test(), Alive("test request")) if asked else (Alive("heartbeat"),)
        if value.get("method") == "subscription" and isinstance(params, dict):
            return self._push(str(params.get("channel")), params.get("data"))
        if "error" in value:
            return _refused(value.get("id"), value["error"])
        if "result" in value:
            return _answered(value.get("id"), value["result"])
        return [Unknown(f"an object with {keys_of(value)}")]

    def _push(self, channel: str, data: object) -> Sequence[VenueEvent]:
        if channel.startswith(ELSEWHERE):
            return [Skipped("a combo, told again by its legs, or a spot trade")]
        if channel.startswith("trades."):
            return _rows(data)
        if channel.startswith(TICKER):
            at = data.get("timestamp") if isinstance(data, dict) else None
            return [read_ticker(DERIBIT, data, "instrument_name", "mark_price", at)]
        if channel.startswith(("deribit_price_index.", "platform_state")):
            return [Skipped(f"of the channel {shown(channel)}")]
        return [Unknown(f"the channel {shown(channel)}")]


def _rows(data: object) -> Sequence[VenueEvent]:
    """Trades in which something does not fit; an ordinary one may be as it likes."""
    tagged: object = data
    if isinstance(data, list):
        tagged = [row for row in data if not (isinstance(row, dict) and row.get("liquidation") is None)]
    trades, bad = convert_rows(tagged, _Trade, "instrument_name")
    return [*(report for trade in trades for report in _reports(trade)), *bad] or _ORDINARY


def _reports(trade: _Trade) -> list[LiquidationReport]:
    """A report for each side of the trade that was forced.

    The direction is the taker's. T: the taker's order was forced, so who sells loses a long. M: the engine's own resting
    order was forced, so it is the other way round. MT: both, the seller a long and the buyer a short.
    """
    taker, maker = (_LONG, _SHORT) if trade.taker == "sell" else (_SHORT, _LONG)
    sides = {"T": (taker,), "M": (maker,)}.get(trade.forced or "", (_LONG, _SHORT))
    unit, value = _measured(trade)
    return [
        LiquidationReport(
            DERIBIT,
            trade.symbol,
            side,
            trade.amount,
            unit,
            trade.price,
            _FILL,
            trade.at,
            quote_value=value,
            ident=f"{trade.symbol}:{trade.number}:{side}" if trade.number else "",
        )
        for side in sides
    ]


def _measured(trade: _Trade) -> tuple[SizeUnit, float]:
    """What the amount counts, and its value where size and price do not give it.

    Dollars where the coin is the margin, coins everywhere else. An option is valued as what it is an option on: its price
    is a premium, in coins where the coin is the margin. Without an index price that value is unknown.
    """
    if is_option(trade.symbol):
        value = trade.amount * trade.index if trade.index is not None else 0.0
        return (_BASE, value) if plausible(value) else (_CONTRACTS, 0.0)
    return (_BASE if "_" in trade.symbol.partition("-")[0] else _CONTRACTS), 0.0


def is_option(symbol: str) -> bool:
    """By its name: BTC-25DEC26-90000-C, XRP_USDC-25DEC26-2d15-P."""
    return symbol.endswith(("-C", "-P"))


def _request(number: int, method: str, params: dict[str, object]) -> Send:
    said = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return Send(msgspec.json.encode(said).decode())


def _test() -> Send:
    return _request(TEST, "public/test", {})


def _answered(number: object, result: object) -> Sequence[VenueEvent]:
    """The list of channels holds what was really accepted; what is missing from it was not."""
    if isinstance(result, list):
        granted = [Subscribed(shown(channel)) for channel in TRADES if channel in result]
        missing = [
            Refused(channel, "not among the channels it accepted") for channel in TRADES if channel not in result
        ]
        if number == SUBSCRIBE:
            return [*granted, *missing]
        return granted or [Skipped("subscribed to prices")]
    return [Alive("pong") if number == TEST else Skipped(f"answered {shown(number)}")]


def _refused(number: object, error: object) -> Sequence[VenueEvent]:
    code = error.get("code") if isinstance(error, dict) else None
    message = error.get("message", "") if isinstance(error, dict) else error
    data = error.get("data") if isinstance(error, dict) else None
    reason = f"{data.get('reason', '')} {data.get('param', '')}" if isinstance(data, dict) else ""
    said = shown(f"{'' if code is None else code} {message} {reason}")
    if code == TOO_MANY_REQUESTS:
        return [Refused("", said, retryable=True)]
    return [Refused(channel, said) for channel in TRADES] if number == SUBSCRIBE else [Refused("", said)]


class _Contract(msgspec.Struct):
    symbol: str = msgspec.field(name="instrument_name")
    kind: str
    base: str = msgspec.field(name="base_currency")
    period: str = msgspec.field(name="settlement_period", default="")
    form: str = msgspec.field(name="instrument_type", default="")
    ends: int = msgspec.field(name="expiration_timestamp", default=0)
    listed: float = msgspec.field(name="creation_timestamp", default=0.0)


class Deribit:
    """Implements `Venue`."""

    info = VenueInfo(
        id=DERIBIT,
        name="Deribit",
        completeness=Completeness.FULL,
        publishes=marked(
            "Every fill the exchange marks as a liquidation, in batches of 100 ms, at the price paid; options as "
            "what they are options on."
        ),
        hides=marked("Nothing known of futures; options are listed and enter no total."),
        refill=Refill.WHOLE,
        side=SideRule(
            "direction",
            "sell",
            "buy",
            marked(
                "It is the side of the taker, where the liquidation mark is T; with M the resting order was"
                " forced and it is the other way round."
            ),
            "docs.deribit.com",
        ),
    )
    addresses = Addresses(ws="wss://www.deribit.com/ws/api/v2", rest="https://www.deribit.com/api/v2")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for everything."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(DERIBIT,),
                new_session=DeribitSession,
                topics=len(TRADES),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per kind."""
        return tuple(
            f"{addresses.rest}/public/get_instruments?currency=any&kind={kind}&expired=false" for kind in KINDS
        )

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts; amounts come scaled, so their sizes are of no interest."""
        return InstrumentPage(instruments_of(read_page(page, ["result"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Everything there is to know, by the name: BTC-PERPETUAL, BTC_USDC-25DEC26, ETH-25DEC26-4000-P."""
        found = NAME.fullmatch(symbol)
        if found is None or not believable(symbol):
            return None
        return _made(symbol, found, found["base"], expiry_in_words(found["date"] or ""))

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return DeribitSession()


def _instrument(row: _Contract) -> Instrument | None:
    """A row whose kind or form says other than its name is not understood and left out."""
    found = NAME.fullmatch(row.symbol)
    if found is None or row.kind != (OPTION if found["strike"] else FUTURE):
        return None
    if row.form and row.form != ("linear" if found["quote"] else "reversed"):
        return None
    ends_at = UnixMs(row.ends) if row.period != "perpetual" and row.ends > EARLIEST else None
    return _made(row.symbol, found, row.base, ends_at, listing_time(row.listed))


def _made(
    symbol: str, found: re.Match[str], coin: str, expires_at: UnixMs | None, listed_at: UnixMs | None = None
) -> Instrument:
    base, scale = unscaled(coin)
    inverse = found["quote"] is None
    return Instrument(
        DERIBIT,
        symbol,
        base,
        found["quote"] or "USD",
        Settlement.INVERSE if inverse else Settlement.LINEAR,
        # Amounts of a coin-margined future count dollars, whatever its contract is worth.
        multiplier=1.0 if inverse and not found["strike"] else None,
        scale=scale,
        group=OPTION if found["strike"] else FUTURE,
        expires_at=expires_at,
        tradfi=no_coin(base),
        listed_at=listed_at,
    )
