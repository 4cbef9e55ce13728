"""Bitget's past liquidations: three days, newest first, a list for each product line, in a unit that nobody states."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.liquidation import Likeness, Liquidation, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import MINUTE, SECOND, DurationMs
from liqdesk.venues.adapters.bitget import BITGET, CONFIRMED_LINES
from liqdesk.venues.history import HistoryPage, HistoryRequest
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, shown
from liqdesk.venues.wire.rows import Amount, Moment, Symbol

LIMIT = 100
GOOD = "00000"
NEAR = 0.001
"""Amounts that differ by no more than this share are the same; both are cut to a contract's step."""


class _Row(msgspec.Struct, gc=False):
    symbol: Symbol
    side: Literal["buy", "sell"]
    price: Amount
    amount: Amount
    at: Moment = msgspec.field(name="ts")


class _Data(msgspec.Struct):
    rows: list[object] = msgspec.field(name="list", default_factory=list)
    cursor: str | None = None


class _Body(msgspec.Struct):
    code: str
    data: _Data | None = None
    said: str = msgspec.field(name="msg", default="")


class BitgetHistory:
    """Implements `UnprovenHistory`.

    The socket's amounts are values in the quote currency; of these one source says coins, another the same values. A row
    that both ways tell has the same price there, so it is known by that, and shows which. The coin-margined line is not
    asked about: even the socket's unit is unconfirmed there.
    """

    venue = BITGET
    every = DurationMs(400)
    settles = DurationMs(MINUTE)
    likeness = Likeness("price", seconds=1)

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """The newest page of each line; there is no asking for a time."""
        root = f"{addresses.rest}/api/v3/market/liquidations"
        return tuple(
            HistoryRequest(f"{root}?category={line.upper()}&limit={LIMIT}", span, line) for line in CONFIRMED_LINES
        )

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Rows counted in contracts of unknown size, which nobody can value before the unit is known."""
        try:
            answer = msgspec.json.decode(body, type=_Body)
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list: {shown(fault)}") from fault
        if answer.code != GOOD or answer.data is None:
            raise ValueError(f"Bitget says {shown(answer.code)} {shown(answer.said)}")
        rows, bad = convert_rows(answer.data.rows, _Row, "symbol")
        rows.sort(key=lambda row: row.at)
        span, cursor = request.span, answer.data.cursor
        kept = [row for row in rows if span.start <= row.at < span.end]
        then: tuple[HistoryRequest, ...] = ()
        url, _, before = request.url.partition("&cursor=")
        if rows and rows[0].at >= span.start and cursor and cursor.isalnum() and cursor != before:
            then = (HistoryRequest(f"{url}&cursor={cursor}", span, request.symbol),)
        return HistoryPage(tuple(map(_report, kept)), then, not bad, tuple(row.price for row in kept))

    def unit(self, told: Sequence[LiquidationReport], heard: Sequence[Liquidation]) -> SizeUnit | None:
        """By rows of the same symbol, side, price and second; None where there is none, or they contradict each other."""
        live: dict[tuple[str, PositionSide, float], list[Liquidation]] = {}
        for one in heard:
            live.setdefault((one.instrument.wire_name, one.position, one.venue_price), []).append(one)
        found = {
            _unit(row.size, one)
            for row in told
            for one in live.get((row.symbol, row.position, row.price), ())
            if row.at is not None and abs(one.at - row.at) <= SECOND
        } - {None}
        return found.pop() if len(found) == 1 else None


def _unit(size: float, live: Liquidation) -> SizeUnit | None:
    """What the size counts; None where it is another order's, or where a coin is worth about one dollar."""
    coins, value = _near(size, live.size / live.venue_price), _near(size, live.size)
    if coins == value:
        return None
    return SizeUnit.BASE if coins else SizeUnit.QUOTE


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * other


def _report(row: _Row) -> LiquidationReport:
    """`side` is that of the position."""
    position = PositionSide.LONG if row.side == "buy" else PositionSide.SHORT
    return LiquidationReport(
        BITGET, row.symbol, position, row.amount, SizeUnit.CONTRACTS, row.price, PriceKind.BANKRUPTCY, row.at
    )
