"""Gaps are filled gently, from the newest, and only what was asked about to the end counts as asked about."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random

import msgspec
import pytest

from liqdesk.domain.feed_state import FilledSpan, LaneId, Span
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, VenueInfo
from liqdesk.feed import backfill
from liqdesk.feed.backfill import MARGIN, MOST_PAGES, Backfill, HistoryMeans
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from tests.fakes.feed import LANE, feed_scene, gaps_of
from tests.fakes.listener import RecordingListener
from tests.fakes.paging import PlainGaps, PlainHistory, UnstatedHistory
from tests.fakes.rows import row
from tests.fakes.time import START, ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryFetcher
from tests.fakes.venue import PLAIN, PlainVenue, plain_plan

PAST = "http://plain.invalid/past"


def coin(base: str) -> Instrument:
    return Instrument(PLAIN, f"{base}USDT", base, "USDT", Settlement.LINEAR)


def gap(start: int, end: int) -> Span:
    """In seconds from the start of the test's time; it lies in the past."""
    return Span(UnixMs(START + start * 1_000), UnixMs(START + end * 1_000))


class _ForgetfulListener(RecordingListener):
    """Takes filled gaps out of the book, as the real one does."""

    def __init__(self, gaps: PlainGaps) -> None:
        super().__init__()
        self._gaps = gaps

    def filled(self, span: FilledSpan) -> None:
        super().filled(span)
        self._gaps.gaps[span.lane] = [one for one in self._gaps.gaps[span.lane] if one.end != span.span.end]


class Scene:
    """A venue whose gaps are filled."""

    def __init__(self, *gaps: Span, refill: Refill = Refill.WHOLE, bases: tuple[str, ...] = ("BTC",)) -> None:
        self.clock = ManualTime()
        self.history = PlainHistory()
        self.gaps = PlainGaps({LANE: list(gaps)})
        self.listener = _ForgetfulListener(self.gaps)
        self.fetcher = MemoryFetcher(self.clock, {f"{PAST}/{base}USDT": b"" for base in bases})
        self.budget = VenueBudget(self.clock)
        self.means = HistoryMeans(
            info=VenueInfo(PLAIN, "Plain", Completeness.FULL, "", "", refill=refill),
            history=self.history,
            addresses=PlainVenue().addresses,
            budget=self.budget,
            fetcher=self.fetcher,
            listener=self.listener,
            gaps=self.gaps,
            clock=self.clock,
            random=Random(3),
            plans=lambda: [plain_plan()],
            instruments=lambda: [coin(base) for base in bases],
        )

    @property
    def asked(self) -> list[str]:
        return [url.rpartition("/")[2] for _, url in self.fetcher.asked]

    @property
    def moments(self) -> list[int]:
        return [int(at) for at, _ in self.fetcher.asked]


def filling(scene: Callable[[], Scene], work: Callable[[Scene], Awaitable[None]]) -> None:
    async def whole() -> None:
        made = scene()
        task = asyncio.get_running_loop().create_task(Backfill(made.means).keep())
        await work(made)
        task.cancel()
        await asyncio.wait({task})

    run_in_manual_time(whole())


@pytest.mark.parametrize(
    ("page", "refill", "became"),
    [
        (b"BTCUSDT@1768337000", Refill.WHOLE, Refill.WHOLE),
        (b"BTCUSDT@1768337000 part", Refill.WHOLE, Refill.PART),
        (b"BTCUSDT@1768337000", Refill.PART, Refill.PART),
    ],
)
def test_what_becomes_of_a_gap(page, refill, became):
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = page
        await asyncio.sleep(3)
        assert scene.listener.fills == [FilledSpan(LANE, PLAIN, gap(-600, -60), became)]
        ((reports, alike),) = scene.listener.history
        assert [(one.symbol, one.at) for one in reports] == [("BTCUSDT", 1_768_337_000_000)]
        assert (alike, scene.listener.told_pages) == ((), [page])
        await asyncio.sleep(600)
        assert scene.asked == ["BTCUSDT"]

    filling(lambda: Scene(gap(-600, -60), refill=refill), work)


def test_a_gap_is_asked_about_with_a_margin():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(3)
        (span,) = scene.history.spans
        assert (span.start, span.end) == (START - 600_000 - MARGIN, START - 60_000 + MARGIN)

    filling(lambda: Scene(gap(-600, -60)), work)


def test_the_newest_gap_comes_first_and_pages_keep_their_distance():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(20)
        assert [one.span for one in scene.listener.fills] == [gap(-60, -10), gap(-600, -300)]
        assert scene.asked == ["BTCUSDT", "ETHUSDT"] * 2
        assert min(gaps_of(scene.moments)) >= 1_000

    filling(lambda: Scene(gap(-600, -300), gap(-60, -10), bases=("BTC", "ETH")), work)


def test_the_pages_of_a_gap_come_in_one_session_that_is_closed_whatever_ends_it():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(20)
        assert len(scene.asked) == 4
        assert (scene.fetcher.sessions, scene.fetcher.closed) == (2, 2)
        scene.gaps.gaps[LANE].append(gap(-5, -1))
        while len(scene.asked) < 5:  # noqa: ASYNC110 - in manual time
            await asyncio.sleep(0.1)
        assert (scene.fetcher.sessions, scene.fetcher.closed) == (3, 2)

    made: list[Scene] = []

    def scene() -> Scene:
        made.append(Scene(gap(-600, -300), gap(-60, -10), bases=("BTC", "ETH")))
        return made[0]

    filling(scene, work)
    assert made[0].fetcher.closed == 3


def test_the_most_liquidated_coins_come_first():
    async def work(scene: Scene) -> None:
        scene.gaps.ranked = ["SOL", "ETH"]
        await asyncio.sleep(10)
        assert scene.asked == ["SOLUSDT", "ETHUSDT", "BTCUSDT"]

    filling(lambda: Scene(gap(-60, -10), bases=("BTC", "ETH", "SOL")), work)


def test_a_gap_that_ended_just_now_is_asked_about_when_it_has_settled():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(3)
        assert scene.asked == []
        await asyncio.sleep(5)
        assert scene.asked == ["BTCUSDT"]

    filling(lambda: Scene(gap(-60, 0)), work)


def test_no_further_back_than_a_day():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(3)
        (filled,) = scene.listener.fills
        assert filled.span.end == START - HOUR
        assert START - DAY <= filled.span.start <= START - DAY + 3_000

    filling(lambda: Scene(Span(UnixMs(START - 9 * DAY), UnixMs(START - HOUR))), work)


def test_an_invented_past_is_not_asked_about():
    def made() -> Scene:
        scene = Scene(gap(-60, -10))
        scene.means = replace(scene.means, since=START)
        return scene

    async def work(scene: Scene) -> None:
        await asyncio.sleep(60)
        assert scene.asked == []

    filling(made, work)


def test_pages_go_on_where_they_ended():
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = f"BTCUSDT@1768337900|{PAST}/more".encode()
        scene.fetcher.pages[f"{PAST}/more"] = b"BTCUSDT@1768337800"
        await asyncio.sleep(6)
        assert scene.asked == ["BTCUSDT", "more", "ETHUSDT"]
        assert len(scene.listener.history) == 2

    filling(lambda: Scene(gap(-600, -10), bases=("BTC", "ETH")), work)


def test_pages_that_never_end_are_left():
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = f"|{PAST}/BTCUSDT".encode()
        await asyncio.sleep(MOST_PAGES * 1.1)
        assert len(scene.asked) == MOST_PAGES
        (filled,) = scene.listener.fills
        assert filled.refill is Refill.PART

    filling(lambda: Scene(gap(-600, -10)), work)


def test_what_fails_is_tried_again_and_then_left_for_later():
    async def work(scene: Scene) -> None:
        url = f"{PAST}/BTCUSDT"
        scene.fetcher.pages[url] = ConnectFailed(FailureKind.TIMEOUT, "no answer")
        await asyncio.sleep(200)
        assert len(scene.asked) == backfill.TRIES
        assert scene.listener.fills == []
        scene.fetcher.pages[url] = b""
        await asyncio.sleep(200)
        assert [one.span for one in scene.listener.fills] == [gap(-600, -10)]

    filling(lambda: Scene(gap(-600, -10)), work)


def test_a_wait_that_is_asked_for_is_kept():
    async def work(scene: Scene) -> None:
        url = f"{PAST}/BTCUSDT"
        scene.fetcher.pages[url] = HandshakeRefused(429, {"retry-after": "90"})
        await asyncio.sleep(1)
        scene.fetcher.pages[url] = b""
        await asyncio.sleep(100)
        first, second = scene.moments
        assert second - first >= 90_000
        assert len(scene.listener.fills) == 1

    filling(lambda: Scene(gap(-600, -10)), work)


def test_from_a_network_that_is_refused_nothing_is_hammered():
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = HandshakeRefused(403, {})
        await asyncio.sleep(29 * 60)
        assert len(scene.asked) == 1
        assert scene.budget.socket_hold is None

    filling(lambda: Scene(gap(-600, -10)), work)


def test_one_page_that_is_refused_costs_the_gap_its_wholeness():
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/ETHUSDT"] = HandshakeRefused(400, {})
        await asyncio.sleep(10)
        assert scene.asked == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
        assert [one.refill for one in scene.listener.fills] == [Refill.PART]

    filling(lambda: Scene(gap(-600, -10), bases=("BTC", "ETH", "SOL")), work)


def test_a_history_that_is_gone_is_left_alone():
    async def work(scene: Scene) -> None:
        for base in ("BTC", "ETH", "SOL", "XRP"):
            scene.fetcher.pages[f"{PAST}/{base}USDT"] = b"strange"
        await asyncio.sleep(3_600)
        assert scene.asked == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
        assert scene.listener.fills == []

    filling(lambda: Scene(gap(-600, -10), bases=("BTC", "ETH", "SOL", "XRP")), work)


def test_where_nothing_was_answered_nothing_is_filled():
    async def work(scene: Scene) -> None:
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = HandshakeRefused(404, {})
        await asyncio.sleep(60)
        assert scene.listener.fills == []

    filling(lambda: Scene(gap(-600, -10)), work)


def of_no_stated_unit() -> Scene:
    scene = Scene(gap(-600, -300), bases=("BTC",))
    history = UnstatedHistory()
    scene.history, scene.means = history, replace(scene.means, history=history)
    scene.fetcher.pages[f"{PAST}/BTCUSDT"] = b"BTCUSDT@1768337500 BTCUSDT@1768337950"
    return scene


def live(at_s: int, size: float = 1.0) -> Liquidation:
    return msgspec.structs.replace(row(UnixMs(at_s * 1_000), of=coin("BTC")), size=size)


def test_a_history_of_no_stated_unit_counts_once_a_live_row_has_shown_it():
    async def work(scene: Scene) -> None:
        scene.gaps.live = [live(1_768_337_950)]
        await asyncio.sleep(5)
        assert scene.asked == ["BTCUSDT", "BTCUSDT"], "once for the unit, once for the gap"
        assert [one.refill for one in scene.listener.fills] == [Refill.PART]
        ((reports, _),) = scene.listener.history
        assert {one.unit for one in reports} == {SizeUnit.BASE}
        newest, asked = scene.history.spans
        assert newest.start < 1_768_337_950_000 <= newest.end
        assert asked.end == gap(-600, -300).end + MARGIN

    def made() -> Scene:
        scene = of_no_stated_unit()
        scene.means = replace(scene.means, info=replace(scene.means.info, refill=Refill.PART))
        return scene

    filling(made, work)


@pytest.mark.parametrize(
    ("heard", "reason"),
    [([], "before a liquidation was heard live"), ([live(1_768_337_950, 7.0)], "is surely one of 1 heard live")],
    ids=["nothing heard", "nothing found"],
)
def test_a_unit_that_does_not_show_leaves_the_gap_a_gap_and_says_why(heard, reason, caplog):
    async def work(scene: Scene) -> None:
        scene.gaps.live = heard
        with caplog.at_level(logging.INFO):
            await asyncio.sleep(5)
        assert scene.listener.fills == scene.listener.history == []
        assert reason in caplog.text
        scene.gaps.live = [live(1_768_337_950)]
        await asyncio.sleep(600)
        assert len(scene.listener.fills) == 1

    filling(of_no_stated_unit, work)


def test_only_the_newest_pages_are_looked_through_for_the_unit():
    async def work(scene: Scene) -> None:
        scene.gaps.live = [live(1_768_337_000)]
        scene.fetcher.pages[f"{PAST}/BTCUSDT"] = f"|{PAST}/BTCUSDT".encode()
        await asyncio.sleep(60)
        assert len(scene.asked) == backfill.PROOF_PAGES
        assert scene.listener.fills == []

    filling(of_no_stated_unit, work)


def test_without_a_list_there_is_nothing_to_ask():
    async def work(scene: Scene) -> None:
        await asyncio.sleep(60)
        assert (scene.asked, scene.listener.fills) == ([], [])

    filling(lambda: Scene(gap(-600, -10), bases=()), work)


def test_a_connection_whose_product_has_no_contract_missed_nothing():
    async def work(scene: Scene) -> None:
        scene.history.silent = True
        await asyncio.sleep(3)
        assert (scene.asked, [one.refill for one in scene.listener.fills]) == ([], [Refill.WHOLE])

    filling(lambda: Scene(gap(-600, -10)), work)


def test_a_filling_that_is_broken_off_is_begun_again():
    async def whole() -> None:
        scene = Scene(gap(-600, -10), bases=("BTC", "ETH"))
        task = asyncio.get_running_loop().create_task(Backfill(scene.means).keep())
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.wait({task})
        assert (scene.asked, scene.listener.fills) == (["BTCUSDT"], [])
        again = asyncio.get_running_loop().create_task(Backfill(scene.means).keep())
        await asyncio.sleep(10)
        again.cancel()
        await asyncio.wait({again})
        assert scene.asked == ["BTCUSDT", "BTCUSDT", "ETHUSDT"]
        assert len(scene.listener.fills) == 1

    run_in_manual_time(whole())


def test_a_feed_fills_the_gaps_of_its_lanes_and_its_connections_do_not_wait():
    history, gaps = PlainHistory(), PlainGaps({LaneId("plain/main"): [gap(-600, -10)]})

    async def work(bench) -> None:
        bench.fetcher.pages[f"{PAST}/BTCUSDT"] = HandshakeRefused(503, {"retry-after": "3600"})
        await asyncio.sleep(30)
        assert len([url for _, url in bench.fetcher.asked if "/past/" in url]) == 1
        assert bench.transport.times[0] < 5_000
        assert bench.listener.covered_spans("plain/main")
        bench.fetcher.pages[f"{PAST}/BTCUSDT"] = b""
        await asyncio.sleep(DurationMs(4_000))
        assert [one.span for one in bench.listener.fills][:1] == [gap(-600, -10)]

    run_in_manual_time(feed_scene(work, histories={PLAIN: history}, gaps=gaps))
