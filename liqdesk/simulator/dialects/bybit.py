"""Bybit v5: a topic per symbol, one answer per request, and a request that fails whole for one bad topic."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote, unquote

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
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
from liqdesk.simulator.dialects.bybit_market import PATH as MARKET_PATH
from liqdesk.simulator.dialects.bybit_market import bybit_tickers
from liqdesk.simulator.market import Contract
from liqdesk.simulator.publishing import Push

LIQUIDATIONS = "allLiquidation"
TICKERS = "tickers"
SIDES = {"long": "Buy", "short": "Sell"}
GROUPS = ("linear", "inverse")
LONGEST_ARGS = 21_000


class BybitConversation:
    """One connection of one category."""

    idle_limit_ms = 600_000

    def __init__(self, board: Board, group: str, connection: str) -> None:
        self._board = board
        self._group = group
        self._connection = connection
        self._topics: dict[str, Ticker | None] = {}
        self._active_at = 0

    @property
    def subscribed(self) -> bool:
        return any(ticker is None for ticker in self._topics.values())

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._active_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        request = fields_of(from_json(frame))
        operation = text_of(request.get("op"))
        number = text_of(request.get("req_id"))
        if operation == "ping":
            self._active_at = now_ms
            return (self._reply(True, "pong", number, operation, "heartbeat"),)
        topics = [text_of(item) for item in items_of(request.get("args"))]
        if operation not in ("subscribe", "unsubscribe") or not topics:
            return (self._reply(False, "error:request is not valid", number, operation),)
        if operation == "unsubscribe":
            for topic in topics:
                self._topics.pop(topic, None)
            return (self._reply(True, "", number, operation),)
        reason = self._reason_against(topics)
        if reason:
            return (self._reply(False, reason, number, operation),)
        for topic in topics:
            name, _, symbol = topic.partition(".")
            self._topics[topic] = Ticker(symbol, 100, 3_000) if name == TICKERS else None
        return (self._reply(True, "", number, operation),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._active_at > self.idle_limit_ms:
            return (Hangup(1006),)
        acts: list[Act] = []
        for topic, ticker in self._topics.items():
            if ticker is None:
                continue
            first = ticker.price is None
            price = self._board.mark(ticker.symbol)
            if price is not None and ticker.due(price, now_ms):
                self._active_at = now_ms
                acts.append(self._ticker(topic, ticker.symbol, price, now_ms, first))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        contract = push.events[0].contract
        topic = f"{LIQUIDATIONS}.{contract.symbol}"
        if topic not in self._topics:
            return ()
        self._active_at = push.at_ms
        rows = [
            {
                "T": event.at,
                "s": contract.symbol,
                "S": SIDES[event.position],
                "v": plain(event.size),
                "p": plain(event.price),
            }
            for event in push.events
        ]
        frame = {"topic": topic, "type": "snapshot", "ts": push.at_ms, "data": rows}
        return (Say(to_json(frame), "push", topic, push.events),)

    def _reason_against(self, topics: list[str]) -> str:
        if len(to_json(topics)) > LONGEST_ARGS:
            return "error:args size is too long"
        seen: set[str] = set()
        for topic in topics:
            name, _, symbol = topic.partition(".")
            contract = self._board.listing.get(symbol)
            known = name in (LIQUIDATIONS, TICKERS) and contract is not None and contract.group == self._group
            if not known or not self._board.refused.isdisjoint((topic, symbol)):
                return f"error:handler not found,topic:{topic}"
            if topic in self._topics or topic in seen:
                return f"error:already subscribed,topic:{topic}"
            seen.add(topic)
        return ""

    def _reply(self, success: bool, reason: str, number: str, operation: str, kind: str = "reply") -> Say:
        frame = {
            "success": success,
            "ret_msg": reason,
            "conn_id": self._connection,
            "req_id": number,
            "op": operation,
        }
        return Say(to_json(frame), "heartbeat" if kind == "heartbeat" else "reply")

    def _ticker(self, topic: str, symbol: str, price: Decimal, now_ms: int, first: bool) -> Say:
        data: dict[str, object] = {"symbol": symbol}
        if first:
            contract = self._board.listing.get(symbol)
            rate = "" if contract is None else plain(self._board.crowd.funding(contract))
            data |= {"lastPrice": plain(price), "fundingRate": rate}
        data |= {"markPrice": plain(price), "indexPrice": plain(price)}
        frame = {
            "topic": topic,
            "type": "snapshot" if first else "delta",
            "ts": now_ms,
            "cs": now_ms * 10,
            "data": data,
        }
        return Say(to_json(frame), "price", topic)


class Bybit:
    """Linear and inverse contracts, each on its own socket; the instrument list has pages."""

    venue = "bybit"
    carries = ("bybit",)
    sockets = (Socket("/v5/public/linear"), Socket("/v5/public/inverse", "inverse"))
    rest_path = ""

    def __init__(self, board: Board, page_limit: int = 1_000) -> None:
        self._board = board
        self._page_limit = page_limit
        self._connections = 0

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        group = path.removeprefix("/v5/public/")
        if path == group or group not in GROUPS:
            return None
        self._connections += 1
        return BybitConversation(self._board, group, f"0af1c2d4-{self._connections:06d}")

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path == MARKET_PATH:
            return bybit_tickers(self._board, query, now_ms)
        if path != "/v5/market/instruments-info":
            return None
        category = query_value(query, "category")
        limit = query_value(query, "limit") or "500"
        status = query_value(query, "status") or "Trading"
        if category not in GROUPS or not limit.isdigit() or int(limit) < 1:
            return Answer(200, self._page(10_001, "params error", category, [], "", now_ms))
        contracts = self._board.listing.all(category) if status == "Trading" else []
        return Answer(200, self._sheet(category, contracts, query_value(query, "cursor"), int(limit), now_ms))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        pages: list[tuple[str, str]] = []
        for group in GROUPS:
            contracts = self._board.listing.all(group)
            pages.append(("bybit", self._sheet(group, contracts, "", max(1, len(contracts)), now_ms)))
        return pages

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        talks: list[tuple[str, Conversation, Sequence[str]]] = []
        for socket, group in zip(self.sockets, GROUPS, strict=True):
            talk = self.converse(socket.path, "", {})
            topics = [f"{LIQUIDATIONS}.{contract.symbol}" for contract in self._board.listing.all(group)]
            if talk is not None and topics:
                requests = [
                    to_json(
                        {"req_id": f"liq-{start // 200 + 1}", "op": "subscribe", "args": topics[start : start + 200]}
                    )
                    for start in range(0, len(topics), 200)
                ]
                talks.append((socket.path, talk, requests))
        return talks

    def _sheet(self, category: str, contracts: list[Contract], cursor: str, limit: int, now_ms: int) -> str:
        after = _last_of(cursor)
        rest = [contract for contract in contracts if contract.symbol > after]
        page = rest[: min(limit, self._page_limit)]
        more = len(rest) > len(page)
        following = quote(f"first={page[0].symbol}&last={page[-1].symbol}", safe="") if more else ""
        return self._page(0, "OK", category, [_row(contract) for contract in page], following, now_ms)

    def _page(
        self, code: int, text: str, category: str, rows: list[dict[str, object]], cursor: str, now_ms: int
    ) -> str:
        result = {"category": category, "nextPageCursor": cursor, "list": rows} if code == 0 else {}
        return to_json({"retCode": code, "retMsg": text, "result": result, "retExtInfo": {}, "time": now_ms})


def _last_of(cursor: str) -> str:
    """Where the page before ended; a cursor comes back percent-encoded once, twice or not at all."""
    while "%" in cursor:
        decoded = unquote(cursor)
        if decoded == cursor:
            return ""
        cursor = decoded
    return cursor.partition("last=")[2]


def _row(contract: Contract) -> dict[str, object]:
    symbol = contract.symbol
    dated = "-" in symbol or (contract.inverse and symbol[-1].isdigit())
    base = symbol.removesuffix(contract.quote) if contract.scale > 1 else contract.base
    kind = "Inverse" if contract.inverse else "Linear"
    return {
        "symbol": symbol,
        "contractType": kind + ("Futures" if dated else "Perpetual"),
        "status": "Trading",
        "baseCoin": base,
        "quoteCoin": contract.quote,
        "settleCoin": contract.base if contract.inverse else contract.quote,
        "symbolType": "",
        "launchTime": "1585526400000",
        "deliveryTime": "1774598400000" if dated else "0",
        "priceScale": str(max(0, -int(contract.price_step.normalize().as_tuple().exponent))),
    }
