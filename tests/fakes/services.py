"""Third-party services on loopback with a small market, and everything of ours that asks them, down to the file of keys."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import ServiceId, ServiceState
from liqdesk.domain.time import DAY, HOUR, UnixMs, floor_to
from liqdesk.domain.venue import VenueId
from liqdesk.engine.crosscheck import LiveCrossCheck, coins_to_compare
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.inquiries import ServiceInquiries
from liqdesk.feed.route import Route
from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Forced
from liqdesk.simulator.services import MinuteBook, ServiceServer, SimulatedCoinalyze, SimulatedCoinglass
from liqdesk.store.keys import Keyring, KeyShelf
from liqdesk.thirdparty.registry import SERVICES
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, info, instrument, row

COINALYZE, COINGLASS = ServiceId("coinalyze"), ServiceId("coinglass")
NOW = UnixMs(floor_to(T0, HOUR) + 20 * 60_000)
"""Twenty minutes past an hour."""

CLOSED = floor_to(NOW, HOUR)
DOLLAR = 1_000_000


@dataclass
class Bench:
    """What a test moves and looks at. `learned` are the secrets the log was told of."""

    clock: StepClock
    book: MinuteBook
    servers: dict[ServiceId, ServiceServer]
    analytics: LiveAnalytics
    crosscheck: LiveCrossCheck
    shelf: KeyShelf
    learned: list[Secret] = field(default_factory=list)

    def asked(self, service: ServiceId) -> list[str]:
        """The paths a service was asked for, in order."""
        return self.servers[service].asked

    def state(self, service: ServiceId) -> ServiceState:
        """Where a service stands."""
        return next(one.state for one in self.crosscheck.view().services if one.state.info.id == service)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the loop run until it holds; the limit of the test's run ends a wait in vain."""
        while not condition():  # noqa: ASYNC110 - what is waited for is the other side's state, not ours
            await asyncio.sleep(0.001)


def happen(book: MinuteBook, venue: str, symbol: str, at: int, usd: int, position: str = "long") -> None:
    """A position of so many dollars was closed on a contract that counts in coins, at a price of 100 dollars."""
    contract = next(one for one in contracts(venue) if one.symbol == symbol)
    size = Decimal(usd) / 100
    book.happen(Forced(1, at, contract, "long" if position == "long" else "short", size, Decimal(100)))


def small_market() -> MinuteBook:
    """Bitcoin and ether on two exchanges, with an hour and a day behind them."""
    book = MinuteBook()
    for venue in ("bybit", "binance-usdm"):
        book.know([one for one in contracts(venue) if one.symbol in ("BTCUSDT", "ETHUSDT")])
    last, before = CLOSED - HOUR + 60_000, CLOSED - 5 * HOUR
    for venue, symbol, at, usd, position in (
        ("bybit", "BTCUSDT", last, 1_000_000, "long"),
        ("binance-usdm", "BTCUSDT", last, 500_000, "short"),
        ("bybit", "BTCUSDT", before, 2_000_000, "short"),
        ("bybit", "ETHUSDT", last, 40_000, "long"),
        ("bybit", "BTCUSDT", CLOSED + 60_000, 7_000_000, "long"),  # in the hour that is still open
    ):
        happen(book, venue, symbol, at, usd, position)
    return book


def our_market() -> LiveAnalytics:
    """What we heard of it: bybit alone, over all of the day."""
    bybit = info("bybit")
    live = LiveAnalytics({bybit.id: bybit})
    lane = LaneId("bybit/linear")
    live.coverage.lane_changed(LaneStatus(lane, VenueId("bybit"), LaneState.LIVE))
    live.coverage.covered(CoveredSpan(lane, VenueId("bybit"), Span(UnixMs(NOW - 2 * DAY), NOW)))
    last, before = CLOSED - HOUR + 60_000, CLOSED - 5 * HOUR
    live.take((row(at=before, micro=2_000_000 * DOLLAR, position=PositionSide.SHORT),))
    live.take((row(at=last, micro=1_000_000 * DOLLAR, position=PositionSide.LONG),))
    live.take((row(at=last, micro=40_000 * DOLLAR, position=PositionSide.LONG, of=instrument("ETH")),))
    return live


@asynccontextmanager
async def bench(
    folder: Path,
    open_keyring: Callable[[], Keyring] | None = None,
    learn: Callable[[Secret], None] = lambda _: None,
) -> AsyncIterator[Bench]:
    """Both services served, ours beside them and at work; `learn` hears every key too."""
    clock = StepClock(NOW)
    market = small_market()
    servers = {
        COINALYZE: ServiceServer(SimulatedCoinalyze(market), clock.now),
        COINGLASS: ServiceServer(SimulatedCoinglass(market), clock.now),
    }
    for server in servers.values():
        await server.open()
    analytics = our_market()
    learned: list[Secret] = []

    def wanted() -> Sequence[str]:
        return coins_to_compare([])

    addresses = {service: server.address for service, server in servers.items()}

    def learned_one(key: Secret) -> None:
        learned.append(key)
        learn(key)

    inquiries = ServiceInquiries(SERVICES, addresses, HttpFetcher(Route({}), "test"), clock, wanted, ["Bybit"])
    shelf = KeyShelf(folder / "keys.json", open_keyring)
    crosscheck = LiveCrossCheck(analytics, clock, inquiries, shelf, learned_one)
    task = asyncio.get_running_loop().create_task(crosscheck.run())
    try:
        yield Bench(clock, market, servers, analytics, crosscheck, shelf, learned)
    finally:
        task.cancel()
        await asyncio.wait([task])
        for server in servers.values():
            await server.close()
