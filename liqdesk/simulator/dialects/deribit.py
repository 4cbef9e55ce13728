"""Deribit v2: JSON-RPC, trades of whole kinds of which some are marked, test requests that must be answered, credits."""

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
    json_number,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

PATH = "/ws/api/v2"
REST = "/api/v2"
KINDS = ("future", "option", "spot", "future_combo", "option_combo")
ANY = "any"
CURRENCIES = ("BTC", "ETH", "USDC", "USDT", "EURR", ANY)
SIDES = {"long": "sell", "short": "buy"}
OTHER = {"sell": "buy", "buy": "sell"}
MAKER_EVERY = 3
"""One forced order in so many rested in the book, and another's order took it."""
ORDINARY_EVERY = 4
"""One frame in so many holds an ordinary trade beside the forced ones."""
ORDINARY_MS = 1_000
LEAST_HEARTBEAT_S = 10
ENDS = {"27MAR26": 1_774_598_400_000}
NEVER_ENDS = 32_503_708_800_000
STRIKES = {"BTC": (80_000, 90_000, 100_000), "ETH": (2_500, 3_000, 3_500)}

PAST_MS = 24 * 3_600_000
"""How far back the trades of a currency reach."""
MOST_PAST = 1_000

Fields = dict[str, object]


class DeribitConversation:
    """One anonymous connection."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._trades: dict[str, tuple[str, str]] = {}
        self._tickers: dict[str, Ticker] = {}
        self._subscribes = Rate(10, 3_000)
        self._requests = Rate(100, 5_000)
        self._interval_ms = 0
        self._heard_at = self._beat_at = self._traded_at = 0
        self._tested = False
        self._ordinary = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._trades)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._heard_at = self._beat_at = self._traded_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Only requests count as signs of life."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._heard_at = now_ms
        request = fields_of(from_json(frame))
        method, number = text_of(request.get("method")), request.get("id")
        if not self._requests.allows(now_ms):
            return (_error(number, 10028, "too_many_requests"), Hangup(1008, "too_many_requests"))
        params = fields_of(request.get("params"))
        channels = [text_of(item) for item in items_of(params.get("channels"))]
        if method in ("public/subscribe", "public/unsubscribe"):
            return self._channels(number, method, channels, now_ms)
        if method == "public/set_heartbeat":
            return (self._heartbeat(number, params.get("interval"), now_ms),)
        if method == "public/test":
            return (Say(_answer(number, {"version": "1.2.26"}, now_ms), "heartbeat"),)
        return (_error(number, -32601, "Method not found"),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        acts: list[Act] = []
        if self._interval_ms and now_ms - self._beat_at >= self._interval_ms:
            quiet = now_ms - self._heard_at >= self._interval_ms
            if quiet and self._tested:
                return (Hangup(1000, "no answer to a test request"),)
            self._beat_at, self._tested = now_ms, quiet
            kind = "test_request" if quiet else "heartbeat"
            frame = {"jsonrpc": "2.0", "method": "heartbeat", "params": {"type": kind}}
            acts.append(Say(to_json(frame), "heartbeat"))
        return [*acts, *self._prices(now_ms), *self._ordinary_trade(now_ms)]

    def pushed(self, push: Push) -> Sequence[Say]:
        says = []
        for channel, (kind, currency) in self._trades.items():
            events = tuple(event for event in push.events if _belongs(event.contract, kind, currency))
            if events:
                rows = [_forced(self._board, event) for event in events]
                if push.events[0].number % ORDINARY_EVERY == 0:
                    rows.append({name: value for name, value in rows[0].items() if name != "liquidation"})
                says.append(Say(_subscription(channel, rows), "push", channel, events))
        return says

    def _ordinary_trade(self, now_ms: int) -> Iterable[Say]:
        """Most trades are nobody's liquidation."""
        if now_ms - self._traded_at < ORDINARY_MS:
            return
        self._traded_at = now_ms
        for channel, (kind, currency) in self._trades.items():
            listed = [one for one in self._board.listing.all(kind) if _belongs(one, kind, currency)]
            priced = [(one, price) for one in listed if (price := self._board.mark(one.symbol)) is not None]
            if priced:
                self._ordinary += 1
                contract, price = priced[self._ordinary % len(priced)]
                side = ("buy", "sell")[self._ordinary % 2]
                row = _trade(
                    self._board, contract, 500_000_000 + self._ordinary, side, contract.size_step, price, now_ms
                )
                yield Say(_subscription(channel, [row]), "price", channel)

    def _channels(self, number: object, method: str, channels: list[str], now_ms: int) -> Sequence[Act]:
        """The answer lists what was accepted; what is not known is missing from it."""
        if not self._subscribes.allows(now_ms):
            return (_error(number, 10028, "too_many_requests"), Hangup(1008, "too_many_requests"))
        if not channels or not all(channels):
            return (_error(number, -32602, "Invalid params", reason="wrong format", param="channels"),)
        if any(channel.endswith(".raw") for channel in channels):
            return (_error(number, 13778, "raw_subscriptions_not_available_for_unauthorized"),)
        on = method == "public/subscribe"
        done = [channel for channel in channels if self._accepts(channel, on=on)]
        return (Say(_answer(number, done, now_ms)),)

    def _accepts(self, channel: str, *, on: bool) -> bool:
        topic, _, rest = channel.partition(".")
        name, _, interval = rest.rpartition(".")
        kind, _, currency = name.partition(".")
        if channel in self._board.refused or name in self._board.refused or interval not in ("100ms", "agg2"):
            return False
        if topic == "trades" and kind in KINDS and currency in CURRENCIES:
            self._trades.pop(channel, None)
            if on:
                self._trades[channel] = (kind, currency)
            return True
        if topic == "ticker" and name in self._board.listing:
            self._tickers.pop(channel, None)
            if on:
                self._tickers[channel] = Ticker(name, 100, 1_000)
            return True
        return False

    def _heartbeat(self, number: object, interval: object, now_ms: int) -> Say:
        if not isinstance(interval, int) or interval < LEAST_HEARTBEAT_S:
            return _error(number, -32602, "Invalid params", reason="must be 10 or more", param="interval")
        self._interval_ms, self._beat_at, self._tested = 1_000 * interval, now_ms, False
        return Say(_answer(number, "ok", now_ms))

    def _prices(self, now_ms: int) -> Iterable[Say]:
        for channel, ticker in self._tickers.items():
            price = self._board.mark(ticker.symbol)
            if price is not None and ticker.due(price, now_ms):
                value = json_number(price)
                names = ("last_price", "mark_price", "index_price", "best_bid_price", "best_ask_price")
                row: Fields = {"timestamp": now_ms, "instrument_name": ticker.symbol, **dict.fromkeys(names, value)}
                yield Say(_subscription(channel, row), "price", channel)


def _forced(board: Board, event: Forced) -> Fields:
    """A trade with the mark of whose order was forced."""
    taker, mark = SIDES[event.position], "T"
    if event.number % MAKER_EVERY == 0:
        taker, mark = OTHER[taker], "M"
    row = _trade(board, event.contract, event.number, taker, event.size, event.price, event.at)
    return row | {"liquidation": mark}


def _trade(
    board: Board, contract: Contract, number: int, taker: str, amount: Decimal, price: Decimal, at: int
) -> Fields:
    market = json_number(board.mark(contract.symbol) or price)
    return {
        "trade_seq": number,
        "trade_id": str(400_000_000 + number),
        "timestamp": at,
        "tick_direction": number % 4,
        "price": json_number(price),
        "mark_price": market,
        "index_price": market,
        "instrument_name": contract.symbol,
        "direction": taker,
        "amount": json_number(amount),
        "contracts": json_number(amount / contract.size_step),
    }


def _belongs(contract: Contract, kind: str, currency: str) -> bool:
    """The currency of a contract is the one it is settled in."""
    settled_in = contract.base if contract.inverse else contract.quote
    return contract.group == kind and currency in (ANY, settled_in)


def _subscription(channel: str, data: object) -> str:
    return to_json({"jsonrpc": "2.0", "method": "subscription", "params": {"channel": channel, "data": data}})


def _answer(number: object, result: object, now_ms: int) -> str:
    began = now_ms * 1_000
    clock = {"usIn": began, "usOut": began + 200, "usDiff": 200, "testnet": False}
    return to_json({"jsonrpc": "2.0", "id": number, "result": result, **clock})


def _fault(number: object, code: int, message: str, **data: str) -> Fields:
    error: Fields = {"code": code, "message": message}
    if data:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": number, "error": error}


def _error(number: object, code: int, message: str, **data: str) -> Say:
    return Say(to_json(_fault(number, code, message, **data)))


class Deribit:
    """One socket for everything; an instrument page for each kind, and past trades by currency and kind."""

    venue = "deribit"
    carries = ("deribit",)
    sockets = (Socket(PATH),)
    rest_path = REST

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return DeribitConversation(self._board) if path == PATH else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path == f"{REST}/public/get_last_trades_by_currency_and_time":
            return self._past(query, now_ms)
        if path != f"{REST}/public/get_instruments":
            return None
        kind, currency = query_value(query, "kind"), query_value(query, "currency")
        if kind not in ("", *KINDS) or currency not in CURRENCIES:
            return Answer(400, to_json(_fault(None, -32602, "Invalid params", reason="wrong format")))
        return Answer(200, self._page(kind, currency, now_ms))

    def _past(self, query: str, now_ms: int) -> Answer:
        """Trades of one currency and kind, forced ones and, in front of each, an ordinary one; a day of them."""
        currency, kind = query_value(query, "currency"), query_value(query, "kind")
        start, end = query_value(query, "start_timestamp"), query_value(query, "end_timestamp")
        count = query_value(query, "count") or "10"
        numbers = start.isdigit() and end.isdigit() and count.isdigit() and 0 < int(count) <= MOST_PAST
        if currency not in CURRENCIES or currency == ANY or kind not in KINDS or not numbers:
            return Answer(400, to_json(_fault(None, -32602, "Invalid params", reason="wrong format")))
        told = [
            event
            for event in self._board.past(max(int(start), now_ms - PAST_MS), int(end) + 1)
            if _belongs(event.contract, kind, currency)
        ]
        if query_value(query, "sorting") == "asc":
            told.reverse()
        page = told[: int(count) // 2]
        rows: list[Fields] = []
        for event in page:
            forced = _forced(self._board, event)
            ordinary = {name: value for name, value in forced.items() if name != "liquidation"}
            rows += [ordinary | {"trade_id": str(600_000_000 + event.number)}, forced]
        result = {"trades": rows, "has_more": len(page) < len(told)}
        return Answer(200, _answer(None, result, now_ms), tuple(page))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("deribit", self._page(kind, ANY, now_ms)) for kind in ("future", "option")]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        channels = ["trades.future.any.100ms", "trades.option.any.100ms"]
        asked = (
            {"jsonrpc": "2.0", "id": 1, "method": "public/subscribe", "params": {"channels": channels}},
            {"jsonrpc": "2.0", "id": 2, "method": "public/set_heartbeat", "params": {"interval": 30}},
        )
        return ((PATH, DeribitConversation(self._board), [to_json(request) for request in asked]),)

    def _page(self, kind: str, currency: str, now_ms: int) -> str:
        rows: list[Fields] = []
        if kind in ("", "future"):
            listed = self._board.listing.all("future")
            rows += [_listed(contract) for contract in listed if _belongs(contract, "future", currency)]
        if kind in ("", "option"):
            rows += [_option(coin, strike) for coin in STRIKES if currency in (ANY, coin) for strike in STRIKES[coin]]
        return _answer(None, rows, now_ms)


def _listed(contract: Contract) -> Fields:
    ending = contract.symbol.partition("-")[2]
    margin = contract.base if contract.inverse else contract.quote
    return {
        "instrument_name": contract.symbol,
        "kind": contract.group,
        "base_currency": contract.base,
        "quote_currency": contract.quote,
        "counter_currency": contract.quote,
        "settlement_currency": margin,
        "instrument_type": "reversed" if contract.inverse else "linear",
        "contract_size": json_number(contract.size_step),
        "min_trade_amount": json_number(contract.size_step),
        "tick_size": json_number(contract.price_step),
        "settlement_period": "month" if ending in ENDS else "perpetual",
        "is_active": True,
        "state": "open",
        "price_index": f"{contract.base}_{contract.quote}".lower(),
        "expiration_timestamp": ENDS.get(ending, NEVER_ENDS),
    }


def _option(coin: str, strike: int) -> Fields:
    return {
        "instrument_name": f"{coin}-27MAR26-{strike}-C",
        "kind": "option",
        "base_currency": coin,
        "quote_currency": coin,
        "counter_currency": "USD",
        "settlement_currency": coin,
        "instrument_type": "reversed",
        "contract_size": 1,
        "min_trade_amount": 0.1,
        "tick_size": 0.0005,
        "settlement_period": "month",
        "is_active": True,
        "state": "open",
        "price_index": f"{coin.lower()}_usd",
        "expiration_timestamp": ENDS["27MAR26"],
        "option_type": "call",
        "strike": strike,
    }
