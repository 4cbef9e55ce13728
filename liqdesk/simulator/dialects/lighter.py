"""Lighter: markets by number, a trade channel each, whose acknowledgement is its past; limits on what a client says."""

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
    Rate,
    Say,
    Socket,
    Ticker,
    fields_of,
    from_json,
    plain,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

TRADE = "trade"
STATS = "market_stats"
TOO_MANY_SUBSCRIPTIONS = 23_001
ALREADY_SUBSCRIBED = 30_003
TOO_MANY_MESSAGES = 30_009
INVALID = 20_001

Fields = dict[str, object]


class Numbers:
    """The number of each market; one that is listed later gets the next one, and none is ever given twice."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._numbers = {"ETH": 0, "BTC": 1}

    def of(self, symbol: str) -> int:
        """The market's number."""
        if symbol not in self._numbers:
            for contract in self._board.listing.all():
                self._numbers.setdefault(contract.symbol, len(self._numbers))
        return self._numbers.setdefault(symbol, len(self._numbers))

    def contract(self, number: str) -> Contract | None:
        """The market with this number, if it is listed."""
        return next((one for one in self._board.listing.all() if str(self.of(one.symbol)) == number), None)


class LighterConversation:
    """One connection."""

    idle_limit_ms = 120_000
    ping_every_ms = 60_000
    most_channels = 500
    history_rows = 20

    def __init__(self, board: Board, numbers: Numbers, session: str) -> None:
        self._board = board
        self._numbers = numbers
        self._session = session
        self._trades: set[str] = set()
        self._stats: dict[str, Ticker] = {}
        self._messages = Rate(200, 60_000)
        self._active_at = self._pinged_at = 0
        self._nonce = 8_812_345_678

    @property
    def subscribed(self) -> bool:
        return bool(self._trades)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._active_at = self._pinged_at = now_ms
        return (Say(to_json({"type": "connected", "session_id": self._session})),)

    def ponged(self, now_ms: int) -> None:
        """Only a frame of the client keeps it open; the venue sends no protocol pings."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._active_at = now_ms
        if not self._messages.allows(now_ms):
            return (_error(TOO_MANY_MESSAGES, "Too Many Websocket Messages!"),)
        request = fields_of(from_json(frame))
        kind, channel = text_of(request.get("type")), text_of(request.get("channel"))
        name, _, number = channel.partition("/")
        if kind == "ping":
            return (Say(to_json({"type": "pong"}), "heartbeat"),)
        if kind == "pong":
            return ()
        if kind not in ("subscribe", "unsubscribe") or name not in (TRADE, STATS):
            return (_error(INVALID, "Invalid request"),)
        place = f"{name}:{number}"
        if kind == "unsubscribe":
            self._trades.discard(number) if name == TRADE else self._stats.pop(number, None)
            return (Say(to_json({"type": "unsubscribed", "channel": place})),)
        contract = self._numbers.contract(number)
        if contract is None or not self._board.refused.isdisjoint((name, channel, contract.symbol)):
            return (_error(INVALID, f"Invalid Channel : {place}"),)
        if number in (self._trades if name == TRADE else self._stats):
            return (_error(ALREADY_SUBSCRIBED, f"Already Subscribed : {place}"),)
        if len(self._trades) + len(self._stats) >= self.most_channels:
            return (_error(TOO_MANY_SUBSCRIPTIONS, "Too Many Subscriptions!"),)
        if name == STATS:
            self._stats[number] = Ticker(contract.symbol, 500, 5_000)
            return self._prices(now_ms, "subscribed", number)
        self._trades.add(number)
        events = [event for push in self._board.history for event in push.events if event.contract is contract]
        return (self._frame("subscribed/trade", number, tuple(events[-self.history_rows :]), "reply"),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._active_at > self.idle_limit_ms:
            return (Hangup(1000, "no message for two minutes"),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at = now_ms
            acts.append(Say(to_json({"type": "ping"}), "heartbeat"))
        for number in self._stats:
            acts.extend(self._prices(now_ms, "update", number))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        number = str(self._numbers.of(push.events[0].contract.symbol))
        if number not in self._trades:
            return ()
        return (self._frame("update/trade", number, push.events, "push"),)

    def _prices(self, now_ms: int, word: str, number: str) -> Sequence[Say]:
        ticker = self._stats[number]
        price = self._board.mark(ticker.symbol)
        if price is None or not ticker.due(price, now_ms):
            return ()
        stats = {
            "symbol": ticker.symbol,
            "market_id": int(number),
            "index_price": plain(price),
            "mark_price": plain(price),
            "last_trade_price": plain(price),
        }
        place = f"{STATS}:{number}"
        frame = {"type": f"{word}/{STATS}", "channel": place, "timestamp": now_ms, STATS: stats}
        return (Say(to_json(frame), "price", place),)

    def _frame(self, kind: str, number: str, events: tuple[Forced, ...], purpose: Kind) -> Say:
        """Forced trades stand in a list of their own, which is missing now and then where it would be empty."""
        self._nonce += 1
        ordinary = [_row(event, number) | {"type": "trade", "trade_id": _ident(event) + 1} for event in events[:1]]
        frame: Fields = {"type": kind, "channel": f"{TRADE}:{number}", "nonce": self._nonce, "trades": ordinary}
        if events or self._nonce % 2:
            frame["liquidation_trades"] = [_row(event, number) for event in events]
        return Say(to_json(frame), purpose, f"{TRADE}:{number}", events)


def _error(code: int, message: str) -> Say:
    return Say(to_json({"error": {"code": code, "message": message}}))


def _ident(event: Forced) -> int:
    """Keeps apart runs that number from one; even, so that the trade beside it has a number too."""
    return (event.at % 10**11 * 10**6 + event.number % 10**6) * 2


def _row(event: Forced, number: str) -> Fields:
    """The liquidated account is the taker: a short's order buys from a maker that asks, a long's sells to one that bids."""
    was_short = event.position == "short"
    held = -event.size if was_short else event.size
    row: Fields = {
        "trade_id": _ident(event),
        "trade_id_str": str(_ident(event)),
        "tx_hash": f"{event.number:016x}",
        "type": "liquidation",
        "market_id": int(number),
        "size": plain(event.size),
        "price": plain(event.price),
        "usd_amount": f"{event.size * event.price:.6f}",
        "ask_account_id": 123,
        "bid_account_id": 45_678,
        "is_maker_ask": was_short,
        "block_height": event.at // 100,
        "timestamp": event.at,
        "transaction_time": event.at * 1_000,
        "taker_fee": 10_000,
    }
    if event.number % 3:
        row["taker_position_size_before"] = plain(held * 2 if event.number % 2 else held)
    return row


class Lighter:
    """The main net: one socket, and the list of markets."""

    venue = "lighter"
    carries = ("lighter",)
    sockets = (Socket("/stream"),)
    rest_path = "/api/v1"

    def __init__(self, board: Board) -> None:
        self._board = board
        self._numbers = Numbers(board)
        self._connections = 0

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path != self.sockets[0].path:
            return None
        self._connections += 1
        return LighterConversation(self._board, self._numbers, f"f8c2d5a0{self._connections:08x}")

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path != f"{self.rest_path}/orderBooks":
            return None
        return Answer(200, self._books(spot=query_value(query, "filter") != "perp"))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return ((self.venue, self._books(spot=True)),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        talk = LighterConversation(self._board, self._numbers, "f8c2d5a0")
        numbers = [self._numbers.of(contract.symbol) for contract in self._board.listing.all()]
        requests = [to_json({"type": "subscribe", "channel": f"{TRADE}/{number}"}) for number in numbers]
        return ((self.sockets[0].path, talk, requests),)

    def _books(self, *, spot: bool) -> str:
        rows = [
            _book(contract.symbol, self._numbers.of(contract.symbol), "perp", contract.price_step)
            for contract in self._board.listing.all()
        ]
        if spot:
            rows.append(_book("ETH/USDC", 2_048, "spot", Decimal("0.01")))
        return to_json({"code": 200, "order_books": rows})


def _book(symbol: str, number: int, kind: str, price_step: Decimal) -> Fields:
    return {
        "symbol": symbol,
        "market_id": number,
        "market_type": kind,
        "status": "active",
        "taker_fee": "0.0000",
        "maker_fee": "0.0000",
        "supported_price_decimals": max(0, -int(price_step.normalize().as_tuple().exponent)),
    }
