"""What a venue's history tells goes the way of live rows, as history; what became of a gap goes to the account and the disk."""

from dataclasses import replace

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.surroundings import LedgerWatch, NoContext
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Batch, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, VenueId, VenueInfo
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import Journal
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.surroundings import Surroundings
from liqdesk.engine.unstored import Unstored
from tests.fakes.rows import T0

DERIBIT, LANE = VenueId("deribit"), LaneId("deribit/public")
GAP = Span(UnixMs(T0 - 600_000), UnixMs(T0 - 300_000))


class Kept(Unstored):
    """Remembers what it was told to keep."""

    def __init__(self) -> None:
        super().__init__("")
        self.fills: list[FilledSpan] = []

    def filled(self, span: FilledSpan) -> None:
        self.fills.append(span)


class Scene:
    def __init__(self) -> None:
        info = VenueInfo(DERIBIT, "Deribit", Completeness.FULL, "", "", refill=Refill.WHOLE)
        catalogue = Catalogue({DERIBIT: lambda _: None})
        contract = Instrument(DERIBIT, "BTC-PERPETUAL", "BTC", "USD", Settlement.INVERSE, 1.0)
        catalogue.replace(DERIBIT, [contract], "test", None)
        self.disk, self.ring = Kept(), Ring()
        self.analytics = LiveAnalytics({DERIBIT: info})
        journal = Journal(LedgerWatch(self.analytics.coverage), NoContext(), Unstored(""), "live")
        pipeline = Pipeline(self.disk, self.analytics, journal, self.ring, None)
        around = Surroundings(catalogue, self.analytics, Unstored(""))
        intake = Intake(catalogue, {DERIBIT: Completeness.FULL})
        self.ingest = Ingest(intake, pipeline, self.analytics, catalogue, journal, self.disk, self.disk, around)
        self.ingest.lane_changed(LaneStatus(LANE, DERIBIT, LaneState.LIVE))
        for start, end in ((T0 - HOUR, GAP.start), (GAP.end, T0)):
            self.ingest.covered(CoveredSpan(LANE, DERIBIT, Span(UnixMs(start), UnixMs(end))))


def test_a_pause_is_a_gap_of_a_lane_that_is_still_expected():
    scene = Scene()
    scene.ingest.pause(T0)
    scene.ingest.lane_gone(LANE)
    (status,) = scene.analytics.coverage.statuses(DERIBIT)
    assert (status.state, status.since) == (LaneState.PAUSED, T0)
    assert status.seen_at(DurationMs(DAY)) is LaneState.PAUSED  # nobody vouches for it, and nobody need
    later = UnixMs(T0 + HOUR)
    assert scene.analytics.totals(later).window("1h").coverage.share == 0
    scene.ingest.pause(None)
    assert scene.analytics.coverage.expected_lanes() == ()
    scene.ingest.lane_changed(LaneStatus(LANE, DERIBIT, LaneState.LIVE))
    scene.ingest.covered(CoveredSpan(LANE, DERIBIT, Span(later, UnixMs(later + HOUR))))
    day = Span(UnixMs(T0 - DAY), UnixMs(later + HOUR))
    assert Span(T0, later) in scene.ingest.unfilled(LANE, day)  # a history may still tell what happened


def test_a_venue_switched_off_while_paused_is_no_longer_expected():
    scene = Scene()
    scene.ingest.pause(T0)
    scene.ingest.lane_gone(LANE)
    scene.ingest.release(frozenset({DERIBIT}))
    assert scene.analytics.coverage.expected_lanes() == ((LANE, DERIBIT),)
    scene.ingest.release(frozenset())
    assert scene.analytics.coverage.expected_lanes() == ()


def test_a_lane_nobody_expects_goes_also_while_paused():
    scene = Scene()
    scene.ingest.lane_gone(LANE)
    scene.ingest.pause(T0)
    scene.ingest.lane_gone(LANE)
    assert scene.analytics.coverage.expected_lanes() == ()


def report(at: int) -> LiquidationReport:
    return LiquidationReport(
        DERIBIT, "BTC-PERPETUAL", PositionSide.LONG, 500.0, SizeUnit.CONTRACTS, 9e4, PriceKind.FILL, UnixMs(at),
        ident=f"t{at}",
    )  # fmt: skip


def test_recovered_rows_are_history_and_reopen_their_time():
    scene = Scene()
    before = scene.analytics.totals(T0).window("15m").total
    scene.ingest.recovered([report(GAP.start + 1), report(GAP.start + 2)], T0, ())
    scene.ingest.recovered([report(GAP.start + 2)], T0, ())
    after = scene.analytics.totals(T0).window("15m").total
    assert (before.count, after.count, after.long) == (0, 2, 1_000_000_000)
    assert [row.history for row in scene.ring.after(0)] == [True, True]
    assert scene.analytics.totals(T0).window("5m").total.count == 0


def test_a_filled_gap_is_no_gap_any_more():
    scene = Scene()
    day = Span(UnixMs(T0 - HOUR), T0)
    assert scene.ingest.unfilled(LANE, day) == (GAP,)
    revision = scene.ingest.revision
    told = FilledSpan(LANE, DERIBIT, GAP, Refill.WHOLE)
    scene.ingest.filled(told)
    assert scene.ingest.unfilled(LANE, day) == ()
    assert scene.disk.fills == [told]
    assert scene.ingest.revision > revision
    assert scene.analytics.totals(T0).window("1h").coverage.share == 1.0


def test_an_account_that_nobody_looks_at_lets_go_of_what_is_old():
    scene = Scene()
    word = LaneStatus(LANE, DERIBIT, LaneState.LIVE, at=T0)
    scene.ingest.reported([report(T0 - 1_000)], T0, UnixMs(0))
    coverage = scene.analytics.coverage
    hours = 2 * DAY // HOUR
    for hour in range(hours):
        at = UnixMs(T0 + hour * HOUR)
        scene.ingest.lane_changed(replace(word, at=at, vouched_at=hour * HOUR))
        scene.ingest.covered(CoveredSpan(LANE, DERIBIT, Span(UnixMs(at - 1_000), at)))
        if hour == 1:
            assert coverage.unfilled(LANE, Span(UnixMs(T0 - HOUR), at))[0] == GAP
    first = coverage.unfilled(LANE, Span(UnixMs(T0 - HOUR), UnixMs(T0 + hours * HOUR)))[0]
    assert (first.start, first.end > T0) == (T0 - HOUR, True), "what was covered two days ago is forgotten"


def test_coins_are_ranked_by_what_was_liquidated():
    scene = Scene()
    scene.ingest.recovered([report(GAP.start)], T0, ())
    scene.analytics.totals(T0)
    assert list(scene.ingest.bases()) == ["BTC"]


def test_a_lane_that_covers_on_is_no_news_to_draw():
    scene = Scene()
    word = LaneStatus(LANE, DERIBIT, LaneState.LIVE, at=T0, topics=3, topics_wanted=3)
    scene.ingest.lane_changed(word)
    before = scene.ingest.revision
    scene.ingest.lane_changed(replace(word, at=UnixMs(T0 + 1_000), vouched_at=1_000, last_frame_at=UnixMs(T0 + 900)))
    assert scene.ingest.revision == before
    scene.ingest.lane_changed(replace(word, at=UnixMs(T0 + 2_000), topics=2))
    assert scene.ingest.revision == before + 1


def test_a_lane_that_covers_nothing_is_news_at_every_word():
    scene = Scene()
    word = LaneStatus(LANE, DERIBIT, LaneState.STALE, at=T0)
    for second in range(3):  # the gap that is drawn grows with each
        before = scene.ingest.revision
        scene.ingest.lane_changed(replace(word, at=UnixMs(T0 + second * 1_000)))
        assert scene.ingest.revision == before + 1


class Messages:
    """A `RawSink` that remembers."""

    def __init__(self) -> None:
        self.came_in: list[tuple[str | bytes, int]] = []

    def came(self, body: str | bytes, batch: Batch) -> None:
        self.came_in.append((body, len(batch)))


def test_a_frame_is_kept_once_and_only_where_it_brings_something_new():
    scene, messages = Scene(), Messages()
    scene.ingest.keep_messages(messages)
    scene.ingest.reported([report(T0 - 2), report(T0 - 1)], T0, UnixMs(0), "two")
    scene.ingest.reported([report(T0 - 1)], T0, UnixMs(0), "the same again")
    scene.ingest.reported([report(T0 - 1), report(T0)], T0, UnixMs(0), b"one more")
    scene.ingest.reported([report(T0 + 1)], T0, UnixMs(0))
    assert messages.came_in == [("two", 2), (b"one more", 1)]
    assert scene.ring.newest == 4


def test_a_page_of_a_history_is_kept_by_the_same_rule():
    scene, messages = Scene(), Messages()
    scene.ingest.keep_messages(messages)
    scene.ingest.recovered([report(GAP.start + 1), report(GAP.start + 2)], T0, (), b"a page")
    scene.ingest.recovered([report(GAP.start + 2)], T0, (), b"what is known")
    assert messages.came_in == [(b"a page", 2)]
