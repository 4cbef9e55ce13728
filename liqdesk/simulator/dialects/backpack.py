"""Backpack: requests without acknowledgements, times in microseconds, one mark price a second, rare protocol pings."""

from collections.abc import Iterable, Mapping, Sequence

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Probe,
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

PATH = "/"
LIQUIDATIONS = "liquidation"
MARKS = "markPrice."
KINDS = ("bookTicker.", "depth.", "kline.", "openInterest.", "ticker.", "trade.", MARKS)
SIDES = {"long": "Ask", "short": "Bid"}
PARSE_ERROR, INVALID_STREAM = (4002, "Parse error"), (4006, "Invalid stream")


class BackpackConversation:
    """One connection."""

    ping_every_ms = 60_000
    pong_limit_ms = 120_000

    def __init__(self, board: Board) -> None:
        self._board = board
        self._streams: dict[str, None] = {}
        self._heard_at = self._pinged_at = 0
        self._second = 0

    @property
    def subscribed(self) -> bool:
        return LIQUIDATIONS in self._streams

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._heard_at = self._pinged_at = now_ms
        self._second = now_ms // 1_000
        return ()

    def ponged(self, now_ms: int) -> None:
        self._heard_at = now_ms

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        request = fields_of(from_json(frame))
        method = request.get("method")
        names = [text_of(item) for item in items_of(request.get("params"))]
        if method not in ("SUBSCRIBE", "UNSUBSCRIBE") or not all(names) or not names:
            return (_error(*PARSE_ERROR),)
        for name in names:
            if name in self._board.refused or not (name == LIQUIDATIONS or name.startswith(KINDS)):
                return (_error(*INVALID_STREAM),)
        for name in names:
            if method == "SUBSCRIBE":
                self._streams[name] = None
            else:
                self._streams.pop(name, None)
        return ()

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._heard_at > self.pong_limit_ms:
            return (Hangup(1006),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at = now_ms
            acts.append(Probe())
        second = now_ms // 1_000
        if second != self._second:
            self._second = second
            acts.extend(self._marks(second))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        if not self.subscribed:
            return ()
        return [self._say(LIQUIDATIONS, _liquidation(event, push.at_ms), event) for event in push.events]

    def _say(self, stream: str, data: dict[str, object], event: Forced) -> Say:
        return Say(to_json({"data": data, "stream": stream}), "push", stream, (event,))

    def _marks(self, second: int) -> Iterable[Say]:
        """Sent each second whether the price changed or not; nothing at all of a market that is not listed."""
        for stream in self._streams:
            symbol = stream.removeprefix(MARKS)
            price = self._board.mark(symbol) if stream.startswith(MARKS) else None
            if price is not None:
                data = {
                    "E": second * 1_000_000,
                    "T": second * 1_000_000,
                    "e": "markPrice",
                    "f": "0.0000125",
                    "i": plain(price),
                    "n": (second // 3_600 + 1) * 3_600_000,
                    "p": plain(price),
                    "s": symbol,
                }
                yield Say(to_json({"data": data, "stream": stream}), "price", stream)


def _liquidation(event: Forced, pushed_at: int) -> dict[str, object]:
    return {
        "E": pushed_at * 1_000,
        "S": SIDES[event.position],
        "T": event.at * 1_000 + event.number % 1_000,
        "e": "liquidation",
        "p": plain(event.price),
        "q": plain(event.size),
        "s": event.contract.symbol,
    }


def _error(code: int, message: str) -> Say:
    return Say(to_json({"id": None, "error": {"code": code, "message": message}}))


class Backpack:
    """One socket for everything, one list of spot markets and perpetuals."""

    venue = "backpack"
    carries = ("backpack",)
    sockets = (Socket(PATH),)
    rest_path = "/api/v1"

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return BackpackConversation(self._board) if path == PATH else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        return Answer(200, self._page()) if path == "/api/v1/markets" else None

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return (("backpack", self._page()),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        request = to_json({"method": "SUBSCRIBE", "params": [LIQUIDATIONS, "markPrice.BTC_USDC_PERP"]})
        return ((PATH, BackpackConversation(self._board), (request,)),)

    def _page(self) -> str:
        rows = [row for contract in self._board.listing.all() for row in _rows(contract)]
        return to_json(rows)


def _rows(contract: Contract) -> Iterable[dict[str, object]]:
    """The perpetual, and the spot market beside it."""
    base, quote, _ = contract.symbol.split("_")
    for symbol, kind in ((f"{base}_{quote}", "SPOT"), (contract.symbol, "PERP")):
        yield {
            "symbol": symbol,
            "baseSymbol": base,
            "quoteSymbol": quote,
            "marketType": kind,
            "filters": {
                "price": {"tickSize": plain(contract.price_step)},
                "quantity": {"stepSize": plain(contract.size_step)},
            },
            "orderBookState": "Open",
        }
