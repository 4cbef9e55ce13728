"""Deribit's trades of the last day by currency and kind, all of them: those that were forced are picked out, as live."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.venues.adapters.deribit import DERIBIT, KINDS, TRADES, DeribitSession
from liqdesk.venues.history import HistoryPage, HistoryRequest, told
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, shown

COUNT = 1_000
CURRENCIES = ("BTC", "ETH", "USDC", "USDT", "EURR")
"""What the contracts are settled in; the history has no word for all of them."""


class _When(msgspec.Struct):
    at: int = msgspec.field(name="timestamp")


class _Result(msgspec.Struct):
    trades: msgspec.Raw
    more: bool = msgspec.field(name="has_more", default=False)


class _Body(msgspec.Struct):
    result: _Result


class DeribitHistory:
    """Implements `History`. A trade has the same number on both ways."""

    venue = DERIBIT
    every = DurationMs(400)
    settles = DurationMs(5 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """One for each currency and kind."""
        return tuple(
            _request(
                f"{addresses.rest}/public/get_last_trades_by_currency_and_time?currency={currency}&kind={kind}", span
            )
            for currency in CURRENCIES
            for kind in KINDS
        )

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Trades oldest first; where there are more, the next page begins with the last moment again."""
        try:
            result = msgspec.json.decode(body, type=_Body).result
            times = [row.at for row in msgspec.json.decode(result.trades, type=list[_When])]
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list of trades: {shown(fault)}") from fault
        push = b'{"method":"subscription","params":{"channel":"%s","data":%s}}' % (
            TRADES[0].encode(),
            bytes(result.trades),
        )
        reports, whole = told(DeribitSession().received(push), request.span)
        if not result.more or not times:
            return HistoryPage(tuple(reports), (), whole and not result.more)
        begin = max(times)
        if begin <= request.span.start:  # a page of one moment: what else it held cannot be asked for
            begin, whole = request.span.start + 1, False
        root = request.url.partition("&start_timestamp")[0]
        rest = Span(UnixMs(begin), request.span.end)
        return HistoryPage(tuple(reports), (_request(root, rest),) if rest.start < rest.end else (), whole)


def _request(root: str, span: Span) -> HistoryRequest:
    url = f"{root}&start_timestamp={span.start}&end_timestamp={span.end}&count={COUNT}&sorting=asc"
    return HistoryRequest(url, span)
