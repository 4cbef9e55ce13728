"""The seed hour: published to the cent on whichever venues take part, with the price path and the rates of that day."""

import hashlib
from collections import Counter
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from liqdesk.simulator.contracts import USUAL, VENUES
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import published
from liqdesk.simulator.scenarios import scenario_named
from liqdesk.simulator.scenarios.seed_hour import _counts
from tests.fakes.forced import START, only_forced, rows

EVERYWHERE = frozenset(VENUES)
SUBSETS = [
    EVERYWHERE,
    frozenset(USUAL),
    frozenset({"aster", "backpack", "orderly", "poloniex"}),
    frozenset({"binance-usdm"}),
    frozenset({"binance-coinm"}),
    frozenset({"okx", "htx", "binance-coinm"}),
    frozenset({"bybit", "dydx-v4", "lighter", "hyperliquid"}),
]


@cache
def hour(venues: frozenset[str], seed: int = 11) -> tuple[Forced | MarketPrice, ...]:
    return tuple(scenario_named("seed-hour").tell(seed, START, venues))


@pytest.mark.parametrize("venues", SUBSETS, ids=lambda venues: "+".join(sorted(venues)))
def test_what_is_published_sums_up_exactly(venues: frozenset[str]) -> None:
    shown = rows(published(only_forced(hour(venues))))
    sums = Counter[str]()
    for event in shown:
        sums[event.position] += event.micro_usd
    assert dict(sums) == {"short": 419_030_000_000_000, "long": 39_040_000_000_000}
    assert all(event.size > 0 and event.price > 0 for event in shown)
    assert {event.contract.venue for event in shown} == venues
    assert max(event.micro_usd for event in shown) <= 30_000_000_000_000


def test_notionals_need_no_rounding() -> None:
    for event in only_forced(hour(EVERYWHERE))[::7]:
        contract = event.contract
        value = event.size * (contract.multiplier if contract.counts_in == "contracts" else 1)
        if not contract.inverse and contract.counts_in != "quote":
            value *= event.price
        assert value * 1_000_000 == event.micro_usd


def test_bitcoin_has_about_a_quarter_and_ether_follows() -> None:
    bases = Counter[str]()
    for event in rows(published(only_forced(hour(EVERYWHERE)))):
        bases[event.contract.base] += event.micro_usd
    (first, second, third) = bases.most_common(3)
    assert (first[0], second[0]) == ("BTC", "ETH")
    assert 0.24 < first[1] / 458.07e12 < 0.28
    assert second[1] > 1.3 * third[1]


def test_the_price_path() -> None:
    prices = [item for item in hour(EVERYWHERE) if isinstance(item, MarketPrice) and item.base == "BTC"]
    assert len(prices) == 3_601
    assert (prices[0].at, str(prices[0].price)) == (START, "94087.0")
    assert (prices[-1].at, str(prices[-1].price)) == (START + 3_600_000, "95757.0")
    assert max(price.price for price in prices) == 96_495
    assert min(price.price for price in prices) > 93_700


def test_rates() -> None:
    events = only_forced(hour(EVERYWHERE))
    assert len(events) == 95_000
    ((minute, busiest),) = Counter((event.at - START) // 60_000 for event in events).most_common(1)
    assert minute == 33
    assert 23_500 < busiest < 24_500
    assert Counter(event.at // 1_000 for event in events).most_common(1)[0][1] >= 1_000


def test_everything_is_inside_the_hour_and_in_order() -> None:
    items = hour(EVERYWHERE)
    assert all(earlier.at <= later.at for earlier, later in pairwise(items))
    events = only_forced(items)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    pushes = list(published(events))
    assert all(event.at > START + 1_000 for event in rows(pushes))
    assert all(push.at_ms <= START + 3_600_000 for push in pushes)


def test_the_same_seed_tells_the_same_hour() -> None:
    venues = frozenset({"binance-coinm"})
    again = scenario_named("seed-hour").tell(11, START, venues)
    assert tuple(again) == hour(venues)
    assert not scenario_named("seed-hour").loops


def test_a_seed_tells_the_same_hour_on_every_python():
    """The orders of each second as Python 3.11 shares them out; those from 3.12 on round the sum of floats otherwise."""
    told = hashlib.sha256(repr(_counts(Random("seed-hour 1"))).encode()).hexdigest()
    assert told == "2ed907ddb8e4a637593c6cf3df77da254aa5c7807fde8502f0ff9e310fa804ee"
