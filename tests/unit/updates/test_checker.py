"""Nobody is asked unless that is wanted; what is found is kept, told once a check, and refused where it must be."""

import hashlib

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, HOUR
from liqdesk.updates.checker import UpdateChecker, matching
from liqdesk.updates.manifest import ReleaseFile
from liqdesk.updates.publisher import Publisher
from tests.fakes.clock import StepClock
from tests.fakes.releases import NEWS, Drawer, MadeUpPublisher, Page


class Desk:
    """A checker with everything around it."""

    def __init__(self, publisher: Publisher | None = None, wanted: bool = True) -> None:
        self.source = MadeUpPublisher()
        self.page = Page(self.source.signed(self.source.manifest()))
        self.drawer, self.clock, self.said, self.wanted = Drawer(), StepClock(), [], wanted
        self.checker = self.again(publisher)

    def again(self, publisher: Publisher | None = None) -> UpdateChecker:
        """As after a restart: only the drawer remembers."""
        known = self.source.publisher if publisher is None else publisher
        return UpdateChecker(
            known, "0.1.0", self.page.get, self.drawer, self.clock, lambda: self.wanted, self.said.append
        )

    async def due(self) -> None:
        await self.checker.look()


def test_by_hand_it_asks_and_remembers(run):
    async def story():
        desk = Desk(wanted=False)
        news = await desk.checker.check()
        assert news.finding.newer
        assert desk.page.asked == [NEWS]
        desk.page.body = desk.source.signed(desk.source.manifest(serial=6))
        assert "older" in (await desk.again().check()).trouble

    run(story())


def test_a_copy_of_nobody_asks_nobody(run):
    async def story():
        desk = Desk(publisher=Publisher())
        assert "without a publisher's key" in (await desk.checker.check()).trouble
        assert desk.page.asked == []

    run(story())


def test_once_a_day_and_the_newer_version_is_told(run):
    async def story():
        desk = Desk()
        await desk.due()
        await desk.due()
        assert len(desk.page.asked) == 1
        assert desk.said == ["liqdesk 0.2.0 is out. Help, Check for updates says what is new and where."]
        desk.clock.step(DAY)
        await desk.due()
        assert len(desk.page.asked) == 2

    run(story())


def test_after_a_restart_it_is_not_asked_again_the_same_day(run):
    async def story():
        desk = Desk()
        await desk.due()
        desk.clock.step(5 * HOUR)
        desk.checker = desk.again()
        await desk.due()
        assert len(desk.page.asked) == 1

    run(story())


def test_a_failure_is_tried_again_hours_later_and_told_after_two_weeks(run):
    async def story():
        desk = Desk()
        desk.page.body = ExpectedFailure("releases.example cannot be reached")
        for _ in range(14 * 6 + 1):
            await desk.due()
            desk.clock.step(4 * HOUR)
        assert len(desk.page.asked) == 14 * 6 + 1
        assert desk.said == ["News of releases could not be had for two weeks: releases.example cannot be reached."]

    run(story())


def test_a_clock_that_was_set_back_does_not_keep_it_silent(run):
    async def story():
        desk = Desk()
        await desk.due()
        desk.clock.step(-3 * HOUR)
        await desk.due()
        assert len(desk.page.asked) == 2

    run(story())


def test_nobody_is_asked_where_that_is_not_wanted(run):
    async def story():
        desk = Desk(wanted=False)
        await desk.due()
        assert desk.page.asked == []
        desk.wanted = True
        await desk.due()
        assert desk.page.asked == [NEWS]

    run(story())


def test_a_disk_that_keeps_nothing_is_said_and_asks_no_more(run):
    async def story():
        class Full(Drawer):
            def save(self, content: bytes) -> None:
                raise OSError(28, "No space left on device")

        desk = Desk()
        desk.drawer = Full()
        desk.checker = desk.again()
        await desk.due()
        await desk.due()
        assert desk.said == [
            "News of releases are not asked for: what is known of releases cannot be kept: [Errno 28] No space left on device."
        ]

    run(story())


def test_a_download_is_compared_byte_for_byte(tmp_path, run):
    async def story():
        file = tmp_path / "liqdesk.deb"
        file.write_bytes(b"abc")
        offered = (ReleaseFile("liqdesk.deb", 3, hashlib.sha256(b"abc").hexdigest()),)
        assert await matching(file, offered) == offered[0]
        file.write_bytes(b"abd")
        assert await matching(file, offered) is None
        with pytest.raises(ExpectedFailure, match="cannot be read"):
            await matching(tmp_path / "gone", offered)

    run(story())
