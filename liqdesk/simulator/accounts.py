"""Accounts that fail, in clusters: each failure makes more likely, and each venue feels it a little after the first."""

import heapq
from collections.abc import Iterator
from random import Random

from liqdesk.simulator.market import Contract, Side
from liqdesk.simulator.sampling import Excitement, Venues, batch_size, choice_of, poisson

BRANCHING = 0.55
HALF_LIFE_MS = 6_000
ORDERS_PER_ACCOUNT = 1.36
"""The mean of `batch_size`."""
STICKINESS = 0.35
"""How often an account has simply the side of the one before."""


class Accounts:
    """Told step by step how many orders to expect, says which ones become due."""

    def __init__(self, rng: Random, venues: frozenset[str], step_ms: int) -> None:
        self._rng = rng
        self._step_ms = step_ms
        self._venues = Venues(rng, venues)
        self._excitement = Excitement(BRANCHING, HALF_LIFE_MS)
        self._heap: list[tuple[int, int, Contract, Side]] = []
        self._drawn = 0
        self._side: Side = "long"

    def fail(self, now_ms: int, orders_per_second: float, short_share: float) -> None:
        """Draw the accounts that fail in the step that begins at `now_ms`, given the mean rate around it."""
        rng = self._rng
        own_rate = orders_per_second / ORDERS_PER_ACCOUNT * (1 - BRANCHING)
        self._excitement.pass_time(self._step_ms)
        failing = poisson(rng, (own_rate + self._excitement.rate) * self._step_ms / 1_000)
        for _ in range(failing):
            if rng.random() >= STICKINESS:
                self._side = "short" if rng.random() < short_share else "long"
            venue = self._venues.draw()
            at_ms = now_ms + int(rng.random() * self._step_ms) + self._venues.lag_ms(venue)
            for _ in range(batch_size(rng)):
                self._drawn += 1
                heapq.heappush(self._heap, (at_ms, self._drawn, choice_of(venue).draw(rng), self._side))
        self._excitement.add(failing)

    def due(self, end_ms: int) -> Iterator[tuple[int, Contract, Side]]:
        """Moment, contract and side of the orders before `end_ms`, in time order."""
        while self._heap and self._heap[0][0] < end_ms:
            at_ms, _, contract, side = heapq.heappop(self._heap)
            yield at_ms, contract, side
