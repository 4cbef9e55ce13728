"""Gate's liquidation history: windows of an hour at most, for a whole settlement currency; times in seconds, no number."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.liquidation import Likeness, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.venues.adapters.gateio import GATE, QUOTE_OF, SIZES_AS_DECIMALS
from liqdesk.venues.history import HistoryPage, HistoryRequest
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, shown
from liqdesk.venues.wire.numbers import LARGEST, event_time, plausible
from liqdesk.venues.wire.rows import Symbol

LIMIT = 1_000


class _Row(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="contract")
    at: int = msgspec.field(name="time")
    order_size: float
    fill_price: float
    left: float = 0.0


class GateHistory:
    """Implements `History`.

    A row says when in seconds, and what was paid, where the socket says milliseconds and the order's price: the same order
    is known by its contract, side and size, its second or the one beside it. Twins at the edge of a window are met because
    a window ends with the second the next begins with; rows of that second have the same key in both.
    """

    venue = GATE
    every = DurationMs(200)
    settles = DurationMs(5 * SECOND)
    likeness = Likeness("size", seconds=1)

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """Windows of the connection's settlement currency, oldest first."""
        if plan.part not in QUOTE_OF:
            return ()
        root = f"{addresses.rest}/futures/{plan.part}/liq_orders"
        starts = range(span.start - span.start % SECOND, span.end, HOUR)
        return tuple(_request(root, UnixMs(start), UnixMs(min(start + HOUR, span.end))) for start in starts)

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """The orders of a window; a full page is no page: its halves are asked for instead."""
        try:
            rows = msgspec.json.decode(body, type=list[object])
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list: {shown(fault)}") from fault
        whole = True
        if len(rows) >= LIMIT:
            halves = _halves(request)
            if halves:
                return HistoryPage(then=halves)
            whole = False
        good, bad = convert_rows(rows, _Row, "contract")
        filled = sorted((row for row in good if abs(row.order_size) > abs(row.left)), key=lambda row: row.at)
        reports = [(report, abs(row.order_size)) for row in filled if (report := _report(row)) is not None]
        whole = whole and not bad and len(reports) == len(filled)
        return HistoryPage(tuple(one for one, _ in reports), (), whole, tuple(size for _, size in reports))


def _report(row: _Row) -> LiquidationReport | None:
    """`size` of a row is the position's and has the other sign; `order_size` is the order's: negative sells, closing a long."""
    at = event_time(row.at)
    filled = abs(row.order_size) - abs(row.left)
    if at is None or not filled < LARGEST or not plausible(row.fill_price):
        return None
    position = PositionSide.LONG if row.order_size < 0 else PositionSide.SHORT
    return LiquidationReport(GATE, row.symbol, position, filled, SizeUnit.CONTRACTS, row.fill_price, PriceKind.FILL, at)


def _request(root: str, start: UnixMs, end: UnixMs) -> HistoryRequest:
    first, last = start // SECOND, -(-end // SECOND)
    url = f"{root}?from={first}&to={last}&limit={LIMIT}"
    span = Span(UnixMs(first * SECOND), UnixMs(last * SECOND))
    return HistoryRequest(url, span, headers=(SIZES_AS_DECIMALS,))


def _halves(request: HistoryRequest) -> tuple[HistoryRequest, ...]:
    """Two windows that share a second; none where there is nothing to halve."""
    root = request.url.partition("?")[0]
    start, end = request.span.start, request.span.end
    middle = UnixMs(start + (end - start) // 2 // SECOND * SECOND)
    if middle in (start, end):
        return ()
    return _request(root, start, middle), _request(root, middle, end)
