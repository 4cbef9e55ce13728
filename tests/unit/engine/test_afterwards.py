"""Completed later: the rank of an event, what came after it horizon by horizon, and where the trailing hour stands."""

import asyncio

import pytest

from liqdesk.analytics.aftermath import Label
from liqdesk.analytics.events import EventKind
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.afterwards import RANKS_EVERY, SETTLED, Afterwards
from liqdesk.engine.journal import Journal
from liqdesk.engine.recorded_hours import PIECE, RecordedHours
from liqdesk.engine.unstored import Unstored
from tests.fakes.clock import StepClock
from tests.fakes.detecting import KnownMarket, SaidWatch
from tests.fakes.events import CLOSED, OPENED, entry, event, going_on
from tests.fakes.recorded import BYBIT, OKX, Past

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


class Desk:
    """A journal with some entries, the past, and who completes the one from the other."""

    def __init__(self, *entries: JournalEntry, days: int = 10) -> None:
        self.past = Past(days)
        self.market = KnownMarket()
        self.clock = StepClock(UnixMs(OPENED - 1))
        self.journal = Journal(SaidWatch(), self.market, Unstored(""), "live")
        self.journal.restore(None, entries, [])
        hours = RecordedHours(self.past, lambda: (BYBIT, OKX))
        self.afterwards = Afterwards(self.journal, hours, self.past, self.market, self.clock.now)

    def at(self, moment: int) -> "Desk":
        self.clock.step(moment - self.clock.now())
        return self

    @property
    def entry(self) -> JournalEntry:
        return self.journal.listed()[-1]


def minutes(start: int, end: int, price: float) -> list[tuple[int, float]]:
    return [(at, price) for at in range(start, end, MINUTE)]


def squeezed(days: int = 10) -> Desk:
    """BTC rises from 100 to 110 in the event, and is at 105 from a minute after it on."""
    desk = Desk(entry(), days=days)
    desk.past.put(OPENED + 5 * MINUTE, SHORT, 400_000_000)
    desk.past.prices["BTC"] = [
        *minutes(OPENED - HOUR, OPENED + 1, 100.0),
        (OPENED, 100.0),
        (CLOSED, 110.0),
        *minutes(CLOSED + MINUTE, CLOSED + 2 * DAY, 105.0),
    ]
    return desk


def test_an_event_is_ranked_once_its_minutes_are_on_disk(run):
    desk = squeezed()
    desk.past.put(OPENED - 3 * DAY, SHORT, 500_000_000)
    run(desk.at(CLOSED + SETTLED - 1).afterwards.look())
    assert desk.entry.rank is None
    run(desk.at(CLOSED + SETTLED).afterwards.look())
    rank = desk.entry.rank
    assert rank is not None
    assert (rank.position, rank.days, rank.basis.venues) == (2, 10, ("bybit", "okx"))


def test_at_the_end_of_a_tape_nothing_is_waited_for(run):
    desk = squeezed()
    run(desk.at(CLOSED + MINUTE).afterwards.look(last=True))
    assert desk.entry.rank is not None


def test_a_coins_event_is_ranked_among_its_own_hours(run):
    desk = Desk(entry(event(id="SOL-1", scope="SOL")))
    desk.past.put(OPENED, SHORT, 1_000, "SOL")
    desk.past.put(OPENED - DAY, SHORT, 10**9)
    run(desk.at(CLOSED + SETTLED).afterwards.look())
    assert desk.entry.rank is not None
    assert desk.entry.rank.position == 1


def test_horizons_are_completed_as_they_come_due(run):
    desk = squeezed()
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    after = desk.entry.aftermath
    assert after is not None
    assert set(after.horizons) == {"5m"}
    assert after.horizons["5m"].prices["BTC"].retraced_pct == pytest.approx(50)
    assert (after.label, after.label_at) == (Label.FADED, "5m")
    assert after.horizons["5m"].opposite_liquidated is False
    run(desk.at(CLOSED + HOUR).afterwards.look())
    assert set(desk.entry.aftermath.horizons) == {"5m", "15m", "1h"}
    known = desk.entry
    run(desk.at(CLOSED + HOUR + MINUTE).afterwards.look())
    assert desk.entry is known


def test_time_that_was_not_watched_says_nothing_of_the_other_side(run):
    desk = squeezed()
    desk.past.lost.append(Span(UnixMs(CLOSED + MINUTE), UnixMs(CLOSED + 4 * MINUTE)))
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    seen = desk.entry.aftermath.horizons["5m"]
    assert (seen.opposite_usd, seen.opposite_liquidated) == (None, None)


def test_the_other_side_is_summed_from_the_end_on(run):
    desk = squeezed()
    desk.past.put(CLOSED + 2 * MINUTE, LONG, 300_000_000)
    desk.past.put(CLOSED - 2 * MINUTE, LONG, 900_000_000)
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    seen = desk.entry.aftermath.horizons["5m"]
    assert (seen.opposite_usd, seen.opposite_liquidated) == (300_000_000.0, True)


def test_an_event_of_both_sides_has_no_other(run):
    desk = Desk(entry(event(kind=EventKind.TWO_SIDED)))
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    assert desk.entry.aftermath.horizons["5m"].opposite_usd is None


def test_off_in_the_meantime_is_unknown(run):
    desk = Desk(entry())
    run(desk.at(CLOSED + DAY).afterwards.look())
    assert desk.entry.aftermath.label is Label.UNKNOWN


def test_open_interest_that_came_back(run):
    desk = squeezed()
    for at, interest in ((OPENED, 100.0), (CLOSED, 80.0), (CLOSED + 5 * MINUTE, 90.0)):
        desk.market.say_interest("BTC", at, interest)
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    assert desk.entry.aftermath.horizons["5m"].open_interest_rebuilt_pct["BTC"] == pytest.approx(50)


def test_events_of_the_same_kind_are_the_second_control(run):
    earlier = entry(event(id="market-1", opened_at=UnixMs(OPENED - DAY), closed_at=UnixMs(CLOSED - DAY)))
    desk = squeezed()
    desk.journal.restore(None, [earlier], [])
    desk.past.prices["BTC"] += [(OPENED - DAY, 50.0), (CLOSED - DAY, 60.0), (CLOSED - DAY + 5 * MINUTE, 54.0)]
    desk.past.prices["BTC"].sort()
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    kind = desk.entry.aftermath.same_kind["5m"]
    assert (kind.count, kind.retraced_pct) == (1, pytest.approx(60))


def test_what_goes_on_is_left_alone(run):
    desk = Desk(entry(going_on()))
    run(desk.at(CLOSED + DAY).afterwards.look())
    assert (desk.entry.rank, desk.entry.aftermath) == (None, None)


@pytest.mark.parametrize(
    ("long", "short", "side", "position"),
    [(10, 300, SHORT, 2), (300, 10, LONG, 1), (100, 110, None, 2), (0, 0, None, 1)],
)
def test_the_hour_is_placed_by_its_heavier_side(run, long, short, side, position):
    desk = Desk()
    if short:
        desk.past.put(OPENED - 3 * DAY, SHORT, 400)
    assert desk.afterwards.hour({}, OPENED) is None
    run(desk.at(OPENED).afterwards.look())
    sums = {BYBIT: (long * 10**6, short * 10**6), VenueId("elsewhere"): (10**15, 10**15)}
    placed = desk.afterwards.hour(sums, OPENED)
    assert placed is not None
    assert (placed.position, placed.rank.position) == (side, position)


def test_until_the_ranks_are_made_the_hour_has_none(run):
    desk = Desk()

    async def asked_meanwhile():
        looking = asyncio.create_task(desk.at(OPENED).afterwards.look())
        while not looking.done():
            answers.append(desk.afterwards.hour({}, OPENED))
            await asyncio.sleep(0)

    answers = []
    run(asked_meanwhile())
    assert answers[0] is None
    assert desk.afterwards.hour({}, OPENED) is not None


def test_the_past_is_read_in_pieces_and_later_only_its_end(run):
    desk = Desk(days=65)
    run(desk.at(OPENED).afterwards.look())
    assert len(desk.past.asked) == 3
    assert all(until - first <= PIECE for first, until in desk.past.asked)
    desk.past.asked.clear()
    run(desk.at(OPENED + DurationMs(RANKS_EVERY - 1)).afterwards.look())
    assert desk.past.asked == []
    run(desk.at(OPENED + RANKS_EVERY).afterwards.look())
    ((first, until),) = desk.past.asked
    assert until - first < 2 * 60


def test_nothing_recorded_ranks_nothing(run):
    desk = Desk(days=0)
    desk.past.end = desk.past.start
    run(desk.at(OPENED).afterwards.look())
    placed = desk.afterwards.hour({}, OPENED)
    assert placed is not None
    assert not placed.rank.enough


def test_what_surrounded_an_event_is_kept_with_it_as_it_goes_on_ends_and_is_over(run):
    desk = Desk(entry(going_on()))
    desk.market.volatilities["BTC"] = 0.001
    run(desk.at(OPENED + MINUTE).afterwards.look())
    assert list(desk.entry.conditions) == ["before"]
    desk = Desk(entry(conditions=desk.entry.conditions))
    desk.market.volatilities["BTC"] = 0.005
    run(desk.at(CLOSED + 5 * MINUTE).afterwards.look())
    measured = {moment: coins["BTC"].volatility_pct for moment, coins in desk.entry.conditions.items()}
    assert measured == {"before": 0.1, "during": 0.5, "after_5m": 0.5}
    assert desk.entry.rank is not None, "the rest of what is known later is completed beside it"


def test_an_hour_is_placed_among_the_newest_days_that_are_asked_for(run):
    desk = squeezed()
    desk.past.put(OPENED - 9 * DAY, SHORT, 900_000_000)
    asked = [7]
    desk.afterwards.rank_among(lambda: asked)
    assert desk.afterwards.among(7, SHORT, 1, OPENED) is None
    assert desk.afterwards.compared() is None
    now = UnixMs(CLOSED + 2 * HOUR)
    run(desk.at(now).afterwards.look())
    assert desk.afterwards.compared() == {BYBIT, OKX}
    week = desk.afterwards.among(7, SHORT, 800_000_000_000_000, now)
    assert (week.position, week.days) == (1, 7)
    assert desk.afterwards.among(10, SHORT, 800_000_000_000_000, now) is None
    asked.append(10)
    run(desk.afterwards.look())
    whole = desk.afterwards.among(10, SHORT, 800_000_000_000_000, now)
    assert (whole.position, whole.days) == (2, 10)
