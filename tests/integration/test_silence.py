"""A channel that falls mute on a live connection: the feed sees its canary tick, the account doubts it all the same."""

import asyncio
from collections.abc import Sequence

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.surroundings import LedgerWatch, NoContext
from liqdesk.analytics.views import Coverage
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import Journal
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.surroundings import Surroundings
from liqdesk.engine.unstored import Unstored
from tests.fakes.feed import LANE, Bench, feed_scene, obliging
from tests.fakes.listener import RecordingListener
from tests.fakes.time import run_in_manual_time
from tests.fakes.transport import MemoryWire
from tests.fakes.venue import PLAIN, PlainVenue, canaried, plain_plan

EVERY = 8
HALF_HOURS = 80 * 60


class KeptSpans(Unstored):
    """Lanes as a store would keep them: spans by lane and start, and what is taken back."""

    def __init__(self) -> None:
        super().__init__("")
        self.spans: dict[tuple[LaneId, UnixMs], UnixMs] = {}
        self.states: list[LaneState] = []

    def covered(self, span: CoveredSpan) -> None:
        key = (span.lane, span.span.start)
        self.spans[key] = max(span.span.end, self.spans.get(key, span.span.end))

    def withdrawn(self, lane: LaneId, since: UnixMs) -> None:
        self.spans = {key: min(end, since) for key, end in self.spans.items() if key[0] != lane or key[1] < since}

    def lane_changed(self, status: LaneStatus) -> None:
        if not self.states or self.states[-1] is not status.state:
            self.states.append(status.state)

    @property
    def length(self) -> int:
        return sum(end - start for (_, start), end in self.spans.items())


class Judging(RecordingListener):
    """Records what the feed says, and passes it to a real engine."""

    def __init__(self) -> None:
        super().__init__()
        venue = PlainVenue()
        self.analytics = LiveAnalytics({PLAIN: venue.info})
        self.kept = KeptSpans()
        catalogue = Catalogue({PLAIN: venue.infer})
        intake = Intake(catalogue, {PLAIN: venue.info.completeness})
        journal = Journal(LedgerWatch(self.analytics.coverage), NoContext(), Unstored(""), "live")
        pipeline = Pipeline(self.kept, self.analytics, journal, Ring(), None)
        around = Surroundings(catalogue, self.analytics, Unstored(""))
        self.ingest = Ingest(intake, pipeline, self.analytics, catalogue, journal, self.kept, self.kept, around)

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        super().reported(reports, received_at, history_before, frame)
        self.ingest.reported(reports, received_at, history_before)

    def lane_changed(self, status: LaneStatus) -> None:
        super().lane_changed(status)
        self.ingest.lane_changed(status)

    def lane_gone(self, lane: LaneId) -> None:
        super().lane_gone(lane)
        self.ingest.lane_gone(lane)

    def covered(self, span: CoveredSpan) -> None:
        super().covered(span)
        self.ingest.covered(span)

    def state(self) -> LaneState:
        return self.analytics.coverage.statuses(VenueId("plain"))[0].state

    def coverage(self, now: UnixMs, last: DurationMs) -> Coverage:
        return self.analytics.coverage.coverage(Span(UnixMs(now - last), now), 0)


def scene(work) -> None:
    listener = Judging()
    venue = PlainVenue(plans=(canaried(plain_plan()),))

    async def watched(bench: Bench) -> None:
        speaking = asyncio.Event()
        speaking.set()

        def serve(wire: MemoryWire) -> None:
            obliging(wire)
            seconds = 0

            def tick() -> None:
                nonlocal seconds
                seconds += 1
                if not wire.closed:
                    wire.push("price")
                    if speaking.is_set() and seconds % EVERY == 0:
                        wire.push(f"liq BTCUSDT {100 + seconds}")
                    asyncio.get_running_loop().call_later(1.0, tick)

            tick()

        bench.transport.serve = serve
        await asyncio.sleep(HALF_HOURS)
        assert listener.state() is LaneState.LIVE
        await work(bench, listener, speaking)

    run_in_manual_time(feed_scene(watched, (venue,), listener=listener))


async def until_suspect(bench: Bench, listener: Judging) -> int:
    """Seconds until the mute lane is doubted; ten minutes at most."""
    for second in range(600):
        if listener.state() is LaneState.SUSPECT:
            return second
        await asyncio.sleep(1)
    raise AssertionError("a mute channel was taken for a live one")


def test_a_mute_channel_is_suspect_within_ten_minutes_and_its_time_a_gap() -> None:
    async def work(bench: Bench, listener: Judging, speaking: asyncio.Event) -> None:
        speaking.clear()
        took = await until_suspect(bench, listener)
        assert 60 < took < 180
        assert bench.listener.lanes[LANE].state is LaneState.LIVE  # the wire alone would never have told
        await asyncio.sleep(300)
        assert listener.state() is LaneState.SUSPECT
        coverage = listener.coverage(bench.clock.now(), DurationMs(200 * SECOND))
        assert coverage.blind
        assert listener.kept.length <= HALF_HOURS * SECOND
        assert listener.kept.states[-1] is LaneState.SUSPECT

    scene(work)


def test_a_row_gives_the_doubted_time_back() -> None:
    async def work(bench: Bench, listener: Judging, speaking: asyncio.Event) -> None:
        speaking.clear()
        await until_suspect(bench, listener)
        speaking.set()
        await asyncio.sleep(15)
        assert listener.state() is LaneState.LIVE
        assert listener.coverage(bench.clock.now(), DurationMs(600 * SECOND)).throughout
        assert listener.kept.length > HALF_HOURS * SECOND

    scene(work)


def test_a_connection_that_ends_in_doubt_leaves_a_gap() -> None:
    async def work(bench: Bench, listener: Judging, speaking: asyncio.Event) -> None:
        speaking.clear()
        took = await until_suspect(bench, listener)
        speaking.set()
        bench.transport.wires[-1].end()
        await asyncio.sleep(60)
        assert listener.state() is LaneState.LIVE
        gaps = listener.analytics.coverage.gaps(
            Span(UnixMs(bench.clock.now() - 600 * SECOND), bench.clock.now()), PLAIN
        )
        assert sum(gap.span.end - gap.span.start for gap in gaps) >= took * SECOND

    scene(work)


def test_a_lane_in_doubt_for_a_minute_is_renewed_and_speaks_again() -> None:
    async def work(bench: Bench, listener: Judging, speaking: asyncio.Event) -> None:
        listener.ingest.renew_by(bench.manager.renew)
        mute = bench.transport.wires[-1]
        speaking.clear()
        took = await until_suspect(bench, listener)
        await asyncio.sleep(59)
        assert bench.transport.wires == [mute]
        speaking.set()
        mute.push = lambda _: None  # type: ignore[method-assign]  # what the old connection says nobody hears any more
        await asyncio.sleep(30)
        fresh = bench.transport.wires[-1]
        assert (len(bench.transport.wires), mute.closed, fresh.closed) == (2, True, False)
        assert listener.state() is LaneState.LIVE
        gaps = listener.analytics.coverage.gaps(
            Span(UnixMs(bench.clock.now() - 600 * SECOND), bench.clock.now()), PLAIN
        )
        assert sum(gap.span.end - gap.span.start for gap in gaps) >= (took + 59) * SECOND
        await asyncio.sleep(600)
        assert len(bench.transport.wires) == 2

    scene(work)
