"""Buttons that do one thing and never stand in for Enter."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget


def button(title: str, name: str, act: Callable[[], object], parent: QWidget) -> QPushButton:
    """A button; `name` says what it does for those who do not see what it stands beside."""
    made = QPushButton(title, parent)
    made.setAutoDefault(False)
    made.setAccessibleName(name)
    made.setToolTip(name if name != title.replace("&", "").rstrip("…") else "")
    made.clicked.connect(lambda _checked=False: act())
    return made
