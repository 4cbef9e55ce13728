"""How the tape's rows are painted: prepared lines of text, weights and tints by size, fading with age."""

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.tables.tape_text import UNVALUED, Column, Wording, age_text, cell, mark_of, tier_of
from liqdesk.ui.theme import Role, Theme

_TINTS = (0.0, 0.05, 0.13, 0.28)
_STRIPES = (0.0, 0.45, 0.85, 1.0)
_FRESH, _RECENT = 20 * SECOND, 3 * MINUTE
_BOLD_FROM = 2
_QUIET = frozenset({Column.TIME, Column.AGE})
_ELIDE = Qt.TextElideMode.ElideRight
_KEPT_LINES = 600
_KEPT_TEXTS = 6_000
_INK, _SIDE, _FAINT = 0, 1, 2
_CUT = frozenset({Column.SIDE, Column.COIN, Column.VENUE})
_RIGHT = frozenset({Column.USD, Column.PRICE, Column.AGE})
_FIGURES = frozenset({Column.USD, Column.PRICE})
"""Nearly every row has others: laying them out to be painted again costs twice as much as painting them."""


SideInks = tuple[QColor, tuple[QColor, ...], tuple[QColor, ...]]
"""One side: its text, its tints and its stripes by tier."""


class Piece(NamedTuple):
    """One text where it stands: its x, its font's number, which ink it takes (`_INK`, `_SIDE`, `_FAINT`).

    It is laid out where it is said over and over.
    """

    x: int
    font: int
    ink: int
    text: QStaticText | str


class Line(NamedTuple):
    """One row made ready: all its texts but the age, the size tier, and whether it is a short."""

    pieces: tuple[Piece, ...]
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
        self._shaped: dict[tuple[int, str], tuple[QStaticText, float]] = {}
        self._fitted: dict[tuple[int, int, str, str, bool], str] = {}
        self._slots: tuple[Slot, ...] = ()
        self._age_right: int | None = None
        self._revision = 0
        self._wording, self._now, self._wide = Wording(Zone.UTC, {}), UnixMs(0), 0
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
        self._ascents = tuple(metrics.ascent() for metrics in self._metrics)
        self._high = round(self._metrics[0].height()) + self._theme.px(5)
        self._drop = round((self._high - self._metrics[0].height()) / 2)
        tokens = self._theme.tokens
        surface = tokens.surface
        text, dim, faint = QColor(surface.text), QColor(surface.dim), QColor(surface.faint)
        between = _mixed(text, dim, 0.5)
        self._inks = ((dim, dim, faint), (text, between, dim), (text, text, between), (text, text, text))
        self._faint, panel = faint, QColor(surface.panel)
        self._selection = QColor(surface.selection)
        self._sides: tuple[SideInks, ...] = tuple(
            (
                QColor(tokens.side(side).text),
                tuple(_mixed(QColor(tokens.side(side).fill), panel, share) for share in _TINTS),
                tuple(_mixed(QColor(tokens.side(side).fill), panel, share) for share in _STRIPES),
            )
            for side in (PositionSide.LONG, PositionSide.SHORT)
        )
        self.forget()

    def forget(self) -> None:
        """Prepare all lines anew: fonts, widths or words changed."""
        self._revision += 1
        self._lines.clear()
        self._shaped.clear()
        self._fitted.clear()

    def lay_out(self, slots: tuple[Slot, ...]) -> None:
        """Put the columns there."""
        if slots != self._slots:
            self._revision += 1
            self._slots = slots
            self._age_right = next((round(slot.right) for slot in slots if slot.column == Column.AGE), None)
            self._lines.clear()
            self._fitted.clear()

    @property
    def revision(self) -> int:
        """Another number whenever every row may look otherwise than before."""
        return self._revision

    @property
    def row_height(self) -> int:
        """How high every row is."""
        return self._high

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
        pieces = []
        for slot in self._slots:
            column = slot.column
            if column == Column.AGE:
                continue
            font = self._font_of(tier, column, row.history)
            said = self._text_of(row, wording, slot, font)
            text: QStaticText | str = said
            if column in _FIGURES:
                wide = self._metrics[font].horizontalAdvance(said)
            else:
                text, wide = self._shape(font, said)
            ink = _SIDE if column == Column.SIDE else _FAINT if column in _QUIET else _INK
            pieces.append(Piece(round(slot.right - wide) if column in _RIGHT else round(slot.left), font, ink, text))
        pieces.sort(key=lambda piece: (piece.font == 0, piece.ink))  # few changes of font and pen, the plain faint last
        return Line(tuple(pieces), tier, row.position is PositionSide.SHORT)

    def _text_of(self, row: Liquidation, wording: Wording, slot: Slot, font: int) -> str:
        """The text of a cell, cut to its room where it is a name."""
        text = cell(row, slot.column, wording)
        if slot.column not in _CUT:
            return text
        mark = mark_of(row, slot.column)
        asked = (slot.column, font, text, mark, row.notional is None)
        known = self._fitted.get(asked)
        if known is None:
            if len(self._fitted) > _KEPT_TEXTS:
                self._fitted.clear()
            known = self._fitted[asked] = self._fit(row, wording, slot, self._metrics[font], text, mark)
        return known

    def _fit(self, row: Liquidation, wording: Wording, slot: Slot, metrics: QFontMetricsF, text: str, mark: str) -> str:
        space = slot.right - slot.left - metrics.horizontalAdvance(mark)
        if slot.column == Column.COIN and row.notional is None:
            space -= self._unvalued_overhang()
        if slot.column == Column.VENUE and metrics.horizontalAdvance(text) > space:
            text = wording.short_venue(row.instrument.venue)
        return metrics.elidedText(text, _ELIDE, space) + mark

    def _unvalued_overhang(self) -> float:
        """How far the words for an unknown size reach into the column before theirs, where that one is narrow."""
        own = next((slot.right - slot.left for slot in self._slots if slot.column == Column.USD), 0.0)
        return max(0.0, self._metrics[0].horizontalAdvance(tr(UNVALUED)) - own)

    def _shape(self, font: int, text: str) -> tuple[QStaticText, float]:
        """A text laid out once, and its width; the tape says the same few hundred texts over and over."""
        known = self._shaped.get((font, text))
        if known is None:
            if len(self._shaped) > _KEPT_TEXTS:
                self._shaped.clear()
            laid_out = QStaticText(text)
            laid_out.setTextFormat(Qt.TextFormat.PlainText)
            laid_out.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid_out.prepare(font=self._fonts[font])
            known = self._shaped[font, text] = (laid_out, self._metrics[font].horizontalAdvance(text))
        return known

    def _font_of(self, tier: int, column: int, history: bool) -> int:
        if history:
            return 2
        return 1 if tier >= _BOLD_FROM and column in (Column.COIN, Column.USD) else 0

    def begin(self, wording: Wording, now: UnixMs, wide: int) -> None:
        """The rows painted from here on use these words, are that old, and are `wide` pixels wide."""
        self._wording, self._now, self._wide = wording, now, wide

    def paint_row(self, painter: QPainter, row: Liquidation, y: int, selected: bool) -> None:
        """Paint one row, `y` being its upper edge."""
        line = self.line_of(row, self._wording)
        tier = line.tier
        side, tints, stripes = self._sides[line.short]
        if selected:
            painter.fillRect(0, y, self._wide, self._high, self._selection)
        elif tier:
            painter.fillRect(0, y, self._wide, self._high, tints[tier])
        if tier:
            painter.fillRect(0, y, 2 if tier < 3 else 3, self._high, stripes[tier])
        inks = (self._ink(tier, row), side, self._faint)
        top, fonts = y + self._drop, self._fonts
        font = ink = -1
        for piece in line.pieces:
            if piece.font != font:
                font = piece.font
                painter.setFont(fonts[font])
            if piece.ink != ink:
                ink = piece.ink
                painter.setPen(inks[ink])
            text = piece.text
            if isinstance(text, str):
                painter.drawText(QPointF(piece.x, top + self._ascents[font]), text)
            else:
                painter.drawStaticText(piece.x, top, text)
        if self._age_right is not None:
            # Font and pen are still those of the time, which every row has.
            text, wide = self._shape(2 if row.history else 0, age_text(row, self._now))
            painter.drawStaticText(self._age_right - round(wide), top, text)

    def age_of(self, row: Liquidation, now: UnixMs) -> tuple[str, int]:
        """What time alone changes of a row: its age in words, and how far it has faded."""
        return age_text(row, now), _faded(now - row.at)

    def _ink(self, tier: int, row: Liquidation) -> QColor:
        """What a row is written in: the larger it is, the longer it stays bright."""
        if row.history:
            return self._faint
        return self._inks[tier][_faded(self._now - row.at)]


def _faded(age: int) -> int:
    """Which of a tier's inks is that of an age in ms."""
    return 0 if age < _FRESH else 1 if age < _RECENT else 2


def _mixed(over: QColor, under: QColor, share: float) -> QColor:
    """`share` of one colour over another, opaque: that is painted faster than what must be blended."""
    return QColor(
        round(over.red() * share + under.red() * (1 - share)),
        round(over.green() * share + under.green() * (1 - share)),
        round(over.blue() * share + under.blue() * (1 - share)),
    )
