"""Rules are judged by the sums that the totals show, by what is recorded, and by what the lanes say."""

from dataclasses import dataclass

import pytest

from liqdesk.alerts.facts import MARKET_AREA, Area, WindowSum
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.analytics.views import WINDOWS, SideTotal
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.alert_facts import AccountReader
from liqdesk.settings.rules import ScopeKind
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, info, instrument, row, share

BYBIT, OKX = VenueId("bybit"), VenueId("okx")
VENUES = {one.id: one for one in (info("bybit"), info("okx"))}
MAJORS = Area(ScopeKind.GROUP, "majors", frozenset({"BTC", "ETH"}))
OTHER = Area(ScopeKind.GROUP, "other", but=frozenset({"BTC", "ETH"}))
ON_OKX = Area(ScopeKind.VENUE, "Okx", venue=OKX)


@dataclass
class Recorded:
    """A ranking by the sums of some venues, which notes what it was asked."""

    venues: frozenset[VenueId] | None = frozenset({BYBIT})
    recorded = None
    asked: tuple[int, PositionSide | None, int, UnixMs] | None = None

    def compared(self):
        return self.venues

    def among(self, days, side, micro, at):
        self.asked = (days, side, micro, at)
        return Rank(1, days * 24, days, 100.0, Basis(("bybit",)))


@pytest.fixture
def clock():
    return StepClock()


@pytest.fixture
def reader(clock):
    return AccountReader(LiveAnalytics(VENUES), VENUES, clock, lambda: VENUES.keys(), lambda: False)


def watch(reader, venue, since, until, state=LaneState.LIVE, at=None):
    lane = LaneId(f"{venue}/one")
    reader.analytics.coverage.lane_changed(
        LaneStatus(lane, venue, state, vouched_at=DurationMs(0 if at is None else at), at=UnixMs(until))
    )
    if since is not None:
        reader.analytics.coverage.covered(CoveredSpan(lane, venue, Span(UnixMs(since), UnixMs(until))))


def test_a_window_is_what_the_totals_say(reader, clock):
    reader.analytics.restore([row(T0 - 7 * number, 1_000 + number) for number in range(999)])
    facts = reader.facts(())
    totals = reader.analytics.totals(clock.now())
    for name, span in WINDOWS.items():
        assert facts.window(MARKET_AREA, span // SECOND).total == totals.window(name).total


def test_areas_are_told_apart(reader):
    for base, venue, micro in (("BTC", "bybit", 1), ("ETH", "okx", 20), ("SOL", "bybit", 300), ("SOL", "okx", 4_000)):
        reader.analytics.take((row(T0, micro, of=instrument(base, venue)),))
    facts = reader.facts(())
    sums = [facts.window(area, 90).total.both for area in (MARKET_AREA, MAJORS, OTHER, ON_OKX)]
    assert sums == [4_321, 21, 4_300, 4_020]


def test_what_came_late_is_told_apart_where_it_counts(reader):
    late = (
        row(T0 - 5 * SECOND, 7, of=instrument("BTC")),
        row(T0 - 200 * SECOND, 90, of=instrument("BTC")),
        row(T0 - 5 * SECOND, 5, PositionSide.LONG, of=instrument("SOL", "okx")),
        row(T0 - 5 * SECOND, None, of=instrument("BTC")),
        row(T0 - 5 * SECOND, 1_000, of=share()),
    )
    reader.analytics.take(late)
    facts = reader.facts(late)
    assert facts.window(MARKET_AREA, 60) == WindowSum(
        SideTotal(MicroUsd(5), MicroUsd(7), 3, 1), SideTotal(MicroUsd(5), MicroUsd(7), 3, 1), True
    )
    assert facts.window(MAJORS, 300).late == SideTotal(MicroUsd(0), MicroUsd(97), 3, 1)
    assert facts.window(ON_OKX, 60).late.both == 5
    assert reader.facts(()).window(MARKET_AREA, 60).late == SideTotal()


def test_a_sum_is_a_floor_unless_everybody_was_heard(reader):
    watch(reader, BYBIT, T0 - HOUR, T0)
    watch(reader, OKX, T0 - HOUR // 2, T0)
    facts = reader.facts(())
    assert not facts.window(MARKET_AREA, 600).at_least
    assert facts.window(MARKET_AREA, 3_600).at_least
    assert facts.window(ON_OKX, 3_600).at_least
    assert facts.coverage(MARKET_AREA, 3_600).share == pytest.approx(0.75)
    assert facts.coverage(ON_OKX, 3_600).share == pytest.approx(0.5)
    assert facts.covered() == pytest.approx(0.75)


def test_where_nobody_is_to_be_heard_nothing_is_said_of_coverage(clock):
    reader = AccountReader(LiveAnalytics(VENUES), VENUES, clock, tuple, lambda: False)
    assert reader.facts(()).covered() is None
    assert reader.facts(()).listened() == {}


def test_a_pause_was_wished_and_is_no_lack(clock):
    paused = True
    reader = AccountReader(LiveAnalytics(VENUES), VENUES, clock, lambda: VENUES.keys(), lambda: paused)
    for venue in (BYBIT, OKX):
        watch(reader, venue, T0 - HOUR, T0 - HOUR // 2)
    assert reader.facts(()).covered() is None
    paused = False
    clock.step(HOUR // 2)
    for venue in (BYBIT, OKX):
        watch(reader, venue, T0, T0 + HOUR // 4)
    assert reader.facts(()).covered() == pytest.approx(0.5)
    clock.step(3 * HOUR // 2)
    assert reader.facts(()).covered() == 0.0


def test_before_a_lane_has_spoken_nothing_is_covered_of_what_is_to_be_heard(reader):
    assert reader.facts(()).covered() == 0.0
    assert reader.facts(()).listened() == {BYBIT: "Bybit", OKX: "Okx"}


def test_an_hour_is_ranked_by_the_venues_that_are_compared(reader):
    ranking = reader.ranking = Recorded()
    reader.analytics.take((row(T0, 5, PositionSide.LONG), row(T0, 70), row(T0, 900, of=instrument("BTC", "okx"))))
    late = (row(T0, 30, history=True),)
    reader.analytics.take(late)
    facts = reader.facts(late)
    assert facts.hour_rank(PositionSide.SHORT, 30).position == 1
    assert ranking.asked == (30, PositionSide.SHORT, 100, T0)
    facts.hour_rank(None, 7, without_late=True)
    assert ranking.asked == (7, None, 75, T0)


def test_no_hour_is_ranked_before_the_past_is_known_or_with_more_than_coins(reader):
    assert reader.facts(()).hour_rank(None, 30) is None
    reader.ranking = Recorded(venues=None)
    assert reader.facts(()).hour_rank(None, 30) is None
    reader.ranking = Recorded()
    reader.analytics.count_tradfi(True)
    assert reader.facts(()).hour_rank(None, 30) is None


def test_answers_are_the_same_for_as_long_as_they_are_asked(reader):
    facts = reader.facts(())
    reader.analytics.take((row(T0, 5),))
    assert facts.window(MARKET_AREA, 60).total.both == 0
