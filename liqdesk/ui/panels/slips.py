"""What a painted panel says, as values: texts, plates and bars in their places, so that only what differs is painted again."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from liqdesk.ui.bars import paint_split
from liqdesk.ui.theme import Role, Theme, colour

_KEPT = 1_000
"""So many measured texts are kept: captions and notes are the same at nearly every step."""
_LINE = Qt.TextFlag.TextSingleLine
# Joined once: Python joins flags slowly.
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | _LINE
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | _LINE
CENTRE = Qt.AlignmentFlag.AlignCenter | _LINE


class Words(NamedTuple):
    """A text in a place, cut to it."""

    where: QRect
    text: str
    role: Role
    ink: str
    align: int = LEFT


class Plate(NamedTuple):
    """A place of one colour."""

    where: QRect
    ink: str


class Halves(NamedTuple):
    """Shorts against longs, micro-USD; an empty bar where there is neither."""

    where: QRect
    short: int
    long: int


Slip = Words | Plate | Halves


class Pens:
    """Fonts and measures of a theme, made once."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts: dict[Role, QFont] = {}
        self._wide: dict[tuple[str, Role], int] = {}
        self._cut: dict[tuple[str, Role, int], str] = {}
        self._metrics: dict[Role, QFontMetrics] = {}
        self.dress()

    def dress(self) -> None:
        """Take the theme's fonts."""
        self._fonts = {role: self._theme.font(role) for role in Role}
        self._metrics = {role: QFontMetrics(font) for role, font in self._fonts.items()}
        self._wide.clear()
        self._cut.clear()

    def wide(self, text: str, role: Role) -> int:
        """How wide a text is."""
        known = self._wide.get((text, role))
        if known is None:
            if len(self._wide) >= _KEPT:
                self._wide.clear()
            known = self._wide[text, role] = self._metrics[role].horizontalAdvance(text)
        return known

    def cut(self, text: str, role: Role, width: int) -> str:
        """As much of a text as there is room for."""
        known = self._cut.get((text, role, width))
        if known is None:
            if len(self._cut) >= _KEPT:
                self._cut.clear()
            known = self._metrics[role].elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[text, role, width] = known
        return known

    def paint(self, painter: QPainter, slip: Slip) -> None:
        """Paint one, over whatever is there."""
        match slip:
            case Words(where, text, role, ink, align):
                painter.setFont(self._fonts[role])
                painter.setPen(colour(ink))
                painter.drawText(where, align, text)
            case Plate(where, ink):
                painter.fillRect(where, colour(ink))
            case Halves(where, short, long):
                tokens = self._theme.tokens
                empty = not (short or long)
                painter.fillRect(where, colour(tokens.surface.hover if empty else tokens.surface.panel))
                paint_split(painter, QRectF(where), short, long, (colour(tokens.short.fill), colour(tokens.long.fill)))


def differing(before: Sequence[Slip], after: Sequence[Slip]) -> list[QRect]:
    """The places where they do not look alike."""
    pairs = (pair for pair in zip_longest(before, after) if pair[0] != pair[1])
    return [slip.where for pair in pairs for slip in pair if slip is not None]
