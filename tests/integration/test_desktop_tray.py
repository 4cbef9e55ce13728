"""The icon in a tray of the session bus, on a real screen: it comes with the tray, says its state, obeys, and goes with it.

Skipped where Xvfb or dbus-daemon are missing; the gate installs them.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from liqdesk.ui.announce.session_bus import SessionBus
from liqdesk.ui.announce.tray_host import PROPERTIES, Tray, bus_tray
from liqdesk.venues.registry import VENUES
from tests.conftest import Run
from tests.fakes.desktop import missing, private_bus, screen, service

ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
HOST = "tests.fakes.tray_host"

pytestmark = pytest.mark.skipif(
    bool(missing("Xvfb", "dbus-daemon")), reason=f"not installed: {missing('Xvfb', 'dbus-daemon')}"
)


@pytest.fixture
def desktop(tmp_path) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path) as environment, screen() as display:
        yield {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@contextmanager
def program(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", *words], env=environment, text=True, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class Panel:
    """The panel's side: reads an icon and clicks in its menu, as panels do."""

    def __init__(self, environment: dict[str, str], item: str) -> None:
        self._bus = SessionBus(environment["DBUS_SESSION_BUS_ADDRESS"], limit=20)
        self._item = item
        self._news = asyncio.Event()
        self._bus.listen(ITEM, lambda signal: self._news.set())

    async def read(self, name: str) -> Any:
        return (await self._bus.call(self._item, ITEM_PATH, PROPERTIES, "Get", "ss", (ITEM, name)))[0].value

    async def tip(self) -> str:
        return str((await self.read("ToolTip"))[2])

    async def tip_with(self, words: str) -> None:
        """Wait until the tool tip has these words."""
        while words not in await self.tip():
            self._news.clear()
            await self._news.wait()

    async def click(self, label: str) -> None:
        from dbus_fast import Variant

        path = await self.read("Menu")
        _, layout = await self._bus.call(self._item, path, MENU, "GetLayout", "iias", (0, -1, []))
        number = next(number for number, said in _entries(layout) if said == label)
        await self._bus.call(self._item, path, MENU, "Event", "isvu", (number, "clicked", Variant("i", 0), 0))

    def close(self) -> None:
        self._bus.close()


def _entries(layout: Sequence[Any]) -> Iterator[tuple[int, str]]:
    number, properties, children = layout
    if "label" in properties:
        yield number, properties["label"].value.replace("_", "")
    for child in children:
        yield from _entries(child.value)


def test_the_icon_comes_with_the_tray_says_its_state_obeys_and_goes(run: Run, desktop):
    with program(desktop, "tests.fakes.tray_program") as ours:
        assert ours.stdout.readline() == "tray False\n"
        with service(HOST, desktop) as host:
            panel = Panel(desktop, host.stdout.readline().strip())

            async def story() -> None:
                assert (await panel.tip()).startswith("DEMO: 1H ≥ $")
                assert len({width for width, _, _ in await panel.read("IconPixmap")}) >= 3
                calm = await panel.read("IconPixmap")
                await panel.click("Mute alerts")
                await panel.tip_with("Muted")
                assert await panel.read("IconPixmap") != calm
                await panel.click("Show liqdesk (DEMO)")
                panel.close()

            run(story())
            assert ours.stdout.readline() == "show\n"
        assert ours.stdout.readline() == "lost\n"
        with service(HOST, desktop) as host:
            panel = Panel(desktop, host.stdout.readline().strip())

            async def ending() -> None:
                await panel.click("Quit")
                panel.close()

            run(ending())
            assert ours.wait(20) == 0


def test_a_tray_that_hangs_is_told_from_one_that_is_not_there(run: Run, desktop):
    async def look() -> Tray:
        bus = SessionBus(desktop["DBUS_SESSION_BUS_ADDRESS"])
        found = await bus_tray(bus)
        bus.close()
        return found

    assert run(look()) is Tray.NONE
    with service(HOST, desktop) as host:
        assert run(look()) is Tray.BUS
        host.send_signal(signal.SIGSTOP)
        assert run(look()) is Tray.HUNG


def profile(folder: Path) -> Path:
    """One that contacts nobody, goes into the tray, and starts there."""
    folder.mkdir()
    venues = "".join(f"{venue} = false\n" for venue in VENUES)
    background = "close_to_tray = true\nstart_minimised = true\ntray_explained = true\n"
    (folder / "settings.toml").write_text(f"[venues.switched]\n{venues}[background]\n{background}", encoding="utf-8")
    return folder


def test_the_program_starts_in_the_tray_is_found_by_a_second_start_and_quits_from_there(run: Run, desktop, tmp_path):
    words = ("liqdesk", "--profile", str(profile(tmp_path / "p")))
    with service(HOST, desktop) as host, program(desktop, *words) as first:
        panel = Panel(desktop, host.stdout.readline().strip())
        second = subprocess.run(
            [sys.executable, "-m", *words], env=desktop, capture_output=True, text=True, timeout=60, check=False
        )
        assert (second.returncode, first.poll()) == (0, None)
        assert "brought to the front" in second.stderr

        async def ending() -> None:
            await panel.click("Quit")
            panel.close()

        run(ending())
        assert first.wait(30) == 0
