"""The seed hour, played from its tape through the real adapters into the detector: one squeeze, to the cent."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import MARKET, Event, EventKind
from liqdesk.app.resources import Resources
from liqdesk.app.venues import bundled_list, infos, new_catalogue
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide
from liqdesk.domain.market import PriceTick
from liqdesk.domain.money import cents
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.venues.registry import VENUES
from tests.fakes.detecting import KnownMarket, SaidWatch, journal

SURGE = 5
"""The surge has begun once a minute brings so many times the shorts of a mean minute of the quiet beginning."""
QUIET_MINUTES = 5


class Listener:
    """Gives a detector what a tape tells, in order, stepping it by the tape's clock."""

    def __init__(self, catalogue: Catalogue) -> None:
        known = infos()
        self._catalogue = catalogue
        self._intake = Intake(catalogue, {venue: info.completeness for venue, info in known.items()})
        self.market = KnownMarket()
        self.detector = Detector(SaidWatch(tuple(known)), self.market)
        self.rows: list[Liquidation] = []
        self.told: list[Event] = []
        self._stepped = UnixMs(0)

    def reported(self, reports: list[LiquidationReport], received_at: UnixMs, history_before: UnixMs | None) -> None:
        self._step_to(received_at)
        batch = self._intake.take(reports, received_at, history_before)
        self.detector.take(batch)
        self.rows += batch

    def _step_to(self, at: UnixMs) -> None:
        self._stepped = self._stepped or at
        while self._stepped + SECOND <= at:
            self._stepped = UnixMs(self._stepped + SECOND)
            self.told += self.detector.step(self._stepped)

    def priced(self, tick: PriceTick) -> None:
        listed = self._catalogue.find(tick.venue, tick.symbol)
        assert listed is not None
        self.market.say_price(listed.base, tick.at, tick.price / listed.scale)

    def lane_changed(self, status: LaneStatus) -> None: ...

    def lane_gone(self, lane: LaneId) -> None: ...

    def covered(self, span: CoveredSpan) -> None: ...


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Listener:
    tape = tmp_path_factory.mktemp("seed") / "seed-hour.tape"
    words = [sys.executable, "-m", "liqdesk", "simulate", "--scenario", "seed-hour", "--tape", str(tape)]
    subprocess.run(words, check=True, capture_output=True)
    resources = Resources()
    catalogue = new_catalogue(resources)
    listener = Listener(catalogue)
    player = TapePlayer(VENUES, catalogue, listener, ReplayClock(), lambda venue: bundled_list(resources, venue))
    asyncio.run(player.play(TapeReader(Path(tape)), None))
    listener.told += listener.detector.finish()
    return listener


def surge_began(rows: list[Liquidation]) -> int:
    """The end of the first minute that brings several times what the hour begins with."""
    shorts = sorted((row.at, row.notional or 0) for row in rows if row.position is PositionSide.SHORT)
    quiet = sum(micro for at, micro in shorts if at < shorts[0][0] + QUIET_MINUTES * MINUTE)
    first, total = 0, 0
    for at, micro in shorts:
        total += micro
        while shorts[first][0] <= at - MINUTE:
            total -= shorts[first][1]
            first += 1
        if total >= SURGE * quiet / QUIET_MINUTES:
            return at
    raise AssertionError("no surge")


def test_the_journal_has_one_squeeze_of_the_market(heard: Listener) -> None:
    (event,) = journal(heard.told)
    assert (event.scope, event.kind, event.confirmed) == (MARKET, EventKind.SHORT_SQUEEZE, True)
    assert [share.name for share in event.bases[:2]] == ["BTC", "ETH"]
    assert event.detected_at - surge_began(heard.rows) <= 2 * MINUTE


def test_its_totals_are_those_of_its_rows_to_the_cent(heard: Listener) -> None:
    (event,) = journal(heard.told)
    assert event.closed_at is not None
    mine = [row for row in heard.rows if event.opened_at <= row.at < event.closed_at]
    for side, told in ((PositionSide.LONG, event.long), (PositionSide.SHORT, event.short)):
        assert told == sum(row.notional or 0 for row in mine if row.position is side)
    assert event.count == len(mine)
    assert cents(event.peak_hour) == 45_807_000_000, "all 458.07 million lie within one hour"
    assert sum(event.course.long) + sum(event.course.short) == event.both
    for parts in (event.bases, event.venues):
        assert sum(share.both for share in parts) == event.both
    assert event.largest[0].notional == max(row.notional or 0 for row in mine)
