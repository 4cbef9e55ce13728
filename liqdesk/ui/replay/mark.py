"""The plate that says REPLAY on whatever shows a recording: on the screen, in pictures that are saved, in screenshots."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk, Mode
from liqdesk.ui.theme import Role, Theme

_AXIS = 30


class ReplayMark(QLabel):
    """Is there while the desk is that of a replay, over the lower edge of `over`, in the middle; lets every click through.

    Where it does not lie `across`, above an axis, it stands wherever a layout puts it. `words`, if any, are said in place of
    REPLAY.
    """

    def __init__(self, desk: Desk, theme: Theme, over: QWidget, across: bool = True, words: str = "") -> None:
        super().__init__(words or tr("REPLAY"), over)
        self._desk = desk
        self._theme = theme
        self._across = across
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(Role.CAPTION))  # once: another text size is brought to what stands
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if across:
            over.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.look()

    def look(self) -> None:
        """Come or go with what the desk shows now."""
        self.setVisible(self._desk.mode is Mode.REPLAY)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None or self.isHidden() or not self._across:
            return
        self.adjustSize()
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - self._theme.px(_AXIS))
        self.raise_()

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        self.setStyleSheet(
            f"QLabel {{ background: {surface.mark_back}; color: {surface.mark}; padding: {px(1)}px {px(8)}px;"
            f" border-radius: {px(3)}px; }}"
        )
        self._place()
