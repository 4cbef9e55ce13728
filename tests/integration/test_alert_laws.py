"""What holds of alerts in any story: one for one event, within the budget, none for what came late, every silence explained."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.alerts.alert import Held
from liqdesk.alerts.budget import FLOOD_LIMIT, FLOOD_SPAN
from liqdesk.analytics.events import Level
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.rules import AlertLevel, EventReaches, OneSided, OrderOver, SavedRule, WindowOver
from tests.fakes.judging import book_of
from tests.fakes.storms import Stage, Step, open_event

M = 1_000_000
COOLDOWN_S = 300
RULES = (
    SavedRule(id="market-event", name="Market", conditions=(EventReaches(),), cooldown_s=0),
    SavedRule(id="coin-event", name="Coin", conditions=(EventReaches(any_coin=True),), cooldown_s=0),
    SavedRule(id="window", name="Window", conditions=(WindowOver(usd=100 * M),), cooldown_s=COOLDOWN_S),
    SavedRule(id="side", name="Side", conditions=(OneSided(above_usd=50 * M),), cooldown_s=COOLDOWN_S, level=AlertLevel.WATCH),
    SavedRule(id="order", name="Order", conditions=(OrderOver(usd=10 * M),), cooldown_s=COOLDOWN_S, level=AlertLevel.CRITICAL),
)  # fmt: skip
SOME = settings(max_examples=60, deadline=None)

STEPS = st.builds(
    Step,
    wait=st.sampled_from([0, 1, 1, 5, 60, 400]),
    short=st.one_of(st.none(), st.sampled_from([0, 20 * M, 60 * M, 99 * M, 100 * M, 300 * M])),
    late=st.sampled_from([0, 0, 0, 5 * M, 90 * M]),
    event=st.one_of(st.none(), st.tuples(st.integers(0, 2), st.sampled_from(["louder", "grown", "louder", "closed"]))),
    order=st.sampled_from([0, 0, 0, 12 * M, 40 * M]),
    scope=st.sampled_from(["market", "BTC", "ETH"]),
)
STORIES = st.lists(STEPS, min_size=1, max_size=40)


def told_story(steps: list[Step], rules: tuple[SavedRule, ...] = RULES, **how: object) -> Stage:
    stage = Stage(*book_of(rules, AlertSettings(**how)))
    stage.judge()
    for step in steps:
        stage.take(step)
    return stage


@SOME
@given(STORIES)
def test_one_event_is_never_two_alerts_at_a_time_nor_one_after_the_other(steps: list[Step]):
    stage = told_story(steps)
    opened = Counter(alert.about for alert in stage.alerts.values() if alert.event is not None)
    assert all(count == 1 for count in opened.values())
    for alert in stage.alerts.values():
        assert alert.opened_at <= alert.updated_at
        assert [word.at for word in alert.words] == sorted(word.at for word in alert.words)


def coin_opens(stage: Stage) -> None:
    stage.hear(open_event("btc-1", stage.facts.at, scope="BTC"))


def coin_becomes_a_part(stage: Stage) -> None:
    stage.hear(open_event("btc-1", stage.facts.at, scope="BTC", parent="market-1"))


def market_opens(stage: Stage) -> None:
    stage.hear(open_event("market-1", stage.facts.at))


def hour_fills(stage: Stage) -> None:
    stage.facts.say(short=120 * M)


def order_dies(stage: Stage) -> None:
    stage.take(Step(0, order=12 * M, scope="BTC"))


@SOME
@given(
    st.permutations([coin_opens, coin_becomes_a_part, market_opens, hour_fills, order_dies]),
    st.lists(st.floats(0, 5), min_size=5, max_size=5),
)
def test_a_coin_in_the_market_ends_as_one_alert_in_whatever_order_it_is_told(things, waits: list[float]):
    stage = told_story([])
    for thing, wait in zip(things, waits, strict=True):
        thing(stage)
        stage.wait(wait)
    stage.hear(open_event("btc-1", stage.facts.at, scope="BTC", parent="market-1"))
    stage.wait(1)
    assert [alert.about for alert in stage.book.open_alerts()] == ["market-1"]
    assert len({at for at, _ in stage.told}) <= len(things)


@SOME
@given(STORIES, st.integers(1, 6))
def test_words_stay_within_the_budget_but_for_critical_ones_and_within_the_flood_limit(steps: list[Step], hourly: int):
    stage = told_story(steps, hourly_budget=hourly)
    told = [(at, one.level) for at, one in stage.told]
    for number, (at, level) in enumerate(told):
        before = [one for one, _ in told[:number] if one > at - HOUR]
        assert level is Level.CRITICAL or len(before) < hourly
        assert sum(one > at - FLOOD_SPAN for one in before) < FLOOD_LIMIT


@SOME
@given(STORIES)
def test_every_word_is_told_or_says_why_not(steps: list[Step]):
    stage = told_story(steps, hourly_budget=2)
    assert all(alert.words for alert in stage.alerts.values()), "an alert without a word"
    told = [word for word in stage.words if word.held is Held.NOT]
    assert len(stage.told) == len(told)
    held = {word.held for word in stage.words}
    assert held <= {Held.NOT, Held.BUDGET, Held.FLOOD, Held.COOLDOWN}


@SOME
@given(STORIES)
def test_a_word_is_news_louder_or_twice_as_much(steps: list[Step]):
    stage = told_story(steps)
    levels = list(Level)
    for alert in stage.alerts.values():
        for before, after in pairwise(alert.words):
            louder = levels.index(after.level) > levels.index(before.level)
            assert louder or before.held is Held.COOLDOWN or (after.micro or 0) >= 2 * (before.micro or 0)


@SOME
@given(STORIES)
def test_what_only_comes_late_says_nothing(steps: list[Step]):
    """All that is in the window came late, by bits: no event, no order."""
    total, stage = 0, Stage(*book_of(RULES))
    stage.judge()
    for step in steps:
        total += step.late
        stage.take(replace(step, short=total - step.late, event=None, order=0))
    assert not stage.words


@SOME
@given(STORIES)
def test_a_rule_opens_no_two_told_alerts_within_its_cooldown(steps: list[Step]):
    stage = told_story([replace(step, event=None) for step in steps], hourly_budget=60)
    for rule in ("window", "side", "order"):
        opened = sorted(
            alert.words[0].at
            for alert in stage.alerts.values()
            if alert.rules[0] == rule and alert.words[0].held is Held.NOT
        )
        assert all(after - before >= COOLDOWN_S * 1_000 for before, after in pairwise(opened))


@SOME
@given(STORIES, st.integers(1, 5))
def test_looking_again_at_the_same_says_nothing_more(steps: list[Step], times: int):
    once, often = told_story([]), told_story([])
    for step in steps:
        once.take(step)
        often.take(step)
        for _ in range(times):
            assert often.judge() == []
    assert [(at, one.key, one.level) for at, one in once.said] == [(at, one.key, one.level) for at, one in often.said]


@SOME
@given(STORIES)
def test_muted_nothing_is_told_and_all_is_kept(steps: list[Step]):
    stage = Stage(*book_of(RULES))
    stage.budget.mute(True)
    stage.judge()
    for step in steps:
        stage.take(step)
    assert not stage.said
    assert all(word.held in (Held.MUTED, Held.COOLDOWN) for word in stage.words)
    assert {alert.about for alert in stage.alerts.values()} == {
        alert.about for alert in told_story(steps).alerts.values()
    }


@SOME
@given(STORIES)
def test_a_restart_repeats_nothing(steps: list[Step]):
    """Another run takes up the alerts where the first left them: what goes on is not told again."""
    stage = told_story(steps)
    book, budget = book_of(RULES)
    later = Stage(book, budget, facts=stage.facts, going=stage.going)
    book.resume(stage.alerts.values())
    for event in stage.going.values():
        later.hear(event)
    later.facts.at = UnixMs(later.facts.at + 1)
    assert [one for one in later.judge() if one.loud] == []
