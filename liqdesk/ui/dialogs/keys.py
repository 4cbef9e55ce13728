"""The sheet of keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from liqdesk.ui.theme import Role, Theme

KEYS = (
    ("Window", ""),
    ("H", "copy the headline"),
    ("E", "the event that goes on, or the newest"),
    ("J", "the journal of events"),
    ("X", "the hour as a picture to share"),
    ("F11", "full screen"),
    ("Ctrl + ,", "settings"),
    ("?  or  F1", "this sheet"),
    ("Ctrl + Q", "quit"),
    ("Chart", ""),
    ("1  2  3  4", "bars of 1m, 5m, 15m, 1h"),
    ("wheel  or  +  −", "zoom"),
    ("drag  or  ←  →", "move through time"),
    ("F  or  End", "follow now"),
    ("Tables", ""),
    ("Tab", "next part of the window"),
    ("↑  ↓", "move through rows"),
    ("Space", "switch the chosen venue on or off"),
)


class KeysDialog(QDialog):
    """Lists every key; Esc closes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(24), theme.px(18), theme.px(32), theme.px(24))
        grid.setHorizontalSpacing(theme.px(28))
        grid.setVerticalSpacing(theme.px(7))
        for row, (key, does) in enumerate(KEYS):
            left = QLabel(key, self)
            left.setTextFormat(Qt.TextFormat.PlainText)
            left.setFont(theme.font(Role.STRONG))
            if does:
                left.setFont(theme.font(Role.BODY))
                right = QLabel(does, self)
                right.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(right, row, 1)
            elif row:
                grid.setRowMinimumHeight(row, theme.px(30))
            grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignBottom)
