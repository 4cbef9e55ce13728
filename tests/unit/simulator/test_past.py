"""The invented day: the same for the same seed, inside its 24 hours, with its flush and its squeeze."""

from collections import defaultdict
from functools import cache
from itertools import pairwise

from liqdesk.simulator.market import Forced
from liqdesk.simulator.past import DAY_MS, past_day, past_prices
from liqdesk.simulator.scenarios import scenario_named
from tests.fakes.forced import START


@cache
def day() -> tuple[Forced, ...]:
    return tuple(past_day(7, START))


def test_the_day_is_full_and_in_order() -> None:
    events = day()
    assert 15_000 < len(events) < 35_000
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert START - DAY_MS <= events[0].at <= events[-1].at < START
    assert len({event.number for event in events}) == len(events)


def test_it_is_the_same_again() -> None:
    again = past_day(7, START)
    assert [next(again) for _ in range(200)] == list(day()[:200])


def test_one_long_flush_and_one_short_squeeze_stand_out() -> None:
    hours: dict[str, dict[int, int]] = {"long": defaultdict(int), "short": defaultdict(int)}
    for event in day():
        hours[event.position][event.at // 1_800_000] += 1
    for counts in hours.values():
        ranked = sorted(counts.values())
        assert ranked[-1] > 4 * ranked[len(ranked) // 2]


def test_prices_lead_to_where_the_story_begins() -> None:
    prices = list(past_prices(7, START, ("BTC", "ETH")))
    assert len(prices) == 2 * 1_440
    bitcoin = [price for price in prices if price.base == "BTC"]
    assert all(later.at - earlier.at == 60_000 for earlier, later in pairwise(bitcoin))
    first = next(iter(scenario_named("squeeze").tell(7, START, frozenset({"bybit"}))))
    assert abs(float(bitcoin[-1].price) / float(first.price) - 1) < 0.002
    levels = [float(price.price) for price in bitcoin]
    assert 0.02 < max(levels) / min(levels) - 1 < 0.08
