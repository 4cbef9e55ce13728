"""A box to choose a coin by its name: type to search, Enter to take it."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QToolTip, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.theme import Theme

_LONGEST = 32
_COIN = re.compile(r"[\w.$-]+")
"""What a coin's name can be made of: letters of any script, digits, and the few signs that venues use."""


class CoinBox(QComboBox):
    """Holds one coin; `chosen` carries it as text, or None for all where `everything` gives that a name.

    Where there is no name for all, `suffix` stands behind the coin.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        everything: str | None,
        parent: QWidget | None = None,
        wording: str = marked("{base} price"),
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._everything = everything
        self._before, _, self._after = tr(wording).partition("{base}")
        self._base: str | None = None
        self._offered: tuple[str, ...] = ()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setToolTip(tr("{name}: type to search, Enter to take it").format(name=name))
        self.setFixedWidth(max(theme.px(112), min(theme.px(190), self._room(theme))))
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.activated.connect(lambda _index: self._take())
        edit = self.lineEdit()
        if edit is not None:
            edit.setMaxLength(_LONGEST)
            edit.returnPressed.connect(self._take)
            edit.editingFinished.connect(self._take)
            edit.installEventFilter(self)
        self._fill()

    def _room(self, theme: Theme) -> int:
        """How wide it has to be for what it says in the language spoken."""
        words = self._everything or f"{self._before}WWWW{self._after}"
        return self.fontMetrics().horizontalAdvance(words) + theme.px(44)

    @property
    def base(self) -> str | None:
        """The coin held; None for all."""
        return self._base

    def offer(self, bases: Sequence[str]) -> None:
        """Offer these coins; what is being typed stays."""
        offered = tuple(bases)
        if offered != self._offered and not self.hasFocus() and not self.view().isVisible():
            self._offered = offered
            self._fill()

    def set_base(self, base: str | None) -> None:
        """Hold this coin, without telling."""
        self._base = base
        self.setEditText(self._text(base))
        edit = self.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)  # the beginning says more than the end

    def call_everything(self, name: str) -> None:
        """Give all of them another name."""
        if self._everything and name != self._everything:
            self._everything = name
            self._fill()

    def _text(self, base: str | None) -> str:
        if base is None:
            return self._everything or ""
        return base if self._everything else f"{self._before}{base}{self._after}"

    def _fill(self) -> None:
        self.blockSignals(True)
        self.clear()
        if self._everything:
            self.addItem(self._everything)
        self.addItems([self._text(base) for base in self._offered])
        self.blockSignals(False)
        self.set_base(self._base)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click chooses all that is written while nothing was typed, so that what is typed then takes its place."""
        clicked = event.type() is QEvent.Type.MouseButtonRelease
        if clicked and isinstance(watched, QLineEdit) and watched.text() == self._text(self._base):
            watched.selectAll()
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        typed = self.currentText().strip()
        base: str | None = typed.removeprefix(self._before).removesuffix(self._after).strip().upper()
        if self._everything and (not base or typed.casefold() == self._everything.casefold() or base == "ALL"):
            base = None
        if base == "" or base == self._base:
            self.set_base(self._base)
            return
        if base is not None and not _COIN.fullmatch(base):
            self.set_base(self._base)
            QToolTip.showText(
                self.mapToGlobal(QPoint(0, self.height())), tr("{typed} is no coin").format(typed=typed), self
            )
            return
        self.set_base(base)
        self.chosen.emit(base)
