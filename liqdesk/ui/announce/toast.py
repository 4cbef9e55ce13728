"""A small card over the window's corner: the notification where the desktop shows none. It never takes the focus."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from liqdesk.analytics.events import Level
from liqdesk.analytics.told import AT_LEAST
from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.notices import BUTTONS, IN_CHARTS, Answer, Answered, Notice
from liqdesk.ui.format import side_glyph
from liqdesk.ui.theme import Role, Theme

LASTS_MS = {Level.WATCH: 8_000, Level.ALERT: 12_000, Level.CRITICAL: 30_000}
WIDTH, MARGIN, FOOT = 348, 12, 34
BOTH = "◆"


class Toast(QFrame):
    """A `Way`: shows the newest notice until it was seen for a while, is answered or closed.

    The time begins when the window is on the screen, and stands still while the pointer or the focus is on the card.
    """

    place = marked("in the window")

    def __init__(self, theme: Theme, answer: Answered, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._answer = answer
        self._window = window
        self._notice: Notice | None = None
        self._glyph, self._level, self._title, self._text = (QLabel(self) for _ in range(4))
        for label in (self._glyph, self._level, self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self._close = QToolButton(self)
        self._close.setText("✕")
        self._close.setAccessibleName(tr("Close this alert"))
        self._close.clicked.connect(self.hide)
        offered = ((Answer.OPEN, marked("Show")), IN_CHARTS, *BUTTONS)
        self._buttons = {what: self._button(what, tr(title)) for what, title in offered}
        for control in (self._close, *self._buttons.values()):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # reached by Tab, taken by no click
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._expire)
        self._column = QVBoxLayout(self)
        self.setObjectName("toast")
        self.setAccessibleName(tr("Alert"))
        self._compose()
        self.hide()
        window.installEventFilter(self)
        theme.changed.connect(self._dress)

    @property
    def notice(self) -> Notice | None:
        """What it shows; None while it is away."""
        return None if self.isHidden() else self._notice

    @property
    def timer(self) -> QTimer:
        """What takes it away."""
        return self._timer

    async def bring(self, notice: Notice) -> None:
        """Show it in the place of the one before; what only brings up to date does not come back."""
        if not notice.fresh and (self.notice is None or self.notice.key != notice.key):
            return
        self._notice = notice
        self._title.setText(_unbroken(notice.title))
        self._text.setText(_unbroken(notice.text))
        self._text.setVisible(bool(notice.text))
        self._buttons[Answer.CHART].setVisible(notice.alert.event is not None)
        self._dress()
        self._take_place()  # before it is seen, lest the pointer be on it for a moment
        self.show()
        self._take_place()
        self.raise_()
        self._begin()
        if notice.fresh:
            QApplication.alert(self._window)  # asks for attention where the window is not the active one
            self._say(f"{notice.title}. {notice.text}")

    def _button(self, what: Answer, title: str) -> QPushButton:
        made = QPushButton(title, self)
        made.setFont(self._theme.font(Role.SMALL))
        made.clicked.connect(lambda: self._answered(what))
        return made

    def _compose(self) -> None:
        px = self._theme.px
        self._level.setFont(self._theme.font(Role.CAPTION))
        self._glyph.setFont(self._theme.font(Role.STRONG))
        self._title.setFont(self._theme.font(Role.STRONG))
        self._text.setFont(self._theme.font(Role.SMALL))
        self._close.setFont(self._theme.font(Role.CAPTION))
        head = QHBoxLayout()
        head.setSpacing(px(7))
        head.addWidget(self._glyph)
        head.addWidget(self._level)
        head.addStretch(1)
        head.addWidget(self._close)
        foot = QHBoxLayout()
        foot.setSpacing(px(6))
        for button in self._buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        column = self._column
        column.setContentsMargins(px(16), px(8), px(10), px(12))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(px(6))
        column.addLayout(foot)

    def _dress(self) -> None:
        notice, tokens = self._notice, self._theme.tokens
        if notice is None:
            return
        surface, px = tokens.surface, self._theme.px
        ink = surface.text if notice.side is None else tokens.side(notice.side).text
        edge = surface.accent if notice.side is None else tokens.side(notice.side).fill
        self._glyph.setText(BOTH if notice.side is None else side_glyph(notice.side))
        self._level.setText(tr(notice.level.value).upper())
        self.setStyleSheet(
            f"QFrame#toast {{ background: {surface.raised}; border: 1px solid {surface.line};"
            f" border-left: {px(4)}px solid {edge}; border-top-right-radius: {px(6)}px;"
            f" border-bottom-right-radius: {px(6)}px; }}"
            f" QFrame#toast QLabel {{ color: {surface.text}; background: transparent; }}"
            f" QFrame#toast QPushButton {{ background: {surface.panel}; }}"
            f" QFrame#toast QPushButton:hover {{ background: {surface.hover}; }}"
            f" QFrame#toast QToolButton {{ padding: {px(1)}px {px(5)}px; }}"
            f" QFrame#toast QToolButton:!hover:!focus {{ background: transparent; border-color: transparent; }}"
        )
        self._glyph.setStyleSheet(f"color: {ink};")
        self._level.setStyleSheet(f"color: {ink};")
        self._text.setStyleSheet(f"color: {surface.dim};")

    def _take_place(self) -> None:
        """The window's lower right corner, above the status line; never wider than the window."""
        px, room = self._theme.px, self._window.size()
        margin = px(MARGIN)
        self._column.activate()
        width = min(max(px(WIDTH), self._column.totalMinimumSize().width()), room.width() - 2 * margin)
        self.setFixedWidth(width)
        self._column.activate()
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(width, height)
        self.move(room.width() - width - margin, room.height() - height - px(FOOT))

    def _begin(self) -> None:
        if self._notice is not None and self.isVisible() and not self._window.isMinimized():
            self._timer.start(LASTS_MS[self._notice.level])

    def _expire(self) -> None:
        if self.underMouse() or self.isAncestorOf(self._window.focusWidget() or self._window):
            self._begin()
        else:
            self.hide()

    def _answered(self, what: Answer) -> None:
        notice = self._notice
        self.hide()
        if notice is not None:
            self._answer(notice, what)

    def _say(self, words: str) -> None:
        """Let a screen reader say it."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's corner; begin to count once the window is seen."""
        if watched is self._window and not self.isHidden():
            if event.type() is QEvent.Type.Resize:
                self._take_place()
            elif event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
                self._begin()
        return False


def _unbroken(text: str) -> str:
    """The text with no line ending between a sign and its number."""
    return text.replace(f"{AT_LEAST} ", f"{AT_LEAST}\u00a0")
