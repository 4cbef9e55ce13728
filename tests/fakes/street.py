"""All simulated venues and the real feed in front of them, in one loop: real frames, real handshakes, a network in memory."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlsplit

import tomli_w

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.feed.endpoints import read_endpoints
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.feed.route import DIRECT, Route
from liqdesk.feed.transport import ConnectFailed, Dial, FailureKind, HandshakeRefused, Wire
from liqdesk.feed.websocket import WebsocketTransport
from liqdesk.simulator.contracts import VENUES as SIMULATED
from liqdesk.simulator.endpoints import addresses
from liqdesk.simulator.faults import read_fault
from liqdesk.simulator.load import Load
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push
from liqdesk.simulator.run import build
from liqdesk.simulator.server import VenueServer
from liqdesk.venues.history import History
from liqdesk.venues.registry import HISTORIES, VENUES
from liqdesk.venues.session import Venue
from tests.fakes.network import NetworkedLoop
from tests.fakes.time import ManualTime, run_in_manual_time

TICK_S = 0.25
NO_HISTORIES: Mapping[VenueId, History] = {}
EVENTS_A_SECOND = 12
PRICES = {"BTC": Decimal(94_000), "ETH": Decimal(3_000), "SOL": Decimal(140), "XRP": Decimal(2)}

TOLD_OF = (*SIMULATED, SIMULATED[0])
"""Whose events are told in turn: an odd number, so that each venue has contracts whose events' numbers are odd."""

Key = tuple[str, str, str, int, int | None]
"""Venue, symbol, position, moment and micro-dollars of one liquidation, on either side of the wire."""


@dataclass
class Sending:
    """One event as a venue published it: when (virtual seconds), and to how many connections."""

    key: Key
    at: float
    copies: int


@dataclass
class Seen:
    """All that a scene leaves behind for a judge. Times are virtual seconds from its beginning.

    `attended` holds for each feed, four times a second, whether any connection could have been told of an event.
    """

    sendings: dict[int, Sending] = field(default_factory=dict)
    rows: Counter[Key] = field(default_factory=Counter)
    states: dict[LaneId, list[tuple[float, LaneState]]] = field(default_factory=dict)
    ends: dict[LaneId, list[float]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[LaneId, dict[UnixMs, UnixMs]] = field(default_factory=lambda: defaultdict(dict))
    venue_of: dict[LaneId, VenueId] = field(default_factory=dict)
    dials: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    attended: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    fills: list[FilledSpan] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    began: UnixMs = UnixMs(0)


class Witness(logging.Handler):
    """A `FeedListener` and `GapBook` with a real intake behind it, a ledger for the servers, an ear for what is logged."""

    def __init__(self, seen: Seen, catalogue: Catalogue) -> None:
        super().__init__(logging.WARNING)
        self._seen = seen
        self._intake = Intake(
            catalogue,
            {venue: one.info.completeness for venue, one in VENUES.items()},
            likenesses={venue: one.likeness for venue, one in HISTORIES.items() if one.likeness is not None},
        )
        self._account = LiveAnalytics({venue: one.info for venue, one in VENUES.items()}).coverage
        self._live: dict[VenueId, list[Liquidation]] = defaultdict(list)

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.errors.append(self.format(record))

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        rows = self._intake.take(reports, received_at, history_before)
        self._count(rows)
        for row in rows:
            self._live[row.instrument.venue].append(row)

    def _count(self, rows: Batch) -> None:
        for row in rows:
            of: Instrument = row.instrument
            if row.corrects is not None:
                self._seen.rows[of.venue, of.symbol, row.position.value, row.at, row.corrects] -= 1
            self._seen.rows[of.venue, of.symbol, row.position.value, row.at, row.notional] += 1
        self._seen.errors += [f"rejected {wrong}" for wrong in self._intake.rejections]
        self._intake.rejections.clear()

    def priced(self, tick: PriceTick) -> None:
        """Prices are canaries here, no more."""

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None:
        self._count(self._intake.recover(reports, received_at, alike))

    def filled(self, span: FilledSpan) -> None:
        self._seen.fills.append(span)
        self._account.filled(span)

    def unfilled(self, lane: LaneId, within: Span) -> Sequence[Span]:
        return self._account.unfilled(lane, within)

    def heard(self, venue: VenueId) -> Sequence[Liquidation]:
        return self._live[venue]

    def bases(self) -> Sequence[str]:
        return ()

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """What else is told of the market proves nothing here."""

    def lane_changed(self, status: LaneStatus) -> None:
        past = self._seen.states.setdefault(status.lane, [])
        self._seen.venue_of[status.lane] = status.venue
        if not past or past[-1][1] is not status.state:
            past.append((_now(), status.state))

    def lane_gone(self, lane: LaneId) -> None:
        if lane in self._seen.states:
            self._seen.ends[lane].append(_now())

    def covered(self, span: CoveredSpan) -> None:
        self._seen.spans[span.lane][span.span.start] = span.span.end
        self._account.covered(span)

    def happened(self, event: Forced) -> None:
        self._seen.sendings[event.number] = Sending(_key(event), _now(), 0)

    def pushed(self, push: Push, sent: int) -> None:
        for event in push.events:
            self._seen.sendings[event.number] = Sending(_key(event), _now(), sent)

    def resent(self, venue: str, events: Sequence[Forced]) -> None:
        for event in events:
            self._seen.sendings[event.number].copies += 1

    def attempt(self, venue: str, at_ms: int, path: str, outcome: str) -> None:
        """Attempts are counted where they are made."""


class _Dialing:
    """The product's transport, with every dial written down that reaches a venue."""

    def __init__(self, inner: WebsocketTransport, told: Callable[[str], None]) -> None:
        self._inner = inner
        self._told = told

    async def connect(self, dial: Dial) -> Wire:
        if asyncio.get_running_loop().up:  # type: ignore[attr-defined]  # it is a NetworkedLoop
            self._told(dial.url)
        return await self._inner.connect(dial)


class PageFetcher:
    """A `Keeping` fetcher without a library, which keeps nothing: one request over one connection."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        self._told(url)
        address = urlsplit(url)
        path = address.path + (f"?{address.query}" if address.query else "")
        method, body = ("GET", b"") if post is None else ("POST", post.encode())
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection(address.hostname, address.port)
                try:
                    request = (
                        f"{method} {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
                    )
                    writer.write(request.encode() + body)
                    head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
                finally:
                    writer.close()
        except (OSError, TimeoutError) as failure:
            raise ConnectFailed(FailureKind.UNREACHABLE, str(failure)) from failure
        first, *rest = head.decode().split("\r\n")
        status = int(first.split()[1])
        if status != 200:
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
            raise HandshakeRefused(status, headers, answer.decode())
        return answer

    @asynccontextmanager
    async def session(self) -> AsyncIterator["PageFetcher"]:
        yield self


@dataclass
class Street:
    """A running scene: the servers by feed, the feed in front of them, and what was seen so far.

    `clock` is this computer's, `world` the venues'.
    """

    servers: Mapping[str, VenueServer]
    manager: FeedManager
    clock: ManualTime
    world: ManualTime
    seen: Seen
    loop: NetworkedLoop

    def cut(self) -> None:
        """Every line is dead from now on, and nobody says so; new ones work."""
        for pipe in tuple(self.loop.pipes):
            pipe.die()

    async def until(self, second: float) -> None:
        """Let the scene go on to this second of virtual time."""
        await asyncio.sleep(max(0.0, second - _now()))


def on_the_street(
    faults: Sequence[str],
    work: Callable[[Street], Any],
    venues: Mapping[VenueId, Venue] = VENUES,
    events_a_second: int = EVENTS_A_SECOND,
    histories: Mapping[VenueId, History] = NO_HISTORIES,
) -> Seen:
    """Play a scene with these faults while `work` looks on; what was seen of it. Nothing of it is left at the end.

    Without `histories` what a fault loses stays lost.
    """

    async def scene() -> Seen:
        async with street(faults, venues, events_a_second, histories) as made:
            await work(made)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        made.seen.errors += [f"left running: {task.get_name()}" for task in left if "conn" not in repr(task.get_coro())]
        return made.seen

    return run_in_manual_time(scene(), loop=NetworkedLoop)


@asynccontextmanager
async def street(
    faults: Sequence[str],
    venues: Mapping[VenueId, Venue],
    events_a_second: int,
    histories: Mapping[VenueId, History],
) -> AsyncIterator[Street]:
    """The scene, inside a `NetworkedLoop`."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, NetworkedLoop)
    clock, world, seen = ManualTime(), ManualTime(), Seen()
    seen.began = clock.now()
    loop.set_exception_handler(
        lambda _, context: seen.errors.append(f"{context.get('message')} {context.get('exception')!r}")
    )
    catalogue = Catalogue({venue: one.infer for venue, one in VENUES.items()})
    witness = Witness(seen, catalogue)
    prices = dict(PRICES)
    servers = {
        venue: VenueServer(
            dialect,
            board,
            [fault for spec in faults if (fault := read_fault(spec, SIMULATED)).venue in ("*", venue)],
            witness,
            world.now,
        )
        for venue, dialect, board in build(SIMULATED, prices)
    }
    for server in servers.values():
        await server.open()
    manager = _feed(servers, venues, catalogue, clock, witness, histories)
    made = Street(servers, manager, clock, world, seen, loop)
    logger = logging.getLogger("liqdesk")
    logger.addHandler(witness)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_tick(servers, seen)),
                group.create_task(_tell(servers, prices, world, events_a_second)),
            ]
            running = group.create_task(manager.run())
            yield made
            manager.stop()
            await running
            for task in tasks:
                task.cancel()
        for server in servers.values():
            await server.close()
        await asyncio.sleep(15)
    finally:
        logger.removeHandler(witness)


def _feed(
    servers: Mapping[str, VenueServer],
    venues: Mapping[VenueId, Venue],
    catalogue: Catalogue,
    clock: ManualTime,
    witness: Witness,
    histories: Mapping[VenueId, History],
) -> FeedManager:
    text = tomli_w.dumps({"venues": addresses(servers.values())})
    endpoints = read_endpoints(text, {venue: one.addresses for venue, one in VENUES.items()})
    assert not endpoints.warnings
    feeds = {server.port: venue for venue, server in servers.items()}
    seen = witness._seen

    def note(into: dict[str, list[float]]) -> Callable[[str], None]:
        """The contract lists of COIN-M are another host's than those of USD-M, although one server plays both."""

        def told(url: str) -> None:
            into["binance-coinm" if "/dapi/" in url else feeds[urlsplit(url).port or 0]].append(_now())

        return told

    parts = FeedParts(
        venues,
        endpoints.addresses,
        catalogue,
        witness,
        _Dialing(WebsocketTransport(Route({}, DIRECT), "test"), note(seen.dials)),
        PageFetcher(note(seen.pages)),
        clock,
        Random(7),
        lambda _: None,
        histories=histories,
        gaps=witness,
        filled_from=clock.now(),
    )
    return FeedManager(parts, frozenset(VenueId(venue) for venue in SIMULATED if VenueId(venue) in venues))


async def _tick(servers: Mapping[str, VenueServer], seen: Seen) -> None:
    while True:
        now = _now()
        for venue, server in servers.items():
            server.tick(round(now * 1_000))
            seen.attended[venue].append((now, any(
                client.open and client.conversation.subscribed
                and not (client.trouble.stalled or client.trouble.half_open)
                for client in server.clients
            )))  # fmt: skip
        await asyncio.sleep(TICK_S)


async def _tell(servers: Mapping[str, VenueServer], prices: dict[str, Decimal], clock: ManualTime, rate: int) -> None:
    load = Load(TOLD_OF, prices)
    while True:
        await asyncio.sleep(1)
        prices["BTC"] += Decimal(1) if int(_now()) % 2 else Decimal(-1)
        for push in load.pushes(clock.now(), rate):
            servers[push.venue].publish(push)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _key(event: Forced) -> Key:
    contract = event.contract
    return contract.venue, contract.symbol, event.position, event.at, event.micro_usd
