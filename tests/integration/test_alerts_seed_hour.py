"""Tapes through the whole engine, with the rules of a new installation: the seed hour is one alert of a few words, calm none."""

import asyncio
from pathlib import Path

import pytest

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.analytics.events import Level
from liqdesk.app.resources import Resources
from liqdesk.app.venues import bundled_list
from liqdesk.app.wiring import Core, build_core
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Liquidation, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.venues.registry import VENUES
from tests.fakes.taped import seed_hour_tape, surge_began, tape_of

STEP = SECOND // 5

pytestmark = pytest.mark.timeout(300)


class Stepping:
    """A listener that has the alerts judge as often as a running program would, by the tape's clock."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._judged_at = UnixMs(0)

    def _step(self) -> None:
        now = self._core.clock.now()
        assert self._core.alerts is not None
        if now - self._judged_at >= STEP:
            self._judged_at = now
            self._core.journal.step(now)
            self._core.alerts.step()

    def reported(
        self,
        reports: list[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        self._core.ingest.reported(reports, received_at, history_before)
        self._step()

    def priced(self, tick: PriceTick) -> None:
        self._core.ingest.priced(tick)

    def surrounded(self, reports: list[ContextReport], received_at: UnixMs) -> None:
        self._core.ingest.surrounded(reports, received_at)

    def lane_changed(self, status: LaneStatus) -> None:
        self._core.ingest.lane_changed(status)
        self._step()

    def lane_gone(self, lane: LaneId) -> None:
        self._core.ingest.lane_gone(lane)

    def covered(self, span: CoveredSpan) -> None:
        self._core.ingest.covered(span)
        self._step()


class Heard:
    """What the hour told, and its rows."""

    def __init__(self, tape: Path) -> None:
        clock, resources = ReplayClock(), Resources()
        self.told: list[tuple[UnixMs, Announcement]] = []
        self.rows: list[Liquidation] = []
        core = build_core(
            Mode.LIVE, clock, CurrentSettings(Settings()), resources, Unstored(""), printer=self, ringing=True
        )
        assert core.alerts is not None
        core.alerts.announce_to(self)
        self._core = core
        player = TapePlayer(VENUES, core.catalogue, Stepping(core), clock, lambda venue: bundled_list(resources, venue))
        asyncio.run(self._play(player, tape))
        self.alerts: tuple[Alert, ...] = core.alerts.view().alerts

    async def _play(self, player: TapePlayer, tape: Path) -> None:
        await player.play(TapeReader(tape), None)
        assert self._core.alerts is not None
        await self._core.alerts._delivery.tell()

    def take(self, batch: tuple[Liquidation, ...]) -> None:
        self.rows += batch

    def announce(self, announcement: Announcement) -> None:
        self.told.append((announcement.alert.updated_at, announcement))


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return Heard(seed_hour_tape(tmp_path_factory.mktemp("seed")))


def test_an_hour_of_half_a_billion_is_one_alert_of_a_few_words(heard: Heard) -> None:
    (alert,) = heard.alerts
    assert alert.scope == "market"
    loud = [announcement for _, announcement in heard.told if announcement.loud]
    assert [word.level for word in alert.words] == [announcement.level for announcement in loud]
    assert 2 <= len(loud) <= 6
    assert loud[-1].level is Level.CRITICAL


def test_the_first_word_comes_within_two_minutes_of_the_surge(heard: Heard) -> None:
    assert heard.told[0][0] - surge_began(heard.rows) <= 2 * MINUTE


def test_it_says_that_more_may_have_happened(heard: Heard) -> None:
    assert all(announcement.alert.at_least and "at least" in announcement.text for _, announcement in heard.told)


def test_of_a_calm_market_nothing_is_told(tmp_path: Path) -> None:
    heard = Heard(tape_of("calm", tmp_path))
    assert heard.rows
    assert (heard.told, heard.alerts) == ([], ())


def test_the_words_read_well(heard: Heard) -> None:
    for _, one in heard.told:
        assert one.title.startswith("SHORT SQUEEZE")
        assert "$" in one.title
        assert "≥" in one.title or not one.alert.at_least
        assert 20 <= len(one.title) <= 80
        assert one.text.endswith(".")
