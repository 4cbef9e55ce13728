"""The dialog of the first start: its steps, the way through them and out of them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from liqdesk.analytics.venue_lines import nobody_heard
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.feed_state import COVERING
from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.changes import ChangeList
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.first_run.alerts import AlertsStep
from liqdesk.ui.dialogs.first_run.looks import LooksStep
from liqdesk.ui.dialogs.first_run.step import Step
from liqdesk.ui.dialogs.first_run.venues import VenuesStep
from liqdesk.ui.dialogs.settings.doors import Equipment
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme

UNREACHED = marked(
    "No exchange can be reached from here; liqdesk keeps trying. Meanwhile the demo shows it with simulated exchanges."
)


class FirstRunDialog(QDialog):
    """Three steps, each in force at once. Esc takes back the step on show and ends; what was chosen before stays.

    `demo_wanted`: the user asked for simulated exchanges.
    """

    demo_wanted = Signal()

    def __init__(
        self, desk: Desk, changes: ChangeList, theme: Theme, equipment: Equipment, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self.setWindowTitle(tr("Welcome to liqdesk"))
        self.steps: tuple[Step, ...] = (
            LooksStep(desk, changes, theme, self),
            VenuesStep(desk, changes, theme, self),
            AlertsStep(desk, changes, theme, equipment, self),
        )
        self._title = text_line("", theme, Role.FIGURE, self)
        self._count = QLabel(self)
        self._count.setFont(theme.font(Role.SMALL))
        self._about = text_line("", theme, Role.BODY, self)
        for label in (self._count, self._about):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.stack = QStackedWidget(self)
        for step in self.steps:
            self.stack.addWidget(step if step.scrolls else self._scrolling(step))
        self._trouble = self._trouble_line()
        self.skip = button(tr("Skip"), tr("Skip the rest, with the defaults"), self.reject, self)
        self.skip.setFlat(True)
        self.back = button(tr("Back"), tr("The step before"), self._back, self)
        self.next = button(tr("Next"), tr("The next step"), self._forth, self)
        self.next.setDefault(True)
        self._compose()
        self.resize(theme.px(724), theme.px(540))  # three cards side by side, also beside a scroll bar
        self._turn(0)

    @property
    def number(self) -> int:
        """Which step is on show, from 0."""
        return self.stack.currentIndex()

    @property
    def trouble(self) -> str:
        """What is said of the exchanges; empty where one is heard or may still be."""
        return "" if self._trouble.isHidden() else tr(UNREACHED)

    def show_frame(self, frame: LiveFrame) -> None:
        """The newest state of the venues. Once none could be reached, only one that is heard takes that back."""
        if self._desk.mode is not Mode.LIVE or any(venue.state in COVERING for venue in frame.venues):
            self._trouble.hide()
        elif nobody_heard(frame.venues):
            self._trouble.show()

    def reject(self) -> None:
        """Take back what this step changed, and end."""
        self.steps[self.number].take_back()
        super().reject()

    def _compose(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        for one in (self.back, self.next):
            one.setMinimumWidth(px(84))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(28), px(22), px(28), px(18))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self._about)
        column.addSpacing(px(12))
        column.addWidget(self.stack, 1)
        column.addSpacing(px(8))
        column.addWidget(self._trouble)
        column.addSpacing(px(4))
        column.addLayout(foot)

    def _scrolling(self, step: Step) -> QScrollArea:
        """A step that scrolls where the screen is too small for it."""
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr(step.title))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(step)
        return scroll

    def _trouble_line(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("notice", "fault")
        row = QHBoxLayout(frame)
        row.setContentsMargins(self._theme.px(10), self._theme.px(4), self._theme.px(6), self._theme.px(4))
        row.addWidget(text_line(tr(UNREACHED), self._theme, Role.SMALL, frame), 1)
        self.demo = button(
            tr("Show the demo"), tr("Show the demo with simulated exchanges"), self.demo_wanted.emit, frame
        )
        row.addWidget(self.demo)
        frame.setAccessibleName(tr(UNREACHED))
        kept = frame.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing jumps when it comes
        frame.setSizePolicy(kept)
        frame.hide()
        return frame

    def _turn(self, number: int) -> None:
        step = self.steps[number]
        step.begin()
        self.stack.setCurrentIndex(number)
        self._title.setText(tr(step.title))
        self._about.setText(tr(step.about))
        self._count.setText(tr("Step {number} of {count}").format(number=number + 1, count=len(self.steps)))
        self.setAccessibleDescription(f"{self._count.text()}: {tr(step.title)}. {tr(step.about)}")
        last = number == len(self.steps) - 1
        self.back.setEnabled(number > 0)
        self.next.setText(tr("Done") if last else tr("Next"))
        self.next.setAccessibleName(tr("Done") if last else tr("The next step"))
        self.skip.setVisible(not last)
        step.setFocus()

    def _back(self) -> None:
        self._turn(self.number - 1)

    def _forth(self) -> None:
        if self.number == len(self.steps) - 1:
            self.accept()
        else:
            self._turn(self.number + 1)
