"""The room a screen has for a window."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

FRAME = QSize(16, 48)
"""Room for the frame and the title that a window manager puts around a window."""


def fit_screen(dialog: QDialog, window: QWidget) -> None:
    """Before it is shown: no larger than its screen, or than its window where that is larger still (a picture's).

    What is in it has to be one that scrolls where there is less room.
    """
    wanted = dialog.size() if dialog.testAttribute(Qt.WidgetAttribute.WA_Resized) else dialog.sizeHint()
    fitting = wanted.boundedTo((dialog.screen().availableSize() - FRAME).expandedTo(window.size()))
    if fitting != wanted:
        dialog.resize(fitting)
