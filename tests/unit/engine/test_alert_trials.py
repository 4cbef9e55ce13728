"""A rule is tried on what was recorded: read in pieces, once for many questions, and let go of when nobody wants it."""

import asyncio

import numpy as np
import pytest

from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.alerts.rules import resolved
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.alert_trials import GOOD_FOR, Trials
from liqdesk.settings.rules import OrderOver, SavedRule, WindowOver
from tests.fakes.alert_scene import KeptAlerts, KeptPast
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0

BYBIT = VenueId("bybit")
ORDER = SavedRule(id="order", name="A large order", conditions=(OrderOver(usd=1_000_000),), cooldown_s=0)
WINDOW = SavedRule(id="window", name="A loud hour", conditions=(WindowOver(usd=1_000_000),), cooldown_s=0)


class Scene:
    """Recorded days up to now, with a spike and a large order on each of some of them."""

    def __init__(self, days=3, spikes=2):
        self.clock = StepClock()
        self.past = KeptPast(KeptAlerts([]))
        start = UnixMs(T0 - days * DAY - HOUR)
        self.past.spans_held = [CoveredSpan(LaneId("bybit/one"), BYBIT, Span(start, T0))] if days else []
        for number in range(spikes):
            at = UnixMs(T0 - number * DAY - 5 * HOUR)
            self.past.sums_held[(at // MINUTE, PositionSide.LONG)] = 2_000_000_000_000
            self.past.orders_held.append(
                RecordedOrder(at, BYBIT, "BTC", PositionSide.LONG, MicroUsd(2_000_000_000_000))
            )
        self.past.orders_held.reverse()
        self.trials = Trials(self.past, lambda: None, self.clock.now)

    def run(self, rule):
        return self.trials.run(resolved(rule, {}, {BYBIT: "Bybit"}))


@pytest.mark.parametrize("rule", [ORDER, WINDOW])
def test_a_rule_fires_where_the_record_meets_it(run, rule):
    scene = Scene()
    found = run(scene.run(rule))
    assert (found.last_7, found.last_30, found.days) == (2, 2, 3)
    assert [one.at // HOUR for one in found.fired] == [(T0 - number * DAY - 5 * HOUR) // HOUR for number in range(2)]


def test_where_nothing_was_recorded_nothing_fires(run):
    found = run(Scene(days=0, spikes=0).run(WINDOW))
    assert (found.last_30, found.days, found.fired) == (0, 0, ())


def test_what_was_read_serves_the_next_questions_for_a_while(run):
    async def work():
        scene = Scene()
        await scene.run(ORDER)
        asked = list(scene.past.asked)
        dearer = ORDER.model_copy(update={"conditions": (OrderOver(usd=1_900_000),)})
        assert (await scene.run(dearer)).last_30 == 2
        assert (await scene.run(ORDER.model_copy(update={"conditions": (OrderOver(usd=2_100_000),)}))).last_30 == 0
        assert scene.past.asked == asked
        await scene.run(ORDER.model_copy(update={"conditions": (OrderOver(usd=900_000),)}))
        assert scene.past.asked.count("orders") == 2 * asked.count("orders")
        assert scene.past.asked.count("spans") == 1
        scene.clock.step(GOOD_FOR)
        await scene.run(ORDER)
        assert scene.past.asked.count("spans") == 2

    run(work())


def test_minutes_are_asked_for_in_pieces(run):
    scene = Scene()
    run(scene.run(WINDOW))
    assert scene.past.asked.count("sums") == pytest.approx(3 * DAY / (6 * HOUR), abs=2)


def test_only_the_newest_thirty_recorded_days_are_tried(run):
    scene = Scene(days=50, spikes=45)
    found = run(scene.run(ORDER))
    assert (found.last_7, found.days) == (7, 30)
    assert found.last_30 == 30


def test_a_question_nobody_waits_for_any_more_is_let_go(run):
    async def work():
        scene = Scene()
        asking = asyncio.ensure_future(scene.run(WINDOW))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await scene.run(WINDOW)).last_30 == 2

    run(work())


def test_a_disk_that_cannot_be_read_is_said(run):
    scene = Scene()
    scene.past.refusal = "the disk is gone"
    with pytest.raises(ExpectedFailure, match="the disk is gone"):
        run(scene.run(WINDOW))
    scene.past.refusal = ""
    assert run(scene.run(WINDOW)).last_30 == 2


def test_a_frame_holds_whole_minutes(run):
    scene = Scene()
    run(scene.run(WINDOW))
    frame = scene.trials._frame
    assert frame.until - frame.first == len(frame.watched)
    assert np.count_nonzero(frame.watched) == len(frame.watched)
