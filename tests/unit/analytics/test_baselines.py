"""What is usual is learnt by hour of the week, fades, is bounded, and is refused where it does not fit together."""

import msgspec
import pytest

from liqdesk.analytics.baselines import COINS_KEPT, Baselines
from liqdesk.domain.money import MICRO

KEY = ("BTC", 1)


def taught(minutes: int, usd: int = 50_000, hour: int = 0, prints: int = 4) -> Baselines:
    baselines = Baselines()
    for _ in range(minutes):
        baselines.learn(hour, {KEY: (usd * MICRO, prints)}, frozenset())
    return baselines


def test_nothing_is_usual_before_enough_was_recorded():
    assert Baselines().usual(KEY, 0) is None
    assert taught(300).usual(KEY, 0) is None


def test_the_usual_minute_and_its_score():
    usual = taught(500).usual(KEY, 0)
    assert usual is not None
    assert usual.prints == pytest.approx(4)
    assert abs(usual.score(50_000 * MICRO)) < 0.5
    assert usual.score(5_000_000 * MICRO) > 4
    assert 50_000 * MICRO <= usual.heavy < 80_000 * MICRO


def test_money_beyond_all_belief_is_learnt_as_the_most():
    usual = taught(500, 10**11).usual(KEY, 0)
    assert usual is not None
    assert usual.heavy > 9 * 10**8 * MICRO


def test_an_hour_of_the_week_has_a_level_of_its_own():
    baselines = Baselines()
    for _ in range(20):
        for hour, usd in ((0, 5_000), (1, 500_000)):
            for _minute in range(60):
                baselines.learn(hour, {KEY: (usd * MICRO, 1)}, frozenset())
    quiet, loud = baselines.usual(KEY, 0), baselines.usual(KEY, 1)
    assert quiet is not None
    assert loud is not None
    assert quiet.middle < loud.middle


def test_a_restless_day_raises_what_is_usual():
    baselines = taught(2_000, 5_000)
    before = baselines.usual(KEY, 0)
    for _ in range(120):
        baselines.learn(0, {KEY: (100_000 * MICRO, 50)}, frozenset())
    after = baselines.usual(KEY, 0)
    assert before is not None
    assert after is not None
    assert after.heavy > 3 * before.heavy
    assert after.prints > 30


def test_who_is_spared_learns_nothing():
    baselines = taught(500)
    before = baselines.usual(KEY, 0)
    for _ in range(100):
        baselines.learn(0, {KEY: (10**9 * MICRO, 500)}, {KEY})
    assert baselines.usual(KEY, 0) == before


def test_a_scope_can_be_forgotten():
    baselines = taught(500)
    for _ in range(500):
        baselines.learn(0, {("ETH", 0): (MICRO, 1)}, frozenset())
    baselines.forget("BTC")
    assert baselines.usual(KEY, 0) is None
    assert baselines.usual(("ETH", 0), 0) is not None


def test_only_the_busiest_coins_are_kept():
    baselines = Baselines()
    many = {(f"C{number}", 0): (MICRO, 1) for number in range(2 * COINS_KEPT + 50)}
    baselines.learn(0, {**many, KEY: (10**6 * MICRO, 9)}, frozenset())
    assert len(baselines.saved().keys) == 2 * COINS_KEPT
    assert KEY in baselines.saved().keys
    assert baselines.size < 20_000_000


def test_learning_nothing_from_nobody():
    baselines = Baselines()
    baselines.learn(0, {}, frozenset())
    assert baselines.saved().keys == []


@pytest.mark.parametrize(
    "change",
    [
        {"counts": b"123"},
        {"keys": [KEY, KEY]},
        {"recent": b"\xff" * 24},
    ],
)
def test_what_does_not_fit_together_is_refused(change):
    state = taught(5).saved()
    with pytest.raises(ValueError, match=r"twice|wrong length|is none"):
        Baselines.restored(msgspec.structs.replace(state, **change))


def test_less_than_nothing_is_refused():
    state = taught(5).saved()
    with pytest.raises(ValueError, match="less than nothing"):
        Baselines.restored(msgspec.structs.replace(state, counts=b"\x00" * 6 + b"\xf0\xbf" + state.counts[8:]))
