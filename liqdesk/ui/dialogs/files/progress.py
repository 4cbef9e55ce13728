"""A slim bar that says how far something is, with a line of words above it."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.files.doors import Step
from liqdesk.ui.theme import Role, Theme

_WHOLE = 1000


class ProgressLine(QWidget):
    """Takes its place whether it is shown or not, so that nothing jumps."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = text_line("", theme, Role.BODY, self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, _WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(4))
        self.bar.setAccessibleName(tr("Progress"))
        surface = theme.tokens.surface
        self.bar.setStyleSheet(
            f"QProgressBar {{ background: {surface.raised}; border: none; border-radius: {theme.px(2)}px; }}"
            f"QProgressBar::chunk {{ background: {surface.accent}; border-radius: {theme.px(2)}px; }}"
        )
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.words)
        column.addWidget(self.bar)

    def begin(self, words: str) -> None:
        """Something begins, and nobody knows yet how long it takes."""
        self.words.setText(words)
        self.bar.setValue(0)
        self.bar.show()

    def show_step(self, step: Step) -> None:
        """How far it is."""
        self.bar.setValue(round(step.share * _WHOLE))

    def end(self, words: str) -> None:
        """It is over."""
        self.words.setText(words)
        self.bar.hide()
