"""Kraken Futures v1: products asked for by name, the past of each first, one trade a frame, pings of the client required."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

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
    json_number,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

PATH = "/ws/v1"
REST = "/derivatives/api/v3"
TRADE, TICKER, HEARTBEAT = "trade", "ticker", "heartbeat"
FEEDS = (TRADE, TICKER, HEARTBEAT)
SIDES = {"long": "sell", "short": "buy"}
HEARTBEAT_MS = 30_000
ORDINARY_MS = 1_000
ENDS = "2026-03-27T16:00:00.000Z"
LISTED_AT = "2026-01-13T21:00:00.000Z"

PAST_MS = 7 * 24 * 3_600_000
"""How far back the trades of a product reach."""
HISTORY_ROWS = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Fields = dict[str, object]


class KrakenFuturesConversation:
    """One connection; `one_by_one` is whether each product is acknowledged in a frame of its own."""

    ping_limit_ms = 60_000
    history_rows = 5

    def __init__(self, board: Board, *, one_by_one: bool) -> None:
        self._board = board
        self._one_by_one = one_by_one
        self._products: dict[str, None] = {}
        self._tickers: dict[str, Ticker] = {}
        self._requests = Rate(100, 1_000)
        self._beats = False
        self._pinged_at = self._beat_at = self._traded_at = 0
        self._ordinary = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._products)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._pinged_at = self._beat_at = self._traded_at = now_ms
        return (Say(to_json({"event": "info", "version": 1})),)

    def ponged(self, now_ms: int) -> None:
        """The server does not ping."""

    def pinged(self, now_ms: int) -> None:
        """What alone keeps the connection open."""
        self._pinged_at = now_ms

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        if not self._requests.allows(now_ms):
            return (Hangup(1008, "too many requests"),)
        request = fields_of(from_json(frame))
        event, feed = text_of(request.get("event")), text_of(request.get("feed"))
        if event not in ("subscribe", "unsubscribe"):
            return (_error("Json Error"),)
        if feed not in FEEDS or feed in self._board.refused:
            return (_error("Invalid feed"),)
        if feed == HEARTBEAT:
            return (self._heartbeat(event),)
        products = [text_of(item) for item in items_of(request.get("product_ids"))]
        listing, refused = self._board.listing, self._board.refused
        if not products or any(product not in listing or product in refused for product in products):
            return (_error("Invalid product id"),)
        return tuple(self._change(event, feed, products))

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._pinged_at > self.ping_limit_ms:
            return (Hangup(1001, "no ping within 60 s"),)
        acts: list[Act] = []
        if self._beats and now_ms - self._beat_at >= HEARTBEAT_MS:
            self._beat_at = now_ms
            acts.append(Say(to_json({"feed": HEARTBEAT, "time": now_ms}), "heartbeat"))
        return [*acts, *self._prices(now_ms), *self._ordinary_trade(now_ms)]

    def pushed(self, push: Push) -> Sequence[Say]:
        return [
            Say(to_json(_liquidation(event)), "push", event.contract.symbol, (event,))
            for event in push.events
            if event.contract.symbol in self._products
        ]

    def _heartbeat(self, event: str) -> Say:
        if event == "subscribe" and self._beats:
            return Say(to_json({"event": "alert", "message": "Already subscribed to feed, re-requesting"}), "heartbeat")
        self._beats = event == "subscribe"
        return Say(to_json({"event": f"{event}d", "feed": HEARTBEAT}), "heartbeat")

    def _change(self, event: str, feed: str, products: list[str]) -> Iterable[Say]:
        for group in [[product] for product in products] if self._one_by_one else [products]:
            yield Say(to_json({"event": f"{event}d", "feed": feed, "product_ids": group}))
        for product in products:
            self._products.pop(product, None) if feed == TRADE else self._tickers.pop(product, None)
            if event == "subscribe" and feed == TICKER:
                self._tickers[product] = Ticker(product, 1_000, 10_000)
            elif event == "subscribe":
                self._products[product] = None
                yield self._past(product)

    def _past(self, product: str) -> Say:
        """The newest first: what was forced, and an ordinary trade before it."""
        told = [event for push in self._board.history for event in push.events if event.contract.symbol == product]
        events = tuple(told[-self.history_rows :])
        rows = [_liquidation(event) for event in reversed(events)]
        if events:
            rows.append(_trade(events[0].contract, -events[0].number, events[0].at - 1, "buy", "fill", rows[0]))
        frame = {"feed": "trade_snapshot", "product_id": product, "trades": rows}
        return Say(to_json(frame), "history" if events else "reply", product, events)

    def _prices(self, now_ms: int) -> Iterable[Say]:
        for product, ticker in self._tickers.items():
            price = self._board.mark(product)
            if price is not None and ticker.due(price, now_ms):
                names = ("bid", "ask", "last", "markPrice", "index")
                frame: Fields = {"feed": TICKER, "product_id": product, "time": now_ms}
                yield Say(to_json(frame | dict.fromkeys(names, json_number(price))), "price", product)

    def _ordinary_trade(self, now_ms: int) -> Iterable[Say]:
        """Most trades are nobody's liquidation, and some are neither that nor ordinary."""
        if now_ms - self._traded_at < ORDINARY_MS or not self._products:
            return
        self._traded_at = now_ms
        self._ordinary += 1
        product = list(self._products)[self._ordinary % len(self._products)]
        contract, price = self._board.listing.get(product), self._board.mark(product)
        if contract is not None and price is not None:
            kind = "termination" if self._ordinary % 10 == 0 else "fill"
            like: Fields = {"qty": json_number(contract.size_step), "price": json_number(price)}
            side = ("buy", "sell")[self._ordinary % 2]
            frame = _trade(contract, -self._ordinary, now_ms, side, kind, like)
            yield Say(to_json(frame), "price", product)


def _trade(contract: Contract, number: int, at: int, side: str, kind: str, like: Fields) -> Fields:
    return {
        "feed": TRADE,
        "product_id": contract.symbol,
        "uid": f"{'0' if number >= 0 else 'f'}{abs(number):07x}-0000-4000-8000-{at:012x}",
        "side": side,
        "type": kind,
        "seq": abs(number),
        "time": at,
        "qty": like["qty"],
        "price": like["price"],
    }


def _liquidation(event: Forced) -> Fields:
    """The engine takes: it sells what was a long."""
    like: Fields = {"qty": json_number(event.size), "price": json_number(event.price)}
    return _trade(event.contract, event.number, event.at, SIDES[event.position], "liquidation", like)


def _as_history(trade: Fields, number: int) -> Fields:
    """The same trade as the page writes it."""
    at = trade["time"]
    return {
        "time": _in_words(at if isinstance(at, int) else 0),
        "trade_id": number,
        "price": trade["price"],
        "size": trade["qty"],
        "side": trade["side"],
        "type": trade["type"],
        "uid": trade["uid"],
    }


def _in_words(at_ms: int) -> str:
    """A moment as the venue writes it: ISO 8601 in UTC with milliseconds."""
    return f"{(EPOCH + timedelta(milliseconds=at_ms)).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _from_words(text: str) -> int:
    """The moment in Unix ms; raises ValueError where it is none."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(milliseconds=1)


def _error(said: str) -> Say:
    return Say(to_json({"event": "error", "message": said}))


class KrakenFutures:
    """One socket, one list of products; every other connection acknowledges one by one."""

    venue = "kraken-futures"
    carries = ("kraken-futures",)
    sockets = (Socket(PATH),)
    rest_path = REST

    def __init__(self, board: Board) -> None:
        self._board = board
        self._connections = 0

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path != PATH:
            return None
        self._connections += 1
        return KrakenFuturesConversation(self._board, one_by_one=self._connections % 2 == 0)

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path == f"{REST}/history":
            return self._history(query, now_ms)
        return Answer(200, self._page()) if path == f"{REST}/instruments" else None

    def _history(self, query: str, now_ms: int) -> Answer:
        """The last hundred trades of a product before a moment, newest first; the forced ones among ordinary ones."""
        product, last = query_value(query, "symbol"), query_value(query, "lastTime")
        if product not in self._board.listing:
            return Answer(400, to_json({"result": "error", "error": "invalidArgument: symbol"}))
        until = _from_words(last) if last else now_ms + 1
        told = [one for one in self._board.past(now_ms - PAST_MS, until) if one.contract.symbol == product]
        events = told[: HISTORY_ROWS // 2]
        rows = []
        for event in events:
            forced = _liquidation(event)
            ordinary = _trade(event.contract, -event.number, event.at, "buy", "fill", forced)
            rows += [_as_history(forced, event.number * 2 + 1), _as_history(ordinary, event.number * 2)]
        body = {"result": "success", "history": rows, "serverTime": _in_words(now_ms)}
        return Answer(200, to_json(body), tuple(events))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("kraken-futures", self._page())]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        products = [contract.symbol for contract in self._board.listing.all()]
        request = to_json({"event": "subscribe", "feed": TRADE, "product_ids": products})
        return ((PATH, KrakenFuturesConversation(self._board, one_by_one=False), (request,)),)

    def _page(self) -> str:
        rows = [_listed(contract) for contract in self._board.listing.all()]
        index = {"symbol": "in_xbtusd", "type": "spot index", "tradeable": False}
        return to_json({"result": "success", "serverTime": LISTED_AT, "instruments": [*rows, index]})


def _listed(contract: Contract) -> Fields:
    row: Fields = {
        "symbol": contract.symbol,
        "type": "futures_inverse" if contract.inverse else "flexible_futures",
        "tradeable": True,
        "tickSize": json_number(contract.price_step),
        "contractSize": json_number(contract.multiplier),
        "contractValueTradePrecision": max(0, -int(contract.size_step.adjusted())),
        "base": contract.base,
        "quote": contract.quote,
        "pair": f"{contract.base}:{contract.quote}",
    }
    if contract.group in ("FI", "FF"):
        row["lastTradingTime"] = ENDS
    return row
