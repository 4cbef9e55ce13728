"""The stories a simulated market can tell, by name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from liqdesk.simulator.crowd import USUAL_FUNDING
from liqdesk.simulator.market import Forced, MarketPrice, Scenario
from liqdesk.simulator.scenarios.burst import burst
from liqdesk.simulator.scenarios.episodes import calm, flush, squeeze, worst_day
from liqdesk.simulator.scenarios.seed_hour import START_MS, seed_hour

DEFAULT = "squeeze"

_BY_NAME: dict[str, Callable[[], Scenario]] = {
    "calm": calm,
    "squeeze": squeeze,
    "flush": flush,
    "seed-hour": seed_hour,
    "burst": burst,
    "worst-day": worst_day,
}

_FUNDING = {
    "squeeze": Decimal("-0.00018"),
    "seed-hour": Decimal("-0.00012"),
    "flush": Decimal("0.00035"),
    "worst-day": Decimal("0.00028"),
}


def funding_before(name: str) -> Decimal:
    """What longs pay shorts before the story of that name: less than nothing where shorts have crowded in."""
    return _FUNDING.get(name, USUAL_FUNDING)


NAMES: tuple[str, ...] = tuple(_BY_NAME)


def scenario_named(name: str) -> Scenario:
    """The scenario of that name; raises KeyError for a name that is not in `NAMES`."""
    return _BY_NAME[name]()


def tape_start(name: str, now_ms: int) -> int:
    """When a tape of this scenario begins: the seed hour at its own date, any other at `now_ms`."""
    return START_MS if name == "seed-hour" else now_ms


def tell_on(scenario: Scenario, seed: int, start_ms: int, venues: frozenset[str]) -> Iterator[Forced | MarketPrice]:
    """The scenario once, or where it loops for ever: each telling with the next seed, prices and numbers going on."""
    last = 0
    while True:
        offset = last
        for item in scenario.tell(seed, start_ms, venues):
            if isinstance(item, Forced):
                last = item.number + offset
                yield replace(item, number=last) if offset else item
            else:
                yield item
        if not scenario.loops:
            return
        seed += 1
        start_ms += scenario.duration_ms
