"""What rings with the rules as shipped: the seed hour, and calm days; and what judging costs.

Run by name: `./run test tests/benchmarks/test_alerts.py -s`. `ALERTS_CALM_DAYS` sets how many calm days are drawn.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import msgspec
import numpy as np
import pytest

from liqdesk.alerts.alert import Announcement, Held
from liqdesk.alerts.facts import MARKET_AREA
from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.memory import restored, saved
from liqdesk.analytics.rank import Basis, MinuteHistory
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import DEFAULT_RULES
from tests.fakes.clock import StepClock
from tests.fakes.detecting import SaidWatch
from tests.fakes.judging import SaidFacts, WatchedMarket, book_of
from tests.fakes.market_days import START, VENUES, Days
from tests.fakes.rows import T0
from tests.fakes.scoring import by_second
from tests.fakes.storms import open_event
from tests.fakes.taped import played, seed_hour_tape, surge_began

CALM_DAYS = int(os.environ.get("ALERTS_CALM_DAYS", "6"))
RECORDED_DAYS = 31
FIRST_SEED = 7_000
JUDGED = 5_000
USD_A_DAY = 3e8

pytestmark = pytest.mark.timeout(3_600)


def recorded(until: int) -> MinuteHistory:
    """A month of ordinary minutes before a moment: their rate wanders by the hour, a few hours are loud."""
    rng = np.random.default_rng(FIRST_SEED)
    count = RECORDED_DAYS * DAY // MINUTE
    hours = np.repeat(np.exp(0.8 * rng.standard_normal(count // 60)), 60)
    minutes = hours * np.exp(1.2 * rng.standard_normal(count))
    micro = (minutes / minutes.mean() * USD_A_DAY / 1_440 * 1e6).astype(np.int64)
    watched = np.ones(count, dtype=np.bool_)
    return MinuteHistory(until // MINUTE - count, micro // 2, micro // 2, watched, Basis(VENUES))


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed_hour_tape(tmp_path_factory.mktemp("seed"))


@pytest.mark.parametrize("known", [False, True], ids=["without a history", "with a month recorded"])
def test_the_seed_hour(tape: Path, known: bool) -> None:
    book, _ = book_of(DEFAULT_RULES)
    heard = played(tape, book, recorded(T0) if known else None)
    began = surge_began(heard.rows)
    words = heard.watched.told
    held = sum(word.held is not Held.NOT for alert in heard.watched.alerts.values() for word in alert.words)
    print(f"\nSeed hour {'with a month recorded' if known else 'without a history'}: {len(words)} words told,"
          f" {held} held back, {len(heard.watched.alerts)} alert(s)")  # fmt: skip
    for at, one in words:
        print(f"  {(at - began) / SECOND:+8.1f} s  {one.title}")
    assert 0 < len(words) <= 6
    assert words[0][0] <= began + 2 * MINUTE
    assert words[-1][1].level is Level.CRITICAL


@pytest.fixture(scope="module")
def learnt() -> bytes:
    """What a detector knows after some ordinary days."""
    detector = Detector(SaidWatch(VENUES))
    for number in range(2):
        day = Days().day(FIRST_SEED - 1 - number, UnixMs(START + (number - 2) * DAY), decoys=3)
        for end, rows in by_second(day.rows):
            detector.take(tuple(rows))
            detector.step(end)
        detector.finish()
    return saved(detector.memory)


@pytest.mark.parametrize("known", [False, True], ids=["without a history", "with a history"])
def test_calm_days(learnt: bytes, known: bool) -> None:
    loud = 0
    print(f"\nCalm days {'with' if known else 'without'} a history")
    for number in range(CALM_DAYS):
        day = Days().day(FIRST_SEED + number, decoys=3)
        memory = restored(learnt)[0] if known else None
        book, _ = book_of(DEFAULT_RULES)
        watched = WatchedMarket(
            Detector(SaidWatch(VENUES), memory=memory), book, recorded(START) if known else None, every_s=5
        )
        for end, rows in by_second(day.rows):
            watched.step_to(end)
            watched.take(tuple(rows))
        watched.finish()
        loud += bool(watched.told)
        usd = sum(row.notional or 0 for row in day.rows) / 1e12
        print(f"  day {number}: ${usd:.0f}M in {len(day.rows):,} orders, {len(watched.told)} words told")
        for _, one in watched.told:
            print(f"    {one.title}")
    assert not loud


class WholeEngine:
    """The engine as it is wired, its lanes alive, in a clock as fast as the rows can be played."""

    def __init__(self) -> None:
        self.clock = StepClock(UnixMs(START))
        resources, settings = Resources(), CurrentSettings(Settings())
        only = frozenset(map(VenueId, VENUES))
        core = build_core(Mode.LIVE, self.clock, settings, resources, Unstored(""), only=only, ringing=True)
        assert core.alerts is not None
        self.core, self.alerts = core, core.alerts
        self.told: list[tuple[UnixMs, Announcement]] = []
        self.alerts.announce_to(self)
        self._heard_at = dict.fromkeys(VENUES, UnixMs(START))

    def announce(self, announcement: Announcement) -> None:
        self.told.append((self.clock.now(), announcement))

    def take(self, rows: Sequence[Liquidation]) -> None:
        for row in rows:
            self._heard_at[str(row.instrument.venue)] = row.received_at
            self.core.ingest._hand_on((row,))

    async def step_to(self, at: int) -> None:
        self.clock.step(at - self.clock.now())
        now = self.clock.now()
        if now // SECOND % 5 == 0:
            for venue, heard in self._heard_at.items():
                self._vouch(VenueId(venue), LaneId(f"{venue}/all"), now, heard)
        self.core.journal.step(now)
        self.alerts.step()
        await self.alerts._delivery.tell()

    def _vouch(self, venue: VenueId, lane: LaneId, now: UnixMs, heard: UnixMs) -> None:
        connected, vouched = UnixMs(START), self.clock.monotonic()
        self.core.ingest.lane_changed(
            LaneStatus(lane, venue, LaneState.LIVE, "", connected, vouched, now, connected, heard, heard)
        )
        self.core.ingest.covered(CoveredSpan(lane, venue, Span(connected, now)))


def test_a_calm_day_through_the_whole_engine() -> None:
    """Also that nothing is amiss there: it is covered, and what it counts is what was drawn."""
    day, engine = Days().day(FIRST_SEED, decoys=3), WholeEngine()

    async def played() -> None:
        for end, rows in by_second(day.rows):
            engine.take(rows)
            await engine.step_to(end)

    asyncio.run(played())
    facts = engine.alerts._reader.facts(())
    usd = facts.window(MARKET_AREA, DAY // SECOND).total.both / 1e12
    print(f"\nA calm day through the whole engine: ${usd:.0f}M, {facts.covered():.0%} of the last hour covered,"
          f" {len(engine.told)} words told")  # fmt: skip
    for at, one in engine.told:
        print(f"  {(at - START) / SECOND:8.0f} s  {one.title}")
    assert not engine.told
    assert not engine.alerts.view().alerts
    assert facts.covered() == 1


def test_what_judging_costs() -> None:
    """All shipped rules while an event grows, in facts that cost nothing; printed, and held to the millisecond it may take."""
    book, _ = book_of(DEFAULT_RULES)
    facts = SaidFacts()
    told = open_event(at=facts.at)
    book.judge(facts)
    took = []
    for number in range(JUDGED):
        facts.at = UnixMs(facts.at + SECOND)
        facts.say(short=number * 10_000)
        book.hear(JournalEntry(msgspec.structs.replace(told, short=MicroUsd(told.short + number * 10**10))))
        began = perf_counter()
        book.judge(facts)
        took.append(perf_counter() - began)
    took.sort()
    median, most = took[JUDGED // 2] * 1e6, took[JUDGED * 99 // 100] * 1e6
    assert book.open_alerts()
    print(f"\nJudging {len(DEFAULT_RULES)} rules in an event: median {median:.0f} us, p99 {most:.0f} us")
    assert took[JUDGED // 2] < 1e-3
