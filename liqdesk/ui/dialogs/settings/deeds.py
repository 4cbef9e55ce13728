"""What can be done beside the fields: rows with buttons, for the pages of history and of all the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.settings.changes import defaults
from liqdesk.settings.section import Page
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.carrying import Carrier
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.dialogs.settings.row import TITLE_WIDTH, UNLIMITED, show_hits
from liqdesk.ui.theme import Role

EXPORT_HINT = marked(
    "File › Export… writes what was recorded as CSV, JSON lines or Parquet; File › Import… takes such files in, kept apart"
    " from what was recorded here. In a terminal, “liqdesk export” and “liqdesk import” do the same."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One row: what it is about, and the buttons that do it, each with what it does."""

    page: Page
    group: str
    title: str
    about: str
    buttons: Sequence[tuple[str, str, Callable[[], object]]] = ()

    @property
    def words(self) -> str:
        """What the search finds it by."""
        return " ".join((self.title, self.about, tr(self.page.value), *(title for title, _, _ in self.buttons)))


def deeds(doors: SettingsDoors, carrier: Carrier) -> tuple[Deed, ...]:
    """All there are, with what the program has."""
    changes, settings = doors.changes, doors.desk.settings
    equipment = doors.equipment
    made: list[Deed] = []
    if equipment.recorded is not None:
        made.append(Deed(Page.HISTORY, tr("Recordings"), tr("What is kept"), equipment.recorded()))
    made += [
        Deed(
            Page.HISTORY,
            tr("Recordings"),
            tr(title),
            str(folder),
            ((tr("Open"), tr("Open {title}").format(title=tr(title).lower()), _opener(folder)),),
        )
        for title, folder in equipment.folders.items()
    ]
    made.append(Deed(Page.HISTORY, tr("Recordings"), tr("Export and import"), tr(EXPORT_HINT)))
    if equipment.settings_file is not None:
        file = equipment.settings_file
        made.append(
            Deed(
                Page.ADVANCED,
                tr("The settings file"),
                tr("File"),
                tr("{file}. It can be edited; valid changes are in force at once.").format(file=file),
                (
                    (tr("Open"), tr("Open the settings file"), _opener(file)),
                    (tr("Open folder"), tr("Open its folder"), _opener(file.parent)),
                ),
            )
        )
    made += [
        Deed(
            Page.ADVANCED,
            tr("All settings"),
            tr("Carry to another place"),
            tr(
                "A file without secrets. Importing shows every difference first; imported targets are off until confirmed."
            ),
            (
                (tr("Export…"), tr("Write all settings to a file"), carrier.export),
                (tr("Import…"), tr("Read settings from a file"), carrier.choose),
            ),
        ),
        Deed(
            Page.ADVANCED,
            tr("All settings"),
            tr("Reset everything"),
            tr(
                "Every field as after installation. Recordings, keys of services and the layout stay. It can be undone, "
                "but chats and webhooks then want their tokens anew."
            ),
            (
                (
                    tr("Reset all"),
                    tr("Reset every setting to its default"),
                    lambda: changes.replace(defaults(settings.value), tr("All settings reset")),
                ),
            ),
        ),
    ]
    return tuple(made)


class DeedRow(QWidget):
    """A deed as a row like those of fields."""

    def __init__(self, deed: Deed, doors: SettingsDoors, parent: QWidget, wanted: str = "") -> None:
        super().__init__(parent)
        theme = doors.theme
        px = theme.px
        title = text_line(deed.title, theme, Role.BODY, self)
        about = text_line(deed.about, theme, Role.SMALL, self)
        about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label, text in ((title, deed.title), (about, deed.about)):
            show_hits(label, text, wanted, theme)
        self._title, self._about, self._width = title, about, px(TITLE_WIDTH)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(18), px(4), 0, px(4))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(5))
        self._acts = QWidget(self)
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(px(8))
        self.buttons = {word: button(word, name, act, self._acts) for word, name, act in deed.buttons}
        for one in self.buttons.values():
            acts.addWidget(one)
        acts.addStretch(1)
        self._acts.setVisible(bool(deed.buttons))
        self._slim = True
        self.set_slim(False)

    def set_slim(self, slim: bool) -> None:
        """Whether there is little width: then all stands below the title."""
        if slim == self._slim:
            return
        self._slim = slim
        for widget in (self._title, self._acts, self._about):
            self._grid.removeWidget(widget)
        self._title.setMinimumWidth(0 if slim else self._width)
        self._title.setMaximumWidth(UNLIMITED if slim else self._width)
        column, first = (0, 1) if slim else (1, 0)
        self._grid.addWidget(self._title, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        lower = (self._acts, self._about) if self.buttons else (self._about,)
        for number, widget in enumerate(lower, start=first):
            self._grid.addWidget(widget, number, column)
        self._grid.setColumnStretch(0, 1 if slim else 0)
        self._grid.setColumnStretch(1, 0 if slim else 1)


def _opener(path: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
