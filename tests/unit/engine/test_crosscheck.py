"""The cross-check's door: nothing before the first look, keys kept and learned, ours added up now and then."""

import asyncio

import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import (
    Amounts,
    Kept,
    KeyPlace,
    KeyPlaces,
    ServiceId,
    ServiceInfo,
    ServiceState,
    TheirTotal,
)
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.crosscheck import OURS_STEP, LiveCrossCheck, NoCrossCheck, coins_to_compare
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, info, row

ID, OTHER = ServiceId("plain"), ServiceId("other")
KEY = Secret("the-key-itself")
SPAN = Span(UnixMs(T0 - HOUR), T0)


class MemoryShelf:
    def __init__(self, **kept):
        self.kept = dict(kept)
        self.refuses = ""
        self.loads = 0

    async def places(self):
        return KeyPlaces("the file")

    async def load(self):
        self.loads += 1
        await asyncio.sleep(0)
        if self.refuses:
            raise ExpectedFailure(self.refuses)
        return dict(self.kept)

    async def keep(self, service, key, place):
        if self.refuses:
            raise ExpectedFailure(self.refuses)
        self.kept[service] = Kept(place, key)

    async def forget(self, service):
        if self.refuses:
            raise ExpectedFailure(self.refuses)
        self.kept.pop(service, None)


class MemoryInquiries:
    revision = 0

    def __init__(self):
        self.keys = {}
        self.totals = ()
        self.orders = []
        self.working = False

    def states(self):
        about = ServiceInfo(ID, "Plain", "http://plain", 30, "plain.example", "sums", "as it likes")
        has = self.keys.get(ID) is not None
        return (ServiceState(about, has, False, "", False, self.totals, T0, None),)

    def set_key(self, service, key):
        self.keys[service] = key

    def set_watched(self, watched):
        self.orders.append(watched)

    def ask_now(self, service):
        self.orders.append(service)

    async def check(self, service, key):
        return "The key works."

    async def run(self):
        self.working = True
        await asyncio.Event().wait()


class Table:
    """Everything around a cross-check."""

    def __init__(self, **kept):
        self.shelf, self.inquiries, self.clock, self.learned = MemoryShelf(**kept), MemoryInquiries(), StepClock(), []
        bybit = info("bybit")
        self.analytics = LiveAnalytics({bybit.id: bybit})
        self.check = LiveCrossCheck(self.analytics, self.clock, self.inquiries, self.shelf, self.learned.append)

    async def settle(self):
        for _ in range(10):
            await asyncio.sleep(0)

    def service(self):
        (one,) = self.check.view().services
        return one


def story(run, table, work):
    async def whole():
        task = asyncio.get_running_loop().create_task(table.check.run())
        await table.settle()
        try:
            await work()
        finally:
            task.cancel()
            await asyncio.wait([task])

    run(whole())


def test_no_key_is_read_before_somebody_looks(run):
    table = Table(plain=Kept(KeyPlace.FILE, KEY))

    async def work():
        assert (table.shelf.loads, table.inquiries.working) == (0, False)
        table.check.set_watched(True)
        await table.settle()
        assert table.inquiries.keys == {ID: KEY}
        assert table.inquiries.working
        assert table.learned == [KEY]
        assert table.service().place is KeyPlace.FILE
        table.check.set_watched(False)
        table.check.ask_now(ID)
        assert table.inquiries.orders == [True, False, ID]

    story(run, table, work)


def test_a_kept_key_that_is_not_given_out_says_why(run):
    table = Table(plain=Kept(KeyPlace.KEYRING, None, "The keyring is locked."))

    async def work():
        table.check.set_watched(True)
        await table.settle()
        assert table.learned == []
        assert (table.service().place, table.service().key_trouble) == (KeyPlace.KEYRING, "The keyring is locked.")

    story(run, table, work)


def test_keys_that_cannot_be_read_are_a_sentence_and_new_ones_may_be_entered(run):
    table = Table()
    table.shelf.refuses = "The file of keys cannot be read."

    async def work():
        table.check.set_watched(True)
        await table.settle()
        assert table.service().key_trouble == "The file of keys cannot be read."
        assert table.inquiries.working
        table.shelf.refuses = ""
        await table.check.keep_key(ID, KEY, KeyPlace.FILE)
        assert table.service().key_trouble == ""

    story(run, table, work)


def test_a_key_is_learned_before_it_is_used(run):
    table = Table()

    async def work():
        assert await table.check.check_key(ID, KEY) == "The key works."
        assert table.learned == [KEY]
        assert table.inquiries.keys == {}

    story(run, table, work)


def test_a_key_entered_while_the_shelf_is_read_is_the_one_in_force(run):
    table = Table(plain=Kept(KeyPlace.FILE, Secret("an older key")))

    async def work():
        table.check.set_watched(True)
        await table.check.keep_key(ID, KEY, KeyPlace.KEYRING)
        await table.settle()
        assert table.inquiries.keys == {ID: KEY}

    story(run, table, work)


def test_keeping_and_forgetting_say_where(run):
    table = Table()

    async def work():
        assert await table.check.keep_key(ID, KEY, KeyPlace.KEYRING) == "The key is kept in the system's keyring."
        assert await table.check.keep_key(ID, KEY, KeyPlace.FILE) == "The key is kept in a file of this profile."
        assert await table.check.places() == KeyPlaces("the file")
        await table.check.forget_key(ID)
        assert (table.inquiries.keys[ID], table.service().place) == (None, KeyPlace.NONE)

    story(run, table, work)


def test_a_key_that_cannot_be_removed_is_not_used_again_all_the_same(run):
    table = Table()

    async def work():
        await table.check.keep_key(ID, KEY, KeyPlace.KEYRING)
        table.shelf.refuses = "The keyring is locked."
        with pytest.raises(ExpectedFailure, match="locked"):
            await table.check.forget_key(ID)
        assert table.inquiries.keys[ID] is None
        assert table.service().place is KeyPlace.KEYRING

    story(run, table, work)


def test_a_key_that_cannot_be_kept_is_not_used():
    table = Table()
    table.shelf.refuses = "The keyring is locked."

    async def work():
        with pytest.raises(ExpectedFailure, match="locked"):
            await table.check.keep_key(ID, KEY, KeyPlace.KEYRING)

    asyncio.run(work())
    assert table.inquiries.keys == {}


def test_ours_of_a_span_is_added_up_anew_now_and_then():
    table = Table()
    lane = LaneId("bybit/linear")
    table.analytics.coverage.lane_changed(LaneStatus(lane, VenueId("bybit"), LaneState.LIVE))
    table.analytics.coverage.covered(CoveredSpan(lane, VenueId("bybit"), SPAN))
    table.inquiries.totals = (TheirTotal("BTC", "1h", SPAN, True, Amounts(1, 1)),)

    def ours():
        return table.service().comparisons[0].coins[0].short.ours

    assert ours() == 0
    table.analytics.take((row(at=T0 - 5),))
    assert ours() == 0
    table.clock.step(OURS_STEP)
    assert ours() == 1_000_000


def test_two_coins_always_and_the_most_liquidated_others():
    assert coins_to_compare([]) == ("BTC", "ETH")
    assert coins_to_compare(["SOL", "ETH", "XRP", "DOGE", "PEPE"]) == ("BTC", "ETH", "SOL", "XRP", "DOGE")


@pytest.mark.parametrize(
    ("why", "said"), [("demo", "invented market"), ("replay", "of a tape"), ("live", "no cross-check here")]
)
def test_of_a_demo_or_a_tape_there_is_none_and_it_says_so(why, said):
    none = NoCrossCheck(why)
    none.set_watched(True)
    none.ask_now(ID)
    view = none.view()
    assert view.services == ()
    assert said in view.unavailable

    async def refused():
        for work in (
            none.places(),
            none.check_key(ID, KEY),
            none.keep_key(ID, KEY, KeyPlace.FILE),
            none.forget_key(ID),
        ):
            with pytest.raises(ExpectedFailure, match="There is no cross-check"):
                await work

    asyncio.run(refused())
