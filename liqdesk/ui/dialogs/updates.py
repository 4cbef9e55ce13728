"""News of releases: what is known, asked for by hand, and whether a download is the file that was published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.folders import downloads
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme, colour


@dataclass(frozen=True, slots=True)
class Offered:
    """One file of the newest release; `size` in bytes, `sha256` as hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """What is known of releases, in words; `page` is the https address of the newest one, empty where there is none."""

    sentence: str
    fault: bool = False
    notes: str = ""
    page: str = ""
    files: Sequence[Offered] = ()


Heard = Callable[[ReleaseNews], None]


@dataclass(frozen=True, slots=True)
class UpdateDoor:
    """What the dialog can reach: `host` is who would be asked, empty where this copy knows nobody it could trust.

    `wanted` and `want` are the setting; `check` gives a method of a widget the news, while the widget lives; `verify` a
    sentence about a download and whether it is a fault.
    """

    host: str
    news: Callable[[], ReleaseNews]
    wanted: Callable[[], bool]
    want: Callable[[bool], None]
    check: Callable[[QObject, Heard], None]
    verify: Callable[[QObject, Path, Callable[[str, bool], None]], None]


class UpdatesDialog(QDialog):
    """Asks nobody before *Check now* is pressed or the box is ticked; Esc closes."""

    def __init__(self, door: UpdateDoor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._theme = theme
        self._page = ""
        self.setWindowTitle(tr("Check for updates"))
        px = theme.px
        self.state = text_line("", theme, Role.STRONG, self)
        self.notes = text_line("", theme, Role.BODY, self)
        self.files = QPlainTextEdit(self)
        self.files.setReadOnly(True)
        self.files.setTabChangesFocus(True)
        self.files.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.files.setFont(theme.font(Role.SMALL))
        self.files.setAccessibleName(tr("Files of the release with size and SHA-256"))
        self.daily = QCheckBox(tr("Look once a day"), self)
        self.daily.setChecked(door.wanted())
        self.daily.toggled.connect(door.want)
        who = text_line(_who(door.host), theme, Role.SMALL, self)
        who.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.state)
        column.addWidget(self.notes)
        column.addWidget(self.files, 1)
        self.files.setMinimumHeight(px(120))
        column.addWidget(self.daily)
        column.addWidget(who)
        column.addLayout(self._buttons(px(8)))
        self.setMinimumWidth(px(620))
        if not door.host:
            self.daily.setEnabled(False)
        self.show_news(door.news())

    def _buttons(self, space: int) -> QHBoxLayout:
        self.check = button(tr("Check now"), tr("Ask for the news of releases now"), self._check, self)
        self.open_page = button(
            tr("Open the page"), tr("Open the page of the release in the browser"), self._open, self
        )
        self.verify = button(
            tr("Verify a download…"),
            tr("Compare a downloaded file with the hash that was published"),
            self._choose,
            self,
        )
        self.close_button = button(tr("Close"), tr("Close"), self.accept, self)
        row = QHBoxLayout()
        row.setSpacing(space)
        for one in (self.check, self.open_page, self.verify):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def show_news(self, news: ReleaseNews) -> None:
        """Put these in place of what is shown."""
        self._page = news.page
        self._say(news.sentence, news.fault)
        self.notes.setText(news.notes)
        self.notes.setVisible(bool(news.notes))
        self.files.setPlainText("\n".join(_line(one) for one in news.files))
        self.files.setVisible(bool(news.files))
        self.open_page.setEnabled(bool(news.page))
        self.open_page.setToolTip(news.page)
        self.verify.setEnabled(bool(news.files))
        self.check.setEnabled(bool(self._door.host))
        self.adjustSize()

    def _say(self, sentence: str, fault: bool) -> None:
        self.state.setText(sentence)
        palette = self.state.palette()
        surface = self._theme.tokens.surface
        palette.setColor(QPalette.ColorRole.WindowText, colour(surface.fault if fault else surface.text))
        self.state.setPalette(palette)

    def _check(self) -> None:
        self.check.setEnabled(False)
        self._say(tr("Asking {host}…").format(host=self._door.host), False)
        self._door.check(self, self.show_news)

    def _open(self) -> None:
        if self._page:
            QDesktopServices.openUrl(QUrl(self._page))

    def _choose(self) -> None:
        chooser = QFileDialog(self, tr("Verify a download"), downloads())
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda file: self._door.verify(self, Path(file), self._say))
        chooser.open()


def _line(file: Offered) -> str:
    return tr("{name}, {size} bytes").format(name=file.name, size=f"{file.size:,}") + f"\n    {file.sha256}"


def _who(host: str) -> str:
    if not host:
        return tr("This copy was built without a publisher's key, so it asks nobody.")
    return tr(
        "Only {host} is asked, for one signed file; nothing about you is sent, and nothing is ever installed by itself."
    ).format(host=host)
