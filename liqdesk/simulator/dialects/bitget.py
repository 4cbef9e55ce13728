"""Bitget v3: text pings, whole product lines, and amounts that are values in the quote currency."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

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
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

PATH = "/v3/ws/public"
LINES = ("usdt-futures", "usdc-futures", "coin-futures")
SIDES = {"long": "buy", "short": "sell"}
INSTRUMENTS, PAST = "/api/v3/market/instruments", "/api/v3/market/liquidations"
MOST_PAST = 100
KEPT_MS = 3 * 86_400_000
PUBLISHED_AFTER_MS = 3_000
NEWEST = "9" * 22
COIN_STEP = Decimal("0.0000000001")

Arg = dict[str, object]


class BitgetConversation:
    """One connection."""

    ping_limit_ms = 120_000

    def __init__(self, board: Board) -> None:
        self._board = board
        self._lines: set[str] = set()
        self._tickers: dict[str, Ticker] = {}
        self._messages = Rate(10, 1_000)
        self._requests = Rate(240, 3_600_000)
        self._pinged_at = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._lines)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._pinged_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        if not self._messages.allows(now_ms):
            return (Hangup(1008, "Too many messages"),)
        if frame == "ping":
            self._pinged_at = now_ms
            return (Say("pong", "heartbeat"),)
        request = fields_of(from_json(frame))
        operation = text_of(request.get("op"))
        args = [fields_of(item) for item in items_of(request.get("args"))]
        if operation not in ("subscribe", "unsubscribe") or not args:
            return (_error({}, "30003", "Invalid op"),)
        if not self._requests.allows(now_ms):
            return (_error(args[0], "30007", "Request over limit"),)
        return [say for arg in args for say in self._change(operation, arg)]

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._pinged_at > self.ping_limit_ms:
            return (Hangup(1006),)
        acts: list[Act] = []
        for symbol, ticker in self._tickers.items():
            price = self._board.mark(symbol)
            contract = self._board.listing.get(symbol)
            if price is not None and contract is not None and ticker.due(price, now_ms):
                acts.append(_ticker_frame(contract, plain(price), now_ms))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        line = push.events[0].contract.group
        if line not in self._lines:
            return ()
        rows = [
            {
                "symbol": event.contract.symbol,
                "side": SIDES[event.position],
                "price": plain(event.price),
                "amount": plain(event.size),
                "ts": str(event.at),
            }
            for event in push.events
        ]
        arg = {"instType": line, "topic": "liquidation"}
        frame = {"action": "update", "arg": arg, "data": rows, "ts": push.at_ms}
        return (Say(to_json(frame), "push", f"liquidation.{line}", push.events),)

    def _change(self, operation: str, arg: Arg) -> Iterable[Say]:
        line, topic, symbol = (text_of(arg.get(name)) for name in ("instType", "topic", "symbol"))
        known = line in LINES and (topic == "liquidation" or (topic == "ticker" and symbol in self._board.listing))
        if not known or not self._board.refused.isdisjoint((line, topic, symbol)):
            yield _error(arg, "30001", f"instType:{line},topic:{topic},symbol:{symbol} doesn't exist")
            return
        if topic == "ticker":
            self._tickers.pop(symbol, None)
            if operation == "subscribe":
                self._tickers[symbol] = Ticker(symbol, 400, 3_000)
        elif operation == "subscribe":
            self._lines.add(line)
        else:
            self._lines.discard(line)
        yield Say(to_json({"event": operation, "arg": arg}))


def _error(arg: Arg, code: str, reason: str) -> Say:
    return Say(to_json({"event": "error", "arg": arg, "code": code, "msg": reason}))


def _ticker_frame(contract: Contract, price: str, now_ms: int) -> Say:
    row = {
        "symbol": contract.symbol,
        "lastPrice": price,
        "markPrice": price,
        "indexPrice": price,
        "bid1Price": price,
        "ask1Price": price,
        "fundingRate": "0.0001",
        "openInterest": "51234.1",
    }
    arg = {"instType": contract.group, "topic": "ticker", "symbol": contract.symbol}
    frame = {"action": "snapshot", "arg": arg, "data": [row], "ts": now_ms}
    return Say(to_json(frame), "price", f"ticker.{contract.symbol}")


class Bitget:
    """One public socket for the three product lines, and a page of the past of each."""

    venue = "bitget"
    carries = ("bitget",)
    sockets = (Socket(PATH),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._asked = Rate(5, 1_000)

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return BitgetConversation(self._board) if path == PATH else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path not in (INSTRUMENTS, PAST):
            return None
        line = query_value(query, "category").lower()
        if line not in LINES:
            body = {"code": "40034", "msg": "Parameter category error", "requestTime": now_ms, "data": None}
            return Answer(400, to_json(body))
        return Answer(200, self._page(line, now_ms)) if path == INSTRUMENTS else self._past(line, query, now_ms)

    def _past(self, line: str, query: str, now_ms: int) -> Answer:
        """Newest first and late; the cursor names the last row told. Amounts count coins here."""
        if not self._asked.allows(now_ms):
            return Answer(
                429, to_json({"code": "429", "msg": "Too Many Requests", "requestTime": now_ms, "data": None})
            )
        limit, cursor = query_value(query, "limit") or str(MOST_PAST), query_value(query, "cursor") or NEWEST
        if not (limit.isdigit() and 0 < int(limit) <= MOST_PAST and cursor.isdigit()):
            body = {"code": "40034", "msg": "Parameter limit error", "requestTime": now_ms, "data": None}
            return Answer(400, to_json(body))
        known = self._board.past(now_ms - KEPT_MS, now_ms - PUBLISHED_AFTER_MS)
        older = [event for event in known if event.contract.group == line and _place(event) < cursor]
        found = older[: int(limit)]
        data = {"list": [_past_row(event) for event in found], "cursor": _place(found[-1]) if found else None}
        body = {"code": "00000", "msg": "success", "requestTime": now_ms, "data": data}
        return Answer(200, to_json(body), tuple(found))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("bitget", self._page(line, now_ms)) for line in LINES]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        args = [{"instType": line, "topic": "liquidation"} for line in LINES]
        request = to_json({"op": "subscribe", "args": args})
        return ((PATH, BitgetConversation(self._board), (request,)),)

    def _page(self, line: str, now_ms: int) -> str:
        rows = [_row(contract) for contract in self._board.listing.all(line)]
        return to_json({"code": "00000", "msg": "success", "requestTime": now_ms, "data": rows})


def _place(event: Forced) -> str:
    """Digits in the order of the list."""
    return f"{event.at:013d}{event.number:09d}"


def _past_row(event: Forced) -> Arg:
    coins = (event.size / event.price).quantize(COIN_STEP)
    side, price = SIDES[event.position], plain(event.price)
    return {
        "symbol": event.contract.symbol,
        "side": side,
        "price": price,
        "amount": plain(coins),
        "ts": str(event.at),
    }


def _row(contract: Contract) -> Arg:
    return {
        "symbol": contract.symbol,
        "category": contract.group.upper(),
        "baseCoin": contract.symbol.removesuffix(contract.quote) if contract.scale > 1 else contract.base,
        "quoteCoin": contract.quote,
        "type": "perpetual",
        "symbolType": "crypto",
        "status": "online",
        "deliveryTime": "",
        "priceMultiplier": plain(contract.price_step),
        "quantityMultiplier": "0.1",
        "launchTime": "1683115200000",
    }
