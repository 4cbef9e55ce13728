"""Lighter: the trade channel of each perpetual, whose frames carry the forced trades in a list of their own."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Any

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, SideRule, VenueId, VenueInfo
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
from liqdesk.venues.wire.numbers import LARGEST
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment
from liqdesk.venues.wire.symbols import unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin
from liqdesk.venues.wire.urls import with_query

LIGHTER = VenueId("lighter")
PER_CONNECTION = 500
UNANSWERED = 35
"""Requests under way at once; fifty are allowed."""
FIRST = 5
"""Requests until the first answer, so that a line on which nothing comes spends few of those that a minute allows."""
SENDS_AT_ONCE = 60
SEND_EVERY = DurationMs(500)
"""180 messages in any minute, pings included, also where a connection was lost in it; two hundred are allowed."""
ALREADY_SUBSCRIBED = 30_003
FIRST_SPOT = 2_048
"""Markets with this number and above are no perpetuals."""

FORCED = {"liquidation": LiquidationKind.LIQUIDATION, "deleverage": LiquidationKind.DELEVERAGE}
ORDINARY = frozenset({"trade", "market-settlement"})
Number = Annotated[int, msgspec.Meta(ge=0, lt=10**18)]


class _Row(msgspec.Struct, gc=False):
    market: Number = msgspec.field(name="market_id")
    number: Number = msgspec.field(name="trade_id")
    size: Amount
    price: Amount
    maker_sold: bool = msgspec.field(name="is_maker_ask")
    at: Moment = msgspec.field(name="timestamp")
    usd: float = msgspec.field(name="usd_amount", default=0.0)
    before: float | None = msgspec.field(name="taker_position_size_before", default=None)


class LighterSession:
    """One connection with its markets, named by their numbers; a new one is asked for when an earlier one is answered."""

    def __init__(self, codes: Sequence[str] = ()) -> None:
        self._codes = codes
        self._asked = 0
        self._answered = False
        self._followed: frozenset[str] = frozenset()

    def opened(self) -> Sequence[VenueEvent]:
        """The first requests."""
        return self._ask(FIRST)

    def keepalive(self) -> Sequence[VenueEvent]:
        """Lighter's own ping; without any frame of ours it closes after two minutes."""
        return (Send('{"type":"ping"}'),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Market statistics carry the mark price."""
        wanted = frozenset(symbols)
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        return [
            *(_said("unsubscribe", f"market_stats/{code}") for code in sorted(gone)),
            *(_said("subscribe", f"market_stats/{code}") for code in sorted(new)),
        ]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of trades, or anything else."""
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        kind = value.get("type")
        if kind == "update/trade":
            return list(_trades(value, history=False)) or [Alive("trades, none of them forced")]
        if kind == "subscribed/trade":
            # The acknowledgement brings trades of hours or days before.
            past = list(_trades(value, history=True))
            return [Subscribed(shown(value.get("channel"))), Alive("the past of a market"), *past, *self._go_on()]
        if kind in ("update/market_stats", "subscribed/market_stats"):
            return list(_prices(value)) or [Skipped("statistics of no market")]
        if kind == "ping":
            return [Send('{"type":"pong"}'), Alive("ping")]
        if kind == "pong":
            return [Alive("pong")]
        if kind == "error" or "error" in value:
            return self._refused(value.get("error", value))
        if kind in ("connected", "unsubscribed"):
            return [Skipped(str(kind))]
        return [Unknown(f"type {shown(kind)}, with {keys_of(value)}")]

    def _go_on(self) -> list[Send]:
        """After an answer."""
        count = 1 if self._answered else 1 + UNANSWERED - FIRST
        self._answered = True
        return self._ask(count)

    def _ask(self, count: int) -> list[Send]:
        codes = self._codes[self._asked : self._asked + count]
        self._asked += len(codes)
        return [_said("subscribe", f"trade/{code}") for code in codes]

    def _refused(self, error: object) -> Sequence[VenueEvent]:
        """An error names its channel at the end of the text, if at all; either way one request is answered."""
        code, said = (error.get("code"), error.get("message", "")) if isinstance(error, dict) else ("", error)
        named = str(said).rpartition(" ")[2]
        topic = shown(named) if named.startswith("trade:") else ""
        answer: VenueEvent = Refused(topic, f"{shown(code)} {shown(said)}".strip())
        if code == ALREADY_SUBSCRIBED and topic:
            answer = Subscribed(topic)
        return [answer, *self._go_on()]


def _said(kind: str, channel: str) -> Send:
    return Send(msgspec.json.encode({"type": kind, "channel": channel}).decode())


def _prices(value: dict[str, Any]) -> Iterator[VenueEvent]:
    """The mark prices of one market's statistics, or of all markets' by number."""
    stats, at = value.get("market_stats"), value.get("timestamp")
    rows = list(stats.values()) if isinstance(stats, dict) and "market_id" not in stats else [stats]
    for row in rows[:MOST_FAULTS]:
        if not isinstance(row, dict):
            continue
        if at is None:
            yield Skipped("statistics without a time")
        else:
            yield read_ticker(LIGHTER, row | {"market_id": str(row.get("market_id"))}, "market_id", "mark_price", at)


def _trades(value: dict[str, Any], history: bool) -> Iterator[VenueEvent]:
    rows = value.get("liquidation_trades") or ()
    if not isinstance(rows, (list, tuple)):
        yield Rejected(f"forced trades that are a {type(rows).__name__}, not a list")
        return
    for row in rows[:MOST_FAULTS]:
        kind = row.get("type") if isinstance(row, dict) else None
        if not isinstance(kind, str):
            yield Rejected("a forced trade without its type")
        elif kind in ORDINARY:
            yield Skipped(f"a {kind}")
        elif kind not in FORCED:
            yield Unknown(f"a forced trade of type {shown(kind)}")
        else:
            yield from _trade(row, FORCED[kind], history)
    if len(rows) > MOST_FAULTS:
        yield Unknown(f"{len(rows) - MOST_FAULTS} rows more than any frame holds")


def _trade(row: object, kind: LiquidationKind, history: bool) -> Iterator[VenueEvent]:
    try:
        trade = msgspec.convert(row, _Row, strict=False)
    except UNREADABLE as fault:
        yield Rejected(f"a forced trade: {shown(fault)}")
        return
    if not 0.0 <= trade.usd < LARGEST:
        yield Rejected(f"market {trade.market}: {trade.size} at {trade.price} worth {trade.usd}")
        return
    # The closed account is the taker: where the maker sold, the taker bought and was short.
    side = PositionSide.SHORT if trade.maker_sold else PositionSide.LONG
    held = trade.before or 0.0
    if held and (held > 0.0) != (side is PositionSide.LONG):
        # What the taker held is the surer witness.
        side = PositionSide.LONG if held > 0.0 else PositionSide.SHORT
        yield Unknown(f"market {trade.market}: a trade's direction disagrees with the position it closed")
    yield LiquidationReport(
        LIGHTER,
        str(trade.market),
        side,
        trade.size,
        SizeUnit.BASE,
        trade.price,
        PriceKind.FILL,
        trade.at,
        quote_value=trade.usd,
        kind=kind,
        history=history,
        ident=f"{trade.market}:{trade.number}",
    )


class _Book(msgspec.Struct):
    symbol: str
    market: Number = msgspec.field(name="market_id")
    kind: str = msgspec.field(name="market_type", default="perp")
    status: str = "active"


class Lighter:
    """Implements `Venue`. A market's frames call it by its number, which only the list can resolve."""

    info = VenueInfo(
        id=LIGHTER,
        name="Lighter",
        completeness=Completeness.FULL,
        publishes=marked("Every liquidation trade of its perpetuals while connected, at the price paid."),
        hides=marked("Positions taken over without a trade; what deleveraging closed is shown but enters no total."),
        side=SideRule(
            "is_maker_ask",
            "false",
            "true",
            marked("The closed account is the taker: where the maker sold, the taker bought back a short."),
            "apidocs.lighter.xyz",
        ),
    )
    addresses = Addresses(
        ws="wss://mainnet.zklighter.elliot.ai/stream", rest="https://mainnet.zklighter.elliot.ai/api/v1"
    )

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for up to five hundred markets; it takes about a minute to ask for two hundred."""
        codes = sorted((one.code for one in instruments), key=lambda code: (len(code), code))
        groups = [tuple(codes[at : at + PER_CONNECTION]) for at in range(0, len(codes), PER_CONNECTION)]
        return tuple(
            ConnectionPlan(
                part=f"trades-{number}",
                # Regions where trading is blocked may still read; reading is all that is done.
                url=with_query(addresses.ws, "readonly=true"),
                carries=(LIGHTER,),
                new_session=partial(LighterSession, group),
                topics=len(group),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                subscribes=group,
                send_every=SEND_EVERY,
                sends_at_once=SENDS_AT_ONCE,
            )
            for number, group in enumerate(groups, start=1)
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The perpetuals."""
        return (f"{addresses.rest}/orderBooks?filter=perp",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """The active perpetuals with their numbers."""
        return InstrumentPage(instruments_of(read_page(page, ["order_books"])[1], _Book, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """A number gives nothing away."""
        return None

    def decoder(self) -> VenueSession:
        """Reads frames of any connection."""
        return LighterSession()


def _instrument(row: _Book) -> Instrument | None:
    if row.kind != "perp" or row.status != "active" or row.market >= FIRST_SPOT:
        return None
    base, scale = unscaled(row.symbol)
    return Instrument(
        LIGHTER,
        row.symbol,
        base,
        "USDC",
        Settlement.LINEAR,
        scale=scale,
        group=row.kind,
        tradfi=no_coin(base),
        code=str(row.market),
    )
