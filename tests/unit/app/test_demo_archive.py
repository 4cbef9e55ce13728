"""The archive of a demo: days drawn from one day, a price line that never jumps, and what comes while somebody looks."""

import asyncio
from itertools import pairwise

import pytest

from liqdesk.app.demo_archive import DAYS, DemoArchive, earlier_rows, price_points
from liqdesk.app.past_day import PastDay
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core
from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from tests.fakes.clock import StepClock
from tests.fakes.looped import on_loop
from tests.fakes.rows import T0, row

SIDES = (PositionSide.LONG, PositionSide.SHORT)
ROWS = [row(T0 - n * MINUTE, 10**9 + n, SIDES[n % 2], occurrence=n, ident=str(n)) for n in range(1, 1_000)]


def test_every_day_before_has_orders_of_its_own():
    made = list(earlier_rows(ROWS))
    days = {(T0 - one.at) // DAY for one in made}
    assert days == set(range(1, DAYS + 1))
    assert len({one.key for one in made}) == len(made)
    assert not {one.key for one in made} & {one.key for one in ROWS}
    assert made == list(earlier_rows(ROWS))


def test_the_price_goes_on_over_every_midnight():
    line = [(UnixMs(T0 - DAY + n * 5 * MINUTE), 95_000.0 + n) for n in range(288)]
    points = sorted(price_points("BTC", line), key=lambda point: point.at)
    assert len(points) == 288 * (DAYS + 1)
    assert max(abs(later.price / sooner.price - 1) for sooner, later in pairwise(points)) < 0.001
    assert [point.price for point in points[-288:]] == [price for _, price in line]
    assert max(point.price for point in points) > 1.05 * min(point.price for point in points)
    assert list(price_points("BTC", [])) == []


@on_loop
async def test_it_answers_about_the_past_and_what_comes(tmp_path):
    clock = StepClock(T0)
    core = build_core(Mode.DEMO, clock, CurrentSettings(Settings()), Resources(), Unstored(""))
    archive = DemoArchive(tmp_path / "demo.db", clock, core)
    watched = (Span(UnixMs(T0 - DAY), T0),)
    archive.invented = PastDay(ROWS, watched, {}), [(LaneId("bybit/1"), VenueId("bybit"))]
    assert core.desk.archive.why == ""
    async with archive.kept():
        await archive.filled.wait()
        extent = await core.desk.archive.recorded.extent()
    assert extent.watched.end == T0
    assert extent.rows.end - extent.rows.start >= DAYS * DAY - HOUR


@on_loop
async def test_a_disk_that_refuses_costs_nothing_else(tmp_path):
    clock = StepClock(T0)
    core = build_core(Mode.DEMO, clock, CurrentSettings(Settings()), Resources(), Unstored(""))
    archive = DemoArchive(tmp_path / "nowhere" / "demo.db", clock, core)
    archive.invented = PastDay(ROWS, (Span(UnixMs(T0 - DAY), T0),), {}), []
    async with archive.kept():
        await asyncio.sleep(0)
    assert not core.desk.archive.recorded.exists()


@pytest.mark.parametrize("many", [0, 1, 5])
def test_a_short_day_has_short_days_before_it(many):
    assert len(list(earlier_rows(ROWS[:many]))) <= many * DAYS
