"""The dialog of layouts: use one, keep the present one under a name, rename and delete one's own."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.ui.theme import Role, Theme

_OWN = Qt.ItemDataRole.UserRole
_LONGEST_NAME = 40


class Layouts(Protocol):
    """Layouts by name: those that come with the program, each with what it is, and the user's own."""

    @property
    def shipped(self) -> Sequence[tuple[str, str]]: ...

    @property
    def own(self) -> Sequence[str]: ...

    def use(self, name: str) -> None: ...

    def save(self, name: str) -> None: ...

    def rename(self, old: str, new: str) -> None: ...

    def delete(self, name: str) -> None: ...


class LayoutsDialog(QDialog):
    """Lists every layout; Enter in the list uses one, Enter in the field saves; Esc closes."""

    def __init__(self, layouts: Layouts, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts = layouts
        self.setWindowTitle(tr("Layouts"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Layouts"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(theme.px(3))
        self.list.itemActivated.connect(lambda _item: self._try(self._use))
        self.list.currentItemChanged.connect(lambda *_items: self._offer())
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(tr("Name"))
        self.name.setAccessibleName(tr("Name of the layout"))
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.returnPressed.connect(lambda: self._try(self._save))
        self.use = self._button(tr("Use"), self._use)
        self.save = self._button(tr("Save the present one"), self._save)
        self.rename = self._button(tr("Rename"), self._rename)
        self.delete = self._button(tr("Delete"), self._delete)
        self.error = QLabel(self)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setFont(theme.font(Role.SMALL))
        self.error.setStyleSheet(f"color: {theme.tokens.surface.fault};")
        self.error.setWordWrap(True)
        self._compose(theme)
        self._fill("")
        self.name.textChanged.connect(lambda _text: self._offer())
        self.name.setFocus()

    @classmethod
    def show_over(cls, window: QWidget, layouts: Layouts, theme: Theme) -> None:
        """Open one, or bring the one that is open to the front."""
        shown = next((one for one in window.findChildren(cls) if one.isVisible()), None)
        if shown is not None:
            shown.activateWindow()
            return
        dialog = cls(layouts, theme, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _compose(self, theme: Theme) -> None:
        px = theme.px
        field = QHBoxLayout()
        field.setSpacing(px(8))
        field.addWidget(self.name, 1)
        field.addWidget(self.save)
        low = QHBoxLayout()
        low.setSpacing(px(8))
        for one in (self.use, self.rename, self.delete):
            low.addWidget(one)
        low.addStretch(1)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        low.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.setSpacing(px(10))
        column.addLayout(field)
        column.addWidget(self.error)
        column.addWidget(self.list, 1)
        column.addLayout(low)
        self.error.hide()
        self.setMinimumSize(QSize(px(560), px(340)))

    def _button(self, title: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._try(act))
        return button

    def _fill(self, wanted: str) -> None:
        self.list.clear()
        shipped = [(name, f"{tr(name)}  ·  {tr(about)}", False) for name, about in self._layouts.shipped]
        for name, text, own in (*shipped, *((name, name, True) for name in self._layouts.own)):
            item = QListWidgetItem(text, self.list)
            item.setData(_OWN, (name, own))
            if name == wanted or self.list.currentItem() is None:
                self.list.setCurrentItem(item)
        self._offer()

    @property
    def current(self) -> tuple[str, bool]:
        """The name of the chosen layout, and whether it is one of the user's own."""
        item = self.list.currentItem()
        name, own = ("", False) if item is None else item.data(_OWN)
        return str(name), bool(own)

    def _offer(self) -> None:
        own, named = self.current[1], bool(self.name.text().strip())
        self.save.setEnabled(named)
        self.rename.setEnabled(own and named)
        self.delete.setEnabled(own)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except ExpectedFailure as refused:
            sentence = str(refused)
            self.error.setText(f"{sentence[0].upper()}{sentence[1:]}.")
            self.error.show()
        else:
            self.error.hide()

    def _use(self) -> None:
        self._layouts.use(self.current[0])

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        self._layouts.save(name)
        self._fill(name)
        self.name.clear()

    def _rename(self) -> None:
        name = " ".join(self.name.text().split())
        self._layouts.rename(self.current[0], name)
        self._fill(name)
        self.name.clear()

    def _delete(self) -> None:
        self._layouts.delete(self.current[0])
        self._fill("")
