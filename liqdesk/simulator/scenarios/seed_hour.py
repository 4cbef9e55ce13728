"""Sixty minutes shaped like those of 13 January 2026, 21:26 to 22:26 UTC, whose published orders sum up to the cent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from heapq import merge
from math import exp, log
from operator import add, attrgetter
from random import Random

from liqdesk.simulator.coins import COINS
from liqdesk.simulator.market import Contract, Forced, MarketPrice, Side
from liqdesk.simulator.prices import Anchors, Market, along, restlessness
from liqdesk.simulator.publishing import published
from liqdesk.simulator.sampling import CEILING_USD, Excitement, Orders, Venues, batch_size, choice_of, size_of
from liqdesk.simulator.scenarios.exact import SLACK_MICRO, freely_sized, settle

START_MS = 1_768_339_560_000
"""13 January 2026, 21:26:00 UTC: where a tape of this hour begins unless told otherwise."""
HOUR_MS = 3_600_000
SUM_MICRO: dict[Side, int] = {"short": 419_030_000_000_000, "long": 39_040_000_000_000}
SHARE = {"BTC": 0.26, "ETH": 0.185}
"""Of either side's money; all other coins share the rest."""

ORDERS = 95_000
BUSIEST_MINUTE = 33
BUSIEST_ORDERS = 24_000
BURST_SECOND = BUSIEST_MINUTE * 60 + 31
BURST_ORDERS = 1_000
ATTEMPTS = 16
LEAST_MISSING, MOST_MISSING = 40_000_000_000, 1_500_000_000_000
"""What one or two orders may be made larger by in the end."""
FIRST_SECOND, LAST_SECOND = 3, 3_588
"""Orders happen within these, so that all are pushed within the hour."""

_OPEN, _HIGH, _CLOSE = 94_087.0, 96_495.0, 95_757.0
_PEAK_SECOND = 34 * 60 + 12
_BTC: Anchors = (
    (0, _OPEN),
    (420, 94_230.0),
    (600, 94_165.0),
    (900, 94_520.0),
    (1_140, 94_470.0),
    (1_380, 94_960.0),
    (1_560, 94_880.0),
    (1_800, 95_340.0),
    (1_950, 95_610.0),
    (_PEAK_SECOND, _HIGH),
    (2_160, 96_110.0),
    (2_340, 96_290.0),
    (2_640, 95_930.0),
    (2_940, 96_060.0),
    (3_240, 95_800.0),
    (3_480, 95_870.0),
    (3_600, _CLOSE),
)
_RATE: Anchors = (
    (0, 2.0),
    (400, 4.0),
    (800, 12.0),
    (1_000, 9.0),
    (1_350, 26.0),
    (1_500, 18.0),
    (1_800, 45.0),
    (1_960, 95.0),
    (2_040, 150.0),
    (2_160, 60.0),
    (2_300, 44.0),
    (2_500, 20.0),
    (2_950, 14.0),
    (3_300, 7.0),
    (3_600, 5.0),
)
_SHORT_SHARE: Anchors = (
    (0, 0.72),
    (800, 0.88),
    (1_900, 0.93),
    (2_100, 0.91),
    (2_300, 0.8),
    (2_700, 0.86),
    (3_600, 0.8),
)


_Group = tuple[str, Side]
"""A coin of `SHARE`, or nothing for all others, and a side."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An order before its size is fixed."""

    at: int
    contract: Contract
    position: Side
    price: Decimal
    usd: float

    @property
    def group(self) -> _Group:
        return (self.contract.base if self.contract.base in SHARE else "", self.position)


@dataclass(frozen=True, slots=True)
class SeedHour:
    """The hour, over whichever venues take part; told as a whole, so that its first word takes some seconds."""

    name: str = "seed-hour"
    duration_ms: int = HOUR_MS
    loops: bool = False

    def tell(self, seed: int, start_ms: int, venues: frozenset[str]) -> Iterator[Forced | MarketPrice]:
        """Everything that happens, in time order; numbers count from 1."""
        rng = Random(f"seed-hour {seed}")
        market = Market(lambda at_ms: log(_btc(seed, at_ms - start_ms) / COINS[0].price))
        drafts = _drafts(rng, Orders(rng, market, 1.6), start_ms, venues)
        prices = Market(lambda at_ms: log(_btc(seed, at_ms - start_ms) / COINS[0].price))
        lines: list[Iterable[Forced | MarketPrice]] = [_prices(prices, start_ms), _exact(drafts)]
        yield from merge(*lines, key=attrgetter("at"))


def seed_hour() -> SeedHour:
    """The hour that the product was made for."""
    return SeedHour()


def _btc(seed: int, at_ms: int) -> float:
    """BTC's price: opens, peaks and closes on the dollar, and never stands higher than the peak."""
    second = at_ms // 1_000
    if second == _PEAK_SECOND:
        return _HIGH
    still = min(1.0, *(abs(second - fixed) / 90 for fixed in (0, _PEAK_SECOND, 3_600)))
    price = along(_BTC, second) * exp(1.4 * still * restlessness(at_ms, 100 + seed))
    return min(price, _HIGH - 0.4)


def _prices(market: Market, start_ms: int) -> Iterator[MarketPrice]:
    for second in range(3_601):
        at_ms = start_ms + 1_000 * second
        for coin in COINS if second % 5 == 0 else COINS[:1]:
            yield MarketPrice(at_ms, coin.base, market.quote(coin.base, at_ms))


def _counts(rng: Random) -> list[int]:
    """The orders of each second: clustered, exact in the busiest minute, in its burst and in all."""
    excitement = Excitement(0.75, 12_000)
    weights = []
    for second in range(3_600):
        excitement.pass_time(1_000)
        calm = along(_RATE, second)
        weight = calm * 0.35 * rng.expovariate(1.0) + excitement.rate
        excitement.add(1 if rng.random() < 0.03 else 0)
        excitement.rate += 0.5 * calm if rng.random() < 0.02 else 0.0
        busiest = second // 60 == BUSIEST_MINUTE
        told = FIRST_SECOND <= second <= LAST_SECOND
        weights.append((weight + 0.65 * calm) if told and not busiest else 0.0)
    counts = _share_out(weights, ORDERS - BUSIEST_ORDERS)
    within = [0.85 + 0.3 * rng.random() for _ in range(60)]
    within[BURST_SECOND % 60] = 0.0
    minute = _share_out(within, BUSIEST_ORDERS - BURST_ORDERS)
    minute[BURST_SECOND % 60] = BURST_ORDERS
    counts[BUSIEST_MINUTE * 60 : BUSIEST_MINUTE * 60 + 60] = minute
    return counts


def _share_out(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights, with exactly that total."""
    # One after the other: from Python 3.12 on `sum` rounds otherwise, and the hour would be another one there.
    scale = total / reduce(add, weights)
    counts, carried = [], 0.0
    for weight in weights:
        carried += weight * scale
        count = int(carried)
        carried -= count
        counts.append(count)
    heaviest = max(range(len(weights)), key=weights.__getitem__)
    counts[heaviest] += total - sum(counts)
    return counts


def _drafts(rng: Random, orders: Orders, start_ms: int, venues: frozenset[str]) -> list[_Draft]:
    """The orders in time order; within the busiest minute every venue is as fast as the others."""
    where: list[tuple[int, int, Contract, Side]] = []
    drawn_venues = Venues(rng, venues)
    position: Side = "short"
    for second, count in enumerate(_counts(rng)):
        left = count
        while left:
            if rng.random() >= 0.3:
                position = "short" if rng.random() < along(_SHORT_SHARE, second) else "long"
            venue = drawn_venues.draw()
            lag = 0 if second // 60 == BUSIEST_MINUTE else drawn_venues.lag_ms(venue)
            at_ms = start_ms + min(1_000 * second + int(1_000 * rng.random()) + lag, 1_000 * (LAST_SECOND + 1))
            batch = min(batch_size(rng), left)
            left -= batch
            for _ in range(batch):
                where.append((at_ms, len(where), choice_of(venue).draw(rng), position))
    where.sort(key=lambda each: each[:2])
    return [
        _Draft(at_ms, contract, side, orders.price(contract, side, at_ms), orders.usd(contract))
        for at_ms, _, contract, side in where
    ]


def _exact(drafts: list[_Draft]) -> list[Forced]:
    """The orders, scaled by coin and side until what is published is nearly the sum, then settled exactly."""
    events = _nearly(drafts)
    shown = _published(events)
    shown_numbers = {event.number for event in shown}
    free = [event for event in freely_sized(events) if event.number in shown_numbers]
    for side, missing in _missing(shown).items():
        mine = [event for event in free if event.position == side]
        contracts = {id(event.contract): event.contract for event in shown if event.position == side}
        for event in settle(mine, contracts.values(), missing):
            events[event.number - 1] = event
    return events


def _nearly(drafts: list[_Draft]) -> list[Forced]:
    """Scaled so that a little is missing on both sides.

    Where two orders of a window are nearly as large, another factor can let the other one through, and the sums jump.
    So first the coins are brought to their shares, then only the rest follows, and each attempt leaves a little more.
    """
    factors: dict[_Group, float] = defaultdict(lambda: 1.0)
    for attempt in range(ATTEMPTS):
        events = _sized(drafts, factors)
        shown = _published(events)
        if attempt and all(LEAST_MISSING <= missing <= MOST_MISSING for missing in _missing(shown).values()):
            return events
        sums: dict[_Group, int] = defaultdict(int)
        for event in shown:
            sums[drafts[event.number - 1].group] += event.micro_usd
        slack = SLACK_MICRO * 1.3**attempt
        for group, target in _targets(sums, slack, with_coins=attempt < 2).items():
            factors[group] *= target / sums[group]
    raise ArithmeticError("what is published does not come near the sums")


def _missing(shown: list[Forced]) -> dict[Side, int]:
    missing = dict(SUM_MICRO)
    for event in shown:
        missing[event.position] -= event.micro_usd
    return missing


def _targets(sums: dict[_Group, int], slack: float, *, with_coins: bool) -> dict[_Group, float]:
    """What the groups to be scaled should be worth, in millionths of a dollar."""
    targets: dict[_Group, float] = {}
    for side, total in SUM_MICRO.items():
        rest = total - slack
        for base, share in SHARE.items():
            if with_coins and sums[base, side]:
                targets[base, side] = share * total
            rest -= targets.get((base, side), sums[base, side])
        targets["", side] = rest
    return targets


def _sized(drafts: list[_Draft], factors: dict[_Group, float]) -> list[Forced]:
    return [
        Forced(
            number,
            draft.at,
            draft.contract,
            draft.position,
            size_of(draft.contract, min(draft.usd * factors[draft.group], 0.999 * CEILING_USD), draft.price),
            draft.price,
        )
        for number, draft in enumerate(drafts, 1)
    ]


def _published(events: list[Forced]) -> list[Forced]:
    return [event for push in published(events) for event in push.events]
