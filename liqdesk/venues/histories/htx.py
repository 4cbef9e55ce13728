"""HTX's past liquidation orders: a list for each contract, in windows of two hours, page by page until one is empty."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.venues.adapters.htx import COIN_FUTURES, COIN_SWAP, HTX, LINEAR, TOPIC, HtxSession, is_linear
from liqdesk.venues.history import HistoryPage, HistoryRequest, told
from liqdesk.venues.session import Addresses, ConnectionPlan
from liqdesk.venues.wire.frames import UNREADABLE, shown

WINDOW = DurationMs(2 * HOUR)
"""The docs contradict themselves on more."""

PATHS = {
    LINEAR: "/linear-swap-api/v3/swap_liquidation_orders?contract=",
    COIN_SWAP: "/swap-api/v3/swap_liquidation_orders?contract=",
    COIN_FUTURES: "/api/v3/contract_liquidation_orders?symbol=",
}


class _When(msgspec.Struct):
    number: int = msgspec.field(name="query_id")


class _Body(msgspec.Struct):
    code: int
    data: msgspec.Raw = msgspec.Raw(b"[]")
    said: str = msgspec.field(name="msg", default="")


class HtxHistory:
    """Implements `History`. Its rows are those of the push, so the same order has the same key on both ways."""

    venue = HTX
    every = DurationMs(200)
    settles = DurationMs(5 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """The newest window of every contract of the connection's product first, then the one before."""
        path = PATHS.get(plan.part)
        if path is None:
            return ()
        names = dict.fromkeys(name for one in instruments if (name := _name(one, plan.part)))
        ends = range(span.end, span.start, -WINDOW)
        windows = [Span(UnixMs(max(span.start, end - WINDOW)), UnixMs(end)) for end in ends]
        return tuple(
            HistoryRequest(f"{addresses.rest}{path}{quote(name)}{_within(window)}", window, name)
            for window in windows
            for name in names
        )

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """A page may hold a single row: only an empty one is the last."""
        try:
            answer = msgspec.json.decode(body, type=_Body)
            numbers = [row.number for row in msgspec.json.decode(answer.data, type=list[_When])]
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list: {shown(fault)}") from fault
        if answer.code != 200:
            raise ValueError(f"HTX says {answer.code} {shown(answer.said)}")
        if not numbers:
            return HistoryPage()
        push = {"op": "notify", "topic": TOPIC, "data": answer.data}
        reports, whole = told(HtxSession().received(msgspec.json.encode(push).decode()), request.span)
        url, _, before = request.url.partition("&from_id=")
        last = min(numbers)
        if before and last >= int(before):
            return HistoryPage(tuple(reports), (), whole)
        return HistoryPage(
            tuple(reports), (HistoryRequest(f"{url}&from_id={last}", request.span, request.symbol),), whole
        )


def _within(span: Span) -> str:
    return f"&trade_type=0&start_time={span.start}&end_time={span.end}&direct=prev"


def _name(one: Instrument, product: str) -> str:
    """What the product's history calls the contract; empty where it is none of this product."""
    if is_linear(one.symbol):
        return one.symbol if product == LINEAR else ""
    if "-" in one.symbol:
        return one.symbol if product == COIN_SWAP else ""
    return one.base if product == COIN_FUTURES else ""
