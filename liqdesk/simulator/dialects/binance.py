"""Binance futures: one host for both products, the routed and the silent addresses, combined and bare payloads."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import unquote

from liqdesk.simulator.dialects.base import (
    Act,
    Answer,
    Board,
    Conversation,
    Frame,
    Hangup,
    Kind,
    Probe,
    Rate,
    Say,
    Socket,
    fields_of,
    from_json,
    items_of,
    plain,
    query_value,
    text_of,
    to_json,
)
from liqdesk.simulator.dialects.binance_market import binance_market
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

ALL_ORDERS = "!forceOrder@arr"
ALL_MARKS = "!markPrice@arr@1s"
SIDES = {"long": "SELL", "short": "BUY"}
FOREVER_MS = 4_133_404_800_000
DAY_MS = 86_400_000


def pair_of(contract: Contract) -> str:
    """`BTCUSD` of `BTCUSD_PERP`."""
    return contract.symbol.split("_")[0]


def order_payload(event: Forced, pushed_at: int) -> dict[str, object]:
    """The body of one forced order; the limit price lies beyond the fill, where the bankruptcy price is."""
    contract = event.contract
    beyond = Decimal("0.9937") if event.position == "long" else Decimal("1.0063")
    limit = (event.price * beyond / contract.price_step).to_integral_value() * contract.price_step
    size = plain(event.size)
    return {
        "e": "forceOrder",
        "E": pushed_at,
        "o": {
            "s": contract.symbol,
            "ps": pair_of(contract),
            "st": 2 if contract.inverse else 1,
            "S": SIDES[event.position],
            "o": "LIMIT",
            "f": "IOC",
            "q": size,
            "p": str(max(limit, contract.price_step)),
            "ap": str(event.price),
            "X": "FILLED",
            "l": size,
            "z": size,
            "T": event.at,
        },
    }


class BinanceConversation:
    """One connection; `routed` is false on the addresses that acknowledge and stay silent."""

    def __init__(self, board: Board, streams: Iterable[str], *, wrapped: bool, routed: bool) -> None:
        self._board = board
        self._streams = dict.fromkeys(streams)
        self._wrapped = wrapped
        self._routed = routed
        self._messages = Rate(10, 1_000)
        self._opened_at = self._heard_at = self._pinged_at = 0
        self._second = 0

    ping_every_ms = 180_000
    pong_limit_ms = 600_000
    lifetime_ms = DAY_MS

    @property
    def subscribed(self) -> bool:
        return any("forceOrder" in stream for stream in self._streams)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._opened_at = self._heard_at = self._pinged_at = now_ms
        self._second = now_ms // 1_000
        return ()

    def ponged(self, now_ms: int) -> None:
        self._heard_at = now_ms

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        if not self._messages.allows(now_ms):
            return (Hangup(1008, "Too many requests"),)
        request = fields_of(from_json(frame))
        number = request.get("id")
        params = request.get("params", [])
        names = [name for name in items_of(params) if isinstance(name, str)]
        method = request.get("method")
        if method == "LIST_SUBSCRIPTIONS":
            return (Say(to_json({"result": list(self._streams), "id": number})),)
        if method not in ("SUBSCRIBE", "UNSUBSCRIBE") or not names or len(names) != len(items_of(params)):
            return self._refuse("Invalid request: request must have a method and a list of stream names", number)
        if refused := self._board.refused.intersection(names):
            return self._refuse(f"Invalid request: unknown stream {refused.pop()}", number)
        for name in names:
            if method == "SUBSCRIBE":
                self._streams[name] = None
            else:
                self._streams.pop(name, None)
        return (Say(to_json({"result": None, "id": number})),)

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._heard_at > self.pong_limit_ms:
            return (Hangup(1008, "Pong timeout"),)
        if now_ms - self._opened_at > self.lifetime_ms:
            return (Hangup(1001, "24h"),)
        acts: list[Act] = []
        if now_ms - self._pinged_at >= self.ping_every_ms:
            self._pinged_at = now_ms
            acts.append(Probe())
        second = now_ms // 1_000
        if second != self._second:
            self._second = second
            if self._routed:
                acts.extend(self._marks(second))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        if not self._routed:
            return ()
        says: list[Say] = []
        for event in push.events:
            payload = self.order(event, push.at_ms)
            for stream in (ALL_ORDERS, f"{event.contract.symbol.lower()}@forceOrder"):
                if stream in self._streams:
                    says.append(self._say(stream, payload, "push", (event,)))
        return says

    def order(self, event: Forced, pushed_at: int) -> dict[str, object]:
        """The body of one forced order."""
        return order_payload(event, pushed_at)

    def mark(self, symbol: str, second: int) -> dict[str, object]:
        """The body of a mark price at that second of Unix time; nothing where there is no price."""
        price = self._board.mark(symbol)
        contract = self._board.listing.get(symbol)
        if price is None or contract is None:
            return {}
        text = str(price)
        return {
            "e": "markPriceUpdate",
            "E": second * 1_000,
            "s": symbol,
            "p": text,
            "ap": text,
            "P": text,
            "i": text,
            "r": f"{self._board.crowd.funding(contract):.8f}",
            "T": self._board.crowd.next_funding(second * 1_000),
            "st": 2 if contract.inverse else 1,
        }

    def _say(self, stream: str, payload: object, kind: Kind, events: tuple[Forced, ...] = ()) -> Say:
        return Say(to_json({"stream": stream, "data": payload} if self._wrapped else payload), kind, stream, events)

    def _refuse(self, reason: str, number: object) -> Sequence[Act]:
        return Say(to_json({"error": {"code": 2, "msg": reason}, "id": number})), Hangup(1008, "Invalid request")

    def _marks(self, second: int) -> Iterable[Say]:
        for stream in self._streams:
            symbol, _, rest = stream.partition("@")
            if rest == "markPrice@1s" or (rest == "markPrice" and second % 3 == 0):
                payload = self.mark(symbol.upper(), second)
                if payload:
                    yield self._say(stream, payload, "price")
            elif stream == ALL_MARKS:
                rows = [self.mark(contract.symbol, second) for contract in self._board.listing.all()]
                yield self._say(stream, [row for row in rows if row], "price")


class Binance:
    """`binance-usdm`, with the rows of `binance-coinm` in its streams and the lists of both on its host."""

    venue = "binance-usdm"
    carries = ("binance-usdm", "binance-coinm")
    sockets = (Socket("/market/stream"),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        routed = path.startswith("/market/")
        inner = "/" + path.removeprefix("/market/").removeprefix("/public/").lstrip("/")
        if inner == "/stream":
            streams = [name for name in query_value(query, "streams").split("/") if name]
            return BinanceConversation(self._board, streams, wrapped=True, routed=routed)
        if inner == "/ws" or inner.startswith("/ws/"):
            streams = [name for name in unquote(inner.removeprefix("/ws")).split("/") if name]
            return BinanceConversation(self._board, streams, wrapped=False, routed=routed)
        return None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        if path == "/fapi/v1/exchangeInfo":
            return Answer(200, self._usdm_page(now_ms))
        if path == "/dapi/v1/exchangeInfo":
            return Answer(200, self._coinm_page(now_ms))
        return binance_market(self._board, path, query, now_ms)

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return ("binance-usdm", self._usdm_page(now_ms)), ("binance-coinm", self._coinm_page(now_ms))

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        streams = [ALL_ORDERS, "btcusdt@markPrice@1s"]
        query = "/".join(streams)
        talk = BinanceConversation(self._board, streams, wrapped=True, routed=True)
        return ((f"/market/stream?streams={query}", talk, ()),)

    def _usdm_page(self, now_ms: int) -> str:
        limits = [{"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400}]
        rows = [self._row(contract, "status", {}) for contract in self._board.listing.all("usdm")]
        return to_json({"timezone": "UTC", "serverTime": now_ms, "rateLimits": limits, "symbols": rows})

    def _coinm_page(self, now_ms: int) -> str:
        rows = [
            self._row(contract, "contractStatus", {"contractSize": int(contract.multiplier)})
            for contract in self._board.listing.all("coinm")
        ]
        return to_json({"timezone": "UTC", "serverTime": now_ms, "rateLimits": [], "symbols": rows})

    def _row(self, contract: Contract, status: str, more: dict[str, object]) -> dict[str, object]:
        ending = contract.symbol.partition("_")[2]
        dated = ending.isdigit()
        base = contract.symbol.split("_")[0].removesuffix(contract.quote)
        return {
            "symbol": contract.symbol,
            "pair": pair_of(contract),
            "contractType": "CURRENT_QUARTER" if dated else "PERPETUAL",
            "deliveryDate": FOREVER_MS,
            "onboardDate": 1_569_398_400_000,
            status: "TRADING",
            **more,
            "baseAsset": text_of(base),
            "quoteAsset": contract.quote,
            "marginAsset": contract.base if contract.inverse else contract.quote,
            "pricePrecision": max(0, -int(contract.price_step.normalize().as_tuple().exponent)),
            "quantityPrecision": max(0, -int(contract.size_step.normalize().as_tuple().exponent)),
            "underlyingType": "COIN",
            "underlyingSubType": [],
        }
