"""What a simulated venue must be able to say: its sockets, its REST pages and one conversation per connection, all pure."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import parse_qs

import msgspec

from liqdesk.simulator.crowd import Crowd
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push

ARCHIVED = 50_000
"""Pushes that a venue's public history is served from."""

Frame = str | bytes

Kind = Literal["reply", "push", "history", "price", "heartbeat"]
"""What a frame is for: faults pick by it."""


@dataclass(frozen=True, slots=True)
class Say:
    """One frame to the client; `events` are the liquidations it carries, `topic` what it belongs to."""

    frame: Frame
    kind: Kind = "reply"
    topic: str = ""
    events: tuple[Forced, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A protocol-level ping to the client."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """The venue closes this connection."""

    code: int
    reason: str = ""


Act = Say | Probe | Hangup


@dataclass(frozen=True, slots=True)
class Answer:
    """A REST answer; `body` is JSON text, `events` are the liquidations it carries."""

    status: int
    body: str
    events: tuple[Forced, ...] = ()


@dataclass(frozen=True, slots=True)
class Socket:
    """One websocket path a venue serves; `category` is its key in the endpoints file, empty for the main one."""

    path: str
    category: str = ""


class Listing:
    """The contracts one venue lists, its own and those whose rows it carries; it can change while the venue runs."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self._contracts = {contract.symbol: contract for contract in contracts}
        self.changed = False

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._contracts

    def get(self, symbol: str) -> Contract | None:
        """The contract as it is listed now."""
        return self._contracts.get(symbol)

    def all(self, *groups: str) -> list[Contract]:
        """The contracts of these product groups, of every group without one, by symbol."""
        return sorted(
            (contract for contract in self._contracts.values() if not groups or contract.group in groups),
            key=lambda contract: contract.symbol,
        )

    def add(self, contract: Contract) -> None:
        """List a contract, or put it in the place of the one of the same symbol."""
        self._contracts[contract.symbol] = contract
        self.changed = True

    def remove(self, symbol: str) -> None:
        """Delist a contract; one that is not listed stays so."""
        self._contracts.pop(symbol, None)
        self.changed = True

    def resize(self, symbol: str, factor: Decimal) -> None:
        """From now on one contract of `symbol` is worth `factor` times as much."""
        contract = self._contracts[symbol]
        self.add(replace(contract, multiplier=contract.multiplier * factor))


@dataclass(slots=True, eq=False)
class Board:
    """What all connections of one venue see: its listing, the coins' prices, what was pushed last and what was ever."""

    listing: Listing
    prices: dict[str, Decimal] = field(default_factory=dict)
    history: deque[Push] = field(default_factory=lambda: deque(maxlen=50))
    archive: deque[Push] = field(default_factory=lambda: deque(maxlen=ARCHIVED))
    refused: set[str] = field(default_factory=set)
    """Symbols and topics the venue pretends not to know."""
    crowd: Crowd = field(default_factory=Crowd)

    def published(self, push: Push) -> None:
        """Keep a push that was published, whether or not anybody heard it."""
        self.history.append(push)
        self.archive.append(push)

    def past(self, start_ms: int, end_ms: int) -> list[Forced]:
        """What was published of start <= at < end, newest first."""
        found = [event for push in self.archive for event in push.events if start_ms <= event.at < end_ms]
        return sorted(found, key=lambda event: (event.at, event.number), reverse=True)

    def mark(self, symbol: str) -> Decimal | None:
        """The mark price of one unit of `symbol`, on its own price step; None while the coin has no price."""
        contract = self.listing.get(symbol)
        price = self.prices.get(contract.base) if contract is not None else None
        if contract is None or price is None:
            return None
        scaled = price * contract.scale
        return max((scaled / contract.price_step).to_integral_value() * contract.price_step, contract.price_step)

    def quotes(self, contract: Contract, mark: Decimal) -> tuple[Decimal, Decimal]:
        """The best bid and ask around a mark price, a price step away from it."""
        return max(mark - contract.price_step, contract.price_step), mark + contract.price_step


class Conversation(Protocol):
    """One client's connection. No socket, no clock: the moment is handed over, in Unix ms."""

    @property
    def subscribed(self) -> bool:
        """Whether the client has any liquidation topic."""
        ...

    def opened(self, now_ms: int) -> Sequence[Act]:
        """The handshake is done."""
        ...

    def received(self, frame: Frame, now_ms: int) -> Sequence[Act]:
        """The client sent a data frame."""
        ...

    def ponged(self, now_ms: int) -> None:
        """A protocol-level pong of the client came in."""
        ...

    def tick(self, now_ms: int) -> Sequence[Act]:
        """What is due by now: heartbeats, prices, and the end where the client broke a deadline. Called a few times a second."""
        ...

    def pushed(self, push: Push) -> Sequence[Say]:
        """The frames that carry this push to this client; nothing when it has not subscribed."""
        ...


@runtime_checkable
class HearsPings(Protocol):
    """A conversation that lasts only while the client sends protocol-level pings of its own."""

    def pinged(self, now_ms: int) -> None:
        """A protocol-level ping of the client came in."""
        ...


class Dialect(Protocol):
    """One venue: everything it says, byte for byte in the published form."""

    @property
    def venue(self) -> str: ...

    @property
    def carries(self) -> tuple[str, ...]:
        """The venues whose contracts its rows may belong to, its own first."""
        ...

    @property
    def sockets(self) -> tuple[Socket, ...]:
        """The paths a client is meant to use."""
        ...

    @property
    def rest_path(self) -> str:
        """What follows host and port in its REST address."""
        ...

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        """The conversation that starts at this address; None where the venue has no socket. Header names are lower case."""
        ...

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        """The REST answer; None where the venue has no such page."""
        ...

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        """All its instrument lists as (venue, REST body), as a tape keeps them."""
        ...

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        """One (path, conversation, client frames) per socket that a complete client opens and what it then says."""
        ...


@runtime_checkable
class TakesPosts(Protocol):
    """What a venue is besides a `Dialect` where some of its pages have to be posted for."""

    def post(self, path: str, body: bytes, now_ms: int) -> Answer | None:
        """The REST answer; None where the venue has no such page."""
        ...


def to_json(value: object) -> str:
    """Compact JSON text, keys in the order given, non-ASCII characters as they are."""
    return msgspec.json.encode(value).decode()


def from_json(text: Frame) -> object:
    """The JSON value; None where it is none."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def plain(number: Decimal) -> str:
    """A number as venues write it: no exponent, no trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def json_number(number: Decimal) -> int | float:
    """A number as venues write it without quotes."""
    return int(number) if number == number.to_integral_value() else float(number)


def fields_of(value: object) -> dict[str, object]:
    """The JSON object; an empty one where the value is none."""
    return value if isinstance(value, dict) else {}


def items_of(value: object) -> list[object]:
    """The JSON array; an empty one where the value is none."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str:
    """The JSON string; an empty one where the value is none."""
    return value if isinstance(value, str) else ""


def query_value(query: str, name: str) -> str:
    """The first value of a query parameter, percent-decoded; empty where there is none."""
    return parse_qs(query).get(name, [""])[0]


@dataclass(slots=True)
class Rate:
    """How often something may happen in a span; `allows` counts the try."""

    limit: int
    span_ms: int
    moments: deque[int] = field(default_factory=deque)

    def allows(self, now_ms: int) -> bool:
        """Whether one more at `now_ms` stays within the limit."""
        while self.moments and self.moments[0] <= now_ms - self.span_ms:
            self.moments.popleft()
        self.moments.append(now_ms)
        return len(self.moments) <= self.limit


@dataclass(slots=True)
class Ticker:
    """When the price of one symbol goes out: at most every `least_ms`, on a change or after `most_ms`."""

    symbol: str
    least_ms: int
    most_ms: int
    sent_at: int = 0
    price: Decimal | None = None

    def due(self, price: Decimal | None, now_ms: int) -> bool:
        """Whether to send `price` now; then it counts as sent."""
        waited = now_ms - self.sent_at
        if price is None or waited < self.least_ms or (price == self.price and waited < self.most_ms):
            return False
        self.sent_at, self.price = now_ms, price
        return True
