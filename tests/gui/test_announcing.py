"""Everything that tells alerts over one window: a word reaches the card where there is no desktop, and its troubles the bar."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from liqdesk.analytics.events import EventState
from liqdesk.app.announcing import announcing
from liqdesk.ui.announce.toast import Toast
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.panels.messages import MessageBar
from liqdesk.ui.strip import orders
from tests.fakes.events import entry, event


@pytest.fixture
def silent(desk):
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"sound": value.sound.model_copy(update={"enabled": False})}))
    return desk


def test_without_a_desktop_an_alert_is_a_card_and_the_window_says_why(
    run, open_window, theme, resources, silent, tmp_path
):
    window = open_window(silent)
    toast = None

    async def story() -> None:
        nonlocal toast
        async with announcing(silent, theme, window, resources, tmp_path / "strip.ini", minimised=False) as announced:
            announced.listen(silent.alerts)
            silent.alerts.fire(mark="DEMO")
            toast = window.findChild(Toast)
            for _ in range(1_000):
                if toast.notice is not None:
                    break
                await asyncio.sleep(0.01)

    run(story())
    assert toast.notice.title.startswith("DEMO: ")
    bar = window.findChild(MessageBar)
    assert bar.shown.sentence.startswith("Notifications cannot be shown on this desktop: there is no session bus")
    assert bar.shown.sentence.endswith("; alerts are shown in the window instead.")


def test_who_switched_notifications_off_sees_none(run, open_window, theme, resources, silent, tmp_path):
    window = open_window(silent)
    value = silent.settings.value
    off = value.notifications.model_copy(update={"enabled": False})
    silent.replace_settings(value.model_copy(update={"notifications": off}))

    async def story() -> None:
        async with announcing(silent, theme, window, resources, tmp_path / "strip.ini", minimised=False) as announced:
            announced.listen(silent.alerts)
            silent.alerts.fire()
            for _ in range(20):
                await asyncio.sleep(0)

    run(story())
    assert window.findChild(Toast).notice is None
    assert window.findChild(MessageBar).shown is None


def test_the_window_may_be_closed_while_the_strip_stays_and_quitting_ends_both(
    run, open_window, theme, resources, silent, tmp_path
):
    window = open_window(silent)
    ended: list[bool] = []
    window.closed.connect(lambda: ended.append(True))
    happening = entry(event(state=EventState.OPEN, closed_at=None))

    async def story() -> None:
        async with announcing(silent, theme, window, resources, tmp_path / "strip.ini", minimised=False) as announced:
            orders.toggle(silent)
            strip = announced.strip.strip
            assert announced.strip.on_screen
            window.close()
            assert (window.isVisible(), strip.isVisible(), ended) == (False, True, [])
            assert not window.bridge.awake
            silent.events = [happening]
            silent.touch()
            strip.look()
            QTest.mouseClick(strip, Qt.MouseButton.LeftButton)
            assert window.isVisible()
            assert window.findChild(EventDialog).isVisible()
            window.close()
            QTest.keyClick(strip, Qt.Key.Key_Escape)  # without a tray, the window is all that is left
            assert (window.isVisible(), announced.strip.on_screen) == (True, False)
            orders.toggle(silent)
            window.quit()
            assert ended == [True]
            assert not announced.strip.on_screen

    run(story())
    assert silent.settings.value.strip.shown  # it is there again at the next start
