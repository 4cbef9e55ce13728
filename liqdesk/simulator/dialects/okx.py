"""OKX v5: text pings, an acknowledgement per argument, the last orders again after subscribing, a day of them on a page."""

from collections.abc import Iterable, Mapping, Sequence

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Rate,
    Say,
    Socket,
    Ticker,
    fields_of,
    from_json,
    items_of,
    plain,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.dialects.okx_market import okx_market
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

CHANNEL = "liquidation-orders"
MARK = "mark-price"
PATH = "/ws/v5/public"
TYPES = ("SWAP", "FUTURES", "MARGIN", "OPTION")
GROUPS = ("SWAP", "FUTURES")
SIDES = {"long": "sell", "short": "buy"}
NET_MODE_EVERY = 4
"""One account in so many is in one-way mode, where the position side says nothing."""

PAST_MS = 24 * 3_600_000
"""How far back the page of past orders reaches."""
MOST_PAST = 100

Arg = dict[str, object]


class OkxConversation:
    """One connection."""

    idle_limit_ms = 30_000
    history_rows = 10

    def __init__(self, board: Board, connection: str) -> None:
        self._board = board
        self._connection = connection
        self._types: dict[str, Arg] = {}
        self._marks: dict[str, Ticker] = {}
        self._requests = Rate(480, 3_600_000)
        self._active_at = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._types)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._active_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._active_at = now_ms
        if frame == "ping":
            return (Say("pong", "heartbeat"),)
        request = fields_of(from_json(frame))
        number = text_of(request.get("id"))
        operation = text_of(request.get("op"))
        args = [fields_of(item) for item in items_of(request.get("args"))]
        if operation not in ("subscribe", "unsubscribe") or not args:
            return (self._error(number, "60012", f"Invalid request: {frame if isinstance(frame, str) else ''}"),)
        if not self._requests.allows(now_ms):
            return (self._error(number, "60014", "Requests too frequent"),)
        acts: list[Act] = []
        for arg in args:
            acts.extend(self._subscribe(arg, number) if operation == "subscribe" else self._leave(arg, number))
        return acts

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._active_at > self.idle_limit_ms:
            return (Hangup(4004, "No data received in 30s."),)
        acts: list[Act] = []
        for symbol, ticker in self._marks.items():
            price = self._board.mark(symbol)
            contract = self._board.listing.get(symbol)
            if price is not None and contract is not None and ticker.due(price, now_ms):
                self._active_at = now_ms
                row = {"instType": contract.group, "instId": symbol, "markPx": plain(price), "ts": str(now_ms)}
                frame = {"arg": {"channel": MARK, "instId": symbol}, "data": [row]}
                acts.append(Say(to_json(frame), "price", f"{MARK}.{symbol}"))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        kind = push.events[0].contract.group
        if kind not in self._types:
            return ()
        self._active_at = max(self._active_at, push.at_ms)
        return (Say(_order_frame(kind, push.events), "push", f"{CHANNEL}.{kind}", push.events),)

    def _subscribe(self, arg: Arg, number: str) -> Iterable[Say]:
        channel, kind, symbol = (text_of(arg.get(name)) for name in ("channel", "instType", "instId"))
        if not self._board.refused.isdisjoint((channel, kind, symbol)):
            yield self._no_such(arg, number)
        elif channel == CHANNEL and kind in TYPES:
            fresh = kind not in self._types
            self._types[kind] = arg
            yield self._ack("subscribe", arg, number)
            if fresh:
                yield from self._history(kind)
        elif channel == MARK and symbol in self._board.listing:
            self._marks[symbol] = Ticker(symbol, 200, 10_000)
            yield self._ack("subscribe", arg, number)
        else:
            yield self._no_such(arg, number)

    def _leave(self, arg: Arg, number: str) -> Iterable[Say]:
        self._types.pop(text_of(arg.get("instType")), None)
        self._marks.pop(text_of(arg.get("instId")), None)
        yield self._ack("unsubscribe", arg, number)

    def _history(self, kind: str) -> Iterable[Say]:
        events = [event for push in self._board.history for event in push.events if event.contract.group == kind]
        last = tuple(events[-self.history_rows :])
        if last:
            yield Say(_order_frame(kind, last), "history", f"{CHANNEL}.{kind}", last)

    def _ack(self, event: str, arg: Arg, number: str) -> Say:
        return Say(to_json(_with_id({"event": event, "arg": arg, "connId": self._connection}, number)))

    def _no_such(self, arg: Arg, number: str) -> Say:
        named = ",".join(f"{name}:{value}" for name, value in arg.items())
        return self._error(number, "60018", f"Wrong URL or {named} doesn't exist.")

    def _error(self, number: str, code: str, reason: str) -> Say:
        frame: Arg = {"event": "error", "code": code, "msg": reason, "connId": self._connection}
        return Say(to_json(_with_id(frame, number)))


def _with_id(frame: Arg, number: str) -> Arg:
    return {"id": number, **frame} if number else frame


def _order_frame(kind: str, events: Sequence[Forced]) -> str:
    return to_json({"arg": {"channel": CHANNEL, "instType": kind}, "data": _order_rows(kind, events)})


def _order_rows(kind: str, events: Sequence[Forced]) -> list[Arg]:
    """One element for each contract, in the order of its first event."""
    rows: dict[str, dict[str, object]] = {}
    details: dict[str, list[object]] = {}
    for event in events:
        symbol = event.contract.symbol
        if symbol not in rows:
            family = _family(symbol)
            details[symbol] = []
            rows[symbol] = {
                "instType": kind,
                "instFamily": family,
                "uly": family,
                "instId": symbol,
                "details": details[symbol],
            }
        details[symbol].append(
            {
                "side": SIDES[event.position],
                "posSide": event.position if event.number % NET_MODE_EVERY else "net",
                "sz": plain(event.size),
                "bkPx": plain(event.price),
                "bkLoss": "0",
                "ccy": "",
                "ts": str(event.at),
            }
        )
    return list(rows.values())


def _family(symbol: str) -> str:
    return "-".join(symbol.split("-")[:2])


class Okx:
    """One public socket; an instrument page for each type, and a page of past orders for each family."""

    venue = "okx"
    carries = ("okx",)
    sockets = (Socket(PATH),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._connections = 0
        self._asked = Rate(40, 2_000)

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path != PATH:
            return None
        self._connections += 1
        return OkxConversation(self._board, f"a4d3{self._connections:04x}")

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path == "/api/v5/public/liquidation-orders":
            return self._past(query, now_ms)
        if path != "/api/v5/public/instruments":
            return okx_market(self._board, path, query, now_ms)
        kind = query_value(query, "instType")
        if kind not in TYPES:
            return Answer(400, to_json({"code": "51000", "msg": "Parameter instType error", "data": []}))
        return Answer(200, self._page(kind))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("okx", self._page(kind)) for kind in GROUPS]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        args = [{"channel": CHANNEL, "instType": kind} for kind in GROUPS]
        request = to_json({"id": "liq1", "op": "subscribe", "args": args})
        return ((PATH, OkxConversation(self._board, "a4d3ae55"), (request,)),)

    def _past(self, query: str, now_ms: int) -> Answer:
        """Filled orders of one family, newest first; `after` asks for what is older."""
        if not self._asked.allows(now_ms):
            return Answer(429, to_json({"code": "50011", "msg": "Too Many Requests", "data": []}))
        kind, family = query_value(query, "instType"), query_value(query, "instFamily") or query_value(query, "uly")
        limit = query_value(query, "limit") or "100"
        if kind not in TYPES or not family or not limit.isdigit() or int(limit) > MOST_PAST:
            return Answer(400, to_json({"code": "51000", "msg": "Parameter error", "data": []}))
        after = query_value(query, "after")
        until = int(after) if after.isdigit() else now_ms + 1
        found = [
            event
            for event in self._board.past(now_ms - PAST_MS, until)
            if event.contract.group == kind and _family(event.contract.symbol) == family
        ][: int(limit)]
        if query_value(query, "state") != "filled":
            found = []
        body = {"code": "0", "msg": "", "data": [{**row, "totalLoss": "0"} for row in _order_rows(kind, found)]}
        return Answer(200, to_json(body), tuple(found))

    def _page(self, kind: str) -> str:
        rows = [_row(contract) for contract in self._board.listing.all(kind)]
        return to_json({"code": "0", "msg": "", "data": rows})


def _row(contract: Contract) -> Arg:
    family = _family(contract.symbol)
    return {
        "instType": contract.group,
        "instId": contract.symbol,
        "instFamily": family,
        "uly": family,
        "ctVal": plain(contract.multiplier),
        "ctMult": "1",
        "ctValCcy": "USD" if contract.inverse else contract.base,
        "ctType": "inverse" if contract.inverse else "linear",
        "settleCcy": contract.base if contract.inverse else contract.quote,
        "lotSz": plain(contract.size_step),
        "tickSz": plain(contract.price_step),
        "expTime": "1774598400000" if contract.group == "FUTURES" else "",
        "listTime": "1611907686000",
        "state": "live",
    }
