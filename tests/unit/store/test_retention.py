"""The oldest orders go by days of recording and by size, a step at a time; no clock makes anything old."""

import hypothesis
import pytest
from hypothesis import strategies as st

from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, PricePoint
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.retention import FREE_PAGES, LEAST_DAYS, Limits, Removal, Survey, is_roomy, used_bytes
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row
from tests.fakes.stored import wrong_sums

FIRST = T0 - T0 % DAY
HUGE = 10**15


@pytest.fixture
def file(tmp_path):
    file = StoreFile(tmp_path / "liqdesk.db", StepClock())
    yield file
    file.recordings.close()


def filled(file, days, each=4):
    rows = [row(FIRST + day * DAY + number * HOUR) for day in days for number in range(each)]
    file.commit(rows, Aside(), Source.LIVE)
    return rows


def times(file):
    return [
        at
        for (at,) in file.recordings.use(lambda one: one.execute("SELECT at FROM liquidations ORDER BY at").fetchall())
    ]


def recorded_days(file):
    return sorted({(at - FIRST) // DAY for at in times(file)})


def verdict(file, days=400, size=HUGE, now=FIRST):
    survey = Survey(Limits(days, size), UnixMs(now))
    while survey.verdict is None:
        file.survey(survey)
    return survey.verdict


def pruned(file, days=400, size=HUGE, now=FIRST, rows=3):
    """Prune as often as there is something to remove; the last verdict's words."""
    while found := verdict(file, days, size, now):
        removal = Removal(found)
        while not file.remove(removal, rows):
            pass
    return found.words


def test_the_newest_days_of_recording_stay(file):
    filled(file, [0, 1, 2, 50, 51, 300])
    assert pruned(file, days=3, now=FIRST + 300 * DAY) == ""
    assert recorded_days(file) == [50, 51, 300]
    assert file.commit([], Aside(), Source.LIVE).since == FIRST + 3 * DAY


def test_sums_events_and_coverage_stay(file):
    filled(file, range(6))
    sums = "SELECT sum(micro), sum(rows) FROM minutes"
    before = file.recordings.use(lambda one: one.execute(sums).fetchall())
    pruned(file, days=2, now=FIRST + 5 * DAY)
    assert file.recordings.use(lambda one: one.execute(sums).fetchall()) == before
    assert file.recordings.use(lambda one: one.execute("SELECT count(*) FROM hours").get) == 24


@pytest.mark.parametrize("jump", [0, 4_000 * DAY, -4_000 * DAY])
def test_a_clock_that_jumps_removes_nothing(file, jump):
    filled(file, range(10))
    now = FIRST + 9 * DAY + jump
    pruned(file, days=10, now=now)
    filled(file, [(now - FIRST) // DAY])  # what a venue without times of its own makes of it
    pruned(file, days=11, now=now)
    assert set(range(10)) <= set(recorded_days(file))
    words = pruned(file, days=11, now=FIRST + 9 * DAY)  # and when the clock is right again
    assert set(range(10)) <= set(recorded_days(file))
    assert ("ahead of this computer's clock" in words) is (jump > 0)


def test_days_ahead_of_the_clock_push_out_nothing_and_that_is_said(file):
    filled(file, [*range(5), 900, 901])
    assert pruned(file, days=5, now=FIRST + 4 * DAY) == (
        "2 days of recording lie ahead of this computer's clock: nothing is removed because of that"
    )
    assert recorded_days(file) == [0, 1, 2, 3, 4, 900, 901]


def test_what_comes_dated_before_the_removed_days_is_left_alone(file):
    filled(file, range(6))
    pruned(file, days=3, now=FIRST + 5 * DAY)
    filled(file, [-9_000])
    pruned(file, days=3, now=FIRST + 5 * DAY)
    assert recorded_days(file) == [-9_000, 3, 4, 5]


def test_what_is_told_again_of_removed_days_is_not_summed_twice(file):
    rows = filled(file, range(6))
    pruned(file, days=3, now=FIRST + 5 * DAY)
    kept = times(file)
    assert file.commit(rows, Aside(), Source.REPLAY).new == 0
    again = [row(one.at, history=True) for one in rows]
    assert file.commit(again, Aside(), Source.LIVE).new == 0
    assert times(file) == kept
    total = file.recordings.use(lambda one: one.execute("SELECT sum(rows) FROM minutes").get)
    assert total == len(rows)


def test_beyond_the_size_the_oldest_day_goes_but_a_week_stays(file):
    filled(file, range(12), each=20)
    words = pruned(file, size=1, now=FIRST + 11 * DAY)
    assert recorded_days(file) == list(range(12 - LEAST_DAYS, 12))
    assert "the newest 7 days of recording always stay" in words


def test_a_size_that_is_not_passed_removes_nothing(file):
    filled(file, range(12))
    size = file.recordings.use(used_bytes)
    assert not verdict(file, size=size, now=FIRST + 11 * DAY)
    assert verdict(file, size=size - 1, now=FIRST + 11 * DAY)


def test_one_price_and_context_of_each_hour_stays(file):
    filled(file, range(3))
    bybit = VenueId("bybit")
    points = [
        PricePoint(base, bybit, UnixMs(FIRST + n * 600_000), 1.0 + n) for base in ("BTC", "ETH") for n in range(400)
    ]
    around = [
        ContextPoint("BTC", bybit, "BTCUSDT", UnixMs(FIRST + n * 600_000), 1.0, None, None, None) for n in range(400)
    ]
    file.commit([], Aside(prices=points, context=around), Source.LIVE)
    pruned(file, days=1, now=FIRST + 2 * DAY)
    kept = [one.at - FIRST for one in file.history().prices(UnixMs(0)) if one.base == "ETH"]
    assert kept == [n * HOUR for n in range(48)] + [2 * DAY + n * 600_000 for n in range(400 - 288)]
    assert [one.at - FIRST for one in file.history().context(UnixMs(0))] == kept


def test_a_removal_that_is_broken_off_goes_on(file):
    filled(file, range(4))
    removal = Removal(verdict(file, days=2, now=FIRST + 3 * DAY))
    file.remove(removal, 3)
    assert len(times(file)) == 13
    pruned(file, days=2, now=FIRST + 3 * DAY)
    assert recorded_days(file) == [2, 3]


def test_freed_pages_are_given_back_where_there_are_many(file):
    rows = [row(FIRST + day * DAY + n, ident=f"{day}-{n:0600}") for day in range(9) for n in range(4_000)]
    file.commit(rows, Aside(), Source.LIVE)
    file.recordings.tidy()
    before = file.recordings.path.stat().st_size
    assert not file.give_back(64)
    pruned(file, days=1, now=FIRST + 8 * DAY, rows=2_000)
    assert file.recordings.use(is_roomy)
    while file.give_back(256):
        pass
    file.recordings.tidy()
    assert file.recordings.path.stat().st_size < before - 4_000_000
    assert file.recordings.use(lambda one: one.pragma("freelist_count")) <= FREE_PAGES
    assert file.recordings.use(lambda one: one.execute("PRAGMA integrity_check").get) == "ok"


@hypothesis.settings(max_examples=25)
@hypothesis.given(
    days=st.lists(st.integers(0, 60), min_size=1, max_size=25, unique=True),
    keep=st.integers(1, 12),
    clock=st.integers(-500, 500),
    rows=st.integers(1, 9),
)
def test_whatever_the_clock_the_newest_days_stay(tmp_path_factory, days, keep, clock, rows):
    file = StoreFile(tmp_path_factory.mktemp("store") / "liqdesk.db", StepClock())
    filled(file, days, each=2)
    pruned(file, days=keep, now=FIRST + clock * DAY, rows=rows)
    kept = recorded_days(file)
    assert kept[-keep:] == sorted(days)[-keep:]
    if clock >= max(days) - 1:
        assert kept == sorted(days)[-keep:]
    assert file.recordings.use(wrong_sums) == [] or len(kept) < len(days)
    file.recordings.close()
