"""Histories of the recordings alone, and with imported minutes where nothing was recorded."""

import pytest

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.recorded_hours import RecordedHours
from tests.fakes.events import OPENED
from tests.fakes.recorded import BYBIT, OKX, Past

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
NOW = UnixMs(OPENED // MINUTE * MINUTE)


class Hours:
    """Two recorded days, and twenty imported ones that reach into them."""

    def __init__(self) -> None:
        self.past, self.imported = Past(2), Past(20)
        self.imported.end = UnixMs(OPENED - DAY)
        self.chosen = True
        self.hours = RecordedHours(self.past, lambda: (BYBIT, OKX), self.imported, lambda: self.chosen)

    async def sum_at(self, at: int) -> int:
        history = await self.hours.compared(None, NOW)
        return int(history.short[at // MINUTE - history.first])


def test_imported_days_count_only_where_they_were_chosen(run):
    scene = Hours()
    scene.chosen = False
    alone = run(scene.hours.compared(None, NOW))
    assert (round(alone.watched.sum() / 1440), alone.basis.imported) == (2, False)
    scene.chosen = True
    both = run(scene.hours.compared(None, NOW))
    assert (round(both.watched.sum() / 1440), both.basis.imported) == (20, True)
    assert both.basis.venues == ("bybit", "okx")


def test_what_was_recorded_goes_before_what_was_imported(run):
    scene = Hours()
    twice, before = OPENED - DAY - HOUR, OPENED - 5 * DAY
    scene.past.put(twice, SHORT, 3)
    scene.imported.put(twice, SHORT, 4)
    scene.imported.put(before, SHORT, 5)
    scene.past.put(OPENED - HOUR, SHORT, 7)
    scene.imported.put(OPENED - HOUR, SHORT, 100)  # its files do not stand for this time
    assert run(scene.sum_at(twice)) == 3_000_000
    assert run(scene.sum_at(before)) == 5_000_000
    assert run(scene.sum_at(OPENED - HOUR)) == 7_000_000


def test_a_gap_of_ours_is_taken_from_the_files_as_far_as_they_know(run):
    scene = Hours()
    gap = Span(UnixMs(NOW - 2 * DAY + HOUR), UnixMs(NOW - 2 * DAY + 2 * HOUR))
    scene.past.lost.append(gap)
    scene.past.put(gap.start, SHORT, 1)
    scene.imported.put(gap.start, SHORT, 9)
    assert run(scene.sum_at(gap.start)) == 9_000_000


@pytest.mark.parametrize("venues", [(BYBIT,), (VenueId("elsewhere"), BYBIT)])
def test_files_that_lack_a_venue_of_ours_cut_the_comparison_to_what_they_hold(run, venues):
    scene = Hours()
    scene.imported.venues = venues
    history = run(scene.hours.compared(None, NOW))
    assert (history.basis.venues, history.basis.left_out) == (("bybit",), ("okx",))


def test_before_the_first_recording_nothing_is_compared(run):
    scene = Hours()
    scene.chosen = False
    history = run(scene.hours.compared(None, UnixMs(scene.past.start - HOUR)))
    assert (len(history.short), history.watched.any(), history.basis.venues) == (0, False, ())


def test_what_came_after_an_event_is_never_imported(run):
    scene = Hours()
    assert not run(scene.hours.recorded(None, NOW)).basis.imported


def test_of_a_known_past_only_the_end_is_read_again_until_more_is_imported(run):
    scene = Hours()
    run(scene.hours.compared(None, NOW))
    scene.past.asked.clear()
    scene.imported.put(OPENED - 3 * DAY, LONG, 8)
    first = run(scene.hours.compared(None, UnixMs(NOW + MINUTE)))
    ((begin, end),) = scene.past.asked
    assert end - begin < 70
    assert first.long.sum() == 0
    scene.imported.end = UnixMs(scene.imported.end + HOUR)
    assert run(scene.hours.compared(None, NOW)).long.sum() == 8_000_000


def test_nothing_imported_is_nothing_more(run):
    past = Past(2)
    hours = RecordedHours(past, lambda: (BYBIT, OKX), None, lambda: True)
    assert not run(hours.compared("BTC", NOW)).basis.imported
