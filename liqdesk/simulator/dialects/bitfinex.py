"""Bitfinex v2: numbered channels, arrays, the past before the present, triggers and the matches that follow or lead them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Rate,
    Say,
    Socket,
    Ticker,
    fields_of,
    from_json,
    json_number,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push

PATH = "/ws/2"
REST = "/v2"
EVERYTHING = "liq:global"
STATUS = "deriv:"
LISTS = {"futures": "perpetual", "margin": "margin"}
HEARTBEAT_MS = 15_000
MOST_CHANNELS = 25
WITH_TIME, WITH_SEQUENCE = 32_768, 65_536
UNKNOWN_EVENT, UNKNOWN_PAIR, NOT_SUBSCRIBED, ALREADY, QUOTA = 10_000, 10_001, 10_300, 10_301, 10_305
ACQUIRED_AT_ONCE, MATCH_LEADS = 0, 1
"""Of four liquidations one tells in its trigger what it went for, one in a match that comes first, two afterwards."""
KINDS_OF_TELLING = 4

MOST_PAST = 500

Row = list[object]


class BitfinexConversation:
    """One public connection."""

    history_rows = 8

    def __init__(self, board: Board, first_channel: int) -> None:
        self._board = board
        self._next_channel = first_channel
        self._channels: dict[str, int] = {}
        self._tickers: dict[str, Ticker] = {}
        self._spoke_at: dict[str, int] = {}
        self._flags = 0
        self._sequence = 0

    @property
    def subscribed(self) -> bool:
        return EVERYTHING in self._channels

    def opened(self, now_ms: int) -> Sequence[Act]:
        server = "f0a1b2c3-0000-4000-8000-000000000000"
        return (Say(to_json({"event": "info", "version": 2, "serverId": server, "platform": {"status": 1}})),)

    def ponged(self, now_ms: int) -> None:
        """Nothing is required of the client."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        request = fields_of(from_json(frame))
        event, key = text_of(request.get("event")), text_of(request.get("key"))
        if event == "ping":
            pong = {"event": "pong", "ts": now_ms, "cid": request.get("cid")}
            return (Say(to_json(pong), "heartbeat"),)
        if event == "conf":
            flags = request.get("flags")
            self._flags = flags if isinstance(flags, int) else 0
            return (Say(to_json({"event": "conf", "status": "OK", "flags": self._flags})),)
        if event == "subscribe" and request.get("channel") == "status":
            return tuple(self._subscribe(key, now_ms))
        if event == "subscribe":
            return (_error("subscribe: invalid", NOT_SUBSCRIBED),)
        if event == "unsubscribe":
            return (self._leave(request.get("chanId")),)
        return (_error("event: invalid", UNKNOWN_EVENT),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        acts: list[Act] = []
        for key, ticker in self._tickers.items():
            price = self._board.mark(ticker.symbol)
            if price is not None and ticker.due(price, now_ms):
                acts.append(Say(self._on(key, _status(now_ms, price), now_ms), "price", key))
        for key, spoke_at in self._spoke_at.items():
            if now_ms - spoke_at >= HEARTBEAT_MS:
                acts.append(Say(self._on(key, "hb", now_ms), "heartbeat", key))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        if not self.subscribed:
            return ()
        ahead = [_match(event) for event in push.events if _telling(event) == MATCH_LEADS]
        after = [_match(event) for event in push.events if _telling(event) not in (ACQUIRED_AT_ONCE, MATCH_LEADS)]
        triggers = [_trigger(event) for event in push.events]
        now_ms = push.at_ms
        says = [Say(self._on(EVERYTHING, triggers, now_ms), "push", EVERYTHING, push.events)]
        if ahead:
            says.insert(0, Say(self._on(EVERYTHING, ahead, now_ms), "push", EVERYTHING))
        if after:
            says.append(Say(self._on(EVERYTHING, after, now_ms), "push", EVERYTHING))
        return says

    def _subscribe(self, key: str, now_ms: int) -> Iterable[Say]:
        symbol = key.removeprefix(STATUS)
        contract = self._board.listing.get(symbol)
        known = key == EVERYTHING or (key.startswith(STATUS) and contract is not None and contract.group == "perpetual")
        if not self._board.refused.isdisjoint((key, symbol)) or not key:
            yield _error("subscribe: invalid", NOT_SUBSCRIBED, key)
        elif not known:
            yield _error("symbol: invalid", UNKNOWN_PAIR, key)
        elif key in self._channels:
            yield _error("subscribe: dup", ALREADY, key)
        elif len(self._channels) == MOST_CHANNELS:
            yield _error("subscribe: limit", QUOTA, key)
        else:
            self._channels[key] = self._next_channel
            self._next_channel += 7
            self._spoke_at[key] = now_ms
            acknowledged = {"event": "subscribed", "channel": "status", "chanId": self._channels[key], "key": key}
            yield Say(to_json(acknowledged))
            if key == EVERYTHING:
                yield from self._history(now_ms)
            else:
                self._tickers[key] = Ticker(symbol, 1_000, 10_000)

    def _history(self, now_ms: int) -> Iterable[Say]:
        """What happened last, the newest first; triggers and matches as they came."""
        events = tuple(event for push in self._board.history for event in push.events)[-self.history_rows :]
        if events:
            rows = [row for event in reversed(events) for row in (_match(event), _trigger(event))]
            yield Say(self._on(EVERYTHING, rows, now_ms), "history", EVERYTHING, events)

    def _leave(self, channel: object) -> Say:
        key = next((key for key, number in self._channels.items() if number == channel), None)
        if key is None:
            return _error("unsubscribe: invalid", NOT_SUBSCRIBED)
        for kept in (self._channels, self._spoke_at, self._tickers):
            kept.pop(key, None)
        return Say(to_json({"event": "unsubscribed", "status": "OK", "chanId": channel}))

    def _on(self, key: str, said: object, now_ms: int) -> str:
        """A frame of one channel; sequence and time are for those who asked for them."""
        self._spoke_at[key] = now_ms
        self._sequence += 1
        more: Row = [self._sequence] if self._flags & WITH_SEQUENCE else []
        if self._flags & WITH_TIME:
            more.append(now_ms)
        return to_json([self._channels[key], said, *more])


def _telling(event: Forced) -> int:
    return event.number % KINDS_OF_TELLING


def _row(event: Forced, entry: Decimal, got: Decimal | None, *, match: bool) -> Row:
    """The amount is the position's: a long has a positive one."""
    signed = event.size if event.position == "long" else -event.size
    amount = signed / 2 if match else signed
    acquired = None if got is None else json_number(got)
    numbers = [json_number(amount), json_number(entry)]
    return [
        "pos",
        190_000_000 + event.number,
        event.at,
        None,
        event.contract.symbol,
        *numbers,
        None,
        int(match),
        1,
        None,
        acquired,
    ]


def _entry(event: Forced) -> Decimal:
    """What the position was entered at: never what the truth says, which is told in time or corrects it afterwards."""
    return event.price + 40 * event.contract.price_step


def _trigger(event: Forced) -> Row:
    return _row(event, _entry(event), event.price if _telling(event) == ACQUIRED_AT_ONCE else None, match=False)


def _match(event: Forced) -> Row:
    """Half of the position is sold for what the truth says, so that a reader may put that price in the entry's place."""
    return _row(event, _entry(event), event.price, match=True)


def _status(now_ms: int, price: Decimal) -> Row:
    value = json_number(price)
    return [
        now_ms,
        None,
        value,
        value,
        None,
        1_000_000,
        None,
        now_ms,
        0,
        0,
        None,
        0,
        None,
        None,
        value,
        None,
        None,
        512,
    ]


def _error(said: str, code: int, key: str = "") -> Say:
    about = {"channel": "status", "key": key} if key else {}
    return Say(to_json({"event": "error", "msg": said, "code": code, **about}))


class Bitfinex:
    """One socket; the names of perpetuals and of margin pairs on a page each."""

    venue = "bitfinex"
    carries = ("bitfinex",)
    sockets = (Socket(PATH),)
    rest_path = REST

    def __init__(self, board: Board) -> None:
        self._board = board
        self._connections = 0
        self._asked = Rate(3, 60_000)

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path != PATH:
            return None
        self._connections += 1
        return BitfinexConversation(self._board, 91_000 + 100 * self._connections)

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        for name in LISTS:
            if path == f"{REST}/conf/pub:list:pair:{name}":
                return Answer(200, self._page(name))
        return self._past(query, now_ms) if path == f"{REST}/liquidations/hist" else None

    def _past(self, query: str, now_ms: int) -> Answer:
        """Rows of a window, each in a list of its own, the newest first: a match before the trigger it came after."""
        if not self._asked.allows(now_ms):
            return Answer(429, to_json(["error", 11010, "ratelimit: error"]))
        start, end, limit = (query_value(query, name) for name in ("start", "end", "limit"))
        since, until = int(start) if start.isdigit() else 0, int(end) if end.isdigit() else now_ms
        events = self._board.past(since, until + 1)
        if query_value(query, "sort") == "1":
            events.reverse()
        events = events[: min(int(limit) if limit.isdigit() else 100, MOST_PAST) // 2]
        rows = [[row] for event in events for row in (_match(event), _trigger(event))]
        return Answer(200, to_json(rows), tuple(events))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return [("bitfinex", self._page(name)) for name in LISTS]

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        conf = to_json({"event": "conf", "flags": WITH_TIME | WITH_SEQUENCE})
        request = to_json({"event": "subscribe", "channel": "status", "key": EVERYTHING})
        return ((PATH, BitfinexConversation(self._board, 91_000), (conf, request)),)

    def _page(self, name: str) -> str:
        return to_json([[contract.symbol.removeprefix("t") for contract in self._board.listing.all(LISTS[name])]])
