"""What each venue lets the world see of what happens: its sampling, its batching and the moment it sends."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from liqdesk.simulator.market import Forced

Hidden = Callable[[Forced], None]
"""Told of every event that a venue keeps to itself."""


@dataclass(frozen=True, slots=True)
class Push:
    """One frame's worth: what feed `venue` sends at `at_ms` (Unix ms), in its order; never empty.

    Each event is as published: where a venue states the end of a second instead of the moment, `at` already is that
    second. Rows of `binance-coinm` travel in pushes of `binance-usdm`; `contract.venue` tells them apart.
    """

    venue: str
    at_ms: int
    events: tuple[Forced, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one feed publishes: events are gathered in windows of `span_ms`, thinned by `keep`, sent `latency_ms` later.

    An `aligned` window is a whole second of the clock, any other begins with its first event. A window gathers one
    symbol or one of the venue's product groups (`gathers`), and is sent at once when it holds `limit` events.
    """

    feed: str
    span_ms: int
    keep: Literal["all", "largest", "latest per symbol", "largest per symbol and side"]
    gathers: Literal["symbol", "group"]
    aligned: bool = False
    latency_ms: int = 0
    limit: int = 0
    states_window_end: bool = False


RULES: dict[str, Rule] = {
    "binance-usdm": Rule("binance-usdm", 1_000, "largest", "symbol"),
    "binance-coinm": Rule("binance-usdm", 1_000, "largest", "symbol"),
    "bybit": Rule("bybit", 500, "all", "symbol"),
    "okx": Rule("okx", 1_000, "latest per symbol", "group", aligned=True, latency_ms=20),
    "bitget": Rule(
        "bitget", 1_000, "largest per symbol and side", "group", aligned=True, latency_ms=150, states_window_end=True
    ),
    "gateio": Rule("gateio", 1_000, "all", "symbol", limit=20),
    "htx": Rule("htx", 50, "all", "symbol"),
    "aster": Rule("aster", 1_000, "latest per symbol", "symbol"),
    "backpack": Rule("backpack", 50, "all", "symbol"),
    "orderly": Rule("orderly", 500, "all", "symbol"),
    "poloniex": Rule("poloniex", 1_000, "latest per symbol", "symbol"),
    "deribit": Rule("deribit", 100, "all", "group"),
    "bitfinex": Rule("bitfinex", 20, "all", "symbol"),
    "kraken-futures": Rule("kraken-futures", 20, "all", "symbol", limit=1),
    "dydx-v4": Rule("dydx-v4", 1_000, "all", "symbol", aligned=True, latency_ms=300, states_window_end=True),
    "lighter": Rule("lighter", 100, "all", "symbol"),
    "hyperliquid": Rule("hyperliquid", 100, "all", "symbol"),
}
"""By the contract's venue."""

FEEDS: tuple[str, ...] = tuple(dict.fromkeys(rule.feed for rule in RULES.values()))
"""The venues that have a feed of their own."""


def feed_of(venue: str) -> str:
    """The feed that carries the rows of contracts of `venue`."""
    return RULES[venue].feed


@dataclass(slots=True, eq=False)
class _Window:
    rule: Rule
    end: int
    events: list[Forced] = field(default_factory=list)
    sent: bool = False


_Key = tuple[str, str, int]


class Publisher:
    """Turns what happens, at one venue or at all, into what is sent, in the order of sending.

    Hand over events in time order; every call returns the pushes that were due by then. The time handed over never
    goes back.
    """

    def __init__(self, hidden: Hidden | None = None) -> None:
        self._hidden = hidden
        self._open: dict[_Key, _Window] = {}
        self._due: list[tuple[int, int, _Key, _Window]] = []
        self._sequence = 0

    def add(self, event: Forced) -> list[Push]:
        """Take one event; the pushes due at or before its moment, and its own window when that is full."""
        pushes = self.advance(event.at) if self._due and self._due[0][0] <= event.at else []
        rule = RULES[event.contract.venue]
        end = (event.at - event.at % rule.span_ms if rule.aligned else event.at) + rule.span_ms
        part = event.contract.symbol if rule.gathers == "symbol" else event.contract.group
        key = (event.contract.venue, part, end if rule.aligned else 0)
        window = self._open.get(key)
        if window is None:
            window = self._open[key] = _Window(rule, end)
            self._sequence += 1
            heapq.heappush(self._due, (end + rule.latency_ms, self._sequence, key, window))
        window.events.append(event)
        if rule.limit and len(window.events) == rule.limit:
            window.sent = True
            del self._open[key]
            pushes.append(self._send(window, event.at))
        return pushes

    def advance(self, now_ms: int) -> list[Push]:
        """The pushes due at or before `now_ms`."""
        pushes: list[Push] = []
        while self._due and self._due[0][0] <= now_ms:
            at_ms, _, key, window = heapq.heappop(self._due)
            if not window.sent:
                del self._open[key]
                pushes.append(self._send(window, at_ms))
        return pushes

    def finish(self) -> list[Push]:
        """Everything that is still gathered, each at the moment it would have been sent."""
        return self.advance(max(self._due)[0]) if self._due else []

    @property
    def next_at(self) -> int | None:
        """When the next push is due; None while nothing is gathered."""
        return self._due[0][0] if self._due else None

    def _send(self, window: _Window, at_ms: int) -> Push:
        rule = window.rule
        events = _kept(rule, window.events)
        if self._hidden is not None and len(events) < len(window.events):
            shown = {id(event) for event in events}
            for event in window.events:
                if id(event) not in shown:
                    self._hidden(event)
        if rule.states_window_end:
            events = [replace(event, at=window.end) for event in events]
        return Push(rule.feed, at_ms, tuple(events))


def _kept(rule: Rule, events: list[Forced]) -> list[Forced]:
    if rule.keep == "all":
        return events
    if rule.keep == "largest":
        return [max(events, key=lambda event: event.size)]
    if rule.keep == "latest per symbol":
        return list({event.contract.symbol: event for event in events}.values())
    largest: dict[tuple[str, str], Forced] = {}
    for event in events:
        key = (event.contract.symbol, event.position)
        if key not in largest or event.size > largest[key].size:
            largest[key] = event
    return list(largest.values())


def published(events: Iterable[Forced], hidden: Hidden | None = None) -> Iterator[Push]:
    """All the pushes of a finite story, in the order of sending."""
    publisher = Publisher(hidden)
    for event in events:
        yield from publisher.add(event)
    yield from publisher.finish()
