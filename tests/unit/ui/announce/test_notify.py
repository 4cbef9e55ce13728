"""Which way an alert takes to the eye, and how often; in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from liqdesk.analytics.events import Level
from liqdesk.ui.announce.notices import NotShown
from liqdesk.ui.announce.notify import EVERY_S, NotificationAnnouncer
from tests.fakes.notices import FakeWay, announcement
from tests.fakes.time import run_in_manual_time

HANGS = NotShown("The notification service of this desktop hangs", 60.0)


class Scene:
    """An announcer at work over two ways."""

    def __init__(self) -> None:
        self.desktop, self.window = FakeWay("on the desktop"), FakeWay("in the window")
        self.told: list[str] = []
        self.wanted = True
        self.announcer = NotificationAnnouncer((self.desktop, self.window), lambda: self.wanted, self.told.append)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.announcer.run())
            yield
            task.cancel()


def test_the_first_word_is_shown_at_once_and_a_burst_in_one_more():
    async def story():
        scene = Scene()
        async with scene.at_work():
            loop = asyncio.get_running_loop()
            scene.announcer.announce(announcement("first"))
            await asyncio.sleep(0.001)
            assert scene.desktop.titles == ["title first"]
            for number in range(50):
                scene.announcer.announce(announcement(f"burst {number}"))
                await asyncio.sleep(0.01)
            assert len(scene.desktop.given) == 1
            await asyncio.sleep(EVERY_S)
            assert scene.desktop.titles[1].startswith("50 alerts: ")
            for number in range(2_000):
                scene.announcer.announce(announcement(f"cascade {number % 7}"))
                await asyncio.sleep(0.01)
            assert len(scene.desktop.given) <= 2 + loop.time() / EVERY_S

    run_in_manual_time(story())


def test_a_rule_without_the_desktop_and_a_person_without_notifications_see_none():
    async def story():
        scene = Scene()
        async with scene.at_work():
            scene.announcer.announce(announcement(desktop=False))
            scene.wanted = False
            scene.announcer.announce(announcement())
            await asyncio.sleep(5)
        assert (scene.desktop.asked, scene.window.asked) == (0, 0)

    run_in_manual_time(story())


def test_what_the_desktop_does_not_show_the_window_shows_and_says_so_once():
    async def story():
        scene = Scene()
        scene.desktop.refusal = NotShown("No notification service runs on this desktop")
        async with scene.at_work():
            for number in range(3):
                scene.announcer.announce(announcement(f"{number}"))
                await asyncio.sleep(3)
            assert scene.window.titles == ["title 0", "title 1", "title 2"]
            said = "No notification service runs on this desktop; alerts are shown in the window instead."
            assert scene.told == [said]
            scene.desktop.refusal = None
            scene.announcer.announce(announcement("4"))
            await asyncio.sleep(3)
            assert scene.desktop.titles == ["title 4"]
            assert scene.told == [said, ""]

    run_in_manual_time(story())


def test_a_service_that_hangs_is_left_alone_for_a_minute_and_then_asked_again():
    async def story():
        scene = Scene()
        scene.desktop.refusal = HANGS
        async with scene.at_work():
            for number in range(10):
                scene.announcer.announce(announcement(f"{number}"))
                await asyncio.sleep(3)
            assert scene.desktop.asked == 1
            assert len(scene.window.given) == 10
            assert len(scene.told) == 1
            scene.desktop.refusal = None
            await asyncio.sleep(60)
            scene.announcer.announce(announcement("after"))
            await asyncio.sleep(3)
            assert scene.desktop.titles == ["title after"]

    run_in_manual_time(story())


def test_where_nothing_can_show_it_that_is_said():
    async def story():
        scene = Scene()
        scene.desktop.refusal, scene.window.refusal = HANGS, NotShown("")
        async with scene.at_work():
            scene.announcer.announce(announcement())
            await asyncio.sleep(3)
        assert scene.told == ["Alerts cannot be shown. The notification service of this desktop hangs."]

    run_in_manual_time(story())


def test_a_quiet_word_goes_where_its_alert_is_shown_and_nowhere_else():
    async def story():
        scene = Scene()
        scene.desktop.refusal = NotShown("No notification service runs on this desktop")
        async with scene.at_work():
            scene.announcer.announce(announcement("a"))
            await asyncio.sleep(3)
            scene.desktop.refusal = None
            for key in ("a", "never shown"):
                scene.announcer.announce(announcement(key, loud=False, desktop=False, text="grown"))
            await asyncio.sleep(6)
            assert scene.desktop.given == []
            assert scene.window.given[-1].text == "grown"
            assert not scene.window.given[-1].fresh
            scene.announcer.announce(announcement("a", Level.ALERT))
            await asyncio.sleep(3)
            assert scene.desktop.titles == ["title a"]

    run_in_manual_time(story())
