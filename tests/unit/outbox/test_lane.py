"""One target: what comes when, what is folded, what gives up, in virtual time."""

import asyncio
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.analytics.events import Level
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs
from liqdesk.engine.sending import Standing
from liqdesk.outbox.lane import CEILING, FIRST, full_jitter
from liqdesk.outbox.sender import Fault, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import SECRET, alert, bench, parcel, target
from tests.fakes.time import START, run_in_manual_time

BUSY = "it is in trouble itself (503)"


def later(wait: int | None = None) -> Undelivered:
    return Undelivered(Fault.LATER, BUSY, None if wait is None else DurationMs(wait))


@given(st.integers(1, 10_000), st.integers(0, 2**32))
def test_a_wait_is_between_a_second_and_five_minutes(tried, seed):
    wait = full_jitter(tried, Random(seed))
    assert FIRST <= wait <= min(CEILING, FIRST * 2 ** min(tried, 30))


def test_waits_grow_and_differ():
    waits = [full_jitter(9, Random(seed)) for seed in range(200)]
    assert len(set(waits)) > 150
    assert max(waits) > 4 * MINUTE
    assert min(waits) < 20 * SECOND


def test_what_fails_is_tried_until_it_arrives_with_the_same_id():
    async def story():
        async with bench(target()) as box:
            box.of().answers.extend([later()] * 6)
            made = box.speak(alert())
            await asyncio.sleep(1_800)
            assert box.of().letters == [made[0].id] * 7
            assert box.state().standing is Standing.READY
            assert await box.shelf.waiting() == []
            steps = [after - before for before, after in zip(box.of().times, box.of().times[1:], strict=False)]
            assert all(FIRST <= step <= CEILING for step in steps)

    run_in_manual_time(story())


def test_a_stated_wait_of_hours_is_kept_for_the_whole_target():
    async def story():
        async with bench(target()) as box:
            box.of().answers.append(later(2 * HOUR))
            box.speak(alert())
            await asyncio.sleep(60)
            box.speak(alert(ident="a-2"))
            await asyncio.sleep(2 * 3_600 - 70)
            assert len(box.of().sent) == 1
            state = box.state()
            assert (state.standing, state.waiting) == (Standing.WAITING, 2)
            assert state.sentence == f"2 messages waiting: {BUSY}."
            assert state.next_at == START + 2 * HOUR
            await asyncio.sleep(120)
            assert len(box.of().sent) == 3

    run_in_manual_time(story())


def test_a_stated_wait_outlives_the_program():
    async def story():
        async with bench(target()) as box:
            box.shelf.put([parcel(due=START + 3 * HOUR, tried=4)])
            box.delivery.set_targets([target()], {"desk": SECRET})
            await asyncio.sleep(3 * 3_600 - 10)
            assert box.of().sent == []
            await asyncio.sleep(20)
            assert len(box.of().sent) == 1

    run_in_manual_time(story())


def test_one_message_grows_with_its_alert():
    async def story():
        async with bench(target()) as box:
            for number, level in enumerate(Level):
                box.speak(alert(level, updated_at=START + number))
                await asyncio.sleep(10)
            assert [errand.remote for _, errand in box.of().sent] == ["", "m-1", "m-1"]

    run_in_manual_time(story())


def test_the_newest_word_takes_the_older_ones_along():
    async def story():
        async with bench(target()) as box:
            box.of().answers.append(later(60_000))
            box.speak(alert(Level.WATCH))
            await asyncio.sleep(5)
            newest = [
                box.speak(alert(level, updated_at=START + 1_000 * number)) for number, level in enumerate(Level, 1)
            ]
            await asyncio.sleep(90)
            assert box.of().letters[1:] == [newest[-1][0].id]
            assert await box.shelf.waiting() == []
            assert len([mark for mark, _ in box.shelf.marks if mark == "delivered"]) == 4

    run_in_manual_time(story())


def test_what_cannot_be_edited_comes_louder_or_not_at_all_and_once_a_minute():
    async def story():
        async with bench(target(TargetKind.SLACK)) as box:
            for number, level in enumerate([Level.WATCH, Level.WATCH, Level.ALERT, Level.ALERT, Level.CRITICAL]):
                box.speak(alert(level, updated_at=START + number))
                await asyncio.sleep(2)
            await asyncio.sleep(300)
            service = box.of(TargetKind.SLACK)
            assert [errand.letter.level for _, errand in service.sent] == [Level.WATCH, Level.CRITICAL]
            assert service.times[1] - service.times[0] >= MINUTE

    run_in_manual_time(story())


def test_another_alert_waits_for_no_update():
    async def story():
        async with bench(target(TargetKind.SLACK)) as box:
            box.speak(alert(Level.WATCH))
            await asyncio.sleep(1)
            box.speak(alert(Level.ALERT, updated_at=START + 1))
            box.speak(alert(Level.CRITICAL, ident="a-2"))
            await asyncio.sleep(10)
            assert [errand.letter.alert for _, errand in box.of(TargetKind.SLACK).sent] == ["a-1", "a-2"]
            await asyncio.sleep(60)
            assert [errand.letter.alert for _, errand in box.of(TargetKind.SLACK).sent] == ["a-1", "a-2", "a-1"]

    run_in_manual_time(story())


def test_one_at_a_time_and_nobody_waits_for_another():
    async def story():
        async with bench(target(ident="slow"), target(TargetKind.DISCORD, "fast")) as box:
            box.of().answers.extend([30.0] * 3)
            for number in range(4):
                box.speak(alert(ident=f"a-{number}"))
            await asyncio.sleep(15)
            assert len(box.of(TargetKind.DISCORD).sent) == 4
            assert box.of().most_at_once == 1
            await asyncio.sleep(3_600)
            assert box.of().most_at_once == 1
            assert {errand.letter.alert for _, errand in box.of().sent} == {"a-0", "a-1", "a-2", "a-3"}
            assert await box.shelf.waiting() == []

    run_in_manual_time(story())


def test_a_target_that_refuses_rests_until_it_is_changed():
    async def story():
        async with bench(target()) as box:
            box.of().answers.append(Undelivered(Fault.TARGET, "it does not let us in (401)"))
            box.speak(alert())
            await asyncio.sleep(6 * 3_600)
            assert len(box.of().sent) == 1
            state = box.state()
            assert state.standing is Standing.REFUSED
            assert state.sentence == "Not tried again before it is changed: it does not let us in (401)."
            assert [key for key, _ in box.told] == ["refused-desk"]
            box.delivery.set_targets([target(address="-100999")], {"desk": box.of().sent[0][1].secret})
            await asyncio.sleep(10)
            assert len(box.of().sent) == 2
            assert box.of().sent[1][1].letter.lines[-1] == "Sent 6 h late."
            assert box.state().standing is Standing.READY

    run_in_manual_time(story())


def test_after_a_day_it_is_given_up_and_said():
    async def story():
        async with bench(target()) as box:
            box.of().answers.extend([later()] * 5_000)
            box.speak(alert())
            await asyncio.sleep(DAY / 1_000 + 600)
            assert await box.shelf.waiting() == []
            assert box.shelf.marks[-1][0] == "given up"
            key, sentence = box.told[-1]
            assert key == "given-up-desk"
            assert sentence == f"A message to The desk is given up: not delivered within 24 h ({BUSY})."
            assert box.state().sentence.startswith("The last message did not arrive")
            count = len(box.of().sent)
            await asyncio.sleep(3_600)
            assert len(box.of().sent) == count

    run_in_manual_time(story())


def test_a_message_that_is_refused_does_not_hold_up_the_next():
    async def story():
        async with bench(target()) as box:
            box.of().answers.append(Undelivered(Fault.MESSAGE, "it does not accept the message (400)"))
            box.speak(alert())
            await asyncio.sleep(5)
            box.speak(alert(ident="a-2"))
            await asyncio.sleep(5)
            assert [errand.letter.alert for _, errand in box.of().sent] == ["a-1", "a-2"]
            assert box.state().standing is Standing.READY

    run_in_manual_time(story())


def test_trying_again_by_hand_waits_for_nothing():
    async def story():
        async with bench(target()) as box:
            box.of().answers.append(later(5 * HOUR))
            box.speak(alert())
            await asyncio.sleep(5)
            box.delivery.retry("desk")
            await asyncio.sleep(1)
            assert len(box.of().sent) == 2

    run_in_manual_time(story())


def test_the_card_goes_with_a_new_message_while_it_shows_what_is_said():
    async def story():
        async with bench(target(card=True)) as box:
            box.speak(alert(event="market-1"))
            await asyncio.sleep(5)
            box.speak(alert(Level.CRITICAL, updated_at=START + 5_000, event="market-1"))
            await asyncio.sleep(5)
            assert [errand.card for _, errand in box.of().sent] == [b"png", None]
            assert box.cards == ["market-1"]
            box.of().answers.append(later(20 * 60_000))
            box.speak(alert(ident="a-2"))
            await asyncio.sleep(1_300)
            assert box.of().sent[-1][1].card is None
            assert box.of().sent[-1][1].letter.lines[-1] == "Sent 20 min late."

    run_in_manual_time(story())


def test_without_a_secret_it_waits_and_says_so():
    async def story():
        async with bench(target()) as box:
            box.delivery.set_targets([target()], {})
            box.speak(alert())
            await asyncio.sleep(60)
            assert box.of().sent == []
            assert (box.state().standing, box.state().sentence) == (Standing.NO_SECRET, "The bot token is missing.")

    run_in_manual_time(story())


FAILURES = st.one_of(
    st.just(12.0),  # seconds: longer than anybody is waited for
    st.integers(1, 90 * MINUTE).map(lambda wait: Undelivered(Fault.LATER, BUSY, DurationMs(wait))),
    st.just(Undelivered(Fault.LATER, BUSY)),
)


@settings(max_examples=25)
@given(
    st.sampled_from([TargetKind.TELEGRAM, TargetKind.SLACK]),
    st.lists(FAILURES, max_size=12),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(Level)), st.integers(0, 900)), min_size=1, max_size=12),
    st.integers(0, 2**16),
)
def test_whatever_fails_the_newest_word_of_every_alert_arrives_once_and_in_its_time(kind, failures, words, seed):
    async def story():
        async with bench(target(kind), seed=seed) as box:
            service, newest, waits = box.of(kind), {}, list(failures)
            service.answers.extend(failures)
            for about, level, pause in words:
                at = int(box.clock.now())
                made = box.speak(alert(level, ident=f"a-{about}", updated_at=at))
                newest.update({one.alert: one.id for one in made})
                await asyncio.sleep(pause)
            await asyncio.sleep(60 * 3_600)
            assert await box.shelf.waiting() == []
            assert box.told == []
            assert service.most_at_once == 1
            arrived = service.letters[len(failures) - len(service.answers) :]
            assert len(arrived) == len(set(arrived))
            assert set(newest.values()) <= set(arrived)
            for (before, _), (after, _), failure in zip(service.sent, service.sent[1:], waits, strict=False):
                asked = failure.wait if isinstance(failure, Undelivered) else None
                assert after - before >= (asked or FIRST)

    run_in_manual_time(story())
