"""A doubted lane covers nothing until it proves that it told all along, and a gap stays where it never did."""

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.suspicion import Suspicion
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import info

OKX, LANE = VenueId("okx"), LaneId("okx/public")
T0 = UnixMs(490_000 * 60 * MINUTE)
HOURS = 2 * 3_600
DAY = Span(T0, UnixMs(T0 + 24 * 3_600_000))


class Watched:
    """One lane with a row every eight seconds for two hours, and what it is told afterwards."""

    def __init__(self) -> None:
        self.ledger = CoverageLedger({OKX: info("okx")})
        self.suspicion = Suspicion(self.ledger)
        self.connected: UnixMs | None = T0
        self.heard = T0
        self.state = LaneState.LIVE
        self.start = T0
        self.second = 0
        self.pass_time(HOURS, every=8)

    def pass_time(self, seconds: int, every: int = 0):
        """Tell the lane once a second; the last news."""
        for _ in range(seconds):
            self.second += 1
            now = UnixMs(T0 + self.second * SECOND)
            if every and self.second % every == 0:
                self.heard = now
            news = self.suspicion.hear(
                LaneStatus(LANE, OKX, self.state, "told", at=now, connected_at=self.connected, last_event_at=self.heard)
            )
            if self.connected is not None and self.start < now:
                self.ledger.covered(CoveredSpan(LANE, OKX, Span(self.start, now)))
            if news.withdrawn_from is not None or news.proven:
                return news
        return news

    @property
    def now(self) -> UnixMs:
        return UnixMs(T0 + self.second * SECOND)

    def covered(self) -> int:
        span = Span(T0, self.now)
        return round(self.ledger.share(span) * (span.end - span.start) / SECOND)


def test_the_doubt_takes_the_time_since_the_last_row():
    lane = Watched()
    news = lane.pass_time(600)
    assert news.status.state is LaneState.SUSPECT
    assert news.status.detail.startswith("silent for ")
    assert news.withdrawn_from == T0 + HOURS * SECOND
    assert lane.covered() == HOURS
    coverage = lane.ledger.coverage(Span(T0, lane.now), 0)
    assert "Okx suspiciously silent, not counted until heard again" in coverage.reasons
    assert coverage.at_least
    lane.pass_time(300)
    assert lane.covered() == HOURS
    assert lane.suspicion.silence(LANE).improbable


def test_a_row_on_the_same_connection_gives_it_back():
    lane = Watched()
    lane.pass_time(600)
    news = lane.pass_time(60, every=8)
    assert [one.span for one in news.proven] == [Span(T0, UnixMs(lane.now - SECOND))]
    assert news.status.state is LaneState.LIVE
    assert lane.covered() == lane.second


def test_a_lost_connection_makes_it_a_gap_for_good():
    lane = Watched()
    lane.pass_time(600)
    doubted = lane.second
    lane.connected, lane.state = None, LaneState.BACKING_OFF
    lane.pass_time(10)
    lane.connected, lane.state = lane.now, LaneState.LIVE
    lane.start = lane.now
    lane.pass_time(60, every=8)
    assert lane.covered() == HOURS + 60
    assert [gap.span for gap in lane.ledger.gaps(Span(T0, lane.now))] == [
        Span(UnixMs(T0 + HOURS * SECOND), UnixMs(T0 + (doubted + 10) * SECOND))
    ]


def test_a_successor_that_goes_on_with_the_span_does_not_cover_the_doubt():
    lane = Watched()
    lane.pass_time(600)
    doubted = lane.second
    lane.connected = UnixMs(lane.now)
    lane.pass_time(60, every=8)
    assert lane.covered() == lane.second - (doubted - HOURS)


def test_a_second_doubt_after_a_first_that_was_lost():
    lane = Watched()
    lane.pass_time(600)
    lane.connected = UnixMs(lane.now)
    news = lane.pass_time(600)
    assert news.withdrawn_from == lane.connected
    assert lane.covered() == HOURS


def test_a_late_canary_keeps_the_doubt_open():
    lane = Watched()
    lane.pass_time(600)
    lane.state = LaneState.SUSPECT
    assert lane.pass_time(5).status.detail == "told"
    lane.state = LaneState.LIVE
    assert lane.pass_time(1).status.state is LaneState.SUSPECT
    assert lane.pass_time(60, every=8).proven


def test_a_normal_quiet_is_called_normal():
    lane = Watched()
    lane.state = LaneState.QUIET
    assert lane.pass_time(20).status.detail == "told (normal)"


def test_a_lane_that_is_gone_leaves_its_doubt_as_a_gap():
    lane = Watched()
    lane.pass_time(600)
    lane.suspicion.gone(LANE)
    assert lane.suspicion.silence(LANE) is None
    assert lane.ledger.doubted_from(LANE) is None
    assert lane.ledger.expected_venues() == ()


def test_what_nobody_doubts_needs_no_belief():
    ledger = CoverageLedger({OKX: info("okx")})
    assert ledger.believe(LANE) == ()
    ledger.dismiss(LANE)
    assert ledger.doubted_from(LANE) is None
