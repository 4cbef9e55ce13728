"""When a service is asked and when it is left alone, in manual time."""

import asyncio
import json

import pytest

from liqdesk.domain.feed_state import Span
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import (
    Amounts,
    ServiceFailure,
    ServiceId,
    ServiceInfo,
    TheirTotal,
    Trouble,
)
from liqdesk.domain.time import HOUR, MINUTE, SECOND, UnixMs
from liqdesk.feed.inquiries import ASK_GAP, EVERY, Inquiry, Pace, ServiceInquiries
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from liqdesk.thirdparty.script import Ask
from tests.fakes.time import ManualTime, run_in_manual_time

KEY = Secret("the-key-itself")
ID = ServiceId("plain")
SPAN = Span(UnixMs(0), UnixMs(3_600_000))


class PlainService:
    """One question for each coin, each of some calls."""

    info = ServiceInfo(ID, "Plain", "http://plain", 30, "plain.example", "sums", "as it likes")
    calls = 1

    def headers(self, key):
        return {"key": key.reveal()}

    def failure_in(self, body):
        if json.loads(body) == "enough":
            raise ServiceFailure(Trouble.LIMIT, "enough")

    def check(self):
        yield Ask("/check")
        return "The key works."

    def totals(self, bases, familiar, now):
        for base in bases:
            amount = json.loads((yield Ask(f"/totals?of={base}", self.calls)))
            yield (TheirTotal(base, "1h", SPAN, True, Amounts(amount, amount)),)
        return "as they are"


class Heavy(PlainService):
    """Every question counts as half of what a minute allows."""

    calls = 15


class Pages:
    """A fetcher that notes when it was asked for what; `answers` are given in order, the last one again and again."""

    def __init__(self, *answers):
        self.answers = list(answers) or [b"1"]
        self.asked = []
        self.headers = []
        self.clock = ManualTime()

    async def get(self, url, post=None, headers=None):
        self.asked.append((self.clock.monotonic(), url))
        self.headers.append(headers)
        await asyncio.sleep(0.1)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def opened(pages, service=PlainService, coins=("BTC",)):
    return Inquiry(service, "http://plain", pages, pages.clock, lambda: coins, (), lambda: None)


def told(inquiry):
    return [(total.base, total.amounts.long) for total in inquiry.state().totals]


def story(work, pages, **options):
    """Run `work(inquiry)` beside the inquiry's own loop."""

    async def whole():
        inquiry = opened(pages, **options)
        task = asyncio.get_running_loop().create_task(inquiry.run())
        try:
            return await work(inquiry)
        finally:
            task.cancel()
            await asyncio.wait([task])

    return run_in_manual_time(whole())


def test_nothing_is_asked_without_a_key_or_without_a_look():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_watched(True)
        await asyncio.sleep(3_600)
        assert pages.asked == []
        assert not inquiry.state().has_key
        inquiry.set_watched(False)
        inquiry.set_key(KEY)
        await asyncio.sleep(3_600)
        assert pages.asked == []
        assert inquiry.state().next_at is None

    story(work, pages)


def test_with_both_it_is_asked_every_five_minutes():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        state = inquiry.state()
        assert told(inquiry) == [("BTC", 1)]
        assert (state.sentence, state.failed, state.asking) == ("as they are", False, False)
        assert state.told_at == pages.clock.now() - 900
        assert state.next_at == pages.clock.now() + EVERY - SECOND
        await asyncio.sleep(3_600)
        assert [at for at, _ in pages.asked] == [EVERY * number for number in range(13)]
        assert pages.headers[0] == {"key": "the-key-itself"}
        assert all("the-key-itself" not in url for _, url in pages.asked)

    story(work, pages)


def test_looking_away_stops_it_and_a_look_back_asks_only_when_due():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        inquiry.set_watched(False)
        await asyncio.sleep(60)
        inquiry.set_watched(True)
        await asyncio.sleep(60)
        assert len(pages.asked) == 1
        inquiry.set_watched(False)
        await asyncio.sleep(3_600)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        assert len(pages.asked) == 2

    story(work, pages)


def test_asking_by_hand_is_at_once_but_not_ten_times_a_second():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(60)
        for _ in range(20):
            inquiry.ask_now()
            await asyncio.sleep(0.1)
        await asyncio.sleep(30)
        assert [at for at, _ in pages.asked] == [0, MINUTE, MINUTE + ASK_GAP]

    story(work, pages)


def test_the_calls_of_a_minute_are_not_exceeded():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(240)
        moments = [at for at, _ in pages.asked]
        assert len(moments) == 5
        for first, third in zip(moments, moments[2:], strict=False):
            assert third - first > MINUTE

    story(work, pages, service=Heavy, coins=("A", "B", "C", "D", "E"))


def test_totals_arrive_coin_by_coin():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        assert told(inquiry) == [("A", 1), ("B", 1)]
        assert inquiry.state().asking
        assert inquiry.state().next_at is None

    story(work, pages, service=Heavy, coins=("A", "B", "C"))


@pytest.mark.parametrize(
    ("failure", "said", "again"),
    [
        (HandshakeRefused(401, {}, "key the-key-itself"), "Plain: it does not accept the key.", HOUR),
        (HandshakeRefused(402, {}), "Plain: the plan of this key is too small.", HOUR),
        (HandshakeRefused(503, {}), "Plain: it answered with the status 503.", EVERY),
        (
            HandshakeRefused(429, {"retry-after": "400.5"}),
            "Plain: its limit of requests is reached; it is asked again in 401 s at the earliest.",
            400_600,
        ),
        (
            HandshakeRefused(429, {}),
            "Plain: its limit of requests is reached; it is asked again in 60 s at the earliest.",
            EVERY,
        ),
        (
            HandshakeRefused(503, {"retry-after": "900"}),
            "Plain: it answered with the status 503; it is asked again in 900 s at the earliest.",
            900_100,
        ),
        (
            ConnectFailed(FailureKind.DNS, "its name cannot be resolved"),
            "Plain: it cannot be reached, its name cannot be resolved.",
            EVERY,
        ),
        (
            ConnectFailed(FailureKind.PROXY, "the proxy said the-key-itself"),
            "Plain: it cannot be reached, the proxy said ….",
            EVERY,
        ),
    ],
)
def test_a_failure_is_one_sentence_and_waits_as_it_was_told(failure, said, again):
    pages = Pages(failure, b"2")

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        state = inquiry.state()
        assert (state.sentence, state.failed, state.totals, state.told_at) == (said, True, (), None)
        assert state.next_at == pages.clock.now() - SECOND + again
        await asyncio.sleep(again / 1_000)
        assert [at for at, _ in pages.asked] == [0, again]
        assert not inquiry.state().failed

    story(work, pages)


def test_the_last_good_totals_outlive_a_failure_with_their_age():
    pages = Pages(b"1", ConnectFailed(FailureKind.DNS, "no name"))

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        good = inquiry.state()
        await asyncio.sleep(600)
        state = inquiry.state()
        assert state.failed
        assert (state.totals, state.told_at) == (good.totals, good.told_at)

    story(work, pages)


def test_a_failure_half_way_keeps_what_was_told_before_it():
    pages = Pages(b"1", b"1", b"2", HandshakeRefused(500, {}))

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(400)
        assert told(inquiry) == [("A", 2), ("B", 1)]
        assert inquiry.state().failed

    story(work, pages, coins=("A", "B"))


def test_a_limit_told_in_the_answer_rests_a_minute():
    pages = Pages(b'"enough"', b"1")

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        inquiry.ask_now()
        await asyncio.sleep(120)
        assert [at for at, _ in pages.asked] == [0, MINUTE + 100]

    story(work, pages)


def test_a_key_taken_away_half_way_is_not_used_again():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        assert len(pages.asked) == 2
        inquiry.set_key(None)
        await asyncio.sleep(3_600)
        assert len(pages.asked) == 2
        state = inquiry.state()
        assert (state.has_key, state.totals, state.sentence, state.asking) == (False, (), "", False)

    story(work, pages, service=Heavy, coins=("A", "B", "C"))


def test_another_key_begins_anew():
    pages = Pages()

    async def work(inquiry):
        inquiry.set_key(KEY)
        inquiry.set_watched(True)
        await asyncio.sleep(1)
        inquiry.set_key(Secret("another key"))
        assert inquiry.state().totals == ()
        await asyncio.sleep(1)
        assert pages.headers[-1] == {"key": "another key"}

    story(work, pages)


def test_a_check_uses_the_key_it_is_given_and_tells_in_a_sentence():
    pages = Pages(b"1", HandshakeRefused(401, {}))

    async def work(inquiry):
        assert await inquiry.check(KEY) == "The key works."
        with pytest.raises(ServiceFailure, match=r"^Plain: it does not accept the key\.$") as failure:
            await inquiry.check(KEY)
        assert failure.value.__suppress_context__
        assert not inquiry.state().has_key

    story(work, pages)


def test_a_check_does_not_break_a_rest_the_service_asked_for():
    pages = Pages(HandshakeRefused(429, {"retry-after": "30"}), b"1")

    async def work(inquiry):
        with pytest.raises(ServiceFailure, match="limit"):
            await inquiry.check(KEY)
        with pytest.raises(ServiceFailure, match="Plain asked to be left alone for 30 s more"):
            await inquiry.check(KEY)
        await asyncio.sleep(31)
        assert await inquiry.check(KEY) == "The key works."
        assert len(pages.asked) == 2

    story(work, pages)


def test_a_pace_lets_a_question_pass_that_is_larger_than_a_minute():
    async def work():
        pace = Pace(10, ManualTime())
        assert pace.wait(50) == 0
        pace.charge(50)
        assert pace.wait(1) > MINUTE

    run_in_manual_time(work())


def test_each_service_is_asked_on_its_own():
    pages = Pages()
    other = ServiceId("other")

    async def work():
        both = ServiceInquiries(
            {ID: PlainService, other: PlainService},
            {ID: "http://plain", other: "http://other"},
            pages,
            pages.clock,
            lambda: ("BTC",),
            (),
        )
        task = asyncio.get_running_loop().create_task(both.run())
        before = both.revision
        both.set_watched(True)
        both.set_key(other, KEY)
        both.set_key(ServiceId("forgotten"), KEY)
        await asyncio.sleep(1)
        assert [url for _, url in pages.asked] == ["http://other/totals?of=BTC"]
        assert [state.has_key for state in both.states()] == [False, True]
        assert both.revision > before
        both.ask_now(other)
        assert await both.check(ID, KEY) == "The key works."
        await asyncio.sleep(20)
        assert len(pages.asked) == 3
        task.cancel()
        await asyncio.wait([task])

    run_in_manual_time(work())
