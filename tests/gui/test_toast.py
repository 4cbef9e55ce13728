"""The card over the window's corner: what it shows, what its buttons answer, and that it takes no focus."""

import asyncio

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QToolButton

from liqdesk.analytics.events import Level
from liqdesk.settings.model import LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.announce.notices import Answer, Notice, notice_of
from liqdesk.ui.announce.toast import Toast
from tests.fakes.notices import announcement


class Scene:
    """A card over a window, and what was answered."""

    def __init__(self, qtbot, theme) -> None:
        self.answers: list[tuple[str, Answer]] = []
        self.window = QMainWindow()
        self.field = QPushButton("elsewhere", self.window)
        self.window.setCentralWidget(self.field)
        self.window.resize(900, 600)
        qtbot.addWidget(self.window)
        self.toast = Toast(theme, lambda notice, what: self.answers.append((notice.key, what)), self.window)

    def bring(self, notice: Notice) -> None:
        asyncio.run(self.toast.bring(notice))

    def button(self, title: str) -> QPushButton:
        return next(one for one in self.toast.findChildren(QPushButton) if one.text() == title)


@pytest.fixture
def scene(qtbot, theme) -> Scene:
    made = Scene(qtbot, theme)
    made.window.show()
    qtbot.waitExposed(made.window)
    return made


def test_it_stands_in_the_corner_and_says_all_as_plain_text(scene, theme):
    scene.bring(notice_of(announcement(title="<b>ETH</b>", text="≥ $12M & more", mark="DEMO"), True))
    said = [label.text() for label in scene.toast.findChildren(QLabel)]
    assert {"DEMO: <b>ETH</b>", "≥\u00a0$12M & more", "▼", "WATCH"} <= set(said)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in scene.toast.findChildren(QLabel))
    room, card = scene.window.rect(), scene.toast.geometry()
    assert room.contains(card)
    assert card.right() > room.right() - theme.px(20)
    scene.window.resize(700, 500)
    assert scene.window.rect().contains(scene.toast.geometry())


def test_it_takes_no_focus_and_is_reached_by_tab(qtbot, scene):
    scene.window.activateWindow()
    scene.field.setFocus()
    qtbot.waitUntil(scene.field.hasFocus)
    scene.bring(notice_of(announcement(), True))
    assert scene.field.hasFocus()
    reached = set()
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    shown = {one for one in scene.toast.findChildren(QPushButton) if one.isVisible()}
    assert {*shown, scene.toast.findChild(QToolButton)} <= reached
    scene.button("Mute").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert scene.toast.notice is None


def test_one_of_an_event_leads_straight_to_the_charts(scene):
    scene.bring(notice_of(announcement("k"), True))
    assert not scene.button("In the charts").isVisible()
    scene.bring(notice_of(announcement("e", event="one"), True))
    scene.button("In the charts").click()
    assert scene.answers == [("e", Answer.CHART)]


@pytest.mark.parametrize(
    ("title", "what"), [("Show", Answer.OPEN), ("Snooze 15 min", Answer.SNOOZE), ("Mute", Answer.MUTE)]
)
def test_each_button_answers_and_closes(scene, title, what):
    scene.bring(notice_of(announcement("k"), True))
    scene.button(title).click()
    assert scene.answers == [("k", what)]
    assert scene.toast.isHidden()


def test_it_goes_by_itself_but_not_from_under_the_keyboard(scene):
    scene.bring(notice_of(announcement(level=Level.ALERT), True))
    assert scene.toast.timer.isActive()
    scene.button("Show").setFocus()
    scene.toast.timer.timeout.emit()
    assert not scene.toast.isHidden()
    scene.field.setFocus()
    scene.toast.timer.timeout.emit()
    assert scene.toast.isHidden()


def test_its_time_begins_when_the_window_is_seen(qtbot, theme):
    scene = Scene(qtbot, theme)
    scene.bring(notice_of(announcement(), True))
    assert not scene.toast.timer.isActive()
    scene.window.show()
    assert scene.toast.timer.isActive()


def test_what_was_closed_stays_closed_until_the_alert_speaks_up(scene):
    scene.bring(notice_of(announcement("a"), True))
    scene.bring(notice_of(announcement("a", text="newer"), False))
    assert scene.toast.notice.text == "newer"
    scene.toast.findChild(QToolButton).click()
    scene.bring(notice_of(announcement("a", text="newest"), False))
    assert scene.toast.notice is None
    scene.bring(notice_of(announcement("a"), True))
    scene.bring(notice_of(announcement("b", text="another"), False))
    assert scene.toast.notice.key == "a"


def test_it_wears_the_theme_of_the_moment(scene, theme):
    scene.bring(notice_of(announcement(), True))
    before = scene.toast.styleSheet()
    theme.wear(LookSettings(theme=ThemeChoice.LIGHT))
    assert scene.toast.styleSheet() != before
    QApplication.sendEvent(scene.window, QEvent(QEvent.Type.WindowStateChange))
    assert scene.toast.notice is not None
