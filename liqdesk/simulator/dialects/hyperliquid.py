"""Hyperliquid: fills of single accounts, of which the liquidity vault's tell of some liquidations; pages are posted for."""

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
    Ticker,
    fields_of,
    from_json,
    plain,
    text_of,
    to_json,
)
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push

FILLS = "userFills"
TRADES = "trades"
VAULT = "0xdfc24b077bc1425ad1dea75bcb6f8158e10df303"
LIQUIDATOR = "0x2e3d94f0562703b25c83308a05046ddaf9a8dd14"
MAKERS = (
    "0x010461c14e146ac35fe42271bdc1134ee31c703a",
    "0x31ca8395cf837de08b24da3f660e77761dfb974b",
)
CHILDREN = (*MAKERS, LIQUIDATOR)
MOST_USERS = 10
BACKSTOP_EVERY = 5
"""One in so many is taken over by the liquidator; the others meet a quote of one of the makers."""

Fields = dict[str, object]


class HyperliquidConversation:
    """One connection."""

    silence_limit_ms = 60_000
    history_rows = 20

    def __init__(self, board: Board) -> None:
        self._board = board
        self._users: dict[str, str] = {}
        self._trades: dict[str, Ticker] = {}
        self._said_at = 0

    @property
    def subscribed(self) -> bool:
        return bool(self._users)

    def opened(self, now_ms: int) -> Sequence[Act]:
        self._said_at = now_ms
        return ()

    def ponged(self, now_ms: int) -> None:
        """Protocol pongs keep nothing open here."""

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        self._said_at = now_ms
        request = fields_of(from_json(frame))
        method, asked = text_of(request.get("method")), fields_of(request.get("subscription"))
        if method == "ping":
            return (Say(to_json({"channel": "pong"}), "heartbeat"),)
        if method not in ("subscribe", "unsubscribe"):
            return (_error("Error parsing JSON into valid websocket request"),)
        kind = text_of(asked.get("type"))
        name = text_of(asked.get("user" if kind == FILLS else "coin"))
        reason = self._reason_against(kind, name, asked) if method == "subscribe" else ""
        if reason:
            return (_error(reason),)
        answer = Say(to_json({"channel": "subscriptionResponse", "data": {"method": method, "subscription": asked}}))
        if method == "unsubscribe":
            self._users.pop(name.lower(), None)
            self._trades.pop(name, None)
            return (answer,)
        if kind == TRADES:
            self._trades[name] = Ticker(name, 500, 5_000)
            return (answer,)
        self._users[name.lower()] = name
        return (answer, self._snapshot(name))

    def tick(self, now_ms: int) -> Sequence[Act]:
        if now_ms - self._said_at > self.silence_limit_ms:
            return (Hangup(1000, "Inactive"),)
        acts: list[Act] = []
        for coin, ticker in self._trades.items():
            price = self._board.mark(coin)
            if price is not None and ticker.due(price, now_ms):
                self._said_at = now_ms
                row = {
                    "coin": coin,
                    "side": "B",
                    "px": plain(price),
                    "sz": "1",
                    "hash": f"0x{now_ms:x}",
                    "time": now_ms,
                    "tid": now_ms,
                    "users": [VAULT, LIQUIDATOR],
                }
                acts.append(Say(to_json({"channel": TRADES, "data": [row]}), "price", f"{TRADES}.{coin}"))
        return acts

    def pushed(self, push: Push) -> Sequence[Say]:
        """One frame for each account that was the other side of some of it."""
        rows: dict[str, list[Forced]] = {}
        for event in push.events:
            rows.setdefault(counterparty(event), []).append(event)
        says = [self._fills(user, tuple(events)) for user, events in rows.items() if user in self._users]
        if says:
            self._said_at = max(self._said_at, push.at_ms)
        return says

    def _reason_against(self, kind: str, name: str, asked: Fields) -> str:
        told = to_json(asked)
        known = (kind == FILLS and name.startswith("0x")) or (kind == TRADES and name in self._board.listing)
        if not known or not self._board.refused.isdisjoint((kind, name.lower(), name)):
            return f"Invalid subscription {told}"
        if name.lower() in self._users or name in self._trades:
            return f"Already subscribed: {told}"
        if kind == FILLS and len(self._users) >= MOST_USERS:
            return f"Cannot track more than {MOST_USERS} total users."
        return ""

    def _snapshot(self, user: str) -> Say:
        """The account's past, its latest fill first."""
        events = [event for push in self._board.history for event in push.events if counterparty(event) == user.lower()]
        last = tuple(reversed(events[-self.history_rows :]))
        data = {"isSnapshot": True, "user": user, "fills": list(_rows(last))}
        return Say(to_json({"channel": FILLS, "data": data}), "history", f"{FILLS}.{user}", last)

    def _fills(self, user: str, events: tuple[Forced, ...]) -> Say:
        data = {"isSnapshot": False, "user": self._users[user], "fills": list(_rows(events))}
        return Say(to_json({"channel": FILLS, "data": data}), "push", f"{FILLS}.{events[0].contract.symbol}", events)


def counterparty(event: Forced) -> str:
    """The vault that was the other side."""
    return LIQUIDATOR if event.number % BACKSTOP_EVERY == 0 else MAKERS[event.number % len(MAKERS)]


def _error(text: str) -> Say:
    return Say(to_json({"channel": "error", "data": text}))


def _rows(events: Sequence[Forced]) -> Iterable[Fields]:
    """The vault's fills: of each forced trade it has the other side, and first of all it does some trading of its own."""
    for place, event in enumerate(events):
        bought = event.position == "long"
        row: Fields = {
            "coin": event.contract.symbol,
            "px": plain(event.price),
            "sz": plain(event.size),
            "side": "B" if bought else "A",
            "time": event.at,
            "startPosition": "0.0",
            "dir": "Open Long" if bought else "Open Short",
            "closedPnl": "0.0",
            "hash": f"0x{event.at:x}",
            "oid": event.number,
            "crossed": False,
            "fee": "-0.1",
            "tid": _trade(event),
            "feeToken": "USDC",
            "twapId": None,
        }
        if place == 0:
            yield row | {"tid": _trade(event) + 1}
        method = "backstop" if counterparty(event) == LIQUIDATOR else "market"
        victim = f"0x{event.number:040x}"
        yield row | {"liquidation": {"liquidatedUser": victim, "markPx": plain(event.price), "method": method}}


def _trade(event: Forced) -> int:
    """Keeps apart runs that number from one; even, so that the trade beside it has a number too."""
    return (event.at % 10**11 * 10**6 + event.number % 10**6) * 2


class Hyperliquid:
    """HyperCore's public API: one socket, and one address that is posted to. Implements `TakesPosts` too."""

    venue = "hyperliquid"
    carries = ("hyperliquid",)
    sockets = (Socket("/ws"),)
    rest_path = "/info"

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        return HyperliquidConversation(self._board) if path == self.sockets[0].path else None

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        """Nothing can be had without posting."""
        return Answer(405, "") if path == self.rest_path else None

    def post(self, path: str, body: bytes, now_ms: int) -> Answer | None:
        """The answer to a question in JSON."""
        if path != self.rest_path:
            return None
        asked = fields_of(from_json(body))
        kind = text_of(asked.get("type"))
        if kind == "meta":
            return Answer(200, self._meta())
        if kind == "vaultDetails":
            return Answer(200, _vault(text_of(asked.get("vaultAddress")).lower()))
        return Answer(422, "Failed to deserialize the JSON body into the target type")

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return ((self.venue, self._meta()), (self.venue, _vault(VAULT)))

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        requests = [
            to_json({"method": "subscribe", "subscription": {"type": FILLS, "user": user, "aggregateByTime": False}})
            for user in (VAULT, *CHILDREN)
        ]
        return ((self.sockets[0].path, HyperliquidConversation(self._board), requests),)

    def _meta(self) -> str:
        rows: list[Fields] = [
            {"name": one.symbol, "szDecimals": 2, "maxLeverage": 40} for one in self._board.listing.all()
        ]
        rows.append({"name": "MATIC", "szDecimals": 1, "maxLeverage": 20, "isDelisted": True})
        return to_json({"universe": rows})


def _vault(address: str) -> str:
    """A vault's page; the parent alone names children."""
    if address != VAULT:
        kin: Fields = {"type": "child", "data": {"parentAddress": VAULT}} if address in CHILDREN else {"type": "normal"}
        return to_json({"name": "A vault", "vaultAddress": address, "relationship": kin})
    kin = {"type": "parent", "data": {"childAddresses": list(CHILDREN)}}
    return to_json({"name": "Hyperliquidity Provider (HLP)", "vaultAddress": address, "relationship": kin})
