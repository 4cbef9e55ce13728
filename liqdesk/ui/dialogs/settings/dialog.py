"""The settings dialog: pages made from the model, searched as one, in force at once, undone step by step."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from liqdesk.domain.language import tr
from liqdesk.settings.model import Settings
from liqdesk.settings.places import places, value_at
from liqdesk.settings.section import Page
from liqdesk.ui.dialogs.settings.carrying import Carrier
from liqdesk.ui.dialogs.settings.deeds import Deed, deeds
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.page import Item, SettingsPage
from liqdesk.ui.dialogs.settings.page_list import PageList
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.dialogs.settings.row import FieldRow
from liqdesk.ui.dialogs.settings.search import holds, words_of
from liqdesk.ui.dialogs.settings.tab_order import following, reading_order

SEARCH_AFTER_MS = 90
"""Typing that goes on is waited for so long before the rows are made."""


class SearchLine(QLineEdit):
    """The key that leads here is no part of what is looked for, also where one is here already."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() != "/" or self.text():
            super().keyPressEvent(event)


class SettingsDialog(QDialog):
    """A list of pages, a search over all of them, and the page; each page is made when it is first seen. Esc closes."""

    def __init__(self, doors: SettingsDoors, page: Page = Page.VENUES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._places = places()
        self.carrier = Carrier(doors, self)
        self._deeds: tuple[Deed, ...] = deeds(doors, self.carrier)
        self._pages: dict[Page, SettingsPage] = {}
        self._found: SettingsPage | None = None
        self._hits: Sequence[str] = ()
        self.setWindowTitle(tr("Settings"))
        self.search = SearchLine(self)
        self.search.setPlaceholderText(tr("Search all settings   Ctrl+F"))
        self.search.setAccessibleName(tr("Search all settings"))
        self.search.setClearButtonEnabled(True)
        self.list = PageList(doors.theme, self)
        self.stack = QStackedWidget(self)
        self.undo = self._button(tr("Undo"), tr("Undo the last change"), doors.changes.undo)
        self.redo = self._button(tr("Redo"), tr("Do the undone change again"), doors.changes.redo)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SEARCH_AFTER_MS)
        self._later.timeout.connect(self.look)
        self._compose()
        self._connect()
        self.stack.setMinimumSize(doors.theme.px(320), doors.theme.px(220))
        self.resize(doors.theme.px(900), doors.theme.px(620))
        self.list.choose(page)
        self._show_steps()
        self._mark(doors.desk.settings.value)

    def row(self, name: str) -> FieldRow:
        """The row of a field by its name, `tape.minimum_usd`: among what was found, or on its page, which is shown."""
        path = tuple(name.split("."))
        if self._found is not None and path in self._found.rows:
            return self._found.rows[path]
        place = next(place for place in self._places if place.path == path)
        self.show_page(place.page)
        return self._pages[place.page].rows[path]

    def show_field(self, name: str) -> None:
        """Go to a field by its name: its page is shown, it is in sight and has the focus."""
        row = self.row(name)
        self.page(row.place.page).ensureWidgetVisible(row)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self, page: Page) -> SettingsPage:
        """One of the pages, made now if it was not yet."""
        if page not in self._pages:
            made: list[tuple[str, Item]] = [(one.group, one) for one in self._places if one.page is page]
            made += [(deed.group, deed) for deed in self._deeds if deed.page is page]
            self._pages[page] = SettingsPage(made, self._doors, self)
            self.stack.addWidget(self._pages[page])
        return self._pages[page]

    @property
    def found(self) -> Sequence[str]:
        """The names of the fields and the titles of the deeds that the search found; empty while nothing is looked for."""
        return self._hits

    def show_page(self, page: Page) -> None:
        """Bring a page to the front; the search ends."""
        self.search.clear()
        self.list.choose(page)
        self._turn(page)

    def look(self) -> None:
        """Look for what stands in the search field, now."""
        self._later.stop()
        wanted = self.search.text().strip()
        if not wanted:
            self._end_search()
            return
        hits: list[tuple[Page, Item]] = [
            (place.page, place) for place in self._places if holds(words_of(place, self._doors), wanted)
        ]
        hits += [(deed.page, deed) for deed in self._deeds if holds(deed.words, wanted)]
        order = list(Page)
        hits.sort(key=lambda hit: order.index(hit[0]))
        titled = [(_heading(page, item.group), item) for page, item in hits]
        self._hits = [item.title if isinstance(item, Deed) else item.name for _, item in hits]
        before = self._found
        empty = tr("No setting has “{wanted}” in its title, its description or its value.").format(wanted=wanted)
        self._found = SettingsPage(titled, self._doors, self, wanted, empty)
        self.stack.addWidget(self._found)
        self.stack.setCurrentWidget(self._found)
        self._drop(before)
        self.list.show_hits({page: sum(one is page for one, _ in hits) for page in Page})

    def focusNextPrevChild(self, forward: bool) -> bool:
        shown = self.stack.currentWidget()
        page = reading_order(shown.inside) if isinstance(shown, SettingsPage) else []
        around = [one for one in (self.undo, self.redo, self.close_button) if one.isEnabled()]
        wanted = following((self.search, self.list, *page, *around), self.focusWidget(), forward)
        if wanted is None:
            return False
        wanted.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.look()
            self.search.setFocus()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_steps()

    def _compose(self) -> None:
        px = self._doors.theme.px
        top = QHBoxLayout()
        top.setContentsMargins(px(14), px(14), px(20), px(10))
        top.addWidget(self.search)
        middle = QHBoxLayout()
        middle.setContentsMargins(px(8), 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.list)
        middle.addWidget(self.stack, 1)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(px(14), px(10), px(20), px(14))
        bottom.setSpacing(px(8))
        bottom.addWidget(self.undo)
        bottom.addWidget(self.redo)
        bottom.addStretch(1)
        self.close_button = self._button(tr("Close"), tr("Close the settings"), self.accept)
        bottom.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addLayout(bottom)

    def _connect(self) -> None:
        desk, changes = self._doors.desk, self._doors.changes
        self.search.textChanged.connect(lambda _text: self._later.start())
        self.search.returnPressed.connect(self._enter)
        self.list.chosen.connect(self._chosen)
        for key in (QKeySequence.StandardKey.Find, QKeySequence("/")):
            QShortcut(QKeySequence(key), self, self._to_search)
        for standard, step in (
            (QKeySequence.StandardKey.Undo, changes.undo),
            (QKeySequence("Ctrl+Shift+Z"), changes.redo),
            (QKeySequence("Ctrl+Y"), changes.redo),
        ):
            QShortcut(QKeySequence(standard), self, step)
        self.destroyed.connect(changes.subscribe(self._show_steps))
        self.destroyed.connect(desk.settings.subscribe(lambda settings: settings, self._mark))

    def _button(self, title: str, name: str, act: Callable[[], object]) -> QPushButton:
        return button(title, name, act, self)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _enter(self) -> None:
        """From the search to the first thing found."""
        self.look()
        if self._found is not None and self._found.rows:
            next(iter(self._found.rows.values())).editor.setFocus()

    def _chosen(self, page: Page) -> None:
        if self._found is not None or self.search.text():
            self.search.clear()
            self._end_search()
        self._turn(page)

    def _end_search(self) -> None:
        before, self._found = self._found, None
        self._hits = ()
        self._later.stop()
        self.list.show_hits(None)
        self._turn(self.list.page)
        self._drop(before)

    def _turn(self, page: Page) -> None:
        self.stack.setCurrentWidget(self.page(page))

    def _drop(self, page: SettingsPage | None) -> None:
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def _mark(self, settings: Settings) -> None:
        fresh = Settings()
        changed = {one.page for one in self._places if value_at(settings, one.path) != value_at(fresh, one.path)}
        self.list.mark(changed)

    def _show_steps(self) -> None:
        changes = self._doors.changes
        room = max(self._doors.theme.px(80), (self.width() - self._doors.theme.px(190)) // 2)
        for one, word, what in (
            (self.undo, tr("Undo"), changes.undo_words),
            (self.redo, tr("Redo"), changes.redo_words),
        ):
            told = f"{word}: {what}" if what else word
            metrics = self.fontMetrics()
            one.setText(metrics.elidedText(told, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
            one.setAccessibleName(told)
            one.setToolTip(told if what else "")
            one.setEnabled(bool(what))


def _heading(page: Page, group: str) -> str:
    """Where something stands that was found: `Alerts · Quiet hours`."""
    title = tr(page.value)
    return title if group == title else f"{title} · {group}"
