"""BitMEX, which closed on 23 September 2026: its table of working liquidation orders, as old tapes have it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, SideRule, Standing, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Rejected,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import iso_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Symbol
from liqdesk.venues.wire.symbols import believable, expiry_by_code, unscaled

BITMEX = VenueId("bitmex")
TABLE = "liquidation"
PRICES = "instrument"
PERPETUAL, DATED = "FFWCSX", "FFCCSX"
COINS = {"XBT": "BTC"}
"""BitMEX's own names of coins."""
DOLLAR_CONTRACT = "XBTUSD"
INVERSE_DATED = re.compile(r"XBT[FGHJKMNQUVXZ]\d{2}")
SETTLES_AT = 12
"""The hour (UTC) at which its dated contracts ended."""
SATOSHI, MICRO_USDT = 1e8, 1e6
MOST_ORDERS = 50_000
"""So many orders are held at once; a table that grows beyond that lets go of the oldest."""


class _Whole(msgspec.Struct, gc=False):
    """An order as it is inserted. `side` is the order's: a forced sell closes a long."""

    order: Symbol = msgspec.field(name="orderID")
    symbol: Symbol
    side: Literal["Buy", "Sell"]
    price: Amount
    left: Amount = msgspec.field(name="leavesQty")


class _Changed(msgspec.Struct, gc=False):
    """An order's new values, or the news that it is gone; what did not change is left out."""

    order: Symbol = msgspec.field(name="orderID")
    symbol: str = ""
    price: Amount | None = None
    left: float | None = msgspec.field(name="leavesQty", default=None)


@dataclass(slots=True)
class _Order:
    """A working order, and the most contracts it ever had left."""

    row: _Whole
    most: float


class BitmexSession:
    """One connection's table. An order counts once, when it appears; what it grows by later counts as well."""

    def __init__(self) -> None:
        self._orders: dict[str, _Order] | None = None

    def opened(self) -> Sequence[VenueEvent]:
        """There is nobody left to ask."""
        return ()

    def keepalive(self) -> Sequence[VenueEvent]:
        """There is nobody left to tell."""
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """There are no more prices."""
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A change of the table, or anything else."""
        if frame in ("pong", b"pong"):
            return [Alive("pong")]
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        table = value.get("table")
        if table == TABLE:
            return self._table(value.get("action"), value.get("data"))
        if table == PRICES:
            return [Skipped("prices of a venue that is closed")]
        return [_answer(value)]

    def _table(self, action: object, data: object) -> Sequence[VenueEvent]:
        if action == "partial":
            # The table as it stands: what comes before it cannot be understood, and a second one begins anew.
            self._orders = {}
        elif action not in ("insert", "update", "delete"):
            return [Unknown(f"an action called {shown(action)}")]
        if self._orders is None:
            return [Skipped("a change of a table that has not been sent yet")]
        rows, bad = convert_rows(data, _Whole if action in ("partial", "insert") else _Changed, "symbol")
        events: list[VenueEvent] = []
        for row in rows:
            if not row.order.isprintable():
                events.append(Rejected(f"an order called {shown(row.order)!r}"))
            elif isinstance(row, _Whole):
                events.append(self._insert(row, self._orders, working=action == "partial"))
            else:
                events.append(self._change(row, self._orders, gone=action == "delete"))
        return [*events, *bad] or [Skipped(f"{shown(action)} of no orders")]

    def _insert(self, row: _Whole, orders: dict[str, _Order], *, working: bool) -> VenueEvent:
        if row.order in orders:
            return Skipped("an order that is known")
        if len(orders) >= MOST_ORDERS:
            del orders[next(iter(orders))]
        orders[row.order] = _Order(row, row.left)
        return _report(row, row.left, row.order, working)

    def _change(self, row: _Changed, orders: dict[str, _Order], *, gone: bool) -> VenueEvent:
        order = orders.get(row.order)
        if order is None:
            return Skipped("an order that never appeared")
        if gone:
            del orders[row.order]
            return Skipped("an order that is filled, cancelled or taken over")
        if row.price is not None:
            order.row.price = row.price
        if row.left is None or not row.left > order.most:
            return Skipped("an order that is being filled")
        if not plausible(row.left):
            return Rejected(f"{shown(order.row.symbol)}: {row.left} contracts left")
        more, order.most = row.left - order.most, row.left
        return _report(order.row, more, f"{row.order}+{row.left:.12g}", working=False)


def _report(row: _Whole, size: float, ident: str, working: bool) -> LiquidationReport:
    """No row has a time, so the moment of reading stands in; `working` when it was sent as a part of the whole table."""
    return LiquidationReport(
        BITMEX,
        row.symbol,
        PositionSide.LONG if row.side == "Sell" else PositionSide.SHORT,
        size,
        SizeUnit.CONTRACTS,
        row.price,
        PriceKind.ORDER,
        None,
        history=working,
        ident=ident,
    )


def _answer(value: dict[str, Any]) -> VenueEvent:
    if value.get("success") is True and "subscribe" in value:
        return Subscribed(shown(value["subscribe"]))
    if "error" in value:
        return Refused("", f"{shown(value.get('status', ''))} {shown(value['error'])}".strip())
    if "info" in value:
        return Skipped("welcome")
    return Unknown(f"an object with {keys_of(value)}")


class _Contract(msgspec.Struct):
    symbol: str
    underlying: str
    quote: str = msgspec.field(name="quoteCurrency")
    settles_in: str = msgspec.field(name="settlCurrency")
    inverse: bool = msgspec.field(name="isInverse")
    quanto: bool = msgspec.field(name="isQuanto")
    multiplier: float
    per_coin: float | None = msgspec.field(name="underlyingToPositionMultiplier", default=None)
    kind: str = msgspec.field(name="typ", default=PERPETUAL)
    ends: str | None = msgspec.field(name="expiry", default=None)


class Bitmex:
    """Implements `Venue`, without a plan: nothing is connected to and no list is fetched."""

    info = VenueInfo(
        id=BITMEX,
        name="BitMEX",
        completeness=Completeness.FULL,
        publishes=marked(
            "Every liquidation order as it was placed, at its limit, without a time; until 23 September 2026."
        ),
        hides=marked("What was really filled and paid, take-overs and deleveraging."),
        standing=Standing.TAPES_ONLY,
        caveat=marked("closed on 23 Sep 2026"),
        side=SideRule(
            "side",
            "Sell",
            "Buy",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "www.bitmex.com/app/wsAPI",
        ),
    )
    addresses = Addresses(ws="wss://ws.bitmex.com/realtime", rest="https://www.bitmex.com/api/v1")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """None."""
        return ()

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """None."""
        return ()

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of instruments; spot pairs and spreads are left out."""
        return InstrumentPage(instruments_of(read_page(page, [])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """XBTUSD is the inverse contract of one dollar, XBTZ26 inverse too; of ETHUSD and XBTUSDT only the names are known."""
        if not believable(symbol) or "_" in symbol:
            return None
        if symbol == DOLLAR_CONTRACT or INVERSE_DATED.fullmatch(symbol):
            size = 1.0 if symbol == DOLLAR_CONTRACT else None
            return _made(symbol, "XBT", "USD", Settlement.INVERSE, size, expiry_by_code(symbol[3:], SETTLES_AT))
        for quote in ("USDT", "USD"):
            if symbol.endswith(quote) and symbol != quote:
                return _made(symbol, symbol.removesuffix(quote), quote, Settlement.LINEAR, None)
        return None

    def decoder(self) -> VenueSession:
        """Reads frames of the one socket there was."""
        return BitmexSession()


def _instrument(row: _Contract) -> Instrument | None:
    if row.kind not in (PERPETUAL, DATED):
        return None
    settlement, size = Settlement.LINEAR, None
    if row.inverse:
        settlement = Settlement.INVERSE
        size = abs(row.multiplier) / SATOSHI if row.quote == "USD" else None
    elif row.settles_in == "USDt" and not row.quanto:
        size = abs(row.multiplier) / MICRO_USDT
        if row.per_coin is not None and round(size * row.per_coin, 9) != 1.0:
            size = None  # The two ways to say how many coins a contract holds disagree.
    ends_at = (iso_time(row.ends or "") or expiry_by_code(row.symbol[-3:], SETTLES_AT)) if row.kind == DATED else None
    # A quanto contract is worth bitcoin at a price that no row has: it stays unvalued.
    return _made(row.symbol, row.underlying, row.quote, settlement, size if size and plausible(size) else None, ends_at)


def _made(
    symbol: str, coin: str, quote: str, settlement: Settlement, size: float | None, ends_at: UnixMs | None = None
) -> Instrument:
    base, scale = unscaled(COINS.get(coin, coin))
    return Instrument(BITMEX, symbol, base, quote, settlement, size, scale, expires_at=ends_at)
