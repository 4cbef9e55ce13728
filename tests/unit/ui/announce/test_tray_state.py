"""What the tray says: faults before events, silence beside either, the hour with how whole it is."""

import re
from dataclasses import replace

import pytest

from liqdesk.analytics.events import EventKind, EventState
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.liquidation import PositionSide
from liqdesk.engine.alerting import AlertsView, NoAlerts
from liqdesk.engine.desk import Mode
from liqdesk.ui.announce.tray_state import Mood, TrayState, tray_state
from tests.fakes.alerts import squeeze
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry, event

CALM = replace(NoAlerts().view(), quiet="", budget=6)


def state(desk: FakeDesk, alerts: AlertsView = CALM, kind: EventKind | None = None) -> TrayState:
    standing = None if kind is None else entry(event(kind=kind, state=EventState.OPEN))
    return tray_state(desk.frame(0)[0], alerts, standing, desk.mode)


def test_calm_says_the_hour_with_its_coverage():
    desk = FakeDesk(mode=Mode.LIVE)
    shown = state(desk)
    assert (shown.mood, shown.silent) == (Mood.CALM, False)
    assert re.fullmatch(r"1H ≥ \$\S+: ▲ shorts ≥ \$\S+, ▼ longs ≥ \$\S+; covered .* of time.*", shown.tip)


def test_a_demo_is_marked():
    assert state(FakeDesk()).tip.startswith("DEMO: ")


@pytest.mark.parametrize(
    ("kind", "mood"),
    [(EventKind.SHORT_SQUEEZE, Mood.SHORT), (EventKind.LONG_FLUSH, Mood.LONG), (EventKind.TWO_SIDED, Mood.BOTH)],
)
def test_an_event_shows_whose_positions_die(kind, mood):
    assert state(FakeDesk(), kind=kind).mood is mood


def test_an_alert_that_goes_on_shows_its_side():
    fresh = replace(CALM, fresh=squeeze(CALM.at, side=PositionSide.LONG))
    assert state(FakeDesk(), fresh).mood is Mood.LONG


def test_silence_is_shown_and_explained():
    shown = state(FakeDesk(), replace(CALM, quiet="Muted until you switch it off"), EventKind.LONG_FLUSH)
    assert (shown.mood, shown.silent) == (Mood.LONG, True)
    assert shown.tip.endswith("\nMuted until you switch it off")


def test_a_program_that_watches_no_rules_is_not_called_silent():
    assert not state(FakeDesk(), NoAlerts().view()).silent


def test_a_fault_is_shown_before_an_event():
    blind, full = FakeDesk(), FakeDesk()
    blind.offline = True
    full.storing = "The disk is full; nothing is being stored."
    for desk, words in ((blind, "No exchange can be reached."), (full, full.storing)):
        shown = state(desk, kind=EventKind.LONG_FLUSH)
        assert shown.mood is Mood.FAULT
        assert words in shown.tip


def test_a_pause_is_no_fault_and_is_said():
    desk = FakeDesk()
    desk.pause(True)
    shown = state(desk, kind=EventKind.LONG_FLUSH)
    assert (shown.mood, shown.silent) == (Mood.CALM, True)
    assert "Paused by you" in shown.tip


def test_a_start_is_no_fault():
    desk = FakeDesk()
    desk.offline = True
    frame = desk.frame(0)[0]
    starting = replace(frame, venues=(replace(frame.venues[0], state=LaneState.CONNECTING), *frame.venues[1:]))
    assert tray_state(starting, CALM, None, Mode.DEMO).mood is Mood.CALM
