"""Poloniex futures v3: channels by symbol, one answer a request, a client that must speak, prices each second."""

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
    items_of,
    plain,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

PATH = "/ws/v3/public"
LIQUIDATIONS, MARKS = "liquidation_orders", "mark_price"
CHANNELS = (LIQUIDATIONS, MARKS, "index_price", "tickers", "trades")
SIDES = {"long": "SELL", "short": "BUY"}
ONE_WAY_EVERY = 5
"""One account in so many is in one-way mode, where the position side says nothing."""


class PoloniexConversation:
    """One connection."""

    idle_limit_ms = 30_000

    def __init__(self, board: Board) -> None:
        self._board = board
        self._symbols: dict[str, set[str]] = {channel: set() for channel in CHANNELS}
        self._heard_at = self._second = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._symbols[LIQUIDATIONS])

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._heard_at = now_ms
        self._second = now_ms // 1_000
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._heard_at = now_ms
        request = fields_of(from_json(frame))
        event = text_of(request.get("event"))
        if event == "ping" or frame == "ping":
            return (Say(to_json({"event": "pong"}), "heartbeat"),)
        channels = [text_of(item) for item in items_of(request.get("channel"))]
        if event not in ("subscribe", "unsubscribe") or not channels:
            return (_error("Invalid event" if request else f"Not JSON string：{frame!r}"),)
        if not set(channels) <= set(CHANNELS) or not self._board.refused.isdisjoint(channels):
            return (_error(f"Invalid channel values {to_json(channels)}"),)
        asked = [text_of(item) for item in items_of(request.get("symbols"))]
        known = [one for one in asked if one in self._board.listing and one not in self._board.refused]
        if not known:
            return (_error("no valid symbols"),)
        return [self._change(event, channel, known) for channel in channels]

    def _change(self, event: str, channel: str, symbols: list[str]) -> Say:
        if event == "subscribe":
            self._symbols[channel].update(symbols)
        else:
            self._symbols[channel].difference_update(symbols)
        return Say(to_json({"event": event, "channel": channel, "symbols": symbols}))

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._heard_at > self.idle_limit_ms:
            return (Hangup(1006),)
        second = now_ms // 1_000
        if second == self._second:
            return ()
        self._second = second
        return list(self._marks(now_ms))

    def pushed(self, push: Push) -> Sequence[Say]:
        events = tuple(one for one in push.events if one.contract.symbol in self._symbols[LIQUIDATIONS])
        if not events:
            return ()
        frame = {"channel": LIQUIDATIONS, "data": [_row(event, push.at_ms) for event in events]}
        return (Say(to_json(frame), "push", f"{LIQUIDATIONS}.{events[0].contract.symbol}", events),)

    def _marks(self, now_ms: int) -> Iterable[Say]:
        for symbol in sorted(self._symbols[MARKS]):
            price = self._board.mark(symbol)
            if price is not None:
                row = {"ts": now_ms, "s": symbol, "mPx": plain(price)}
                yield Say(to_json({"channel": MARKS, "data": [row]}), "price", f"{MARKS}.{symbol}")


def _row(event: Forced, pushed_at: int) -> dict[str, object]:
    return {
        "s": event.contract.symbol,
        "side": SIDES[event.position],
        "posSide": event.position.upper() if event.number % ONE_WAY_EVERY else "BOTH",
        "sz": plain(event.size),
        "bkPx": plain(event.price),
        "uTime": event.at,
        "ts": pushed_at,
    }


def _error(message: str) -> Say:
    return Say(to_json({"message": message, "event": "error"}))


class Poloniex:
    """One public socket, one list of contracts."""

    venue = "poloniex"
    carries = ("poloniex",)
    sockets = (Socket(PATH),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return PoloniexConversation(self._board) if path == PATH else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        return Answer(200, self._page()) if path == "/v3/market/allInstruments" else None

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return (("poloniex", self._page()),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        symbols = [contract.symbol for contract in self._board.listing.all()]
        requests = [
            to_json({"event": "subscribe", "channel": [channel], "symbols": names})
            for channel, names in ((LIQUIDATIONS, symbols), (MARKS, ["BTC_USDT_PERP"]))
        ]
        return ((PATH, PoloniexConversation(self._board), requests),)

    def _page(self) -> str:
        rows = [_listed(contract) for contract in self._board.listing.all()]
        return to_json({"code": 200, "data": rows, "msg": "Success"})


def _listed(contract: Contract) -> dict[str, object]:
    return {
        "alias": "",
        "bCcy": contract.symbol.split("_")[0],
        "ctType": "LINEAR",
        "ctVal": plain(contract.multiplier),
        "lotSz": plain(contract.size_step),
        "qCcy": contract.quote,
        "sCcy": contract.quote,
        "status": "OPEN",
        "symbol": contract.symbol,
        "tSz": plain(contract.price_step),
    }
