"""Notifications on a real desktop: dunst on a private bus and an unseen screen; and one that hangs, refuses, or is not there.

Skipped where dunst, Xvfb or dbus-daemon are missing; the gate installs them.
"""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from liqdesk.analytics.events import Level
from liqdesk.ui.announce.freedesktop import ABSENT, NAME, FreedesktopNotices
from liqdesk.ui.announce.notices import Answer, Notice, NotShown, notice_of
from liqdesk.ui.announce.notify import NotificationAnnouncer
from liqdesk.ui.announce.session_bus import BUS, SessionBus
from tests.conftest import Run
from tests.fakes.desktop import Dunst, dunst, missing, private_bus, screen, service
from tests.fakes.notices import FakeWay, announcement

ICON = Path(__file__).parents[2] / "resources/icons/liqdesk.svg"
TURNS = 500
"""A loop that is held up for a second by a service that hangs turns a handful of times in it."""

pytestmark = pytest.mark.skipif(
    bool(missing("dunst", "dunstctl", "Xvfb", "dbus-daemon")),
    reason=f"not installed: {missing('dunst', 'dunstctl', 'Xvfb', 'dbus-daemon')}",
)


@pytest.fixture
def bus(tmp_path) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path) as environment:
        yield environment


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def desktop(tmp_path, bus, display) -> Iterator[Dunst]:
    with dunst(tmp_path, {**bus, "DISPLAY": display}) as running:
        yield running


class Notices:
    """Our side of the bus, and what was answered."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.answers: asyncio.Queue[tuple[str, Answer]] = asyncio.Queue()
        self.bus = SessionBus(environment["DBUS_SESSION_BUS_ADDRESS"])
        self.way = FreedesktopNotices(self.bus, ICON, self._hear)

    def _hear(self, notice: Notice, what: Answer) -> None:
        self.answers.put_nowait((notice.key, what))


def shown(key: str = "a", fresh: bool = True, **changes: object) -> Notice:
    return notice_of(announcement(key, **changes), fresh)


def test_what_is_shown_is_what_was_meant(run: Run, bus, desktop):
    async def story() -> None:
        ours = Notices(bus)
        for level in Level:
            text = "≥ $12.4M <b>& more</b>"
            await ours.way.bring(shown(level.value, level=level, title="ETH <i>&", text=text, mark="DEMO"))
        ours.bus.close()

    run(story())
    assert desktop.displayed == 3
    held = desktop.put_away()
    assert {one["urgency"] for one in held} == {"low", "normal", "critical"}
    assert {one["summary"] for one in held} == {"DEMO: ETH <i>&"}
    assert {one["appname"] for one in held} == {"liqdesk"}
    assert {one["body"] for one in held} == {"≥ $12.4M <b>& more</b>"}  # as it was read there: no markup of ours


def test_an_alert_that_grows_takes_the_place_of_its_own_notification(run: Run, bus, desktop):
    async def story() -> None:
        ours = Notices(bus)
        for level in Level:
            await ours.way.bring(shown("a", level=level, text=f"grown to {level}"))
        await ours.way.bring(shown("a", fresh=False, level=Level.CRITICAL, text="more by now"))
        await ours.way.bring(shown("b", text="another"))
        ours.bus.close()

    run(story())
    assert desktop.displayed == 2
    assert sorted(one["body"] for one in desktop.put_away()) == ["another", "more by now"]


def test_what_a_person_closed_stays_closed_until_it_speaks_up(run: Run, bus, desktop):
    async def story() -> None:
        ours = Notices(bus)
        await ours.way.bring(shown("a"))
        await asyncio.to_thread(desktop.put_away)
        await asyncio.sleep(0)
        await ours.way.bring(shown("a", fresh=False, text="more by now"))
        assert await asyncio.to_thread(lambda: desktop.displayed) == 0
        await ours.way.bring(shown("a", level=Level.ALERT))
        assert await asyncio.to_thread(lambda: desktop.displayed) == 1
        ours.bus.close()

    run(story())


def test_a_click_and_a_button_come_back(run: Run, bus, desktop):
    async def story() -> None:
        ours = Notices(bus)
        await ours.way.bring(shown("clicked"))
        await asyncio.to_thread(desktop.control, "action", "0")
        assert await ours.answers.get() == ("clicked", Answer.OPEN)
        await asyncio.to_thread(desktop.put_away)
        await ours.way.bring(shown("put off"))
        await asyncio.to_thread(desktop.control, "context")
        assert await ours.answers.get() == ("put off", Answer.SNOOZE)
        ours.bus.close()

    run(story())


class Fallback:
    """An announcer over the desktop and a window that shows everything, and what was told of the trouble."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.ours = Notices(environment)
        self.window = FakeWay("in the window")
        self.told: list[str] = []
        self.announcer = NotificationAnnouncer((self.ours.way, self.window), lambda: True, self.told.append)

    async def turns_until_shown(self, key: str) -> int:
        """Announce, and count the loop's turns until the window shows it."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.announcer.run())
            self.announcer.announce(announcement(key))
            turns = 0
            while not self.window.given:
                turns += 1
                await asyncio.sleep(0.001)
            task.cancel()
        self.ours.bus.close()
        return turns


def test_a_service_that_hangs_holds_nothing_up_and_the_window_shows_it(run: Run, bus, desktop):
    fallback = Fallback(bus)
    desktop.process.send_signal(signal.SIGSTOP)
    turns = run(fallback.turns_until_shown("a"))
    assert turns > TURNS
    said = "The notification service of this desktop hangs; alerts are shown in the window instead."
    assert fallback.told == [said]


def test_a_service_that_comes_back_is_used_again(run: Run, bus, desktop):
    async def story() -> None:
        ours = Notices(bus)
        await ours.way.bring(shown("a"))
        desktop.process.send_signal(signal.SIGSTOP)
        with pytest.raises(NotShown, match="hangs"):
            await ours.way.bring(shown("b"))
        desktop.process.send_signal(signal.SIGCONT)
        await ours.way.bring(shown("c"))
        ours.bus.close()

    run(story())


def test_without_a_service_the_window_shows_it(run: Run, bus):
    fallback = Fallback(bus)
    run(fallback.turns_until_shown("a"))
    assert fallback.told == [f"{ABSENT}; alerts are shown in the window instead."]


def test_a_service_that_refuses_is_quoted(run: Run, bus):
    fallback = Fallback(bus)
    with service("tests.fakes.notifications", bus):
        run(fallback.turns_until_shown("a"))
    assert len(fallback.told) == 1
    assert "not today" in fallback.told[0]


def test_a_service_that_came_later_is_found(run: Run, tmp_path, bus, display):
    async def story() -> None:
        ours = Notices(bus)
        with pytest.raises(NotShown, match=ABSENT):
            await ours.way.bring(shown("a"))
        with dunst(tmp_path, {**bus, "DISPLAY": display}) as late:
            await ours.way.bring(shown("a"))
            assert late.displayed == 1
        ours.bus.close()

    run(story())


def test_a_service_that_only_runs_once_it_is_wanted_is_waited_for_by_nobody_and_shows_the_next(
    run: Run, tmp_path, display
):
    services = tmp_path / "services"
    services.mkdir()
    words = f"[D-BUS Service]\nName={NAME}\nExec={shutil.which('env')} DISPLAY={display} {shutil.which('dunst')}\n"
    (services / "dunst.service").write_text(words, encoding="utf-8")

    async def story(environment: dict[str, str]) -> None:
        ours = Notices(environment)
        came = asyncio.Event()
        ours.bus.listen(BUS, lambda signal: came.set() if NAME in signal.body else None)
        with pytest.raises(NotShown, match=ABSENT):
            await ours.way.bring(shown("a"))
        await came.wait()
        await ours.way.bring(shown("b"))
        ours.bus.close()

    with private_bus(tmp_path, services) as environment:
        run(story(environment))


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all", "nonsense"])
def test_without_a_bus_that_is_said(run: Run, address):
    async def story() -> None:
        way = FreedesktopNotices(SessionBus(address), ICON, lambda notice, what: None)
        with pytest.raises(NotShown, match="Notifications cannot be shown on this desktop"):
            await way.bring(shown())

    run(story())


def test_a_bus_that_hangs_and_one_that_ends_are_failures_too(run: Run, tmp_path):
    async def story() -> None:
        with private_bus(tmp_path) as environment:
            ours = Notices(environment)
            with pytest.raises(NotShown, match=ABSENT):
                await ours.way.bring(shown())
        await asyncio.sleep(0)
        with pytest.raises(NotShown, match=r"cannot be reached|broke"):
            await ours.way.bring(shown())

    run(story())
