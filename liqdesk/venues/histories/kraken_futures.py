"""Kraken Futures' trades of a product, a hundred a page, newest first: enough for the products that matter most."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.venues.adapters.kraken_futures import KRAKEN, SNAPSHOT, KrakenFuturesSession
from liqdesk.venues.history import HistoryPage, HistoryRequest, earlier, told
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import iso_time

LIMIT = 100
PRODUCTS = 40
"""A page for each of several hundred products would take longer than most gaps."""


class _Body(msgspec.Struct):
    history: list[dict[str, object]]


class KrakenFuturesHistory:
    """Implements `History`. A trade has the same uid on both ways; time and size have other names and forms."""

    venue = KRAKEN
    every = DurationMs(1 * SECOND)
    settles = DurationMs(5 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """One for each of the first products the connection listens to."""
        listened = frozenset(plan.subscribes)
        products = [one.symbol for one in instruments if one.symbol in listened][:PRODUCTS]
        return tuple(_request(addresses.rest, product, span) for product in products)

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Trades before the span's end; what the venue forgot, after a restart of its engine, nobody can tell."""
        try:
            rows = msgspec.json.decode(body, type=_Body).history
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list of trades: {shown(fault)}") from fault
        moments = [iso_time(str(row.get("time"))) for row in rows]
        times = [at for at in moments if at is not None]
        trades = [
            {**row, "time": at, "qty": row.get("size"), "seq": None} for row, at in zip(rows, moments, strict=True)
        ]
        snapshot = {"feed": SNAPSHOT, "product_id": request.symbol, "trades": trades}
        reports, whole = told(KrakenFuturesSession().received(msgspec.json.encode(snapshot)), request.span)
        if not times:
            return HistoryPage(tuple(reports), (), whole)
        end, nothing_skipped = earlier(request.span, min(times), max(times), len(rows) >= LIMIT)
        if end is None or end <= request.span.start:
            return HistoryPage(tuple(reports), (), whole)
        rest = request.url.partition("/history?")[0]
        then = _request(rest, request.symbol, Span(request.span.start, end))
        return HistoryPage(tuple(reports), (then,), whole and nothing_skipped)


def _request(rest: str, product: str, span: Span) -> HistoryRequest:
    end = datetime.fromtimestamp(span.end / 1_000, UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return HistoryRequest(f"{rest}/history?symbol={quote(product)}&lastTime={end}Z", span, product)
