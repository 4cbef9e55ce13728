"""What came after: percentages by hand, labels by their written bounds, and a control that is the same at every look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.aftermath import (
    CONTROL_TIMES,
    HORIZONS,
    Control,
    HorizonAfter,
    Label,
    Move,
    PriceAfter,
    control,
    due_horizons,
    judged,
    label_of,
    line_price,
    move_of,
    opposite_liquidated,
    price_after,
    random_times,
    rebuilt_pct,
)
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs

T0 = UnixMs(1_768_339_560_000)
MINUTES = 3 * DAY // MINUTE
SQUEEZE = Move(T0, UnixMs(T0 + 10 * MINUTE), 100.0, 110.0)


def at_once(value):
    return lambda moment: value


def test_a_short_squeeze_that_gives_half_back():
    after = price_after(SQUEEZE, at_once(105.0), HORIZONS["5m"])
    assert after.return_pct == pytest.approx(-4.5454545)
    assert after.retraced_pct == pytest.approx(50)


def test_a_flush_is_the_mirror():
    flush = Move(T0, UnixMs(T0 + MINUTE), 110.0, 100.0)
    assert price_after(flush, at_once(105.0), MINUTE).retraced_pct == pytest.approx(50)
    assert price_after(flush, at_once(90.0), MINUTE).retraced_pct == pytest.approx(-100)


def test_a_move_too_small_cannot_be_given_back():
    still = Move(T0, UnixMs(T0 + MINUTE), 100.0, 100.05)
    after = price_after(still, at_once(101.0), MINUTE)
    assert (round(after.return_pct, 2), after.retraced_pct) == (0.95, None)


@pytest.mark.parametrize("move", [Move(T0, T0, None, 100.0), Move(T0, T0, 100.0, None)])
def test_unknown_ends_make_unknown_answers(move):
    assert move.percent is None
    assert price_after(move, at_once(100.0), MINUTE).retraced_pct is None


def test_no_price_then_is_no_answer():
    assert price_after(SQUEEZE, at_once(None), MINUTE) == PriceAfter(None, None)


@pytest.mark.parametrize(
    ("retraced", "label"),
    [(-20.1, Label.EXTENDED), (-20, Label.HELD), (0, Label.HELD), (49.9, Label.HELD), (50, Label.FADED),
     (99.9, Label.FADED), (100, Label.REVERSED), (400, Label.REVERSED), (None, Label.UNKNOWN)],
)  # fmt: skip
def test_labels(retraced, label):
    assert label_of(retraced) is label


def seen(**retraced: float | None) -> HorizonAfter:
    return HorizonAfter({coin: PriceAfter(0.0, share) for coin, share in retraced.items()}, {}, None, None)


def test_the_longest_known_horizon_speaks():
    horizons = {"5m": seen(BTC=-50.0), "15m": seen(BTC=60.0), "1h": seen(BTC=None, ETH=None)}
    assert judged(horizons, ["BTC", "ETH"]) == (Label.FADED, "15m")
    assert judged({"5m": seen(BTC=None, ETH=10.0)}, ["BTC", "ETH"]) == (Label.HELD, "5m")


def test_nothing_due_is_pending_and_nothing_known_is_unknown():
    assert judged({}, ["BTC"]) == (Label.PENDING, None)
    assert judged({"5m": seen(BTC=None)}, ["BTC", "ETH"]) == (Label.UNKNOWN, None)


def test_horizons_come_due_one_by_one():
    assert due_horizons(T0, UnixMs(T0 + 5 * MINUTE - 1)) == ()
    assert due_horizons(T0, UnixMs(T0 + HOUR)) == ("5m", "15m", "1h")


def test_open_interest_comes_back():
    assert rebuilt_pct(100.0, 80.0, 90.0) == 50
    assert rebuilt_pct(100.0, 80.0, 70.0) == -50
    for missing in [(None, 80.0, 90.0), (100.0, None, 90.0), (100.0, 80.0, None), (100.0, 100.0, 90.0)]:
        assert rebuilt_pct(*missing) is None


def test_the_other_side():
    assert opposite_liquidated(None, 100.0) is None
    assert opposite_liquidated(25.0, 100.0) is True
    assert opposite_liquidated(24.0, 100.0) is False


def wave(moment: UnixMs) -> float:
    return 100 + (moment // MINUTE) % 50


def test_the_control_is_the_same_at_every_look_and_keeps_away_from_the_event():
    days = (UnixMs(T0 - DAY), UnixMs(T0 + DAY))
    asked = []

    def price(moment):
        asked.append(moment)
        return wave(moment)

    first = random_times(price, SQUEEZE, days, UnixMs(T0 + 2 * DAY), "an event")
    assert first == random_times(wave, SQUEEZE, days, UnixMs(T0 + 2 * DAY), "an event")
    assert first != random_times(wave, SQUEEZE, days, UnixMs(T0 + 2 * DAY), "another")
    assert set(first) == set(HORIZONS)
    assert 0 < first["5m"].count <= CONTROL_TIMES


def test_a_control_of_no_time_is_none():
    assert random_times(wave, SQUEEZE, (T0, T0), UnixMs(T0 + DAY), "x") == {}


def test_medians_leave_out_what_is_not_known():
    cases = [PriceAfter(1.0, 10.0), PriceAfter(-3.0, 30.0), PriceAfter(2.0, None), PriceAfter(None, None)]
    assert control(cases) == Control(2, 20.0, 2.0)
    assert control([]) == Control(0, None, None)


def test_a_line_knows_its_last_price_for_two_minutes():
    price = line_price([T0, T0 + MINUTE, T0 + 2 * MINUTE], [100.0, float("nan"), 102.0])
    assert price(UnixMs(T0 - 1)) is None
    assert price(T0) == 100.0
    assert price(UnixMs(T0 + MINUTE)) is None
    assert price(UnixMs(T0 + 4 * MINUTE)) == 102.0
    assert price(UnixMs(T0 + 4 * MINUTE + 1)) is None
    assert move_of(price, T0, UnixMs(T0 + 2 * MINUTE)).percent == pytest.approx(2)


@given(st.floats(1, 1e6), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_giving_all_back_is_where_it_began(before, first, second):
    move = Move(T0, T0, before, before * (1 + first))
    back = price_after(move, at_once(before), MINUTE)
    then = price_after(move, at_once(before * (1 + second)), MINUTE)
    if abs(move.percent) >= 0.1:
        assert back.retraced_pct == pytest.approx(100)
        assert then.retraced_pct == pytest.approx(100 * (first - second) / first, rel=1e-6, abs=1e-6)
    else:
        assert back.retraced_pct is None
