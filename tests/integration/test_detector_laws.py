"""The events are a matter of the rows alone: of no order of arrival, no restart, no step; and no venue's cap invents one."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import MARKET, Event
from liqdesk.analytics.memory import restored, saved
from liqdesk.analytics.seconds import GRACE
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from tests.fakes.detecting import SaidWatch, newest, watch_rows
from tests.fakes.rows import T0
from tests.fakes.stories import LENGTH_S, STORY_VENUES, batches_of, rows_of, story, throttled

SEEDS = st.integers(0, 10**9)
SOME = settings(max_examples=25, deadline=None)


def detector() -> Detector:
    return Detector(SaidWatch(STORY_VENUES))


def delays(seed: int, count: int, most: int = GRACE) -> list[int]:
    random = Random(f"delays {seed}")
    return [random.randrange(0, most + 1) for _ in range(count)]


@SOME
@given(SEEDS, SEEDS, SEEDS)
def test_the_order_of_arrival_within_the_grace_changes_nothing(seed, first, second):
    told = story(seed)
    one, other = (
        watch_rows(detector(), batches_of(rows_of(told, delays(each, len(told))))) for each in (first, second)
    )
    assert newest(one) == newest(other)


@SOME
@given(SEEDS, st.integers(1, 20))
def test_how_often_it_is_stepped_changes_nothing(seed, every_s):
    told = story(seed)
    rows = rows_of(told, delays(seed, len(told), 90_000))
    assert watch_rows(detector(), batches_of(rows)) == watch_rows(detector(), batches_of(rows), every_s * 1_000)


@SOME
@given(SEEDS, st.floats(0.05, 1.0))
def test_a_restart_changes_nothing(seed, share):
    """Killed at any moment, with a memory that is up to a minute old, and every row stored."""
    told = story(seed)
    rows = rows_of(told, delays(seed, len(told), 90_000))
    whole = watch_rows(detector(), batches_of(rows))

    killed = UnixMs(T0 + int(share * LENGTH_S * 1_000))
    before, after = (
        [each for each in rows if each.received_at <= killed],
        [each for each in rows if each.received_at > killed],
    )
    first = detector()
    for each in before:
        first.take((each,))
    kept_at = UnixMs(killed - Random(seed).randrange(MINUTE))
    early = list(first.step(kept_at))
    data = saved(first.memory)
    first.step(killed)

    memory, sentence = restored(data)
    assert sentence == ""
    second = Detector(SaidWatch(STORY_VENUES), memory=memory)
    second.retake(before)
    late = list(second.step(killed)) + watch_rows(second, batches_of(after))
    if not after:
        late += [event for each in range(900) for event in second.step(UnixMs(killed + each * 1_000))]
    assert newest(early + late) == newest(whole)


@SOME
@given(SEEDS)
def test_an_event_is_the_sum_of_its_rows(seed):
    told = story(seed)
    for event in newest(watch_rows(detector(), batches_of(rows_of(told, delays(seed, len(told)))))).values():
        assert event.closed_at is not None
        mine = [
            each
            for each in told
            if event.opened_at <= each.at < event.closed_at and event.scope in (MARKET, each.of.base)
        ]
        assert event.long == sum(each.micro or 0 for each in mine if each.position is PositionSide.LONG)
        assert event.short == sum(each.micro or 0 for each in mine if each.position is PositionSide.SHORT)
        assert event.count == len(mine)
        assert event.unvalued == sum(each.micro is None for each in mine)
        largest = sorted((each.micro or 0 for each in mine), reverse=True)[: len(event.largest)]
        assert [order.notional for order in event.largest] == largest
        assert sum(event.course.long) == event.long
        assert sum(event.course.short) == event.short
        assert len(event.course.price) == len(event.course.long) == (event.closed_at - event.opened_at) // 1_000
        assert sum(wave.count for wave in event.waves) <= event.count


@SOME
@given(SEEDS, st.sampled_from(STORY_VENUES))
def test_a_cap_may_delay_an_event_and_never_invents_one(seed, venue):
    told = story(seed)
    whole = newest(watch_rows(detector(), batches_of(rows_of(told, [0] * len(told)))))
    less = throttled(told, venue)
    for event in newest(watch_rows(detector(), batches_of(rows_of(less, [0] * len(less))))).values():
        assert any(covers(other, event) for other in whole.values()), event.id


def covers(other: Event, event: Event) -> bool:
    """Whether `other` was known, and still open, when `event` became known."""
    return (
        other.scope == event.scope
        and other.detected_at <= event.detected_at
        and other.closed_at is not None
        and event.detected_at - GRACE <= other.closed_at
    )
