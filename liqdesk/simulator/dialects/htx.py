"""HTX: every frame gzipped, a JSON ping of the server that wants its own value back, three hosts' paths."""

import gzip
from collections.abc import Mapping, Sequence
from decimal import Decimal

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Kind,
    Say,
    Socket,
    fields_of,
    from_json,
    json_number,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

LINEAR = "linear-swap"
GROUP_OF_PATH = {
    "/linear-swap-notification": LINEAR,
    "/swap-notification": "coin-swap",
    "/notification": "coin-futures",
}
GROUP_OF_PAGE = {
    "/linear-swap-api/v1/swap_contract_info": LINEAR,
    "/swap-api/v1/swap_contract_info": "coin-swap",
    "/api/v1/contract_contract_info": "coin-futures",
}
GROUP_OF_PAST = {
    "/linear-swap-api/v3/swap_liquidation_orders": LINEAR,
    "/swap-api/v3/swap_liquidation_orders": "coin-swap",
    "/api/v3/contract_liquidation_orders": "coin-futures",
}
LONGEST_WINDOW_MS = 2 * 3_600_000
MOST_PAST = 50
BUSINESS_TYPES = ("swap", "futures", "all")
EVERYTHING = "*"
SIDES = {"long": "sell", "short": "buy"}

Fields = dict[str, object]


def packed(value: object, kind: Kind = "reply", topic: str = "", events: tuple[Forced, ...] = ()) -> Say:
    """A server's frame: gzipped JSON."""
    return Say(gzip.compress(to_json(value).encode(), 1, mtime=0), kind, topic, events)


class HtxConversation:
    """One connection of one product."""

    ping_every_ms = 5_000
    unanswered_limit = 5

    def __init__(self, board: Board, group: str) -> None:
        self._board = board
        self._group = group
        self._codes: set[str] = set()
        self._pinged_at = 0
        self._unanswered: list[str] = []

    @property
    def subscribed(self) -> bool:
        return bool(self._codes)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._pinged_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        request = fields_of(from_json(frame))
        operation = request.get("op")
        if operation == "pong":
            stamp = request.get("ts")
            if isinstance(stamp, str) and stamp in self._unanswered:
                self._unanswered.clear()
            return ()
        topic = text_of(request.get("topic"))
        if operation not in ("sub", "unsub") or not topic:
            return (packed({"op": "error", "ts": now_ms}),)
        head = {"op": operation, "cid": text_of(request.get("cid")), "topic": topic, "ts": now_ms}
        code, reason = self._change(operation == "sub", topic, text_of(request.get("business_type")) or "swap")
        return (packed({**head, "err-code": code} | ({"err-msg": reason} if reason else {})),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._pinged_at < self.ping_every_ms:
            return ()
        if len(self._unanswered) >= self.unanswered_limit:
            return packed({"op": "close", "ts": now_ms}), Hangup(1000)
        self._pinged_at = now_ms
        stamp = str(now_ms)
        self._unanswered.append(stamp)
        return (packed({"op": "ping", "ts": stamp}, "heartbeat"),)

    def pushed(self, push: Push) -> Sequence[Say]:
        contract = push.events[0].contract
        if contract.group != self._group or self._codes.isdisjoint((EVERYTHING, _topic_code(contract))):
            return ()
        topic = f"public.{_topic_code(contract)}.liquidation_orders"
        rows = [_row(event) for event in push.events]
        frame = {"op": "notify", "topic": topic, "ts": push.at_ms, "data": rows}
        return (packed(frame, "push", topic, push.events),)

    def _change(self, adds: bool, topic: str, business_type: str) -> tuple[int, str]:
        code = topic.removeprefix("public.").removesuffix(".liquidation_orders")
        known = code == EVERYTHING or any(_topic_code(each) == code for each in self._board.listing.all(self._group))
        wrong_type = self._group == LINEAR and business_type not in BUSINESS_TYPES
        if topic == code or not known or wrong_type or not self._board.refused.isdisjoint((code, topic)):
            return 2011, "Contract code does not match the business type."
        if not adds:
            self._codes.discard(code)
        elif EVERYTHING in self._codes or code in self._codes:
            return 2014, "Repeated subscription."
        else:
            self._codes.add(code)
        return 0, ""


def _query_id(event: Forced) -> int:
    return 450_000 + event.number


def _topic_code(contract: Contract) -> str:
    return contract.base if contract.group == "coin-futures" else contract.symbol


def _row(event: Forced) -> Fields:
    contract = event.contract
    size = event.size * contract.multiplier
    row: Fields = {"symbol": contract.base, "contract_code": contract.symbol}
    if not contract.inverse:
        kind = "swap" if contract.symbol.count("-") == 1 else "futures"
        row |= {
            "pair": f"{contract.base}-{contract.quote}",
            "contract_type": "swap" if kind == "swap" else "quarter",
            "business_type": kind,
            "trade_partition": contract.quote,
        }
    row |= {
        "direction": SIDES[event.position],
        "offset": "close",
        "volume": json_number(event.size),
        "amount": json_number(round(size / event.price, 12) if contract.inverse else size),
        "price": json_number(event.price),
    }
    if not contract.inverse:
        row["trade_turnover"] = json_number(size * event.price)
    row["created_at"] = event.at
    return row


class Htx:
    """Three notification sockets; a contract page for each product."""

    venue = "htx"
    carries = ("htx",)
    sockets = (
        Socket("/linear-swap-notification"),
        Socket("/swap-notification", "coin-swap"),
        Socket("/notification", "coin-futures"),
    )
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        group = GROUP_OF_PATH.get(path)
        return None if group is None else HtxConversation(self._board, group)

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path in GROUP_OF_PAST:
            return self._past(GROUP_OF_PAST[path], query, now_ms)
        group = GROUP_OF_PAGE.get(path)
        return None if group is None else Answer(200, self._page(group, now_ms))

    def _past(self, group: str, query: str, now_ms: int) -> Answer:
        """Orders of one contract in a window of two hours at most; `from_id` goes on from the last number told."""
        name, start, end = (query_value(query, word) for word in ("contract", "start_time", "end_time"))
        name = name or query_value(query, "symbol")
        whole = start.isdigit() and end.isdigit() and query_value(query, "trade_type") in ("0", "5", "6")
        if not name or not whole or int(end) - int(start) > LONGEST_WINDOW_MS:
            said = {"code": 1067, "msg": "Illegal parameter", "data": [], "ts": now_ms}
            return Answer(200, to_json(said))
        begun, backwards = query_value(query, "from_id"), query_value(query, "direct") == "prev"
        told = [
            event
            for event in self._board.past(int(start), int(end) + 1)
            if event.contract.group == group and _topic_code(event.contract) == name
        ]
        told.sort(key=_query_id, reverse=backwards)
        if begun.isdigit():
            told = [one for one in told if (_query_id(one) - int(begun)) * (-1 if backwards else 1) > 0]
        page = told[:MOST_PAST]
        rows = [{"query_id": _query_id(event), **_row(event)} for event in page]
        return Answer(200, to_json({"code": 200, "msg": "", "data": rows, "ts": now_ms}), tuple(page))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("htx", self._page(group, now_ms)) for group in GROUP_OF_PAGE.values() if self._listed(group)]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        request = {"op": "sub", "cid": "liq1", "topic": "public.*.liquidation_orders"}
        return [
            (
                path,
                HtxConversation(self._board, group),
                (to_json(request | ({"business_type": "all"} if group == LINEAR else {})),),
            )
            for path, group in GROUP_OF_PATH.items()
            if self._listed(group)
        ]

    def _listed(self, group: str) -> list[Contract]:
        return self._board.listing.all(group)

    def _page(self, group: str, now_ms: int) -> str:
        rows = [_contract(contract) for contract in self._listed(group)]
        return to_json({"status": "ok", "ts": now_ms, "data": rows})


def _contract(contract: Contract) -> Fields:
    row: Fields = {
        "symbol": contract.base,
        "contract_code": contract.symbol,
        "contract_size": json_number(contract.multiplier),
        "price_tick": json_number(Decimal(contract.price_step)),
        "contract_status": 1,
    }
    if not contract.inverse:
        row |= {
            "business_type": "swap",
            "pair": f"{contract.base}-{contract.quote}",
            "contract_type": "swap",
            "trade_partition": contract.quote,
            "delivery_date": "",
            "delivery_time": "",
        }
    return row
