"""A day that never was, for the demo to begin with: its rhythm, a long flush in the night and a squeeze in the afternoon."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, exp, pi
from random import Random

from liqdesk.simulator.accounts import Accounts
from liqdesk.simulator.contracts import USUAL
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.prices import Anchors, Market, along, lattice, level, restlessness
from liqdesk.simulator.publishing import published
from liqdesk.simulator.sampling import Orders

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
STEP_MS = 1_000
SIZE_FACTOR = 2.0
QUIET_RATE = 0.17
"""Orders a second over an ordinary hour, the whole market; thinner than life, so that the demo starts at once."""

_NIGHT, _AFTERNOON = 3 * HOUR_MS + 8 * MINUTE_MS, 14 * HOUR_MS + 41 * MINUTE_MS
_EDGE_MS = 2 * HOUR_MS + 30 * MINUTE_MS
"""How far from both ends of the day its two episodes stay."""

_FLUSH_MOVE: Anchors = ((-2_400, 0.0), (-900, -0.006), (-300, -0.011), (240, -0.031), (900, -0.026), (5_400, -0.017))
_FLUSH_RATE: Anchors = ((-2_400, 0.0), (-900, 0.5), (-300, 1.2), (60, 6.5), (300, 3.4), (1_200, 0.9), (3_600, 0.0))
_SQUEEZE_MOVE: Anchors = ((-1_500, 0.0), (-600, 0.005), (-120, 0.009), (180, 0.022), (700, 0.018), (4_000, 0.013))
_SQUEEZE_RATE: Anchors = ((-1_500, 0.0), (-600, 0.5), (-120, 1.4), (60, 5.2), (240, 3.0), (900, 0.6), (2_700, 0.0))


@dataclass(frozen=True, slots=True)
class _Day:
    """The 24 hours before `until_ms`."""

    seed: int
    until_ms: int

    def price(self, at_ms: int) -> float:
        """The logarithm of BTC over its level; it ends where the story of the same seed begins."""
        return level(self.seed) + self._walk(at_ms) - self._walk(self.until_ms) + restlessness(at_ms, 1)

    def rate(self, at_ms: int) -> float:
        """Orders a second: most when Europe and America are both awake, some hours simply busier than others."""
        clock = (at_ms % DAY_MS) / DAY_MS
        rhythm = 1.0 + 0.45 * cos(2 * pi * (clock - 0.62))
        mood = exp(0.8 * self._drift(at_ms, 2_700_000, 5) + 0.5 * self._drift(at_ms, 600_000, 6))
        return QUIET_RATE * rhythm * mood + self._since(_FLUSH_RATE, _NIGHT, at_ms) + self._squeeze_rate(at_ms)

    def short_share(self, at_ms: int) -> float:
        """The shorts' part of the orders."""
        calm = 0.48 + 0.25 * self._drift(at_ms, 1_800_000, 7)
        flush, squeeze = self._since(_FLUSH_RATE, _NIGHT, at_ms), self._squeeze_rate(at_ms)
        return (QUIET_RATE * calm + 0.05 * flush + 0.94 * squeeze) / (QUIET_RATE + flush + squeeze)

    def _walk(self, at_ms: int) -> float:
        slow = 0.006 * self._drift(at_ms, 14_400_000, 8) + 0.0035 * self._drift(at_ms, 3_000_000, 9)
        return slow + self._since(_FLUSH_MOVE, _NIGHT, at_ms) + self._since(_SQUEEZE_MOVE, _AFTERNOON, at_ms)

    def _squeeze_rate(self, at_ms: int) -> float:
        return self._since(_SQUEEZE_RATE, _AFTERNOON, at_ms)

    def _since(self, curve: Anchors, clock_ms: int, at_ms: int) -> float:
        """The curve around the day's one moment with this time of the clock, or the nearest to it inside the day."""
        ends = self.until_ms - _EDGE_MS
        moment = self.until_ms - (self.until_ms - clock_ms) % DAY_MS
        moment = min(max(moment, self.until_ms - DAY_MS + _EDGE_MS), ends)
        return along(curve, (at_ms - moment) // 1_000)

    def _drift(self, at_ms: int, span_ms: int, salt: int) -> float:
        """A slow wandering between -1 and 1."""
        index, rest = divmod(at_ms, span_ms)
        part = rest / span_ms
        part = part * part * (3 - 2 * part)
        salt += 16 * self.seed
        return lattice(index, salt) * (1 - part) + lattice(index + 1, salt) * part


def past_day(seed: int, until_ms: int, venues: frozenset[str] = frozenset(USUAL)) -> Iterator[Forced]:
    """What was published in the 24 hours before `until_ms`, in time order; a number that was kept back is missing."""
    day = _Day(seed, until_ms)
    events = [event for push in published(_orders(day, venues)) for event in push.events if event.at < until_ms]
    events.sort(key=lambda event: event.at)
    yield from events


def past_prices(seed: int, until_ms: int, bases: tuple[str, ...] = ("BTC",)) -> Iterator[MarketPrice]:
    """The prices of those 24 hours at the start of each minute, the last one before `until_ms`."""
    market = Market(_Day(seed, until_ms).price)
    first = until_ms - DAY_MS
    for at_ms in range(first + -first % MINUTE_MS, until_ms, MINUTE_MS):
        for base in bases:
            yield MarketPrice(at_ms, base, market.quote(base, at_ms))


def _orders(day: _Day, venues: frozenset[str]) -> Iterator[Forced]:
    rng = Random(f"past {day.seed}")
    orders = Orders(rng, Market(day.price), SIZE_FACTOR)
    accounts = Accounts(rng, venues, STEP_MS)
    number = 0
    rate, share = 0.0, 0.5
    for now_ms in range(day.until_ms - DAY_MS, day.until_ms, STEP_MS):
        if number == 0 or now_ms // STEP_MS % 10 == 0:
            rate, share = day.rate(now_ms), day.short_share(now_ms)
        accounts.fail(now_ms, rate, share)
        for at_ms, contract, position in accounts.due(now_ms + STEP_MS):
            number += 1
            yield orders.order(number, at_ms, contract, position)
