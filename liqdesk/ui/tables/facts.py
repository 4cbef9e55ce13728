"""A small table of words under a caption, painted; it is as high as what it says."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.ui.format import split_sign
from liqdesk.ui.theme import Role, Theme, colour

_ROW, _TITLE = 21, 26
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FactsTable(QWidget):
    """Shows rows of up to five words: the first on the left, the others aligned right in columns; a note wraps below.

    `heads` stand above the columns where what those are needs saying.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ""
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._heads: tuple[str, ...] = ()
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The words shown."""
        return self._rows

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns."""
        return self._heads

    def show_facts(self, title: str, rows: tuple[tuple[str, ...], ...], note: str, heads: tuple[str, ...] = ()) -> None:
        """Put these in place of what is shown."""
        if (title, rows, note, heads) == (self._title, self._rows, self._note, self._heads):
            return
        self._title, self._rows, self._note, self._heads = title, rows, note, heads
        self.setAccessibleName(title)
        said = "; ".join(" ".join(row).strip() for row in self._lines)
        self.setAccessibleDescription(f"{said}. {note}" if note else said)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = self._theme.px
        return px(_TITLE) + px(_ROW) * len(self._lines) + self._note_height(width) + px(6)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(340), self.heightForWidth(max(self.width(), self._theme.px(240))))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.heightForWidth(max(self.width(), self._theme.px(240))))

    @property
    def _lines(self) -> tuple[tuple[str, ...], ...]:
        """All that stands in columns."""
        return (self._heads, *self._rows) if self._heads else self._rows

    def _note_height(self, width: int) -> int:
        if not self._note:
            return 0
        metrics = QFontMetrics(self._theme.font(Role.SMALL))
        flags = int(Qt.TextFlag.TextWordWrap.value)
        return metrics.boundingRect(QRect(0, 0, width, 10_000), flags, self._note).height() + self._theme.px(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        painter = QPainter(self)
        painter.setFont(self._theme.font(Role.STRONG))
        painter.setPen(colour(surface.text))
        painter.drawText(QRect(0, 0, self.width(), px(20)), _LEFT, self._title)
        painter.fillRect(QRect(0, px(22), self.width(), 1), colour(surface.line))
        painter.setFont(self._theme.font(Role.SMALL))
        places = self._places(QFontMetrics(painter.font()))
        for number, row in enumerate(self._lines):
            head = bool(self._heads) and number == 0
            top = px(_TITLE) + px(_ROW) * number
            for word, (left, width), column in zip(row, places, range(len(row)), strict=False):
                self._write(painter, QRect(left, top, width, px(_ROW)), word, column == 0, head)
        if self._note:
            painter.setPen(colour(surface.faint))
            top = px(_TITLE) + px(_ROW) * len(self._lines) + px(4)
            where = QRect(0, top, self.width(), self.height() - top)
            painter.drawText(where, int(Qt.TextFlag.TextWordWrap.value), self._note)
        painter.end()

    def _write(self, painter: QPainter, where: QRect, word: str, first: bool, head: bool) -> None:
        """A word in its column; the sign before a total that is a floor is fainter than the figure."""
        surface, metrics = self._theme.tokens.surface, painter.fontMetrics()
        sign, rest = ("", word) if first else split_sign(word)
        shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, where.width() - metrics.horizontalAdvance(sign))
        painter.setPen(colour(surface.faint if head else surface.dim if first else surface.text))
        painter.drawText(where, _LEFT if first else _RIGHT, shown)
        if sign:
            painter.setPen(colour(surface.faint))
            painter.drawText(where.adjusted(0, 0, -metrics.horizontalAdvance(shown), 0), _RIGHT, sign)

    def _places(self, metrics: QFontMetrics) -> list[tuple[int, int]]:
        """Left and width of each column: the figures as wide as their widest, the first takes what is left."""
        columns = max((len(row) for row in self._lines), default=1)
        gap = self._theme.px(14)
        widths = [
            max((metrics.horizontalAdvance(row[column]) for row in self._lines if column < len(row)), default=0) + 1
            for column in range(1, columns)
        ]
        first = max(self._theme.px(60), self.width() - sum(widths) - gap * len(widths))
        places, x = [(0, first)], first
        for width in widths:
            x += gap
            places.append((x, min(width, max(0, self.width() - x))))
            x += width
        return places
