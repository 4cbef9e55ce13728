"""The outbox as a whole: from the shelf to the lanes, with a disk that fails, targets that come and go, and tests by hand."""

import asyncio

import pytest

from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.sending import Standing
from liqdesk.outbox.sender import Fault, Undelivered
from liqdesk.settings.rules import AlertLevel
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import SECRET, alert, bench, parcel, target
from tests.fakes.time import run_in_manual_time


def test_what_an_earlier_run_left_is_sent():
    async def story():
        async with bench(target()) as box:
            box.shelf.put([parcel("left-1", remote="m-77")])
            box.delivery.set_targets([target()], {"desk": SECRET})
            await asyncio.sleep(5)
            assert box.of().letters == ["left-1"]
            assert box.of().sent[0][1].remote == "m-77"
            assert await box.shelf.waiting() == []

    run_in_manual_time(story())


def test_what_the_disk_does_not_take_goes_out_all_the_same():
    async def story():
        async with bench(target()) as box:
            box.kept[0] = False
            box.speak(alert())
            await asyncio.sleep(5)
            assert len(box.of().sent) == 1

    run_in_manual_time(story())


@pytest.mark.expected_log("WARNING liqdesk.outbox.lane: the outbox could not be written: the disk is full")
def test_what_arrived_and_could_not_be_marked_is_not_sent_again():
    async def story():
        async with bench(target()) as box:
            box.shelf.deaf = True
            box.speak(alert())
            await asyncio.sleep(120)
            assert len(box.of().sent) == 1
            assert len(await box.shelf.waiting()) == 1
            box.shelf.deaf = False
            await asyncio.sleep(60)
            assert await box.shelf.waiting() == []
            assert len(box.of().sent) == 1

    run_in_manual_time(story())


def test_what_is_for_nobody_is_given_up_without_a_word():
    async def story():
        async with bench(target()) as box:
            box.shelf.put([parcel("gone", to="gone"), parcel("off", to="quiet")])
            box.delivery.set_targets([target(), target(ident="quiet", enabled=False)], {"desk": SECRET})
            await asyncio.sleep(5)
            assert await box.shelf.waiting() == []
            assert box.told == []
            assert box.state("quiet").standing is Standing.OFF

    run_in_manual_time(story())


def test_targets_come_and_go_while_it_runs():
    async def story():
        async with bench() as box:
            assert box.speak(alert()) == []
            chat, hook = target(), target(TargetKind.JSON, "hook", level=AlertLevel.CRITICAL)
            box.delivery.set_targets([chat, hook], {"desk": SECRET, "hook": SECRET})
            assert [one.target for one in box.speak(alert())] == ["desk"]
            await asyncio.sleep(5)
            box.delivery.set_targets([hook], {"hook": SECRET})
            assert [one.target for one in box.speak(alert(Level.CRITICAL, ident="a-2"))] == ["hook"]
            await asyncio.sleep(5)
            assert (len(box.of().sent), len(box.of(TargetKind.JSON).sent)) == (1, 1)
            assert [state.id for state in box.delivery.states()] == ["hook"]

    run_in_manual_time(story())


def test_a_test_says_what_came_of_it():
    async def story():
        async with bench(target()) as box:
            assert await box.delivery.try_out(target(), SECRET) == "A test message arrived at The desk."
            assert box.of().sent[0][1].letter.heading == "TEST liqdesk"
            box.of().answers.append(Undelivered(Fault.TARGET, "it does not let us in (401)"))
            with pytest.raises(ExpectedFailure, match=r"^The desk: it does not let us in \(401\)\.$"):
                await box.delivery.try_out(target(), SECRET)
            box.of().answers.append(60.0)
            with pytest.raises(ExpectedFailure, match="no answer within 10 s"):
                await box.delivery.try_out(target(), SECRET)
            assert box.state().standing is Standing.READY

    run_in_manual_time(story())
