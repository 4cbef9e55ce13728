"""The key that quits, also where a dialog has the keyboard and the window's own keys are asleep."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


class QuitInDialogs(QObject):
    """Gives every dialog that comes to the front the keys that quit; `keys` are those in force."""

    def __init__(
        self, keys: Callable[[], Sequence[QKeySequence]], quit_now: Callable[[], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._keys = keys
        self._quit = quit_now
        self._window = window
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._look)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog is self._window or dialog.findChild(_QuitKey) is not None:
            return
        for key in self._keys():
            _QuitKey(key, dialog, self._quit)


class _QuitKey(QShortcut):
    """One such key, in one dialog."""
