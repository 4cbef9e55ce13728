"""A steady load for measurements: any number of events a second, spread evenly over venues, with nothing sampled away."""

from collections.abc import Sequence
from decimal import Decimal

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import Push, feed_of

CONTRACTS_EACH = 20
SINGLE = frozenset({"binance-usdm", "kraken-futures"})
"""The feeds whose frames hold one event each."""
SIZES = 9_973
"""How many different sizes come before the first one again; a prime, so that no contract meets the same ones."""


class Load:
    """Numbers its events from the one after `number`; each differs from its neighbours in size, contract or side."""

    def __init__(self, venues: Sequence[str], prices: dict[str, Decimal], number: int = 0) -> None:
        self._contracts = [contracts(venue)[:CONTRACTS_EACH] for venue in venues]
        self._venues = tuple(venues)
        self._prices = prices
        self._number = number

    def pushes(self, at_ms: int, count: int) -> list[Push]:
        """`count` events as the pushes of one moment: for each venue and contract one, on some one per event."""
        rows: dict[tuple[str, str], list[Forced]] = {}
        for _ in range(count):
            self._number += 1
            which = self._number % len(self._venues)
            listed = self._contracts[which]
            contract = listed[self._number // len(self._venues) % len(listed)]
            venue = feed_of(self._venues[which])
            key = (venue, str(self._number) if venue in SINGLE else contract.symbol)
            rows.setdefault(key, []).append(self._event(contract, at_ms))
        return [Push(venue, at_ms, tuple(events)) for (venue, _), events in rows.items()]

    def _event(self, contract: Contract, at_ms: int) -> Forced:
        price = self._prices.get(contract.base, Decimal(1)) * contract.scale
        stepped = max((price / contract.price_step).to_integral_value(), Decimal(1)) * contract.price_step
        size = contract.size_step * (self._number % SIZES + 1)
        if contract.counts_in == "quote":
            size *= 1_000_000
        position = "long" if self._number // 7 % 2 else "short"
        return Forced(self._number, at_ms, contract, "long" if position == "long" else "short", size, stepped)
