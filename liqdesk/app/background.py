"""What the program does without a window: closing into the tray, coming back from it, starting in it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt

from liqdesk.engine.desk import Desk
from liqdesk.settings.announcing import BackgroundSettings
from liqdesk.ui.announce.tray import TrayIcon
from liqdesk.ui.announce.tray_host import Tray
from liqdesk.ui.dialogs.background import TrayExplainedDialog
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme


def to_front(window: MainWindow) -> None:
    """Show the window wherever it is, in the tray, minimised or behind others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)  # a maximised one stays maximised
    window.show()
    window.raise_()
    window.activateWindow()


class Background(QObject):
    """Decides what closing the window means. Where the tray goes away, a window that is only there comes back.

    `strip_stays`: the strip is on the screen, where everybody sees that the program goes on; it also quits the program.
    """

    def __init__(
        self, desk: Desk, theme: Theme, window: MainWindow, tray: TrayIcon, strip_stays: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._strip_stays = strip_stays
        self._desk = desk
        self._theme = theme
        self._window = window
        self._tray = tray
        self._away = False
        window.installEventFilter(self)
        tray.lost.connect(self._come_back)

    @property
    def _settings(self) -> BackgroundSettings:
        return self._desk.settings.value.background

    async def start_away(self) -> None:
        """Be in the tray from the start, or minimised where there is none."""
        self._away = True
        if not await self._tray.looked() and not self._window.isVisible() and not self._strip_stays():
            self._come_back()

    def show(self) -> None:
        """Bring the window back."""
        self._away = False
        to_front(self._window)

    def leave(self) -> None:
        """End the program."""
        self.end()
        self._window.quit()

    def end(self) -> None:
        """The program ends: nothing brings the window back any more."""
        self._away = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closing may mean less than that."""
        if event.type() is QEvent.Type.Close and watched is self._window and self._keeps():
            event.ignore()
            return True
        return False

    def _keeps(self) -> bool:
        """The window is being closed: whether the program goes on, its window put away or about to be."""
        if self._window.leaving:
            return False
        if self._strip_stays():
            self._hide()
            return True
        if not self._settings.close_to_tray or self._tray.tray is Tray.NONE:
            return False
        if self._settings.tray_explained:
            self._hide()
        else:
            self._explain()
        return True

    def _hide(self) -> None:
        self._away = True
        self._window.hide()

    def _explain(self) -> None:
        if self._window.findChild(TrayExplainedDialog) is not None:
            return
        dialog = TrayExplainedDialog(self._theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._explained(dialog))
        dialog.open()

    def _explained(self, dialog: TrayExplainedDialog) -> None:
        value = self._desk.settings.value
        told = value.background.model_copy(update={"tray_explained": True})
        self._desk.replace_settings(value.model_copy(update={"background": told}))
        if dialog.quit_asked:
            self.leave()
        elif self._tray.tray is Tray.NONE:
            self._window.showMinimized()
        else:
            self._hide()

    def strip_gone(self) -> None:
        """The strip was put away: without a tray the window is all that is left of the program."""
        if self._away and self._tray.tray is Tray.NONE:
            self.show()

    @property
    def reachable(self) -> bool:
        """Whether the program can be reached without the strip."""
        return self._window.isVisible() or self._tray.tray is not Tray.NONE

    def _come_back(self) -> None:
        """A program without window, icon and strip cannot be found again."""
        if self._strip_stays():
            return
        if self._away and not self._window.isVisible():
            self._window.showMinimized()
        self._away = False
