"""What the strip says: totals with how whole they are, flow with its direction, and every silence explained."""

from dataclasses import replace

import pytest

from liqdesk.analytics.events import EventKind, EventState, Level
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import Mode
from liqdesk.settings.strip import StripWindow
from liqdesk.ui.strip.figures import COINS, StripFigures, asked_windows, strip_figures
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry, event

NOW = UnixMs(1_768_343_160_000)
PART = Coverage(0.82, UnixMs(NOW - 59 * MINUTE), True, ("covered only in part: HTX 25%",), by_volume=0.61)
WHOLE = Coverage(1.0, UnixMs(NOW - 60 * MINUTE), False, (), by_volume=1.0, zero_known=True)
BLIND = Coverage(0.0, None, True, ("no venue was connected",))
OPEN = {"state": EventState.OPEN, "closed_at": None}


def usd(long: float, short: float) -> SideTotal:
    return SideTotal(MicroUsd(round(long * 1e6)), MicroUsd(round(short * 1e6)), 9)


HOUR, FLOW, WIDER = usd(39e6, 419e6), usd(2e6, 60e6), usd(20e6, 80e6)


def glance(*, whole=HOUR, flow=FLOW, wider=WIDER, coverage=WHOLE, **changes) -> Glance:
    windows = tuple(WindowTotal(name, total, coverage) for name, total in (("1h", whole), ("5m", flow), ("15m", wider)))
    coins = (("BTC", usd(1e6, 200.9e6)), ("SOL", usd(31e6, 2e6)))
    return replace(Glance(NOW, windows, coins, 8, 9, ""), **changes)


def said(made: Glance, desk: FakeDesk | None = None, standing=None, mode: Mode = Mode.LIVE) -> StripFigures:
    desk = desk or FakeDesk()
    return strip_figures(made, standing, desk.alerts.view(), desk.settings.value, mode)


def test_a_floor_is_marked_on_every_number_with_how_much_was_watched():
    figures = said(glance(coverage=PART))
    assert figures.hour.more_possible
    assert figures.flow.told == "≥ $62.0M"
    assert [coin.told for coin in figures.coins] == ["≥ $201M", "≥ $33.0M"]
    assert "82% of time" in figures.hour.tip
    assert figures.sentence().startswith("1H: at least $458.00M, shorts 91%, longs 9%; 5M ≥ $62.0M rising; BTC ≥ $201M")


def test_what_was_wholly_watched_is_no_floor():
    figures = said(glance())
    assert "≥" not in figures.sentence()
    assert "at least" not in figures.sentence()


def test_where_nobody_looked_there_is_a_dash_and_why_and_nothing_is_judged():
    figures = said(glance(whole=SideTotal(), flow=SideTotal(), wider=SideTotal(), coverage=BLIND, coins=()))
    assert (figures.hour.total, figures.hour.note) == ("–", "nobody was looking")
    assert (figures.flow.told, figures.flow.trend, figures.flow.position) == ("–", "", None)
    assert not figures.judged
    assert "$" not in figures.sentence()


@pytest.mark.parametrize(
    ("flow", "wider", "trend", "arrow"),
    [
        (60e6, 100e6, "rising", "↗"),
        (33e6, 100e6, "steady", "→"),
        (10e6, 100e6, "falling", "↘"),
        (5e6, 5e6, "rising", "↗"),
    ],
)
def test_the_flow_has_a_direction_beside_the_time_just_before_it(flow, wider, trend, arrow):
    figures = said(glance(flow=usd(flow, 0), wider=usd(wider, 0)))
    assert (figures.flow.trend, figures.flow.arrow) == (trend, arrow)


def test_a_direction_is_not_told_where_the_time_before_was_not_watched():
    late = replace(WHOLE, share=0.4, since=UnixMs(NOW - 6 * MINUTE))
    made = glance()
    windows = (*made.windows[:2], replace(made.windows[2], coverage=late))
    assert said(replace(made, windows=windows)).flow.trend == ""


def test_a_flow_that_may_be_nothing_has_neither_number_nor_direction():
    figures = said(glance(flow=SideTotal(), coverage=PART))
    assert (figures.flow.told, figures.flow.trend) == ("–", "")


def test_whose_positions_most_of_it_were():
    figures = said(glance())
    assert figures.flow.position is PositionSide.SHORT
    assert [coin.position for coin in figures.coins] == [PositionSide.SHORT, PositionSide.LONG]
    assert said(glance(flow=usd(5e6, 5e6))).flow.position is None


@pytest.mark.parametrize("window", StripWindow)
def test_the_flow_is_shorter_than_the_window_it_stands_beside(window):
    own, flow, wider = asked_windows(window)
    assert own == window.value
    assert (flow, wider) == (("1m", "5m") if window is StripWindow.FIVE_MINUTES else ("5m", "15m"))
    assert len(FakeDesk().glance((own, flow, wider), COINS).windows) == 3


def test_an_event_that_goes_on_is_named_with_its_level_and_coin():
    squeeze = said(glance(), standing=entry(event(**OPEN)))
    assert (squeeze.happening.title, squeeze.happening.scope) == ("▲ SQUEEZE", "")
    assert squeeze.happening.level is Level.CRITICAL
    flush = said(glance(), standing=entry(event(**OPEN, kind=EventKind.LONG_FLUSH, scope="SOL", level=Level.WATCH)))
    assert (flush.happening.title, flush.happening.scope) == ("▼ FLUSH", "SOL")
    assert flush.happening.position is PositionSide.LONG
    assert "Long flush of SOL, watch" in flush.sentence()


def test_an_event_that_is_over_is_gone():
    assert said(glance(), standing=entry(event())).happening is None
    assert "no event goes on" in said(glance()).sentence()


def test_feeds_that_fail_and_a_disk_that_does_are_told():
    assert said(glance(feeds_live=9)).health.feeds_calm
    some = said(glance()).health
    assert (some.feeds, some.feeds_calm, some.feeds_fault) == ("feeds 8/9", False, False)
    assert said(glance(feeds_live=0)).health.feeds_fault
    full = said(glance(feeds_live=9, storing="The disk is full.")).health
    assert (full.feeds, full.feeds_fault) == ("✕ feeds 9/9", True)
    assert "The disk is full." in full.tip
    assert said(glance(feeds_live=0, feeds_expected=0)).health.feeds == "no feeds"


def test_every_silence_of_the_alerts_is_explained():
    desk = FakeDesk()
    view = desk.alerts.view()
    assert said(glance(), desk).health.alerts == f"alerts {view.used}/{view.budget}"
    desk.alerts.snooze(Snooze.QUARTER)
    assert said(glance(), desk).health.alerts == "snoozed 22:41"
    desk.alerts.mute(True)
    muted = said(glance(), desk).health
    assert (muted.alerts, muted.alerts_calm) == ("muted", False)


@pytest.mark.parametrize(("mode", "mark"), [(Mode.LIVE, ""), (Mode.DEMO, "DEMO"), (Mode.REPLAY, "REPLAY")])
def test_what_is_not_the_live_market_is_marked(mode, mark):
    figures = said(glance(), mode=mode)
    assert figures.mark == mark
    assert figures.sentence().startswith(f"{mark} 1H".strip())
