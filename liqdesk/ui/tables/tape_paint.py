"""How the tape's rows are painted: prepared lines of text, weights and tints by size, fading with age."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.ui.tables.tape_text import Column, Wording, age_text, cell, mark_of, tier_of
from liqdesk.ui.theme import Role, Theme, colour

_TINTS = (0.0, 0.05, 0.13, 0.28)
_STRIPES = (0.0, 0.45, 0.85, 1.0)
_FRESH, _RECENT = 20 * SECOND, 3 * MINUTE
_BOLD_FROM = 2
_QUIET = frozenset({Column.TIME, Column.AGE})
_ELIDE = Qt.TextElideMode.ElideRight
_KEPT_LINES = 600
_RIGHT = frozenset({Column.USD, Column.PRICE, Column.AGE})


SideInks = tuple[QColor, tuple[QColor, ...], tuple[QColor, ...]]
"""One side: its text, its tints and its stripes by tier."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row made ready: the text of each column but the age, and how wide the right-aligned ones are."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]
    tier: int
    short: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one column stands: its left and right edge with the margins taken off."""

    column: int
    left: float
    right: float


class TapePainter:
    """Fonts and colours worked out once, and the lines of the rows seen lately."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._lines: dict[int, tuple[Liquidation, Line]] = {}
        self._age_widths: dict[str, float] = {}
        self._slots: tuple[Slot, ...] = ()
        self.dress()

    def dress(self) -> None:
        """Take the theme's colours and fonts."""
        plain = self._theme.font(Role.SMALL)
        bold = self._theme.font(Role.SMALL)
        bold.setWeight(QFont.Weight.DemiBold)
        slanted = self._theme.font(Role.SMALL)
        slanted.setItalic(True)
        self._fonts = (plain, bold, slanted)
        self._metrics = tuple(QFontMetricsF(font) for font in self._fonts)
        tokens = self._theme.tokens
        surface = tokens.surface
        text, dim, faint = QColor(surface.text), QColor(surface.dim), QColor(surface.faint)
        between = _mixed(text, dim)
        self._inks = ((dim, dim, faint), (text, between, dim), (text, text, between), (text, text, text))
        self._faint = faint
        self._selection = QColor(surface.selection)
        self._sides: tuple[SideInks, ...] = tuple(
            (
                QColor(tokens.side(side).text),
                tuple(colour(tokens.side(side).fill, share) for share in _TINTS),
                tuple(colour(tokens.side(side).fill, share) for share in _STRIPES),
            )
            for side in (PositionSide.LONG, PositionSide.SHORT)
        )
        self.forget()

    def forget(self) -> None:
        """Prepare all lines anew: fonts, widths or words changed."""
        self._lines.clear()
        self._age_widths.clear()

    def lay_out(self, slots: tuple[Slot, ...]) -> None:
        """Put the columns there."""
        if slots != self._slots:
            self._slots = slots
            self._lines.clear()

    @property
    def row_height(self) -> int:
        """How high every row is."""
        return round(self._metrics[0].height()) + self._theme.px(5)

    def line_of(self, row: Liquidation, wording: Wording) -> Line:
        """The row made ready."""
        kept = self._lines.get(id(row))
        if kept is not None and kept[0] is row:
            return kept[1]
        if len(self._lines) > _KEPT_LINES:
            self._lines.clear()
        line = self._prepared(row, wording)
        self._lines[id(row)] = (row, line)
        return line

    def _prepared(self, row: Liquidation, wording: Wording) -> Line:
        tier = tier_of(row)
        texts, widths = [], []
        room = {slot.column: slot.right - slot.left for slot in self._slots}
        for column in Column:
            text = cell(row, column, wording)
            metrics = self._metrics[self._font_of(tier, column, row.history)]
            if column == Column.VENUE:
                mark = mark_of(row)
                text = metrics.elidedText(text, _ELIDE, room.get(column, 0.0) - metrics.horizontalAdvance(mark)) + mark
            elif column in (Column.COIN, Column.SIDE):
                text = metrics.elidedText(text, _ELIDE, room.get(column, 0.0))
            texts.append(text)
            widths.append(metrics.horizontalAdvance(text) if column in _RIGHT else 0.0)
        return Line(tuple(texts), tuple(widths), tier, row.position is PositionSide.SHORT)

    def _font_of(self, tier: int, column: int, history: bool) -> int:
        if history:
            return 2
        return 1 if tier >= _BOLD_FROM and column in (Column.COIN, Column.USD, Column.SIDE) else 0

    def paint_row(
        self, painter: QPainter, row: Liquidation, box: QRectF, wording: Wording, now: UnixMs, selected: bool
    ) -> None:
        """Paint one row into its box."""
        line = self.line_of(row, wording)
        side, tints, stripes = self._sides[line.short]
        if selected:
            painter.fillRect(box, self._selection)
        elif line.tier:
            painter.fillRect(box, tints[line.tier])
        if line.tier:
            painter.fillRect(QRectF(box.x(), box.y(), 2 if line.tier < 3 else 3, box.height()), stripes[line.tier])
        age = now - row.at
        inks = self._inks[line.tier]
        ink = inks[0] if age < _FRESH else inks[1] if age < _RECENT else inks[2]
        if row.history:
            ink = self._faint
        metrics = self._metrics[0]
        base = box.y() + (box.height() + metrics.ascent() - metrics.descent()) / 2
        for slot in self._slots:
            column = slot.column
            painter.setFont(self._fonts[self._font_of(line.tier, column, row.history)])
            painter.setPen(side if column == Column.SIDE else self._faint if column in _QUIET else ink)
            if column == Column.AGE:
                text = age_text(row, now)
                painter.drawText(QPointF(slot.right - self._age_width(text), base), text)
            elif column in _RIGHT:
                painter.drawText(QPointF(slot.right - line.widths[column], base), line.texts[column])
            else:
                painter.drawText(QPointF(slot.left, base), line.texts[column])

    def _age_width(self, text: str) -> float:
        known = self._age_widths.get(text)
        if known is None:
            known = self._age_widths[text] = self._metrics[0].horizontalAdvance(text)
        return known


def _mixed(one: QColor, other: QColor) -> QColor:
    """Half way between two colours."""
    return QColor(*((a + b) // 2 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)))
