"""The burst: exactly thirty thousand published in one second of the clock, of them 11,279 in one frame."""

from collections import Counter

import pytest

from liqdesk.simulator.contracts import VENUES, contracts
from liqdesk.simulator.publishing import published
from liqdesk.simulator.scenarios import scenario_named
from liqdesk.simulator.scenarios.burst import IN_ONE_FRAME, PUBLISHED
from tests.fakes.forced import START, only_forced, rows


@pytest.mark.parametrize("offset", [0, 123, 999])
@pytest.mark.parametrize("venues", [frozenset(VENUES), frozenset({"bybit"}), frozenset({"bybit", "okx", "htx"})])
def test_thirty_thousand_in_one_second(venues: frozenset[str], offset: int) -> None:
    scenario = scenario_named("burst")
    items = list(scenario.tell(2, START + offset, venues))
    events = only_forced(items)
    assert [item.at for item in items] == sorted(item.at for item in items)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    pushes = list(published(events))
    ((_, busiest),) = Counter(event.at // 1_000 for event in rows(pushes)).most_common(1)
    assert busiest == PUBLISHED
    frame = max(pushes, key=lambda push: len(push.events))
    assert len(frame.events) == IN_ONE_FRAME
    assert len({event.at for event in frame.events}) == 1
    assert frame.venue == "bybit"


def test_there_is_calm_around_it_and_it_comes_back() -> None:
    scenario = scenario_named("burst")
    assert (scenario.duration_ms, scenario.loops) == (60_000, True)
    seconds = Counter((event.at - START) // 1_000 for event in only_forced(scenario.tell(2, START, frozenset(VENUES))))
    assert sum(count for second, count in seconds.items() if second != 20) < 300
    assert any(second < 20 for second in seconds)
    assert any(second > 25 for second in seconds)


def test_without_a_whole_venue_each_symbol_brings_one() -> None:
    shown = rows(published(only_forced(scenario_named("burst").tell(2, START, frozenset({"binance-usdm"})))))
    ((_, busiest),) = Counter(event.at // 1_000 for event in shown).most_common(1)
    assert busiest == len(contracts("binance-usdm"))
