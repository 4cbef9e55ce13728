"""dYdX's trades of a market, newest first, all of them: those that were forced are picked out, as live."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.venues.adapters.dydx_v4 import DYDX, TRADES, DydxSession
from liqdesk.venues.history import HistoryPage, HistoryRequest, earlier, told
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import iso_time

LIMIT = 1_000


class _When(msgspec.Struct):
    at: str = msgspec.field(name="createdAt")


class _Body(msgspec.Struct):
    trades: msgspec.Raw


class DydxHistory:
    """Implements `History`. A trade has the same id on both ways."""

    venue = DYDX
    every = DurationMs(200)
    settles = DurationMs(10 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """One for each market the connection listens to."""
        listened = frozenset(plan.subscribes)
        return tuple(_request(addresses.rest, one.symbol, span) for one in instruments if one.symbol in listened)

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Trades up to the span's end."""
        try:
            trades = msgspec.json.decode(body, type=_Body).trades
            moments = [iso_time(row.at) for row in msgspec.json.decode(trades, type=list[_When])]
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list of trades: {shown(fault)}") from fault
        times = [at for at in moments if at is not None]
        push = {
            "type": "channel_data",
            "channel": TRADES,
            "id": request.symbol,
            "contents": {"trades": trades},
        }
        reports, whole = told(DydxSession().received(msgspec.json.encode(push)), request.span)
        whole = whole and len(times) == len(moments)
        if not times:
            return HistoryPage(tuple(reports), (), whole)
        end, nothing_skipped = earlier(request.span, min(times), max(times), len(moments) >= LIMIT)
        if end is None or end <= request.span.start:
            return HistoryPage(tuple(reports), (), whole)
        rest = request.url.partition("/trades/")[0]
        then = _request(rest, request.symbol, Span(request.span.start, end))
        return HistoryPage(tuple(reports), (then,), whole and nothing_skipped)


def _request(rest: str, symbol: str, span: Span) -> HistoryRequest:
    """The moment asked for is the last one told, and is itself told."""
    last = datetime.fromtimestamp((span.end - 1) / 1_000, UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    url = f"{rest}/trades/perpetualMarket/{quote(symbol, safe='')}?limit={LIMIT}&createdBeforeOrAt={last}Z"
    return HistoryRequest(url, span, symbol)
