"""OKX's liquidation orders: about a day, newest first, a list for each instrument family; no longer in OKX's own pages."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.venues.adapters.okx import CHANNEL, OKX, TYPES, OkxSession
from liqdesk.venues.history import HistoryPage, HistoryRequest, earlier, told
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, shown

LIMIT = 100
EVER = Span(UnixMs(0), UnixMs(2**60))


class _Body(msgspec.Struct):
    code: str
    data: msgspec.Raw = msgspec.Raw(b"[]")
    said: str = msgspec.field(name="msg", default="")


class OkxHistory:
    """Implements `History`. Its rows are those of the push, so the same order has the same key on both ways."""

    venue = OKX
    every = DurationMs(200)
    settles = DurationMs(5 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """One for each type and family of the list."""
        families = dict.fromkeys(
            (one.group, "-".join(one.symbol.split("-")[:2])) for one in instruments if one.group in TYPES
        )
        return tuple(_request(addresses.rest, kind, family, span) for kind, family in families)

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Rows before the span's end; a page stops in the middle of a millisecond, so the next one begins with it again."""
        try:
            answer = msgspec.json.decode(body, type=_Body)
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list: {shown(fault)}") from fault
        if answer.code != "0":
            raise ValueError(f"OKX says {shown(answer.code)} {shown(answer.said)}")
        push = b'{"arg":{"channel":"%s"},"data":%s}' % (CHANNEL.encode(), bytes(answer.data))
        rows, whole = told(OkxSession().received(push), EVER)
        span = request.span
        if not rows:
            return HistoryPage(whole=whole)
        times = [row.at or UnixMs(0) for row in rows]
        # Pages may be short of the limit; only one that brings nothing but the moment asked for again is the last.
        full = times[0] != times[-1] or len(rows) >= LIMIT
        end, nothing_skipped = earlier(span, times[0], times[-1], full)
        kept = tuple(row for row, at in zip(rows, times, strict=True) if (end or span.start) <= at < span.end)
        if end is None:
            return HistoryPage(kept, (), whole)
        return HistoryPage(kept, (_before(request, end),), whole and nothing_skipped)


def _request(rest: str, kind: str, family: str, span: Span) -> HistoryRequest:
    url = (
        f"{rest}/api/v5/public/liquidation-orders?instType={kind}&instFamily={quote(family)}&state=filled"
        f"&limit={LIMIT}&after={span.end}"
    )
    return HistoryRequest(url, span, family)


def _before(request: HistoryRequest, end: UnixMs) -> HistoryRequest:
    """The page of what is older than `end`."""
    url, _, _ = request.url.rpartition("=")
    return HistoryRequest(f"{url}={end}", Span(request.span.start, end), request.symbol)
