"""Lists of contracts come, fail and are refreshed."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.instruments import InstrumentList, Pantry, load_bundled
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from tests.fakes.time import ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryFetcher
from tests.fakes.venue import PLAIN, PlainVenue

LIST = "http://plain.invalid/list"
BUNDLED = '{"venue":"plain","as_of":"2026-11-22","note":"","page":[{"symbol":"OLDUSDT","base":"OLD","quote":"USDT"}]}'


class Shelf:
    """A kept list with what it is kept from."""

    def __init__(self) -> None:
        venue = PlainVenue()
        self.clock = ManualTime()
        self.fetcher = MemoryFetcher(self.clock, {LIST: b"BTCUSDT"})
        self.catalogue = Catalogue({PLAIN: venue.infer})
        self.budget = VenueBudget(self.clock)
        self.changes: list[VenueId] = []
        pantry = Pantry(
            self.catalogue,
            self.fetcher,
            self.clock,
            Random(1),
            {PLAIN: venue.addresses},
            lambda _: self.budget,
            lambda _: BUNDLED,
        )
        self.list = InstrumentList(venue, pantry, self.changes.append)

    @property
    def symbols(self) -> set[str]:
        return {one.symbol for one in self.catalogue.of(PLAIN)}

    @property
    def source(self) -> str:
        source = self.catalogue.source(PLAIN)
        return "" if source is None else source.name


def keeping(work: Callable[[Shelf], Awaitable[None]]) -> None:
    async def scene() -> None:
        shelf = Shelf()
        shelf.list.start()
        task = asyncio.get_running_loop().create_task(shelf.list.keep())
        await work(shelf)
        task.cancel()
        await asyncio.wait({task})

    run_in_manual_time(scene())


def test_the_bundled_list_serves_until_the_venues_own_has_come() -> None:
    async def work(shelf: Shelf) -> None:
        assert (shelf.symbols, shelf.source) == ({"OLDUSDT"}, "bundled 2026-11-22")
        await asyncio.sleep(1)
        assert (shelf.symbols, shelf.source) == ({"BTCUSDT"}, "live")
        assert shelf.changes == [PLAIN]
        assert shelf.list.tried.is_set()

    keeping(work)


def test_it_is_fetched_every_fourteen_minutes_and_when_wanted_but_not_within_a_minute() -> None:
    async def work(shelf: Shelf) -> None:
        await asyncio.sleep(2_000)
        assert [at // 1_000 for at, _ in shelf.fetcher.asked] == [0, 840, 1_680]
        for _ in range(300):
            shelf.list.want()
            await asyncio.sleep(1)
        times = [int(at) for at, _ in shelf.fetcher.asked][2:]
        assert len(times) in (6, 7)
        assert min(after - before for before, after in itertools.pairwise(times)) >= 60_000

    keeping(work)


def test_pages_follow_each_other_with_a_pause() -> None:
    async def work(shelf: Shelf) -> None:
        shelf.fetcher.pages = {LIST: b"BTCUSDT|http://plain.invalid/2", "http://plain.invalid/2": b"ETHUSDT"}
        await asyncio.sleep(1)
        assert shelf.symbols == {"BTCUSDT", "ETHUSDT"}
        (first, _), (second, _) = shelf.fetcher.asked
        assert second - first >= 200

    keeping(work)


@pytest.mark.parametrize("page", [b"<html>", b"", ConnectFailed(FailureKind.TIMEOUT, "no answer in time")])
def test_a_failing_fetch_is_tried_again_and_leaves_what_was_known(page: bytes | ConnectFailed) -> None:
    async def work(shelf: Shelf) -> None:
        shelf.fetcher.pages[LIST] = page
        await asyncio.sleep(1)
        assert shelf.symbols == {"OLDUSDT"}
        assert shelf.list.trouble
        assert shelf.list.tried.is_set()
        shelf.fetcher.pages[LIST] = b"BTCUSDT"
        await asyncio.sleep(1_000)
        assert (shelf.symbols, shelf.list.trouble) == ({"BTCUSDT"}, "")

    keeping(work)


def test_a_list_that_breaks_off_adds_what_came() -> None:
    async def work(shelf: Shelf) -> None:
        shelf.fetcher.pages = {
            LIST: b"BTCUSDT|http://plain.invalid/2",
            "http://plain.invalid/2": HandshakeRefused(500, {}),
        }
        await asyncio.sleep(0.5)
        assert shelf.symbols == {"OLDUSDT", "BTCUSDT"}

    keeping(work)


def test_an_endless_list_ends() -> None:
    async def work(shelf: Shelf) -> None:
        shelf.fetcher.pages = {LIST: f"BTCUSDT|{LIST}".encode()}
        await asyncio.sleep(100)
        assert len(shelf.fetcher.asked) == 50
        assert "never ends" in shelf.list.trouble

    keeping(work)


@pytest.mark.expected_log("WARNING liqdesk.feed.instruments: plain: the list of contracts .* is damaged")
def test_a_damaged_bundled_list_is_told() -> None:
    catalogue = Catalogue({PLAIN: lambda _: None})
    load_bundled(PLAIN, "{}", catalogue)
    load_bundled(PLAIN, None, catalogue)
    assert catalogue.of(PLAIN) == ()
