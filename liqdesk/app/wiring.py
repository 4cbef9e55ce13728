"""Constructs the program: what counts, what stores, what listens; the only place where they meet."""

import asyncio
import contextlib
import os
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from liqdesk import __version__
from liqdesk.analytics.context import MarketContext
from liqdesk.analytics.event_context import EventContext
from liqdesk.analytics.live import KEPT, LiveAnalytics
from liqdesk.analytics.surroundings import LedgerWatch
from liqdesk.app.clock import since_boot
from liqdesk.app.memory import give_back_after_floods
from liqdesk.app.past_day import PastDay
from liqdesk.app.pasts import ImportedPast, StoredAlerts, StoredPast, stored_rows
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session
from liqdesk.app.upkeep import upkeep_of
from liqdesk.app.usual import keep_usual
from liqdesk.app.venues import bundled_list, infos, new_catalogue
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.market import Funding, OpenInterest
from liqdesk.domain.third_party import ServiceId
from liqdesk.domain.time import DAY, Clock, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.afterwards import LOOK_EVERY_S, Afterwards
from liqdesk.engine.alert_delivery import Delivery
from liqdesk.engine.alert_facts import AccountReader
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.crosscheck import LiveCrossCheck, coins_to_compare
from liqdesk.engine.desk import Mode
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import MEMORY, Journal, since_of
from liqdesk.engine.live_alerts import LiveAlerts
from liqdesk.engine.live_desk import LiveDesk
from liqdesk.engine.memory_past import MemoryPast
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.ports import ContextPoint, LiquidationSink
from liqdesk.engine.recorded_hours import RecordedHours
from liqdesk.engine.sending import LiveSending
from liqdesk.engine.surroundings import Surroundings
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.endpoints import Endpoints, read_endpoints
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.inquiries import ServiceInquiries
from liqdesk.feed.link import Recorder
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.feed.route import Route
from liqdesk.feed.websocket import WebsocketTransport
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.target_words import SERVICES as CHATS
from liqdesk.store.keys import KeyShelf, system_keyring
from liqdesk.store.settings_keeper import SettingsKeeper
from liqdesk.store.upkeep import Upkeep
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.thirdparty.registry import SERVICES
from liqdesk.venues.registry import CONTEXTS, HISTORIES, VENUES

USER_AGENT = f"liqdesk/{__version__}"
Lanes = Sequence[tuple[LaneId, VenueId]]

LOOK_AROUND_EVERY_S = 30
RESTORED_AT_ONCE, SHOWN_AGAIN, EVENTS_AGAIN = 5_000, 5_000, 2_000
FOREVER = UnixMs(2**53)
STEP_S = 1.0


@dataclass(frozen=True, slots=True)
class Core:
    """Everything in memory: it counts from the moment it is built."""

    clock: Clock
    catalogue: Catalogue
    analytics: LiveAnalytics
    intake: Intake
    ring: Ring
    context: EventContext
    journal: Journal
    ingest: Ingest
    desk: LiveDesk
    settings: CurrentSettings
    disk: Writer | Unstored
    alerts: LiveAlerts | None


def build_core(
    mode: Mode,
    clock: Clock,
    settings: CurrentSettings,
    resources: Resources,
    disk: Writer | Unstored,
    only: frozenset[VenueId] | None = None,
    printer: LiquidationSink | None = None,
    ringing: bool = False,
) -> Core:
    """Construct the inside around what keeps its rows; `ringing` says whether it watches the rules of alerts."""
    known = infos()
    catalogue = new_catalogue(resources)
    analytics = LiveAnalytics(known, tuple(CONTEXTS))
    analytics.count_tradfi(settings.value.tradfi.counted)
    settings.subscribe(lambda value: value.tradfi.counted, analytics.count_tradfi)
    likenesses = {venue: one.likeness for venue, one in HISTORIES.items() if one.likeness is not None}
    completeness = {venue: info.completeness for venue, info in known.items()}
    intake = Intake(catalogue, completeness, likenesses=likenesses)
    ring = Ring()
    context = EventContext(analytics.prices, analytics.context)
    journal = Journal(LedgerWatch(analytics.coverage), context, disk, mode.value)
    reader = AccountReader(analytics, known, clock, lambda: desk.enabled, lambda: desk.paused)
    names = {venue: info.name for venue, info in known.items()}
    alerts = LiveAlerts(mode, clock, settings, names, reader, journal, disk, Delivery(disk)) if ringing else None
    pipeline = Pipeline(disk, analytics, journal, ring, printer, alerts)
    around = Surroundings(catalogue, analytics, disk)
    ingest = Ingest(intake, pipeline, analytics, catalogue, journal, disk, disk, around)
    desk = LiveDesk(
        mode, clock, known, settings, analytics, journal, ingest, ring, catalogue, disk.status, around, only
    )
    if alerts is not None:
        desk.attach_alerts(alerts)
    return Core(clock, catalogue, analytics, intake, ring, context, journal, ingest, desk, settings, disk, alerts)


@dataclass(slots=True)
class Running:
    """A program at work; `notices` are sentences for the user that arose while starting."""

    core: Core
    feed: FeedManager
    notices: list[str] = field(default_factory=list)
    upkeep: Upkeep | None = None


def read_addresses(path: Path | None) -> Endpoints:
    """The built-in addresses, changed by the endpoints file if one is given. Raises ExpectedFailure."""
    built_in = {venue: one.addresses for venue, one in VENUES.items()}
    services = {service: open_service().info.address for service, open_service in SERVICES.items()}
    services |= {ServiceId(kind): address for kind, address in CHATS.items()}
    if path is None:
        return Endpoints(built_in, services)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ExpectedFailure(f"the endpoints file {path} cannot be read: {fault}") from fault
    return read_endpoints(text, built_in, services)


def route_of(settings: CurrentSettings) -> Route:
    """The way out, by the proxy in the settings and as that changes."""
    route = Route(os.environ, settings.value.network.proxy)
    settings.subscribe(lambda value: value.network.proxy, lambda proxy: setattr(route, "setting", proxy))
    return route


def build_feed(
    core: Core, endpoints: Endpoints, resources: Resources, recorder: Recorder | None, filled_from: UnixMs = UnixMs(0)
) -> FeedManager:
    """The feed of the venues the desk has enabled; it fills the gaps that come after `filled_from`."""
    route = route_of(core.settings)
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
        since_boot=since_boot,
        recorder=recorder,
        histories=HISTORIES,
        gaps=core.ingest,
        filled_from=filled_from,
        contexts=CONTEXTS,
        watched=core.desk.watched_symbols,
    )
    return FeedManager(parts, core.desk.enabled)


def build_crosscheck(core: Core, endpoints: Endpoints, opened: Session) -> LiveCrossCheck:
    """What compares with third-party services; it reads and asks nothing before somebody looks."""
    fetcher = HttpFetcher(route_of(core.settings), USER_AGENT)
    familiar = [info.name for venue, info in infos().items() if info.connects]

    def wanted() -> Sequence[str]:
        return coins_to_compare(core.desk.bases())

    profile = opened.profile
    inquiries = ServiceInquiries(SERVICES, endpoints.services, fetcher, core.clock, wanted, familiar)
    shelf = KeyShelf(profile.keys, None if profile.own_folder else system_keyring)
    return LiveCrossCheck(core.analytics, core.clock, inquiries, shelf, opened.redaction.learn)


@contextlib.asynccontextmanager
async def running(
    core: Core,
    endpoints: Endpoints,
    resources: Resources,
    worker: SqlWorker | None = None,
    recorder: Recorder | None = None,
    past: Callable[[], tuple[PastDay, Lanes]] | None = None,
    crosscheck: LiveCrossCheck | None = None,
    imports: Path | None = None,
    sending: LiveSending | None = None,
    safe: bool = False,
    waiting: Callable[[str], object] = lambda _: None,
) -> AsyncIterator[Running]:
    """Start store, past, feed, cross-check and `sending` in this order; stop them in the other.

    `imports` holds imported rows, if any. `safe`: the settings are not the user's, so nothing is removed by them. `waiting` hears
    in a sentence why nothing is heard of the feed yet, where the store takes long to open, and an empty one once it does not.
    """
    # No venue knows what happened on an invented day.
    feed = build_feed(core, endpoints, resources, recorder, UnixMs(0) if past is None else core.clock.now())
    core.desk.attach(feed)
    started = Running(core, feed, list(endpoints.warnings))
    stored = False
    async with contextlib.AsyncExitStack() as stack:
        if worker is not None:
            stack.callback(worker.close)
        if isinstance(core.disk, Writer):
            stack.push_async_callback(core.disk.close)
            stack.callback(lambda: core.journal.save(core.clock.now()))
            stored = await _open_store(core, core.disk, started, waiting)
            waiting("")
        if past is not None:
            take_past(core, *await asyncio.to_thread(past))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        task = group.create_task(feed.run())
        stack.callback(task.cancel)
        if isinstance(core.disk, Writer):
            learning = group.create_task(keep_usual(core.analytics, core.disk, core.clock))
            stack.callback(learning.cancel)
            if not safe:
                started.upkeep = upkeep_of(core.disk, core.settings, core.clock, imports)
                stack.callback(group.create_task(started.upkeep.run()).cancel)
        stepping = group.create_task(_step(core))
        stack.callback(stepping.cancel)
        stack.callback(group.create_task(give_back_after_floods(lambda: core.ring.newest)).cancel)
        completing = group.create_task(_complete(build_afterwards(core, stored, imports)))
        stack.callback(completing.cancel)
        if core.alerts is not None:
            stack.callback(group.create_task(core.alerts.run()).cancel)
        if crosscheck is not None:
            stack.callback(group.create_task(crosscheck.run()).cancel)
        if sending is not None:
            stack.callback(group.create_task(sending.run()).cancel)
        core.desk.follow(core.settings.value.chart.price_base)
        looking = group.create_task(_look_around(core.desk))
        stack.callback(looking.cancel)
        yield started
        feed.stop()


def build_afterwards(core: Core, stored: bool, imports: Path | None = None) -> Afterwards:
    """Who completes the journal, from the disk where there is one."""
    past = StoredPast(core.disk) if stored and isinstance(core.disk, Writer) else MemoryPast(core.analytics)
    hours = RecordedHours(
        past,
        core.analytics.coverage.expected_venues,
        None if imports is None else ImportedPast(imports),
        lambda: core.settings.value.ranks.imported,
    )
    made = Afterwards(core.journal, hours, past, core.context, core.clock.now)
    core.desk.rank_by(made)
    if core.alerts is not None and core.desk.mode is Mode.LIVE:  # no other past is this market's own
        core.alerts.rank_by(made)
        made.rank_among(core.alerts.ranked_days)
    return made


async def _complete(afterwards: Afterwards) -> None:
    """Complete the journal; a disk that cannot be read is told by the store itself, and asked again later."""
    while True:
        with contextlib.suppress(ExpectedFailure):
            await afterwards.look()
        await asyncio.sleep(LOOK_EVERY_S)


async def _step(core: Core) -> None:
    """Let the journal judge every second, also where nothing arrives."""
    while True:
        core.journal.step(core.clock.now())
        await asyncio.sleep(STEP_S)


async def _look_around(desk: LiveDesk) -> None:
    """Which coins are liquidated most changes; so does which symbols the venues list."""
    while True:
        await asyncio.sleep(LOOK_AROUND_EVERY_S)
        desk.look_around()


async def _open_store(core: Core, disk: Writer, started: Running, waiting: Callable[[str], object]) -> bool:
    """Open the file and count what is in it; whether it is in use."""
    until = tr("{doing} Until that is done no exchange is listened to, and nothing of what was recorded is shown.")
    try:
        told = await disk.open(lambda doing: waiting(until.format(doing=doing)))
        if told:
            started.notices.append(told)
        told = await restore(core, disk)
        if told:
            started.notices.append(told)
    except ExpectedFailure as refused:
        started.notices.append(tr("nothing is being stored: {why}").format(why=refused))
        return False
    if core.alerts is not None:
        try:
            told = await core.alerts.resume(StoredAlerts(disk))
            if told:
                started.notices.append(told)
        except ExpectedFailure as refused:
            started.notices.append(tr("earlier alerts are not known: {why}").format(why=refused))
    return True


async def restore(core: Core, disk: Writer) -> str:
    """Count the last `KEPT` that are on disk, in pieces between which the loop goes on; a sentence for the user, or none."""
    now = core.clock.now()
    since = UnixMs(now - KEPT)
    memory = await disk.past(lambda past: past.memory(MEMORY))
    learnt = FOREVER if memory is None else since_of(memory[0])
    shown: deque[Liquidation] = deque(maxlen=SHOWN_AGAIN)
    again: list[Liquidation] = []
    async for rows in stored_rows(disk, since, UnixMs(now + DAY), RESTORED_AT_ONCE):
        _count(core, rows)
        shown += rows
        again += [row for row in rows if row.received_at >= learnt]
    core.ring.take(tuple(shown))
    for span in await disk.past(lambda past: past.spans(since)):
        core.analytics.coverage.covered(span)
    for fill in await disk.past(lambda past: past.fills(since)):
        core.analytics.coverage.filled(fill)
    points: dict[tuple[str, VenueId], list[tuple[UnixMs, float]]] = {}
    for point in await disk.past(lambda past: past.prices(since)):
        points.setdefault((point.base, point.venue), []).append((point.at, point.price))
    for (base, venue), line in points.items():
        core.analytics.prices.restore(base, venue, line)
    for kept in await disk.past(lambda past: past.context(since)):
        take_point(core.analytics.context, kept)
    again.sort(key=lambda row: row.received_at)
    return await _restore_journal(core, disk, None if memory is None else memory[1], again)


async def _restore_journal(core: Core, disk: Writer, memory: bytes | None, again: Sequence[Liquidation]) -> str:
    entries = await disk.past(lambda past: past.events(UnixMs(0), FOREVER, EVENTS_AGAIN))
    oldest = entries[0].event.opened_at if len(entries) == EVENTS_AGAIN else UnixMs(0)
    damaged = await disk.past(lambda past: past.damaged_events(oldest, FOREVER))
    told = core.journal.restore(memory, entries, again)
    if not damaged:
        return told
    lost = tr("%n event(s) of the journal cannot be read any more and are left out.", "", damaged)
    return f"{told} {lost}".strip()


def take_point(context: MarketContext, point: ContextPoint) -> None:
    """Take what an earlier run kept."""
    if point.coins is not None or point.usd is not None:
        interest = OpenInterest(point.venue, point.symbol, point.coins, point.usd, point.at)
        context.take_interest(point.base, interest)
    if point.rate is not None:
        funding = Funding(point.venue, point.symbol, point.rate, point.interval, None, point.at)
        context.take_funding(point.base, funding)


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


def keeping(core: Core, opened: Session, tell: Callable[[str, bool], None]) -> SettingsKeeper:
    """Keep the settings and the profile's file the same from now on; `tell` gets a sentence and whether it is a fault."""
    return SettingsKeeper(opened.profile.settings, core.settings, core.clock, core.desk.replace_settings, tell)
