"""The tape's table: paints its rows itself, keeps still while the user reads further down, and copies rows."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolButton, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.ui.format import fmt_count, side_glyph, side_word
from liqdesk.ui.tables.tape_model import TapeModel
from liqdesk.ui.tables.tape_paint import Slot, TapePainter
from liqdesk.ui.tables.tape_picture import Face, TapePicture
from liqdesk.ui.tables.tape_rows import TapeFilter
from liqdesk.ui.tables.tape_text import Column, Wording, as_json, as_text
from liqdesk.ui.theme import Role, Theme, colour

_MARGIN = 5
_FIRST_MARGIN = 8
"""Left of the first column, as in every other table."""
_WIDTHS = {
    Column.TIME: 62,
    Column.SIDE: 56,
    Column.COIN: 70,
    Column.USD: 58,
    Column.PRICE: 80,
    Column.VENUE: 76,
    Column.AGE: 36,
}
"""Just enough for what stands there nearly always."""
_WIDEST_SIDE = 80
_ROOMY = {Column.COIN: 88, Column.USD: 88, Column.AGE: 48}
"""Where there is room, also for the longest."""
_ROOMY_FROM, _AGE_FROM, _PRICE_FROM, _VENUE_FROM, _TIME_FROM = 496, 432, 396, 286, 250
"""As wide must it be for these columns; side, coin and money are always there."""
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
JSON_MIME = "application/json"


class TapeView(QTableView):
    """Shows a `TapeModel`. `away` tells how many rows came while the newest were out of sight; 0 when they are back."""

    away = Signal(int)
    recorded = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._painter = TapePainter(theme)
        self._picture = TapePicture(self._painter)
        self._missed = 0
        self._second = -1
        self._ages: tuple[tuple[str, int], ...] = ()
        self._empty_text = ""
        self.tape = TapeModel(self)
        self.setModel(self.tape)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._furnish()
        self._chip = QToolButton(self.viewport())
        self._chip.setVisible(False)
        self._chip.setCursor(Qt.CursorShape.PointingHandCursor)
        self._chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chip.setToolTip(tr("Back to the newest (Home)"))
        self._chip.clicked.connect(self.scrollToTop)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def empty_text(self) -> str:
        """What stands where rows would be."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        if text != self._empty_text:
            self._empty_text = text
            self.viewport().update()

    @property
    def reading(self) -> bool:
        """Whether the user is further down, so that nothing may move."""
        return self.verticalScrollBar().value() > 0

    @property
    def missed(self) -> int:
        """How many rows came since the newest went out of sight."""
        return self._missed

    @property
    def row_height(self) -> int:
        """How high every row is."""
        return self._painter.row_height

    def show_frame(self, frame: LiveFrame) -> None:
        """Put the frame's rows on top and let the ages move on."""
        self.put(frame.fresh, frame.at)

    def put(self, fresh: Sequence[Liquidation], now: UnixMs) -> None:
        """Put rows, oldest first, on top, and let the ages move on to `now`."""
        self.tape.now = now
        came = self.tape.take(fresh)
        second = now // SECOND
        if came:
            self.executeDelayedItemsLayout()  # left to Qt it comes after the paint, and asks for a second one
            self._keep_still(came)
        if second != self._second:
            self._second = second
            before, self._ages = self._ages, self._ages_shown()
            if before != self._ages:
                self.viewport().update()
        if came:
            self.viewport().update()

    def _ages_shown(self) -> tuple[tuple[str, int], ...]:
        """How old the visible rows look: where that is as before, there is nothing to paint."""
        rows, first = self.tape.rows, max(0, self.rowAt(0))
        last = min(len(rows), first + self.viewport().height() // self.row_height + 2)
        return tuple(self._painter.age_of(rows[number], self.tape.now) for number in range(first, last))

    def start_anew(self, chosen: TapeFilter, recent: Sequence[Liquidation], now: UnixMs) -> None:
        """Show what passes another filter; `recent` is everything that is known, oldest first."""
        self.tape.now = now
        self._missed = 0
        self.tape.rebuild(chosen, recent)
        self.scrollToTop()
        self._tell_away()

    def reword(self, wording: Wording) -> None:
        """Use another clock or other names for the venues."""
        self.tape.wording = wording
        self._prepare_anew()

    def _prepare_anew(self) -> None:
        self._painter.forget()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self.tape.rows):
            self._paint_empty()
            return
        high, room = self._painter.row_height, self.viewport().size()
        first = max(0, self.rowAt(0))
        top, faces = self.rowViewportPosition(first), self._faces(first)
        self._painter.begin(self.tape.wording, self.tape.now, room.width())
        picture = self._picture.of(faces, room.width(), self.viewport().devicePixelRatioF(), self._back)
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, top, picture)
        below = top + len(faces) * high
        if below < room.height():
            painter.fillRect(0, below, room.width(), room.height() - below, self._back)
        if self.hasFocus() and self.currentIndex().isValid():
            painter.setPen(self.palette().accent().color())
            focused = self.rowViewportPosition(self.currentIndex().row())
            painter.drawRect(QRect(0, focused, room.width() - 1, high - 1))

    def _faces(self, first: int) -> list[Face]:
        """How the rows look that are seen from number `first` on, where the columns stand now."""
        self._painter.lay_out(self._slots())
        rows, now, age_of = self.tape.rows, self.tape.now, self._painter.age_of
        selection = self.selectionModel()
        chosen = {index.row() for index in selection.selectedRows()} if selection.hasSelection() else set()
        seen = -(-(self.viewport().height() - self.rowViewportPosition(first)) // self.row_height)
        numbers = range(first, min(len(rows), first + seen))
        return [Face(rows[number], number in chosen, age_of(rows[number], now)) for number in numbers]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() == Qt.Key.Key_Home:
            self.scrollToTop()
            if len(self.tape.rows):
                self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and len(self.tape.rows):
            self.selectRow(len(self.tape.rows) - 1)
            self.scrollToBottom()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width()
        roomy = wide >= self._theme.px(_ROOMY_FROM)
        for column, usual in _WIDTHS.items():
            width = max(self._theme.px(_ROOMY.get(column, usual) if roomy else usual), self._title_room(column))
            self.setColumnWidth(column, max(width, self._side_room()) if column is Column.SIDE else width)
        self.setColumnHidden(Column.AGE, wide < self._theme.px(_AGE_FROM))
        self.setColumnHidden(Column.PRICE, wide < self._theme.px(_PRICE_FROM))
        self.setColumnHidden(Column.VENUE, wide < self._theme.px(_VENUE_FROM))
        self.setColumnHidden(Column.TIME, wide < self._theme.px(_TIME_FROM))
        if self.isColumnHidden(Column.TIME):  # the next one stands at the edge
            self.setColumnWidth(Column.SIDE, self.columnWidth(Column.SIDE) + self._theme.px(_FIRST_MARGIN - _MARGIN))
        if self.isColumnHidden(Column.VENUE):  # it would take what is left
            others = sum(self.columnWidth(one) for one in Column if one is not Column.COIN)
            self.setColumnWidth(Column.COIN, max(0, wide - others))
        self._place_chip()

    def _title_room(self, column: Column) -> int:
        """What a title takes, which in another language may be longer than what stands below it."""
        title = str(self.tape.headerData(column, Qt.Orientation.Horizontal))
        metrics = QFontMetrics(self._theme.font(Role.CAPTION))
        return metrics.horizontalAdvance(title) + 2 * self._theme.px(_MARGIN)

    def _side_room(self) -> int:
        """What the longer word for a side takes in the language spoken, up to a limit."""
        px = self._theme.px
        metrics = QFontMetrics(self._theme.font(Role.SMALL))
        widest = max(metrics.horizontalAdvance(f"{side_glyph(side)} {side_word(side)}") for side in PositionSide)
        return min(px(_WIDEST_SIDE), widest + 2 * px(_MARGIN))

    def chosen_row(self) -> Liquidation | None:
        """The row that has the frame of the keyboard, or else the newest; None where there is none."""
        rows, index = self.tape.rows, self.currentIndex()
        if not len(rows):
            return None
        return rows[index.row() if index.isValid() and index.row() < len(rows) else 0]

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, as text for a sheet and as JSON lines."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        if not numbers:
            return
        rows = [self.tape.rows[number] for number in numbers]
        both = QMimeData()
        both.setText("\n".join(as_text(row, self.tape.wording) for row in rows))
        both.setData(JSON_MIME, "\n".join(as_json(row) for row in rows).encode())
        QGuiApplication.clipboard().setMimeData(both)

    def _furnish(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setAccessibleName(tr("Tape of liquidations, newest first"))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.VENUE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(self._theme.px(36))

    def _keep_still(self, came: int) -> None:
        """While the user reads, what stands at the top stays there; it is `came` rows further down now."""
        bar = self.verticalScrollBar()
        if bar.value() == 0:
            return
        self._missed += came
        bar.setValue(bar.value() + came)
        self._tell_away()

    def _scrolled(self, value: int) -> None:
        if value == 0 and self._missed:
            self._missed = 0
            self._tell_away()

    def _tell_away(self) -> None:
        self._chip.setText(tr("{missed} new ↑").format(missed=fmt_count(self._missed)))
        self._chip.setVisible(self._missed > 0)
        self._place_chip()
        self.away.emit(self._missed)

    def _place_chip(self) -> None:
        self._chip.adjustSize()
        self._chip.move((self.viewport().width() - self._chip.width()) // 2, self._theme.px(6))

    def _slots(self) -> tuple[Slot, ...]:
        """Where the columns stand now."""
        header, margin, first = self.horizontalHeader(), self._theme.px(_MARGIN), self._theme.px(_FIRST_MARGIN)
        leading = next(column for column in Column if not header.isSectionHidden(column))
        return tuple(
            Slot(
                column,
                header.sectionViewportPosition(column) + (first if column == leading else margin),
                header.sectionViewportPosition(column) + header.sectionSize(column) - margin,
            )
            for column in Column
            if not header.isSectionHidden(column)
        )

    def _dress(self) -> None:
        self._painter.dress()
        surface, px = self._theme.tokens.surface, self._theme.px
        self._back = colour(surface.panel)
        self.verticalHeader().setDefaultSectionSize(self._painter.row_height)
        self.setStyleSheet(
            f"QTableView {{ background: {surface.panel}; border: none; }}"
            f"QHeaderView::section {{ background: {surface.panel}; color: {surface.faint}; border: none;"
            f" border-bottom: 1px solid {surface.line}; padding: {px(3)}px {px(_MARGIN)}px;"
            f" font-size: {px(11)}px; font-weight: 400; }}"
            f"QHeaderView::section:first {{ padding-left: {px(_FIRST_MARGIN)}px; }}"
            f"QToolButton {{ background: {surface.accent}; color: {surface.panel}; border: none;"
            f" border-radius: {px(10)}px; padding: {px(3)}px {px(10)}px; font-size: {px(11)}px; font-weight: 600; }}"
        )
        self.viewport().update()

    def _paint_empty(self) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._back)
        painter.setPen(self.palette().placeholderText().color())
        painter.setFont(self._theme.font(Role.BODY))
        painter.drawText(self.viewport().rect(), _CENTRED, self.empty_text)
