"""Forced orders and small simulated venues for tests."""

from collections.abc import Iterable
from decimal import Decimal

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Contract, Forced, MarketPrice, Side
from liqdesk.simulator.publishing import Push

START = 1_768_339_560_000
"""A whole second."""


def contract(venue: str, symbol: str) -> Contract:
    """The simulated contract of that name."""
    return next(each for each in contracts(venue) if each.symbol == symbol)


def forced(
    number: int,
    at: int,
    venue: str = "bybit",
    symbol: str = "BTCUSDT",
    position: Side = "short",
    size: str = "1",
    price: str = "94000",
) -> Forced:
    """One forced order."""
    return Forced(number, at, contract(venue, symbol), position, Decimal(size), Decimal(price))


def only_forced(items: Iterable[Forced | MarketPrice]) -> list[Forced]:
    """The orders of a story, without its prices."""
    return [item for item in items if isinstance(item, Forced)]


def rows(pushes: Iterable[Push]) -> list[Forced]:
    """All the orders of these pushes."""
    return [event for push in pushes for event in push.events]
