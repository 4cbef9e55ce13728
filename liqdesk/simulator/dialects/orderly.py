"""Orderly: cases of whole accounts without a price, all mark prices each second, pings from both ends."""

from collections.abc import Iterable, Mapping, Sequence

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Say,
    Socket,
    fields_of,
    from_json,
    json_number,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push

STREAMS = "/ws/stream/"
ANYBODY = "OqdphuyCtYWxwzhxyLLjOWNdFP7sQt8RPWzmb5xY"
CASES, MARKS = "liquidation", "markprices"
FIRST_CASE = 700_000
WAITING_EVERY = 7
"""One case in so many is told of before it is taken over too."""


class OrderlyConversation:
    """One connection of somebody who has not logged in."""

    ping_every_ms = 10_000
    pings_without_pong = 10

    def __init__(self, board: Board) -> None:
        self._board = board
        self._topics: set[str] = set()
        self._pinged_at = self._second = 0
        self._unanswered = 0

    @property
    def subscribed(self) -> bool:
        return CASES in self._topics

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._pinged_at = now_ms
        self._second = now_ms // 1_000
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._unanswered = 0
        request = fields_of(from_json(frame))
        event = text_of(request.get("event"))
        if event == "ping":
            return (Say(to_json({"event": "pong", "ts": now_ms}), "heartbeat"),)
        if event == "pong":
            return ()
        topic, number = text_of(request.get("topic")), text_of(request.get("id"))
        answer: dict[str, object] = {"id": number, "event": event or "error", "success": True, "ts": now_ms}
        known = topic in (CASES, MARKS) and topic not in self._board.refused
        if not known or event not in ("subscribe", "unsubscribe") or not number:
            return (Say(to_json(answer | {"success": False, "errorMsg": f"invalid request {topic}"})),)
        if event == "subscribe":
            self._topics.add(topic)
        else:
            self._topics.discard(topic)
        return (Say(to_json(answer)),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if self._unanswered > self.pings_without_pong:
            return (Hangup(1006),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at = now_ms
            self._unanswered += 1
            acts.append(Say(to_json({"event": "ping", "ts": now_ms}), "heartbeat"))
        second = now_ms // 1_000
        if second != self._second:
            self._second = second
            prices = [(contract.symbol, self._board.mark(contract.symbol)) for contract in self._board.listing.all()]
            rows = [_price(symbol, json_number(price)) for symbol, price in prices if price is not None]
            if MARKS in self._topics and rows:
                acts.append(_marks(rows, now_ms))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        """A position changes hands at the mark price, so the price stands before each case."""
        if not self.subscribed:
            return ()
        return [say for event in push.events for say in self._case(event, push.at_ms)]

    def _case(self, event: Forced, now_ms: int) -> Iterable[Say]:
        topic = f"{CASES}.{event.contract.symbol}"
        if MARKS in self._topics:
            yield _marks([_price(event.contract.symbol, json_number(event.price))], now_ms)
        if event.number % WAITING_EVERY == 0:
            yield Say(to_json(_frame(event, now_ms, "liquidation")), "reply", topic)
        yield Say(to_json(_frame(event, now_ms, "liquidated")), "push", topic, (event,))


def _price(symbol: str, price: float) -> dict[str, object]:
    return {"symbol": symbol, "price": price}


def _marks(rows: list[dict[str, object]], now_ms: int) -> Say:
    return Say(to_json({"topic": MARKS, "ts": now_ms, "data": rows}), "price", MARKS)


def _frame(event: Forced, now_ms: int, kind: str) -> dict[str, object]:
    signed = event.size if event.position == "long" else -event.size
    position = {"symbol": event.contract.symbol, "positionQty": json_number(signed), "liquidatorFee": 0.0175}
    case = {
        "liquidationId": FIRST_CASE + event.number,
        "timestamp": event.at,
        "type": kind,
        "positionsByPerp": [position],
    }
    return {"topic": CASES, "ts": now_ms, "data": [case]}


class Orderly:
    """One public socket for everybody, one list of symbols."""

    venue = "orderly"
    carries = ("orderly",)
    sockets = (Socket(STREAMS + ANYBODY),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return OrderlyConversation(self._board) if path == STREAMS + ANYBODY else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        return Answer(200, self._page(now_ms)) if path == "/v1/public/info" else None

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return (("orderly", self._page(now_ms)),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        requests = [to_json({"id": topic, "topic": topic, "event": "subscribe"}) for topic in (CASES, MARKS)]
        return ((STREAMS + ANYBODY, OrderlyConversation(self._board), requests),)

    def _page(self, now_ms: int) -> str:
        rows = [
            {
                "symbol": contract.symbol,
                "quote_tick": json_number(contract.price_step),
                "base_tick": json_number(contract.size_step),
                "min_notional": 1,
            }
            for contract in self._board.listing.all()
        ]
        return to_json({"success": True, "data": {"rows": rows}, "timestamp": now_ms})
