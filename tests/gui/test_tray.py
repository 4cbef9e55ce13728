"""The tray's pictures and its menu; the icon in a real tray is a matter of tests/integration/test_desktop_tray.py."""

import asyncio
import itertools

import pytest
from PySide6.QtGui import QAction, QColor

from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import BarColours
from liqdesk.ui.announce.notices import NotShown, notice_of
from liqdesk.ui.announce.tray import SIZES, TrayIcon, TrayMessages, TrayOrders, tray_icon
from liqdesk.ui.announce.tray_host import Tray
from liqdesk.ui.announce.tray_state import Mood
from liqdesk.ui.panels.messages import MessageBar
from liqdesk.ui.theme import PRESETS
from tests.fakes.desk import FakeDesk
from tests.fakes.looking import look
from tests.fakes.notices import announcement

PICTURES = list(itertools.product(Mood, (False, True)))


def _pixels(resources, mood: Mood, silent: bool, size: int, colours: BarColours = BarColours.BLUE_ORANGE) -> list[int]:
    image = tray_icon(resources, mood, silent, colours).pixmap(size, size).toImage()
    return [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]


@pytest.mark.parametrize("size", [16, 22, 32])
def test_every_state_has_a_picture_of_its_own_in_every_size(qapp, resources, size):
    drawn = [tuple(_pixels(resources, mood, silent, size)) for mood, silent in PICTURES]
    assert len(set(drawn)) == len(PICTURES)
    assert size in SIZES


def test_sides_wear_the_colours_of_the_tape(qapp, resources):
    for colours in BarColours:
        long, short = PRESETS[colours, True]
        for mood, side in ((Mood.LONG, long), (Mood.SHORT, short)):
            assert QColor(side.fill).rgb() in _pixels(resources, mood, False, 32, colours)


@pytest.mark.parametrize("ground", ["#1e1f22", "#f5f5f5"])
def test_every_picture_stands_out_on_a_dark_and_on_a_light_panel(qapp, resources, ground):
    behind = QColor(ground).lightnessF()
    for mood, silent in PICTURES:
        seen = [QColor(pixel).lightnessF() for pixel in _pixels(resources, mood, silent, 22)]
        assert sum(abs(one - behind) > 0.3 for one in seen) > len(seen) / 8


class Orders:
    """What was ordered."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.tray = TrayOrders(show=lambda: self.given.append("show"), quit=lambda: self.given.append("quit"))


def _tray(desk: FakeDesk, resources, orders: Orders) -> TrayIcon:
    return TrayIcon(desk, resources, None, orders.tray)


def _actions(tray: TrayIcon) -> dict[str, QAction]:
    menus = [tray.menu, *(action.menu() for action in tray.menu.actions() if action.menu() is not None)]
    return {action.text(): action for menu in menus for action in menu.actions() if action.text()}


def test_the_menu_brings_the_strip_where_there_is_one(qapp, resources, desk):
    given: list[str] = []
    orders = TrayOrders(
        lambda: None, lambda: None, strip=lambda: given.append("strip"), clicks=lambda: given.append("clicks")
    )
    tray = TrayIcon(desk, resources, None, orders)
    value = desk.settings.value
    strip = value.strip.model_copy(update={"shown": True})
    desk.replace_settings(value.model_copy(update={"strip": strip}))
    tray.menu.aboutToShow.emit()
    actions = _actions(tray)
    assert actions["Strip"].isChecked()
    assert not actions["Let clicks through the strip"].isChecked()
    actions["Strip"].trigger()
    actions["Let clicks through the strip"].trigger()
    assert given == ["strip", "clicks"]


def test_the_menu_shows_mutes_snoozes_and_quits(qapp, resources, desk):
    orders = Orders()
    tray = _tray(desk, resources, orders)
    actions = _actions(tray)
    assert list(actions) == [
        "Show liqdesk (DEMO)", "Mute alerts", "Snooze alerts", "Pause all feeds", "Quit",
        "For 15 minutes", "For 1 hour", "Until tomorrow", "End snooze",
    ]  # fmt: skip
    actions["Show liqdesk (DEMO)"].trigger()
    actions["Quit"].trigger()
    assert orders.given == ["show", "quit"]
    actions["Mute alerts"].trigger()
    assert desk.alerts.view().muted
    actions["Mute alerts"].trigger()
    assert not desk.alerts.view().muted
    actions["For 1 hour"].trigger()
    assert desk.alerts.view().snoozed_until is not None
    actions["End snooze"].trigger()
    assert desk.alerts.view().snoozed_until is None


def test_the_menu_pauses_and_the_window_resumes(open_window, resources, desk):
    window = open_window(desk)
    tray = _tray(desk, resources, Orders())
    _actions(tray)["Pause all feeds"].trigger()
    assert desk.paused
    desk.advance(DurationMs(SECOND))
    look(window)
    bar = window.findChild(MessageBar)
    assert bar.shown.sentence.startswith("Paused by you")
    bar.press()
    assert not desk.paused
    desk.advance(DurationMs(SECOND))
    look(window)
    assert bar.shown is None
    tray.menu.aboutToShow.emit()
    assert not _actions(tray)["Pause all feeds"].isChecked()


def test_the_menu_follows_what_was_ordered_elsewhere(qapp, resources, live_desk):
    tray = _tray(live_desk, resources, Orders())
    actions = _actions(tray)
    assert "Show liqdesk" in actions
    live_desk.alerts.mute(True)
    tray.menu.aboutToShow.emit()
    assert actions["Mute alerts"].isChecked()
    assert not actions["End snooze"].isEnabled()


def test_without_a_tray_there_is_no_icon_and_no_message(qapp, resources):
    tray = _tray(FakeDesk(mode=Mode.LIVE), resources, Orders())

    async def story() -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(tray.run())
            assert not await tray.looked()
            with pytest.raises(NotShown):
                await TrayMessages(tray, lambda notice, what: None).bring(notice_of(announcement(), True))
            task.cancel()

    asyncio.run(story())
    assert tray.tray is Tray.NONE
    assert tray.icon is None
