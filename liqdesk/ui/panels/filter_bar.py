"""The one filter of the desk: a field that finds what to let through, and a chip for each part that is applied."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk
from liqdesk.ui.palette.entry import Entry
from liqdesk.ui.palette.lines import LineView, spoken
from liqdesk.ui.palette.widget import PaletteField
from liqdesk.ui.panels.filter_offers import answers, offers
from liqdesk.ui.panels.filter_words import Chip, Part, chips_of, switched, without_filter
from liqdesk.ui.theme import Role, Theme

_FIELD, _OFFERED, _MOST_HIGH = 118, 340, 420
CROSS = "✕"


class FilterField(PaletteField):
    """Escape first empties it, then leaves it; Backspace in an empty one takes the last chip away."""

    def __init__(
        self, lines: LineView, left: Callable[[], object], back: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(lines, left, parent)
        self._back = back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._back()
        elif event.text() == "/" and not self.text():
            event.accept()  # the key that leads here is no part of what is looked for
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """One slim line; the offer drops from its field over `window`. The filter is that of the settings, and so is remembered."""

    def __init__(self, desk: Desk, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._theme = theme
        self._window = window
        self._venues: dict[str, str] = {}
        self._before: QWidget | None = None
        self._chips: tuple[Chip, ...] = ()
        self._buttons: list[QToolButton] = []
        self._drop = QFrame(window)
        self._drop.setObjectName("filter-offer")
        self.lines = LineView(theme, tr("To filter by"), self._drop)
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(theme.px(1), theme.px(1), theme.px(1), theme.px(1))
        inside.addWidget(self.lines)
        self.field = FilterField(self.lines, self._close, self._take_last, self)
        self.field.setPlaceholderText(tr("Filter   /"))
        self.field.setAccessibleName(tr("Filter: coins, groups, venues, side, smallest order on the tape"))
        self.field.setToolTip(tr("Coins, groups, venues, a side, or an amount such as 50k for the tape"))
        self.field.setMaxLength(60)
        self.clear = self._button(tr("Clear"), tr("Clear the filter"), self.clear_filter)
        self.rest = self._button("", tr("More that is applied"), self.focus_field)
        self._row = QHBoxLayout(self)
        self._compose()
        self._connect()
        self._dress()
        self._take()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What is applied."""
        return self._chips

    @property
    def shown_chips(self) -> tuple[str, ...]:
        """The texts of the chips that there is room for."""
        return tuple(one.text().removesuffix(f" {CROSS}") for one in self._buttons if not one.isHidden())

    def beside(self, menu: QWidget) -> QHBoxLayout:
        """One row of the menus and, to their right, this."""
        row = QHBoxLayout()
        row.addWidget(menu)
        row.addWidget(self, 1)
        return row

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(640), self._theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_FIELD + 90), self._theme.px(26))

    def show_frame(self, frame: LiveFrame) -> None:
        """The venues there are."""
        names = {str(one.id): one.name for one in frame.venues if one.enabled or one.hour.count}
        if names != self._venues:
            self._venues = names
            self._take()

    def focus_field(self) -> None:
        """Go to the field; what it offers comes with it."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show()

    def clear_filter(self) -> None:
        """Let everything through."""
        self._desk.replace_settings(without_filter(self._desk.settings.value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.field.text():
            self.field.clear()
            self._show()
        else:
            before = self._before
            self._close()
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.field.clearFocus()  # so that the keys of the window are its own again

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _focus_went(self, left: QWidget | None, to: QWidget | None) -> None:
        """Remember who had the keyboard before the field, however it was reached: Escape gives it back."""
        if to is self.field and left is not None and left is not self.field:
            self._before = left

    def _compose(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(8), 0, px(8), 0)
        self._row.setSpacing(px(5))
        self._row.addStretch(1)
        for widget in (self.rest, self.clear, self.field):
            self._row.addWidget(widget)
        self.field.setFixedWidth(px(_FIELD))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Filter"))
        self._drop.hide()

    def _connect(self) -> None:
        settings = self._desk.settings
        self.field.textEdited.connect(lambda _text: self._show())
        self.lines.chosen.connect(self._switch)
        self.lines.moved.connect(self._speak)
        for part in (lambda value: value.filter, lambda value: value.groups, lambda value: value.tape.minimum_usd):
            self.destroyed.connect(settings.subscribe(part, lambda _value: self._take()))
        self._theme.changed.connect(self._dress)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_went)

    def _button(self, text: str, name: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFont(self._theme.font(Role.SMALL))
        button.clicked.connect(lambda: act())
        return button

    def _put(self, part: Part, name: str) -> None:
        self._desk.replace_settings(switched(self._desk.settings.value, part, name))

    def _take_last(self) -> None:
        if self._chips:
            self._put(self._chips[-1].part, self._chips[-1].name)

    def _take(self) -> None:
        """Show a chip for each part that is in force."""
        chips = chips_of(self._desk.settings.value, self._venues)
        if chips != self._chips:
            self._chips = chips
            for old in self._buttons:
                self._row.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._buttons = [self._chip(chip) for chip in chips]
            for number, button in enumerate(self._buttons):
                self._row.insertWidget(1 + number, button)
            self._fit()
        self._offer_again()

    def _chip(self, chip: Chip) -> QToolButton:
        what = tr("{text}: take it out of the filter").format(text=chip.text)
        button = self._button(f"{chip.text} {CROSS}", what, lambda: self._put(chip.part, chip.name))
        button.setObjectName("chip")
        return button

    def _fit(self) -> None:
        """As many chips as there is room for; the others are counted, and named where the pointer rests."""
        px = self._theme.px
        self.clear.setVisible(bool(self._chips))
        room = self.width() - px(_FIELD) - px(40) - self.clear.sizeHint().width()
        left: list[str] = []
        for chip, button in zip(self._chips, self._buttons, strict=True):
            room -= button.sizeHint().width() + px(5)
            fits = room >= (px(46) if chip is not self._chips[-1] else 0) and not left
            button.setVisible(fits)
            if not fits:
                left.append(chip.text)
        self.rest.setVisible(bool(left))
        self.rest.setText(f"+{len(left)}")
        self.rest.setToolTip(", ".join(left))
        self.rest.setAccessibleName(tr("Also applied: {left}").format(left=", ".join(left)))

    def _offer_again(self) -> None:
        """What is offered is as it was, with other checks; the line that was current stays so."""
        if self._drop.isVisible():
            self._show(self.lines.current.name if self.lines.current is not None else "")

    def _show(self, keep: str = "") -> None:
        settings, typed = self._desk.settings.value, self.field.text()
        bases = self._desk.bases()
        shown = answers(typed, lambda word: offers(word, settings, bases, self._venues, self._put))
        self.lines.show_entries(shown, keep)
        px = self._theme.px
        spot = self.field.mapTo(self._window, QPoint(self.field.width(), self.field.height() + px(3)))
        wide = min(px(_OFFERED), self._window.width() - px(16))
        high = min(px(_MOST_HIGH), self.lines.wanted_height + px(4), self._window.height() - spot.y() - px(12))
        self._drop.setGeometry(spot.x() - wide, spot.y(), wide, high)
        self._drop.setVisible(bool(self.lines.lines))
        self._drop.raise_()

    def _switch(self, entry: Entry) -> None:
        entry.act()
        self.field.clear()
        self._show(entry.name)

    def _close(self) -> None:
        self._drop.hide()
        self.field.clear()
        self._before = None

    def _speak(self) -> None:
        current = self.lines.current
        self.field.tell(tr("nothing found") if current is None else f"{spoken(current)}, {tr(current.group)}")

    def _dress(self) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        self.setStyleSheet(
            f"QToolButton, QLineEdit {{ padding: {px(1)}px {px(7)}px; font-size: {px(12)}px; }}"
            f"QToolButton#chip {{ background: {surface.selection}; border-color: {surface.accent}; color: {surface.text}; }}"
        )
        self._drop.setStyleSheet(
            f"QFrame#filter-offer {{ background: {surface.raised}; border: 1px solid {surface.accent};"
            f" border-radius: {px(6)}px; }} QListView {{ background: transparent; border: none; }}"
        )
