"""Beginnings that a wish to stop breaks off, and ends that it does not."""

import asyncio

import pytest

from liqdesk.app.racing import broken_off_by


def test_a_beginning_is_broken_off_and_cleans_up(run):
    told: list[str] = []

    async def story() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_soon(stop.set)
        async with broken_off_by(stop):
            try:
                await asyncio.Event().wait()
            finally:
                told.append("cleaned up")
            told.append("went on")

    run(story())
    assert told == ["cleaned up"]


def test_what_stands_is_left_to_whoever_waits(run):
    async def story() -> str:
        stop = asyncio.Event()
        async with broken_off_by(stop) as stands:
            stands()
            asyncio.get_running_loop().call_soon(stop.set)
            await stop.wait()
            await asyncio.sleep(0)
            return "in order"

    assert run(story()) == "in order"


def test_a_wish_from_before_the_beginning_counts(run):
    async def story() -> bool:
        stop = asyncio.Event()
        stop.set()
        async with broken_off_by(stop):
            await asyncio.Event().wait()
        return True

    assert run(story())


def test_failures_of_others_fly_on(run):
    async def story() -> None:
        async with broken_off_by(asyncio.Event()):
            raise TimeoutError("somebody else's")

    with pytest.raises(TimeoutError, match="somebody else's"):
        run(story())
