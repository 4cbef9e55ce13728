"""dYdX v4: public trades market by market, 32 a connection, the last ones with the acknowledgement, oracle prices for all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from liqdesk.simulator.coins import COIN_OF
from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Probe,
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

TRADES = "v4_trades"
MARKETS = "v4_markets"
MOST_MARKETS = 32
PAST = "/trades/perpetualMarket/"
MOST_PAST = 1_000
SIDES = {"long": "SELL", "short": "BUY"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Fields = dict[str, object]


class DydxConversation:
    """One connection."""

    ping_every_ms = 30_000
    pong_limit_ms = 10_000
    history_rows = 20

    def __init__(self, board: Board, connection: str) -> None:
        self._board = board
        self._connection = connection
        self._markets: set[str] = set()
        self._prices: dict[str, Ticker] = {}
        self._asked: dict[str, Rate] = {}
        self._invalid = Rate(2, 1_000)
        self._message = 0
        self._pinged_at = 0
        self._awaits_pong = False

    @property
    def subscribed(self) -> bool:
        return bool(self._markets)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._pinged_at = now_ms
        greeting = {"type": "connected", "connection_id": self._connection, "message_id": 0}
        return (Say(to_json(greeting)),)

    def ponged(self, now_ms: int) -> None:
        self._awaits_pong = False

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        request = fields_of(from_json(frame))
        kind, channel, symbol = (text_of(request.get(name)) for name in ("type", "channel", "id"))
        if kind == "ping":
            return ()
        if kind != "subscribe" or channel not in (TRADES, MARKETS):
            if not self._invalid.allows(now_ms):
                return (Hangup(1008, "Rate limited"),)
            return (self._say({"type": "error", "message": "Invalid message: could not parse"}),)
        if not self._asked.setdefault(f"{channel} {symbol}", Rate(2, 1_000)).allows(now_ms):
            return (Hangup(1008, "Rate limited"),)
        reason = self._reason_against(channel, symbol)
        place = _place(channel, symbol)
        if reason:
            return (self._say({"type": "error", "message": reason} | place),)
        if channel == MARKETS:
            self._prices = {one.symbol: Ticker(one.symbol, 1_000, 3_000) for one in self._board.listing.all()}
            return (self._say({"type": "subscribed"} | place | {"contents": {"markets": markets(self._board)}}),)
        self._markets.add(symbol)
        return (self._history(symbol, place),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if self._awaits_pong and now_ms - self._pinged_at > self.pong_limit_ms:
            return (Hangup(1011, "heartbeat timeout"),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at, self._awaits_pong = now_ms, True
            acts.append(Probe())
        moved: Fields = {}
        for symbol, ticker in self._prices.items():
            price = self._board.mark(symbol)
            if price is not None and ticker.due(price, now_ms):
                moved[symbol] = {
                    "oraclePrice": plain(price),
                    "effectiveAt": in_words(now_ms),
                    "effectiveAtHeight": _height(now_ms),
                    "marketId": 0,
                }
        if moved:
            acts.append(self._data(MARKETS, "", {"oraclePrices": moved}, "1.0.0"))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        symbol = push.events[0].contract.symbol
        if symbol not in self._markets:
            return ()
        rows = [_ordinary(push.events[0]), *(_row(event) for event in push.events)]
        return (self._data(TRADES, symbol, {"trades": rows}, "2.1.0", push.events),)

    def _reason_against(self, channel: str, symbol: str) -> str:
        if not self._board.refused.isdisjoint((channel, symbol)):
            return f"Invalid subscription id for channel: ({channel}-{symbol})"
        if channel == MARKETS:
            return ""
        if symbol not in self._board.listing:
            return f"Invalid subscription id for channel: ({channel}-{symbol})"
        if len(self._markets) >= MOST_MARKETS and symbol not in self._markets:
            return f"Per-connection subscription limit reached for {channel} (limit={MOST_MARKETS})."
        return ""

    def _history(self, symbol: str, place: Fields) -> Say:
        """The acknowledgement with the market's last trades, newest first."""
        events = [event for push in self._board.history for event in push.events if event.contract.symbol == symbol]
        last = tuple(reversed(events[-self.history_rows :]))
        rows = [row for event in last for row in (_row(event), _ordinary(event))]
        said = self._say({"type": "subscribed"} | place | {"contents": {"trades": rows}})
        return Say(said.frame, "reply", symbol, last)

    def _data(self, channel: str, symbol: str, contents: Fields, version: str, events: tuple[Forced, ...] = ()) -> Say:
        said = self._say(
            {"type": "channel_data"} | _place(channel, symbol) | {"version": version, "contents": contents}
        )
        return Say(said.frame, "push" if events else "price", f"{channel}.{symbol}", events)

    def _say(self, frame: Fields) -> Say:
        self._message += 1
        kind = {"type": frame["type"], "connection_id": self._connection, "message_id": self._message}
        return Say(to_json(kind | frame))


def _place(channel: str, symbol: str) -> Fields:
    return {"channel": channel, "id": symbol} if symbol else {"channel": channel}


def in_words(at_ms: int) -> str:
    """A moment as the venue writes it: ISO 8601 in UTC with milliseconds."""
    return f"{(EPOCH + timedelta(milliseconds=at_ms)).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _height(at_ms: int) -> str:
    """The block: about one a second."""
    return str(at_ms // 1_000 - 1_700_000_000)


def _row(event: Forced) -> Fields:
    """The taker is who was liquidated: a long is sold. The id keeps apart runs that number from one."""
    return {
        "id": f"{event.at:012x}{event.number:08x}",
        "size": plain(event.size),
        "price": plain(event.price),
        "side": SIDES[event.position],
        "createdAt": in_words(event.at),
        "type": "LIQUIDATED",
        "createdAtHeight": _height(event.at),
    }


def _ordinary(event: Forced) -> Fields:
    """A trade of the same block in which nobody was forced."""
    size = {"id": f"{event.at:012x}{event.number:08x}ff", "size": plain(event.contract.size_step)}
    return _row(event) | size | {"type": "LIMIT" if event.number % 9 else "TWAP_SUBORDER"}


def markets(board: Board, only: str = "") -> Fields:
    """Every market by its ticker."""
    return {one.symbol: _market(board, one) for one in board.listing.all() if only in ("", one.symbol)}


def _market(board: Board, contract: Contract) -> Fields:
    price = board.mark(contract.symbol)
    return {
        "clobPairId": str(COIN_OF[contract.base].rank),
        "ticker": contract.symbol,
        "status": "ACTIVE",
        "oraclePrice": plain(price) if price is not None else "0",
        "volume24H": "1000000.5",
        "trades24H": 812,
        "openInterest": "410.2",
        "tickSize": plain(contract.price_step),
        "stepSize": plain(contract.size_step),
        "marketType": "CROSS",
    }


class Dydx:
    """The public indexer."""

    venue = "dydx-v4"
    carries = ("dydx-v4",)
    sockets = (Socket("/v4/ws"),)
    rest_path = "/v4"

    def __init__(self, board: Board) -> None:
        self._board = board
        self._connections = 0
        self._asked = Rate(100, 10_000)

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path != self.sockets[0].path:
            return None
        self._connections += 1
        return DydxConversation(self._board, f"6f2c0f5e-7a31-4b0f-9a53-{self._connections:012x}")

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        market = unquote(path.removeprefix(f"{self.rest_path}{PAST}"))
        if market in self._board.listing:
            return self._past(market, query, now_ms)
        if path != f"{self.rest_path}/perpetualMarkets":
            return None
        return Answer(200, to_json({"markets": markets(self._board, query_value(query, "ticker"))}))

    def _past(self, market: str, query: str, now_ms: int) -> Answer:
        """Trades of a market up to a moment, newest first; the forced ones among ordinary ones."""
        if not self._asked.allows(now_ms):
            return Answer(429, to_json({"errors": [{"msg": "Too many requests"}]}))
        limit, last = query_value(query, "limit") or "1000", query_value(query, "createdBeforeOrAt")
        if not limit.isdigit() or not 0 < int(limit) <= MOST_PAST:
            return Answer(400, to_json({"errors": [{"msg": "limit must be a positive integer that is not greater"}]}))
        until = (datetime.fromisoformat(last) - EPOCH) // timedelta(milliseconds=1) if last else now_ms
        told = [one for one in self._board.past(0, until + 1) if one.contract.symbol == market]
        events = told[: int(limit) // 2]
        rows = [row for event in events for row in (_row(event), _ordinary(event))]
        return Answer(200, to_json({"trades": rows}), tuple(events))

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return ((self.venue, to_json({"markets": markets(self._board)})),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        symbols = [contract.symbol for contract in self._board.listing.all()]
        talks: list[tuple[str, Conversation, Sequence[str]]] = []
        for start in range(0, len(symbols), MOST_MARKETS):
            talk = self.converse(self.sockets[0].path, "", {})
            if talk is not None:
                talks.append((self.sockets[0].path, talk, list(_requests(symbols[start : start + MOST_MARKETS]))))
        return talks


def _requests(symbols: Sequence[str]) -> Iterable[str]:
    yield to_json({"type": "subscribe", "channel": MARKETS, "batched": False})
    for symbol in symbols:
        yield to_json({"type": "subscribe", "channel": TRADES, "id": symbol, "batched": False})
