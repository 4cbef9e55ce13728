"""The palette over the window: a line to type into, what answers below, Enter does it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.palette.entry import Entry, found
from liqdesk.ui.palette.lines import LineView, spoken
from liqdesk.ui.theme import Role, Theme

REMEMBERED = 5
"""As many of the lines used last are offered first."""
_WIDTH, _MOST_HIGH, _FROM_TOP = 620, 460, 0.12
_PAGE = 8
_HINT = marked("↑ ↓ line   Tab group   Enter do   Esc close")


class PaletteField(QLineEdit):
    """Hands the keys that move through lines to `lines`, and tells by `left` that the focus went elsewhere."""

    def __init__(self, lines: LineView, left: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = lines
        self._left = left

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            self._lines.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._lines.take()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._lines.step_group(forward)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._left()

    def tell(self, what: str) -> None:
        """Have a screen reader say what Enter would take."""
        if what != self.accessibleDescription():
            self.setAccessibleDescription(what)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


class Palette(QFrame):
    """Lies over `window`, out of sight until `open`; what it offers is asked of `entries` each time.

    It never leaves a line half done: it is gone before the line is done, and the focus is back where it was.
    """

    def __init__(self, entries: Callable[[], Sequence[Entry]], theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._ask = entries
        self._window = window
        self._theme = theme
        self._entries: Sequence[Entry] = ()
        self._recent: list[str] = []
        self._before: QWidget | None = None
        self.lines = LineView(theme, tr("Found"), self)
        self.field = PaletteField(self.lines, self.close_up, self)
        self.field.setPlaceholderText(tr("Commands, coins, venues, events, settings, layouts"))
        self.field.setAccessibleName(tr("Command palette"))
        self.field.setMaxLength(80)
        self.field.textChanged.connect(lambda _text: self._show())
        self.lines.chosen.connect(self._do)
        self.lines.moved.connect(self._speak)
        self._note = QLabel(tr(_HINT), self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setFont(theme.font(Role.CAPTION))
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        for widget in (self.field, self.lines, self._note):
            self._column.addWidget(widget)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("palette")
        self.setAccessibleName(tr("Command palette"))
        theme.changed.connect(self._dress)
        self._dress()
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Come up with nothing typed; the same key sends it away again."""
        if self.isVisible():
            self.close_up()
            return
        self._before = QApplication.focusWidget()
        self._entries = self._ask()
        self.field.clear()
        self._show()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_up(self) -> None:
        """Go away; the focus goes back to where it was, if the palette still has it."""
        if self.isHidden():
            return
        held = self.field.hasFocus()
        self.hide()
        before, self._before = self._before, None
        self._entries = ()
        if held and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            event.accept()  # no key of the window is meant while the palette is up

    def _show(self) -> None:
        wanted = self.field.text()
        shown = found(wanted, self._entries, self._recent)
        self.lines.show_entries(shown)
        self._note.setText(tr(_HINT) if shown else tr("Nothing is called “{wanted}”.").format(wanted=wanted.strip()))
        self._place()

    def _speak(self) -> None:
        current = self.lines.current
        count = len(self.lines.entries)
        self.field.tell(
            tr("nothing found")
            if current is None
            else tr("{current}, {group}, one of {count}").format(
                current=spoken(current), group=tr(current.group), count=count
            )
        )

    def _do(self, entry: Entry) -> None:
        self.close_up()
        self._recent = [entry.name, *(name for name in self._recent if name != entry.name)][:REMEMBERED]
        entry.act()

    def _place(self) -> None:
        """In the middle, not far below the top, and never larger than the window."""
        px, window = self._theme.px, self._window
        wide = min(px(_WIDTH), window.width() - px(32))
        top = round(window.height() * _FROM_TOP)
        around = self.field.sizeHint().height() + self._note.sizeHint().height() + px(22)
        high = min(px(_MOST_HIGH), window.height() - top - px(16), around + self.lines.wanted_height)
        self.lines.setVisible(bool(self.lines.lines))
        self.setGeometry((window.width() - wide) // 2, top, wide, high)

    def _dress(self) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        self._column.setContentsMargins(px(1), px(1), px(1), px(6))
        self.setStyleSheet(
            f"QFrame#palette {{ background: {surface.raised}; border: 1px solid {surface.accent};"
            f" border-radius: {px(8)}px; }}"
            f"QFrame#palette > QLineEdit {{ background: transparent; border: none; border-bottom: 1px solid {surface.line};"
            f" border-radius: 0; padding: {px(11)}px {px(14)}px; font-size: {px(15)}px; }}"
            f"QFrame#palette > QListView {{ background: transparent; border: none; }}"
            f"QFrame#palette > QLabel {{ color: {surface.faint}; padding: {px(4)}px {px(14)}px 0; }}"
        )
