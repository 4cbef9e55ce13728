"""The hardest second: thirty thousand published orders at once, more than a third of them in one frame with one stamp."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import takewhile
from operator import attrgetter
from random import Random

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Contract, Forced, MarketPrice
from liqdesk.simulator.prices import Market, level, restlessness
from liqdesk.simulator.publishing import RULES
from liqdesk.simulator.sampling import VENUE_WEIGHT, Orders, choice_of, spread
from liqdesk.simulator.scenarios.episodes import calm

PUBLISHED = 30_000
IN_ONE_FRAME = 11_279
DURATION_MS = 60_000
BURST_AFTER_MS = 20_000
"""The burst fills the first whole second of the clock from here on."""
HUSH_MS = 2_500
"""Nothing happens for so long before and after, so that every window of every venue holds the burst alone."""
SINGLE_FRAME_SYMBOL = "BTCUSDT"


@dataclass(frozen=True, slots=True)
class Burst:
    """A minute: calm, the burst, calm; of the venues that take part, those that publish everything share it.

    The single frame needs bybit, whose frames have no limit. With no venue that publishes everything, each symbol of
    the others brings the one order a second that they let through, and there is no more to be published. A venue that
    states only the end of a second stays calm.
    """

    name: str = "burst"
    duration_ms: int = DURATION_MS
    loops: bool = True

    def tell(self, seed: int, start_ms: int, venues: frozenset[str]) -> Iterator[Forced | MarketPrice]:
        """Everything that happens, in time order; numbers count from 1."""
        second = -(-(start_ms + BURST_AFTER_MS) // 1_000) * 1_000
        story = replace(calm(), duration_ms=DURATION_MS)
        around = takewhile(lambda item: item.at < start_ms + DURATION_MS, story.tell(seed, start_ms, venues))
        quiet = (
            item
            for item in around
            if isinstance(item, MarketPrice) or not second - HUSH_MS <= item.at < second + 1_000 + HUSH_MS
        )
        number = 0
        lines: list[Iterable[Forced | MarketPrice]] = [quiet, _burst(seed, second, venues)]
        for item in merge(*lines, key=attrgetter("at")):
            if isinstance(item, Forced):
                number += 1
                yield replace(item, number=number)
            else:
                yield item


def _burst(seed: int, second: int, venues: frozenset[str]) -> Iterator[Forced]:
    """The second itself; drawn when its moment has come."""
    rng = Random(f"burst {seed}")
    market = Market(lambda at_ms: level(seed) + restlessness(at_ms, 1))
    orders = Orders(rng, market)
    where = [(second + 400, contract) for contract in _single_frame(venues)]
    room = PUBLISHED - len(where)
    for venue in sorted(venues & {"binance-usdm", "binance-coinm", "okx"}):
        listed = contracts(venue)[:room]
        room -= len(listed)
        for at_ms, contract in zip(spread(rng, len(listed), second, 1_000), listed, strict=True):
            where.append((at_ms, contract))
    whole = sorted(venue for venue in venues if RULES[venue].keep == "all" and not RULES[venue].states_window_end)
    weight = sum(VENUE_WEIGHT[venue] for venue in whole)
    for venue in whole:
        count = room if venue == whole[-1] else min(room, round(room * VENUE_WEIGHT[venue] / weight))
        room -= count
        weight -= VENUE_WEIGHT[venue]
        where.extend((at_ms, _other(rng, venue)) for at_ms in spread(rng, count, second, 1_000))
    where.sort(key=lambda place: place[0])
    for at_ms, contract in where:
        yield orders.order(0, at_ms, contract, "long" if rng.random() < 0.87 else "short")


def _single_frame(venues: frozenset[str]) -> list[Contract]:
    if "bybit" not in venues:
        return []
    contract = next(each for each in contracts("bybit") if each.symbol == SINGLE_FRAME_SYMBOL)
    return [contract] * IN_ONE_FRAME


def _other(rng: Random, venue: str) -> Contract:
    """Any contract but the one that has its frame for itself."""
    while True:
        contract = choice_of(venue).draw(rng)
        if venue != "bybit" or contract.symbol != SINGLE_FRAME_SYMBOL:
            return contract


def burst() -> Burst:
    """Thirty thousand published orders in one second, once a minute."""
    return Burst()
