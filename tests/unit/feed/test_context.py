"""The market beside the liquidations is read once a minute, gently, and never against a venue's will."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.context import ContextParts, ContextReader
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from liqdesk.venues.session import Addresses
from tests.fakes.listener import RecordingListener
from tests.fakes.time import ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryFetcher

PLAIN = VenueId("plain")
ALL, ONE = "http://plain.invalid/all", "http://plain.invalid/one/BTCUSDT"


def price(value: float) -> PriceTick:
    return PriceTick(PLAIN, "BTCUSDT", value, PriceKind.MARK, UnixMs(1))


class PlainContext:
    """Its pages are numbers: prices of BTCUSDT."""

    id = PLAIN

    def urls(self, addresses: Addresses, symbols: Sequence[str]) -> Sequence[str]:
        return (f"{addresses.rest}/all", *(f"{addresses.rest}/one/{symbol}" for symbol in symbols))

    def read(self, page: bytes, url: str) -> Sequence[ContextReport]:
        return [price(float(page))]


class Room:
    """A reader at work with everything around it."""

    def __init__(self) -> None:
        self.clock = ManualTime()
        self.fetcher = MemoryFetcher(self.clock, {ALL: b"1", ONE: b"2"})
        self.listener = RecordingListener()
        self.budget = VenueBudget(self.clock)
        self.symbols = ["BTCUSDT"]
        parts = ContextParts(
            self.listener, self.fetcher, self.clock, Random(1), self.budget, lambda venue: self.symbols
        )
        self.reader = ContextReader(PlainContext(), Addresses("", "http://plain.invalid"), parts)

    def asked(self, url: str) -> list[int]:
        """When a page was asked for, in seconds."""
        return [at // 1000 for at, where in self.fetcher.asked if where == url]


def reading(work: Callable[[Room], Awaitable[None]]) -> None:
    async def scene() -> None:
        room = Room()
        task = asyncio.get_running_loop().create_task(room.reader.keep())
        await work(room)
        task.cancel()

    run_in_manual_time(scene())


def test_every_page_is_read_once_a_minute_and_told():
    async def work(room: Room) -> None:
        await asyncio.sleep(3)
        assert not room.fetcher.asked
        await asyncio.sleep(187)
        first = room.asked(ALL)[0]
        assert room.asked(ALL) == [first, first + 60, first + 120, first + 180]
        assert [reports for reports, _ in room.listener.pages[:2]] == [(price(1.0),), (price(2.0),)]
        gap = room.fetcher.asked[1][0] - room.fetcher.asked[0][0]
        assert gap >= 200

    reading(work)


def test_what_is_wanted_may_change_from_round_to_round():
    async def work(room: Room) -> None:
        await asyncio.sleep(10)
        room.symbols = []
        await asyncio.sleep(120)
        assert (len(room.asked(ALL)), len(room.asked(ONE))) == (3, 1)

    reading(work)


def test_a_wait_that_was_asked_for_is_obeyed_and_holds_the_sockets_too():
    async def work(room: Room) -> None:
        room.fetcher.pages[ALL] = HandshakeRefused(429, {"retry-after": "300"}, "")
        await asyncio.sleep(290)
        assert len(room.fetcher.asked) == 1
        assert room.budget.connect_wait(eager=True) > 0
        room.fetcher.pages[ALL] = b"1"
        await asyncio.sleep(60)
        assert len(room.asked(ALL)) == 2
        assert room.reader.trouble == ""

    reading(work)


def test_a_venue_that_refuses_this_network_is_asked_seldom_and_its_sockets_go_on():
    async def work(room: Room) -> None:
        room.fetcher.pages[ALL] = HandshakeRefused(451, {}, "restricted")
        await asyncio.sleep(29 * 60)
        assert len(room.fetcher.asked) == 1
        assert room.budget.connect_wait(eager=True) == 0

    reading(work)


def test_a_lost_page_is_tried_again_in_the_next_round():
    async def work(room: Room) -> None:
        room.fetcher.pages[ALL] = ConnectFailed(FailureKind.UNREACHABLE, "no route")
        await asyncio.sleep(70)
        assert len(room.asked(ALL)) == 2
        assert room.reader.trouble == "no route"
        assert not room.listener.pages

    reading(work)


def test_a_page_of_another_form_is_said_to_be_one():
    async def work(room: Room) -> None:
        room.fetcher.pages[ALL] = b"maintenance"
        await asyncio.sleep(10)
        assert room.reader.trouble.startswith("its market pages are not as we know them")

    reading(work)
