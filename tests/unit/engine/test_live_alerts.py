"""Alerts of a running program: kept before they are told, told once, silent about what is past, the same after a restart."""

import asyncio

import pytest

from liqdesk.alerts.alert import Held
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, UnixMs
from liqdesk.engine.alert_delivery import PATIENCE_S
from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import Mode
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.groups import GroupSettings
from liqdesk.settings.rules import Channels, EventReaches, OrderOver, SavedRule, Scope, ScopeKind, WindowOver
from tests.fakes.alert_scene import AlertScene, Courier, KeptPast
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row
from tests.fakes.time import ManualTime, run_in_manual_time

LARGE = 6_000_000_000_000
ORDER = SavedRule(
    id="order", name="A large order", conditions=(OrderOver(usd=5_000_000),), channels=Channels(webhooks=True)
)
WINDOW = SavedRule(id="window", name="A loud minute", conditions=(WindowOver(usd=1_000_000, seconds=60),), cooldown_s=0)
EVENT = SavedRule(
    id="event", name="An event", conditions=(EventReaches(any_coin=True),), channels=Channels(webhooks=True), cooldown_s=0
)  # fmt: skip
BTC: Instrument = instrument()
COINS = [instrument(base, venue) for base in ("BTC", "ETH", "SOL", "XRP") for venue in ("bybit", "okx")]


@pytest.fixture
def clock():
    return StepClock()


def large(at, micro=LARGE, **changes):
    return row(at, micro, **changes)


def storm(scene, clock, seconds, micro=90_000_000_000):
    """A row of every contract in every second, judged second by second."""
    for _ in range(seconds):
        now = clock.now()
        for number, of in enumerate(COINS):
            scene.take(row(now + number, micro, PositionSide.SHORT, of, received_at=now + number, price=100.0 + number))
        clock.step(SECOND)
        scene.journal.step(clock.now())
        scene.alerts.step()


def pause(scene, clock, seconds):
    for _ in range(seconds):
        clock.step(SECOND)
        scene.journal.step(clock.now())
        scene.alerts.step()


def told(scene):
    """Say what waits, on a loop of its own."""
    asyncio.run(scene.alerts._delivery.tell())
    return scene.heard


# What is kept and told, and in which order.


def test_an_alert_is_kept_with_its_parcels_before_it_is_told():
    async def work():
        clock = ManualTime()
        scene = AlertScene(clock, [ORDER])
        scene.alerts.send_by(Courier(), str)
        task = asyncio.ensure_future(scene.alerts.run())
        await asyncio.sleep(3)
        scene.take(large(clock.now(), received_at=clock.now()))
        await asyncio.sleep(0.5)
        assert scene.log[:3] == ["taken order", "kept", "told order"]
        (parcel,) = scene.disk.parcels
        (heard,) = [one for one in scene.heard if one.loud]
        assert parcel.alert == heard.alert.id
        assert scene.disk.alerts[heard.alert.id].words[0].held is Held.NOT
        task.cancel()

    run_in_manual_time(work())


@pytest.mark.parametrize(("refuses", "waits"), [(True, 0.0), (False, PATIENCE_S)])
def test_a_disk_that_refuses_or_hangs_keeps_no_alert_back_for_longer_than_its_time(refuses, waits):
    async def work():
        clock = ManualTime()
        scene = AlertScene(clock, [ORDER])
        scene.disk.refuses = refuses
        scene.disk.gate.clear()
        task = asyncio.ensure_future(scene.alerts.run())
        await asyncio.sleep(3)
        begun = clock.monotonic()
        scene.take(large(clock.now(), received_at=clock.now()))
        while not scene.heard:  # noqa: ASYNC110  # the loop's time is virtual
            await asyncio.sleep(0.001)
        assert clock.monotonic() - begun <= 1_000 * (waits + 0.2) + 2
        task.cancel()

    run_in_manual_time(work())


def test_a_large_order_is_judged_at_once_and_sums_when_their_time_has_come():
    async def work():
        clock = ManualTime()
        scene = AlertScene(clock, [ORDER, WINDOW])
        task = asyncio.ensure_future(scene.alerts.run())
        await asyncio.sleep(5.05)
        judged = []
        step = scene.alerts._book.judge
        scene.alerts._book.judge = lambda facts: (judged.append(clock.monotonic()), step(facts))[1]
        begun = clock.monotonic()
        for _ in range(100):
            scene.take(row(clock.now(), 1_000_000, received_at=clock.now()))
            await asyncio.sleep(0.01)
        assert 4 <= len(judged) <= 6
        judged.clear()
        await asyncio.sleep(5.0)
        assert 4 <= len(judged) <= 6
        begun = clock.monotonic()
        judged.clear()
        scene.take(large(clock.now(), received_at=clock.now()))
        await asyncio.sleep(0.001)
        assert judged == [begun]
        task.cancel()

    run_in_manual_time(work())


# What is past lets nothing ring.


@pytest.mark.parametrize("changes", [{"history": True}, {"received_at": T0 + 11 * MINUTE}])
def test_what_came_late_or_as_history_lets_nothing_ring(clock, changes):
    scene = AlertScene(clock, [ORDER, WINDOW])
    scene.alerts.step()
    clock.step(5 * SECOND)
    scene.take(large(T0, **changes))
    clock.step(SECOND)
    scene.alerts.step()
    assert told(scene) == []
    assert scene.disk.alerts == {}
    assert scene.analytics.trailing(60).both == LARGE


def test_a_window_that_late_rows_filled_rings_once_it_was_empty_again(clock):
    scene = AlertScene(clock, [WINDOW])
    scene.alerts.step()
    clock.step(SECOND)
    scene.take(row(T0, 2_000_000_000_000, history=True))
    pause(scene, clock, 70)
    assert told(scene) == []
    scene.take(row(clock.now(), 2_000_000_000_000, received_at=clock.now()))
    pause(scene, clock, 1)
    assert [one.loud for one in told(scene)] == [True]


def test_a_demo_is_marked_and_sends_nothing(clock):
    scene = AlertScene(clock, [ORDER], mode=Mode.DEMO)
    scene.alerts.step()
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    assert [(one.mark, one.alert.source) for one in told(scene)] == [("DEMO", "demo")]
    assert scene.disk.parcels == []


def test_a_replay_steps_with_its_rows_and_tells_nobody(clock):
    scene = AlertScene(clock, [ORDER], mode=Mode.REPLAY)
    scene.alerts.send_by(Courier(), str)
    scene.take(row(clock.now(), 5, received_at=clock.now()))
    clock.step(SECOND)
    scene.take(large(clock.now(), received_at=clock.now()))
    clock.step(SECOND)
    scene.take(row(clock.now(), 5, received_at=clock.now()))
    (alert,) = scene.alerts.view().alerts
    assert [word.held for word in alert.words] == [Held.REPLAYED]
    assert alert.source == "replay"
    assert told(scene) == []
    assert (scene.disk.parcels, scene.disk.alerts) == ([], {})
    assert "replay" in scene.alerts.view().quiet or "recording" in scene.alerts.view().quiet


# One event, one alert.


def test_an_event_is_one_alert_that_grows(clock):
    scene = AlertScene(clock, [EVENT])
    pause(scene, clock, 60)
    storm(scene, clock, 120)
    market = [one for one in scene.alerts.view().alerts if one.event and one.event.startswith("market")]
    assert len(market) == 1
    (alert,) = market
    first = alert.micro
    assert scene.alerts.view().fresh == alert
    storm(scene, clock, 60)
    again = scene.alerts.alert(alert.id)
    assert again.micro > first
    assert again.about == alert.about
    loud = [one.level for one in told(scene) if one.loud and one.key == told(scene)[0].key]
    assert loud[0] is not Level.CRITICAL


def test_an_event_that_goes_on_over_a_restart_stays_the_same_alert(clock, run):
    first = AlertScene(clock, [EVENT])
    pause(first, clock, 60)
    storm(first, clock, 120)
    kept = {one.id: one for one in first.alerts.view().alerts}
    assert kept
    first.journal.save(clock.now())
    second = AlertScene(clock, [EVENT], disk=first.disk)
    second.journal.restore(first.disk.memories["detector"][1], list(first.disk.entries.values()), [])
    run(second.alerts.resume(KeptPast(first.disk)))
    assert {one.id for one in second.alerts.view().alerts} == set(kept)
    storm(second, clock, 5, micro=1_000_000_000)
    assert {one.id for one in second.alerts.view().alerts} == set(kept)
    assert [one for one in told(second) if one.loud] == []


def test_what_ended_while_the_program_was_off_ends_when_it_is_back(clock, run):
    first = AlertScene(clock, [EVENT])
    pause(first, clock, 60)
    storm(first, clock, 120)
    first.journal.save(clock.now())
    clock.step(2 * HOUR)
    second = AlertScene(clock, [EVENT], disk=first.disk)
    second.journal.restore(first.disk.memories["detector"][1], list(first.disk.entries.values()), [])
    run(second.alerts.resume(KeptPast(first.disk)))
    pause(second, clock, 3)
    assert all(one.over_at is not None for one in second.alerts.view().alerts)
    assert [one for one in told(second) if one.loud] == []


# What the user asks to be spared.


def test_mute_and_snooze_hold_back_and_outlive_the_program(clock, run):
    scene = AlertScene(clock, [ORDER])
    scene.alerts.step()
    scene.alerts.mute(True)
    scene.alerts.snooze(Snooze.QUARTER)
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    assert told(scene) == []
    view = scene.alerts.view()
    assert [word.held for word in view.alerts[0].words] == [Held.MUTED]
    assert (view.muted, view.snoozed_until) == (True, clock.now() + 15 * MINUTE)
    later = AlertScene(clock, [ORDER], disk=scene.disk)
    run(later.alerts.resume(KeptPast(scene.disk)))
    view = later.alerts.view()
    assert (view.muted, view.snoozed_until) == (True, clock.now() + 15 * MINUTE)
    later.alerts.mute(False)
    later.alerts.snooze(None)
    view = later.alerts.view()
    assert (view.muted, view.snoozed_until, view.quiet, view.silent_until) == (False, None, "", None)


@pytest.mark.parametrize(("long", "least", "most"), [(Snooze.HOUR, HOUR, HOUR), (Snooze.TOMORROW, 1, 2 * DAY)])
def test_a_snooze_ends_by_itself(clock, long, least, most):
    scene = AlertScene(clock, [ORDER])
    scene.alerts.snooze(long)
    until = scene.alerts.view().snoozed_until
    assert least <= until - clock.now() <= most
    assert scene.alerts.view().silent_until == until
    clock.step(until - clock.now())
    assert (scene.alerts.view().snoozed_until, scene.alerts.view().quiet) == (None, "")


def test_the_budget_counts_what_an_earlier_run_told(clock, run):
    scene = AlertScene(clock, [ORDER], settings=AlertSettings(hourly_budget=1))
    scene.alerts.step()
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    assert (scene.alerts.view().used, scene.alerts.view().budget) == (1, 1)
    later = AlertScene(clock, [ORDER], disk=scene.disk, settings=AlertSettings(hourly_budget=1))
    run(later.alerts.resume(KeptPast(scene.disk)))
    assert later.alerts.view().used == 1


@pytest.mark.expected_log("Whether alerts were muted cannot be read")
def test_a_damaged_memory_of_silence_is_said_and_silences_nothing(clock, run):
    scene = AlertScene(clock, [ORDER])
    scene.disk.memories["alerts"] = (T0, b"\xff\x00")
    run(scene.alerts.resume(KeptPast(scene.disk)))
    assert not scene.alerts.view().muted


def test_alerts_switched_off_are_kept_and_not_told(clock):
    scene = AlertScene(clock, [ORDER], settings=AlertSettings(enabled=False))
    scene.alerts.step()
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    assert told(scene) == []
    assert [one.words[0].held for one in scene.alerts.view().alerts] == [Held.SWITCHED_OFF]


# Settings.


def test_a_changed_rule_that_is_met_already_waits_and_the_others_keep_their_state(clock):
    scene = AlertScene(clock, [WINDOW, ORDER])
    scene.alerts.step()
    clock.step(SECOND)
    scene.take(row(clock.now(), 2_000_000_000_000, received_at=clock.now()))
    scene.alerts.step()
    assert len(told(scene)) == 1
    other = WINDOW.model_copy(update={"id": "other"})
    scene.change_rules(WINDOW, ORDER, other)
    clock.step(SECOND)
    scene.alerts.step()
    assert len([one for one in told(scene) if one.loud]) == 1
    waiting = {state.id: state.waiting for state in scene.alerts.view().rules}
    assert waiting["other"] != ""
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    assert [one for one in told(scene) if one.loud][-1].alert.rules[0] == "order"


def test_a_rule_of_a_missing_group_is_impaired_until_there_is_one(clock):
    lost = WINDOW.model_copy(
        update={"conditions": (WindowOver(scope=Scope(kind=ScopeKind.GROUP, name="memes"), seconds=60, usd=1_000_000),)}
    )
    scene = AlertScene(clock, [lost])
    scene.alerts.step()
    assert "memes" in scene.alerts.view().rules[0].impaired
    value = scene.settings.value
    scene.settings.replace(value.model_copy(update={"groups": GroupSettings(coins={"memes": ("DOGE", "BTC")})}))
    scene.alerts.step()
    assert scene.alerts.view().rules[0].impaired == ""
    scene.take(row(clock.now(), 2_000_000_000_000, received_at=clock.now()))
    scene.alerts.step()
    assert [one.alert.scope for one in told(scene)] == ["memes"]


# What can be asked.


def test_the_revision_grows_with_what_changed_and_with_nothing_else(clock):
    scene = AlertScene(clock, [ORDER])
    scene.alerts.step()
    before = scene.alerts.revision
    clock.step(SECOND)
    scene.alerts.step()
    assert scene.alerts.revision == before
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    after = scene.alerts.revision
    assert after > before
    scene.alerts.mute(True)
    assert scene.alerts.revision > after


def test_a_trial_is_told_as_a_test_and_costs_nothing(clock):
    scene = AlertScene(clock, [ORDER])
    scene.alerts.try_out(ORDER)
    assert [one.mark for one in scene.heard] == ["TEST"]
    assert (scene.disk.alerts, scene.alerts.view().used, scene.alerts.view().alerts) == ({}, 0, ())


def test_the_history_is_asked_of_the_store_and_without_one_of_the_memory(clock, run):
    scene = AlertScene(clock, [ORDER])
    scene.alerts.step()
    scene.take(large(clock.now(), received_at=clock.now()))
    scene.alerts.step()
    (alert,) = scene.alerts.view().alerts
    everything = (UnixMs(0), UnixMs(2 * T0), 10)
    assert run(scene.alerts.history(*everything)) == [alert]
    past = KeptPast(scene.disk)
    run(scene.alerts.resume(past))
    assert run(scene.alerts.history(*everything)) == [alert]
    assert run(scene.alerts.history(UnixMs(0), alert.opened_at, 10)) == []
    past.refusal = "the disk is gone"
    with pytest.raises(ExpectedFailure):
        run(scene.alerts.history(*everything))


def test_what_could_not_be_sent_is_said(clock):
    scene = AlertScene(clock, [ORDER])
    assert scene.alerts.view().sending == ""
    scene.alerts.send_by(Courier(), lambda: "Chat: no answer")
    assert scene.alerts.view().sending == "Chat: no answer"


def test_without_a_record_no_rule_can_be_tried(clock, run):
    scene = AlertScene(clock, [ORDER])
    with pytest.raises(ExpectedFailure, match="Nothing is recorded"):
        run(scene.alerts.dry_run(ORDER))
