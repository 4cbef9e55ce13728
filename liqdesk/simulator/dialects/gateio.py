"""Gate v4: one socket per settle currency, signed contract counts, sizes cut to integers without the header."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Probe,
    Say,
    Socket,
    Ticker,
    fields_of,
    from_json,
    items_of,
    json_number,
    plain,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

LIQUIDATES = "futures.public_liquidates"
TICKERS = "futures.tickers"
EVERYTHING = "!all"
SETTLES = ("usdt", "btc", "usd1")
REST = "/api/v4"
BARE_EVERY = 5
"""One in so many frames with a single row holds the row itself instead of an array."""

LONGEST_WINDOW_S = 3_600
MOST_PAST = 1_000

Fields = dict[str, object]


class GateConversation:
    """One connection of one settle currency; `decimal` is whether the size header was sent."""

    ping_every_ms = 20_000
    pong_limit_ms = 60_000

    def __init__(self, board: Board, settle: str, connection: str, *, decimal: bool) -> None:
        self._board = board
        self._settle = settle
        self._connection = connection
        self._decimal = decimal
        self._contracts: set[str] = set()
        self._tickers: dict[str, Ticker] = {}
        self._heard_at = self._pinged_at = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._contracts)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._heard_at = self._pinged_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        self._heard_at = now_ms

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._heard_at = now_ms
        request = fields_of(from_json(frame))
        channel, event = text_of(request.get("channel")), text_of(request.get("event"))
        if channel == "futures.ping":
            pong = {"time": now_ms // 1_000, "time_ms": now_ms, "channel": "futures.pong", "event": "", "result": None}
            return (Say(to_json(pong), "heartbeat"),)
        payload = [text_of(item) for item in items_of(request.get("payload"))]
        reason = self._reason_against(channel, event, payload)
        if reason:
            code = 1 if not request else 2
            return (self._answer(channel, event, now_ms, payload, {"code": code, "message": reason}),)
        self._change(channel, event, payload)
        return (self._answer(channel, event, now_ms, payload, None),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._heard_at > self.pong_limit_ms:
            return (Hangup(1006),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at = now_ms
            acts.append(Probe())
        acts.extend(self._prices(now_ms))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        contract = push.events[0].contract
        if contract.group != self._settle or self._contracts.isdisjoint((EVERYTHING, contract.symbol)):
            return ()
        rows = [self._row(event) for event in push.events]
        bare = len(rows) == 1 and push.events[0].number % BARE_EVERY == 0
        frame = {
            "channel": LIQUIDATES,
            "event": "update",
            "time": push.at_ms // 1_000,
            "time_ms": push.at_ms,
            "result": rows[0] if bare else rows,
        }
        return (Say(to_json(frame), "push", f"{LIQUIDATES}.{contract.symbol}", push.events),)

    def _row(self, event: Forced) -> Fields:
        """The size is that of the closing order: a long is sold, hence negative."""
        signed = -event.size if event.position == "long" else event.size
        size = plain(signed) if self._decimal else int(signed.to_integral_value(ROUND_DOWN))
        return {"contract": event.contract.symbol, "size": size, "price": plain(event.price), "time": event.at}

    def _reason_against(self, channel: str, event: str, payload: list[str]) -> str:
        if channel not in (LIQUIDATES, TICKERS) or event not in ("subscribe", "unsubscribe"):
            return f"unknown channel or event: {channel} {event}"
        for name in payload:
            contract = self._board.listing.get(name)
            known = (contract is not None and contract.group == self._settle) or name == EVERYTHING
            if not known or name in self._board.refused or channel in self._board.refused:
                return f"unknown contract {name}"
        return "" if payload else "empty payload"

    def _change(self, channel: str, event: str, payload: list[str]) -> None:
        for name in payload:
            if channel == TICKERS:
                self._tickers.pop(name, None)
                if event == "subscribe":
                    self._tickers[name] = Ticker(name, 1_000, 3_000)
            elif event == "subscribe":
                self._contracts.add(name)
            else:
                self._contracts.discard(name)

    def _answer(self, channel: str, event: str, now_ms: int, payload: list[str], error: Fields | None) -> Say:
        frame: Fields = {
            "time": now_ms // 1_000,
            "time_ms": now_ms,
            "conn_id": self._connection,
            "trace_id": f"{now_ms:x}",
            "channel": channel,
            "event": event,
            "payload": payload,
        }
        if error is not None:
            frame["error"] = error
        frame["result"] = {"status": "success" if error is None else "fail"}
        return Say(to_json(frame))

    def _prices(self, now_ms: int) -> Iterable[Say]:
        for symbol, ticker in self._tickers.items():
            price = self._board.mark(symbol)
            if price is None or not ticker.due(price, now_ms):
                continue
            text = plain(price)
            row = {
                "contract": symbol,
                "last": text,
                "mark_price": text,
                "index_price": text,
                "funding_rate": "0.0001",
                "total_size": "512340123",
            }
            head = {"time": now_ms // 1_000, "time_ms": now_ms, "channel": TICKERS, "event": "update"}
            yield Say(to_json({**head, "result": [row]}), "price", f"{TICKERS}.{symbol}")


class Gate:
    """Three sockets; the contracts and the past orders of each settle currency on pages of their own."""

    venue = "gateio"
    carries = ("gateio",)
    sockets = (Socket("/v4/ws/usdt"), Socket("/v4/ws/btc", "btc"), Socket("/v4/ws/usd1", "usd1"))
    rest_path = REST

    def __init__(self, board: Board) -> None:
        self._board = board
        self._connections = 0

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        settle = "btc" if path == "/v4/ws" else path.removeprefix("/v4/ws/")
        if settle not in SETTLES:
            return None
        self._connections += 1
        decimal = headers.get("x-gate-size-decimal") == "1"
        return GateConversation(self._board, settle, f"c{self._connections:08x}", decimal=decimal)

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        inner = path.removeprefix(REST)
        for settle in SETTLES:
            if path.startswith(REST) and inner == f"/futures/{settle}/contracts":
                return Answer(200, self._page(settle))
            if path.startswith(REST) and inner == f"/futures/{settle}/liq_orders":
                return self._past(settle, query, now_ms)
        return None

    def _past(self, settle: str, query: str, now_ms: int) -> Answer:
        """Orders of a window of an hour at most; times in seconds, `size` the position's, `order_size` the order's."""
        limit, end = query_value(query, "limit") or "100", query_value(query, "to") or str(now_ms // 1_000)
        start = query_value(query, "from") or str(int(end) - LONGEST_WINDOW_S if end.isdigit() else "")
        numbers = limit.isdigit() and end.isdigit() and start.isdigit()
        if not numbers or int(limit) > MOST_PAST or int(end) - int(start) > LONGEST_WINDOW_S:
            return Answer(400, to_json({"label": "INVALID_PARAM_VALUE", "message": "invalid window or limit"}))
        wanted = query_value(query, "contract")
        found = [
            event
            for event in self._board.past(int(start) * 1_000, int(end) * 1_000 + 1_000)
            if event.contract.group == settle and wanted in ("", event.contract.symbol)
        ][: int(limit)]
        return Answer(200, to_json([_past_row(event) for event in found]), tuple(found))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("gateio", self._page(settle)) for settle in SETTLES if self._board.listing.all(settle)]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        request = to_json({"time": 0, "channel": LIQUIDATES, "event": "subscribe", "payload": [EVERYTHING]})
        return [
            (socket.path, GateConversation(self._board, settle, f"tape-{settle}", decimal=True), (request,))
            for socket, settle in zip(self.sockets, SETTLES, strict=True)
            if self._board.listing.all(settle)
        ]

    def _page(self, settle: str) -> str:
        return to_json([self._contract(contract) for contract in self._board.listing.all(settle)])

    def _contract(self, contract: Contract) -> Fields:
        price = plain(self._board.mark(contract.symbol) or Decimal(0))
        return {
            "name": contract.symbol,
            "type": "inverse" if contract.inverse else "direct",
            "quanto_multiplier": "0" if contract.inverse else plain(contract.multiplier),
            "mark_price": price,
            "index_price": price,
            "last_price": price,
            "in_delisting": False,
            "status": "trading",
            "order_size_min": 1,
            "funding_rate": "0.0001",
        }


def _past_row(event: Forced) -> Fields:
    """An order that was filled to the last contract, at its own price."""
    size = json_number(event.size)
    position, order = (size, -size) if event.position == "long" else (-size, size)
    price = plain(event.price)
    return {
        "time": event.at // 1_000,
        "contract": event.contract.symbol,
        "size": position,
        "order_size": order,
        "order_price": price,
        "fill_price": price,
        "left": 0,
    }
