"""Constructs the program: what counts, what stores, what listens; the only place where they meet."""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from liqdesk import __version__
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.app.past_day import PastDay
from liqdesk.app.paths import Profile
from liqdesk.app.resources import Resources
from liqdesk.app.usual import keep_usual
from liqdesk.app.venues import bundled_list, infos, new_catalogue
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import DAY, Clock, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.desk import Mode
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.live_desk import LiveDesk
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.ports import LiquidationSink
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.endpoints import Endpoints, read_endpoints
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.link import Recorder
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.feed.route import Route
from liqdesk.feed.websocket import WebsocketTransport
from liqdesk.settings.current import CurrentSettings
from liqdesk.store.settings_file import SettingsSaver
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.venues.registry import VENUES

USER_AGENT = f"liqdesk/{__version__}"
Lanes = Sequence[tuple[LaneId, VenueId]]

RESTORED_AT_ONCE = 5_000
SHOWN_AGAIN = 5_000
LARGEST_RESTORE = 3_000_000


@dataclass(frozen=True, slots=True)
class Core:
    """Everything in memory: it counts from the moment it is built."""

    clock: Clock
    catalogue: Catalogue
    analytics: LiveAnalytics
    intake: Intake
    ring: Ring
    ingest: Ingest
    desk: LiveDesk
    settings: CurrentSettings
    disk: Writer | Unstored


def build_core(
    mode: Mode,
    clock: Clock,
    settings: CurrentSettings,
    resources: Resources,
    disk: Writer | Unstored,
    only: frozenset[VenueId] | None = None,
    printer: LiquidationSink | None = None,
) -> Core:
    """Construct the inside around what keeps its rows."""
    known = infos()
    catalogue = new_catalogue(resources)
    analytics = LiveAnalytics(known)
    analytics.count_tradfi(settings.value.tradfi.counted)
    settings.subscribe(lambda value: value.tradfi.counted, analytics.count_tradfi)
    intake = Intake(catalogue, {venue: info.completeness for venue, info in known.items()})
    ring = Ring()
    pipeline = Pipeline(disk, analytics, ring, printer)
    ingest = Ingest(intake, pipeline, analytics, catalogue, disk, disk)
    desk = LiveDesk(mode, clock, known, settings, analytics, ingest, ring, catalogue, disk.status, only)
    return Core(clock, catalogue, analytics, intake, ring, ingest, desk, settings, disk)


@dataclass(slots=True)
class Running:
    """A program at work; `notices` are sentences for the user that arose while starting."""

    core: Core
    feed: FeedManager
    notices: list[str] = field(default_factory=list)


def read_addresses(path: Path | None) -> Endpoints:
    """The built-in addresses, changed by the endpoints file if one is given. Raises ExpectedFailure."""
    built_in = {venue: one.addresses for venue, one in VENUES.items()}
    if path is None:
        return Endpoints(built_in)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ExpectedFailure(f"the endpoints file {path} cannot be read: {fault}") from fault
    return read_endpoints(text, built_in)


def build_feed(core: Core, endpoints: Endpoints, resources: Resources, recorder: Recorder | None) -> FeedManager:
    """The feed of the venues the desk has enabled."""
    route = Route(os.environ, core.settings.value.network.proxy)
    core.settings.subscribe(lambda value: value.network.proxy, lambda proxy: setattr(route, "setting", proxy))
    parts = FeedParts(
        venues=VENUES,
        addresses=endpoints.addresses,
        catalogue=core.catalogue,
        listener=core.ingest,
        transport=WebsocketTransport(route, USER_AGENT),
        fetcher=HttpFetcher(route, USER_AGENT),
        clock=core.clock,
        random=random.Random(),
        bundled=lambda venue: bundled_list(resources, venue),
        recorder=recorder,
    )
    return FeedManager(parts, core.desk.enabled)


@contextlib.asynccontextmanager
async def running(
    core: Core,
    endpoints: Endpoints,
    resources: Resources,
    worker: SqlWorker | None = None,
    recorder: Recorder | None = None,
    past: Callable[[], tuple[PastDay, Lanes]] | None = None,
) -> AsyncIterator[Running]:
    """Start store, past and feed in this order; stop feed, store in this one."""
    feed = build_feed(core, endpoints, resources, recorder)
    core.desk.attach(feed)
    started = Running(core, feed, list(endpoints.warnings))
    async with contextlib.AsyncExitStack() as stack:
        if worker is not None:
            stack.callback(worker.close)
        if isinstance(core.disk, Writer):
            stack.push_async_callback(core.disk.close)
            await _open_store(core, core.disk, started)
        if past is not None:
            take_past(core, *await asyncio.to_thread(past))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        task = group.create_task(feed.run())
        stack.callback(task.cancel)
        if isinstance(core.disk, Writer):
            learning = group.create_task(keep_usual(core.analytics, core.disk, core.clock))
            stack.callback(learning.cancel)
        core.desk.follow(core.settings.value.chart.price_base)
        yield started
        feed.stop()


async def _open_store(core: Core, disk: Writer, started: Running) -> None:
    try:
        told = await disk.open()
        if told:
            started.notices.append(told)
        await restore(core, disk)
    except ExpectedFailure as refused:
        started.notices.append(str(refused))


async def restore(core: Core, disk: Writer) -> None:
    """Count the last 24 h that are on disk, in pieces between which the loop goes on."""
    now = core.clock.now()
    since = UnixMs(now - DAY)
    rows = await disk.past(lambda past: past.rows(since, UnixMs(now + DAY), LARGEST_RESTORE))
    for start in range(0, len(rows), RESTORED_AT_ONCE):
        _count(core, rows[start : start + RESTORED_AT_ONCE])
        await asyncio.sleep(0)
    core.ring.take(tuple(rows[-SHOWN_AGAIN:]))
    for span in await disk.past(lambda past: past.spans(since)):
        core.analytics.coverage.covered(span)
    points: dict[tuple[str, VenueId], list[tuple[UnixMs, float]]] = {}
    for point in await disk.past(lambda past: past.prices(since)):
        points.setdefault((point.base, point.venue), []).append((point.at, point.price))
    for (base, venue), line in points.items():
        core.analytics.prices.restore(base, venue, line)


def _count(core: Core, rows: Sequence[Liquidation]) -> None:
    core.analytics.restore(rows)
    for row in rows:
        core.intake.remember(row)


def take_past(core: Core, past: PastDay, lanes: Lanes) -> None:
    """Count an invented day, on which these lanes were listening."""
    rows = list(past.rows)
    core.analytics.restore(rows)
    core.ring.take(tuple(rows[-SHOWN_AGAIN:]))
    watch(core, past.watched, lanes)
    for base, line in past.prices.items():
        core.analytics.prices.restore(base, VenueId("binance-usdm"), line)


def watch(core: Core, spans: Iterable[Span], lanes: Lanes) -> None:
    """Take it that each of these lanes was listening over these spans."""
    for lane, venue in lanes:
        for span in spans:
            core.analytics.coverage.covered(CoveredSpan(lane, venue, span))


def saving(profile: Profile, settings: CurrentSettings) -> SettingsSaver:
    """Save the settings of this profile from now on."""
    return SettingsSaver(profile.settings, settings)
