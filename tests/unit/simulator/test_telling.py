"""Telling a story: everything due is pushed once, in order, at its own or at the hurried time."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal

from liqdesk.simulator.load import Load
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import FEEDS
from liqdesk.simulator.run import build
from liqdesk.simulator.server import VenueServer
from liqdesk.simulator.telling import Teller
from tests.conftest import Run
from tests.fakes.forced import forced
from tests.fakes.serving import Book, Time, until


def teller_with(book: Book, speed: float = 1.0, *venues: str) -> tuple[Teller, dict[str, VenueServer]]:
    prices: dict[str, Decimal] = {}
    time = Time()
    servers = {
        venue: VenueServer(dialect, board, [], book, time) for venue, dialect, board in build(venues or FEEDS, prices)
    }
    return Teller(servers, prices, time, speed), servers


def story(start_ms: int) -> Iterator[Forced | MarketPrice]:
    yield MarketPrice(start_ms, "BTC", Decimal(94_000))
    for number in range(1, 400):
        yield forced(number, start_ms + number // 20)
    yield MarketPrice(start_ms + 50, "BTC", Decimal(95_000))
    yield forced(400, start_ms + 60, "okx", "BTC-USDT-SWAP")


def test_a_story_is_told_whole(run: Run) -> None:
    book = Book()
    happened: list[int] = []
    teller, servers = teller_with(book)
    teller.know_prices(story)
    assert teller.prices == {"BTC": Decimal(94_000)}
    run(teller.tell(story, lambda event: happened.append(event.number)))
    assert happened == list(range(1, 401))
    assert sorted(book.sent) == list(range(1, 401))
    assert teller.finished
    assert teller.prices["BTC"] == Decimal(95_000)
    assert servers["bybit"].pushed_events == 399


def test_a_hurried_story_states_the_moments_at_which_it_is_told(run: Run) -> None:
    teller, servers = teller_with(Book(), 100.0, "bybit")

    def slow_story(start_ms: int) -> Iterator[Forced | MarketPrice]:
        for number in range(5):
            yield forced(number, start_ms + number * 10_000)

    run(teller.tell(slow_story, lambda event: None))
    moments = [push.events[0].at for push in servers["bybit"].board.history]
    assert [later - moments[0] for later in moments] == [0, 100, 200, 300, 400]


def test_a_load_has_its_rate(run: Run) -> None:
    book = Book()
    teller, _ = teller_with(book, 1.0, "bybit")

    async def scene() -> None:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(teller.load(Load(("bybit",), {}), 20_000, lambda event: None))
            await until(lambda: len(book.sent) >= 2_000)
            task.cancel()

    run(scene())
    assert len(book.sent) < 6_000


def test_it_begins_when_everyone_has_subscribed(run: Run) -> None:
    teller, servers = teller_with(Book(), 1.0, "bybit", "okx")

    async def scene() -> None:
        now_ms = Time()()
        servers["bybit"].subscribed_at = now_ms - 30_000
        await teller.client_subscribed()

    run(scene())
