"""The seed hour on a tape, played through the real adapters into a detector and a rule book."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from liqdesk.alerts.watch import RuleBook
from liqdesk.analytics.detector import Detector
from liqdesk.analytics.rank import MinuteHistory
from liqdesk.app.resources import Resources
from liqdesk.app.venues import bundled_list, infos, new_catalogue
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.venues.registry import VENUES
from tests.fakes.detecting import KnownMarket, SaidWatch
from tests.fakes.judging import WatchedMarket

SURGE = 5
"""The surge has begun once a minute brings so many times the shorts of a mean minute of the quiet beginning."""
QUIET_MINUTES = 5


class Listener:
    """Gives a detector and a rule book what a tape tells, in order, stepping them by the tape's clock."""

    def __init__(self, catalogue: Catalogue, book: RuleBook, history: MinuteHistory | None = None) -> None:
        known = infos()
        self._catalogue = catalogue
        self._intake = Intake(catalogue, {venue: info.completeness for venue, info in known.items()})
        self.market = KnownMarket()
        self.detector = Detector(SaidWatch(tuple(known)), self.market)
        self.watched = WatchedMarket(self.detector, book, history)
        self.rows: list[Liquidation] = []

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        batch = self._intake.take(reports, received_at, history_before)
        self.watched.step_to(received_at)
        self.watched.take(batch)
        self.rows += batch

    def priced(self, tick: PriceTick) -> None:
        listed = self._catalogue.find(tick.venue, tick.symbol)
        assert listed is not None
        self.market.say_price(listed.base, tick.at, tick.price / listed.scale)

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None: ...

    def lane_changed(self, status: LaneStatus) -> None: ...

    def lane_gone(self, lane: LaneId) -> None: ...

    def covered(self, span: CoveredSpan) -> None: ...

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None: ...

    def filled(self, span: FilledSpan) -> None: ...


def seed_hour_tape(folder: Path) -> Path:
    """The simulator's hour of 13 January 2026, on a tape."""
    return tape_of("seed-hour", folder)


def tape_of(scenario: str, folder: Path) -> Path:
    """A whole scenario of the simulator, on a tape."""
    tape = folder / f"{scenario}.tape"
    words = [sys.executable, "-m", "liqdesk", "simulate", "--scenario", scenario, "--tape", str(tape)]
    subprocess.run(words, check=True, capture_output=True)
    return tape


def played(tape: Path, book: RuleBook, history: MinuteHistory | None = None) -> Listener:
    """A listener that heard a whole tape, and what its detector had left to say."""
    resources = Resources()
    catalogue = new_catalogue(resources)
    listener = Listener(catalogue, book, history)
    player = TapePlayer(VENUES, catalogue, listener, ReplayClock(), lambda venue: bundled_list(resources, venue))
    asyncio.run(player.play(TapeReader(tape), None))
    listener.watched.finish()
    return listener


def surge_began(rows: Sequence[Liquidation]) -> int:
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
