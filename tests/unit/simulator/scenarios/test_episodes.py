"""The stories told in real time: shaped as promised, the same for the same seed, going on without a jump."""

from itertools import islice

import pytest

from liqdesk.simulator.contracts import USUAL
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import published
from liqdesk.simulator.scenarios import NAMES, scenario_named, tape_start, tell_on
from tests.fakes.forced import START, only_forced, rows

EVERYWHERE = frozenset(USUAL)


def minutes(events: list[Forced], side: str) -> list[float]:
    """Millions of dollars of each minute."""
    sums = [0.0] * 7
    for event in events:
        if event.position == side:
            sums[(event.at - START) // 60_000] += event.micro_usd / 1e12
    return sums


@pytest.mark.parametrize("name", ["calm", "squeeze", "flush"])
def test_a_story_is_in_order_numbered_and_repeatable(name: str) -> None:
    scenario = scenario_named(name)
    items = list(scenario.tell(5, START, EVERYWHERE))
    assert scenario.name == name
    assert scenario.loops
    assert [item.at for item in items] == sorted(item.at for item in items)
    assert START <= items[0].at <= items[-1].at < START + scenario.duration_ms
    assert [event.number for event in only_forced(items)] == list(range(1, len(only_forced(items)) + 1))
    assert items == list(scenario.tell(5, START, EVERYWHERE))
    assert only_forced(items)[:50] != only_forced(scenario.tell(6, START, EVERYWHERE))[:50]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("name", "winner", "loser"), [("squeeze", "short", "long"), ("flush", "long", "short")])
def test_a_quiet_minute_then_three_of_growth_then_fading(name: str, winner: str, loser: str, seed: int) -> None:
    shown = rows(published(only_forced(scenario_named(name).tell(seed, START, EVERYWHERE))))
    wins, losses = minutes(shown, winner), minutes(shown, loser)
    assert wins[0] + losses[0] < 1.0
    assert wins[1] < wins[2] < wins[3] > wins[5]
    assert wins[3] > 8.0
    assert sum(wins) > 3 * sum(losses)
    assert 20.0 < sum(wins) + sum(losses) < 110.0


def test_the_price_rises_with_the_squeeze() -> None:
    story = scenario_named("squeeze").tell(1, START, EVERYWHERE)
    prices = [float(item.price) for item in story if isinstance(item, MarketPrice) and item.base == "BTC"]
    assert len(prices) == 400
    assert 1.015 < max(prices) / prices[0] < 1.03
    assert 200 < prices.index(max(prices)) < 280


def test_calm_is_calm() -> None:
    events = only_forced(scenario_named("calm").tell(4, START, EVERYWHERE))
    assert 300 < len(events) < 1_500
    assert sum(event.micro_usd for event in events) < 25e12


def test_the_worst_day_is_one_of_longs_with_seconds_of_more_than_ten_thousand() -> None:
    seconds, longs, events = [0] * 1_200, 0, 0
    for item in scenario_named("worst-day").tell(1, START, EVERYWHERE):
        if isinstance(item, Forced):
            seconds[(item.at - START) // 1_000] += 1
            longs += item.position == "long"
            events += 1
    assert events > 400_000
    assert max(seconds) > 10_000
    assert longs > 0.75 * events


def test_only_the_venues_asked_for_take_part() -> None:
    events = only_forced(scenario_named("squeeze").tell(4, START, frozenset({"okx", "htx"})))
    assert {event.contract.venue for event in events} == {"okx", "htx"}


def test_a_loop_goes_on_with_numbers_and_prices() -> None:
    scenario = scenario_named("calm")
    once = list(scenario.tell(8, START, EVERYWHERE))
    twice = list(islice(tell_on(scenario, 8, START, EVERYWHERE), len(once) + 2_000))
    assert twice[: len(once)] == once
    later = twice[len(once) :]
    assert only_forced(later)[0].number == only_forced(once)[-1].number + 1
    assert later[0].at == START + scenario.duration_ms
    before = next(item for item in reversed(once) if isinstance(item, MarketPrice) and item.base == "BTC")
    after = next(item for item in later if isinstance(item, MarketPrice) and item.base == "BTC")
    assert abs(float(after.price) / float(before.price) - 1) < 0.001


def test_names() -> None:
    assert {"calm", "squeeze", "flush", "seed-hour", "burst", "worst-day"} == set(NAMES)
    assert all(scenario_named(name).name == name for name in NAMES)
    with pytest.raises(KeyError):
        scenario_named("doomsday")


def test_the_seed_hour_has_its_own_date() -> None:
    assert tape_start("seed-hour", 5) == START == 1_768_339_560_000
    assert tape_start("squeeze", 5) == 5
