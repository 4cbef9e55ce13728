"""One line of words beside a chart, each piece in its own ink; what there is no room for is left out whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.analytics.told import Told
from liqdesk.domain.language import tr
from liqdesk.ui.theme import Role, Theme, colour

_MEASURED = 500
"""So many texts are remembered with their width."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and the colour (`#rrggbb`) they are written in; `strong` ones weigh more.

    Only a `sentence` may be cut: half a figure would be another figure. Where there is no room for all, those with the highest
    `goes` go first, equal ones together, and what stays is written as `brief`, where it has such a form, before it goes too.
    """

    text: str
    ink: str
    strong: bool = False
    sentence: bool = False
    goes: int = 0
    brief: str = ""


def side_piece(form: str, glyph: str, money: str, ink: str) -> Piece:
    """The money of one side: it stands with the other side or not at all, and where room is short without its word."""
    return Piece(form.format(money=money), ink, True, goes=1, brief=f"{glyph} {money}")


def covered_piece(told: Told, ink: str) -> Piece:
    """How whole the figures beside it are."""
    whole = told.state or tr("covered {covered}").format(covered=told.covered)
    return Piece(whole, ink, brief=told.state or told.covered)


class TextLine(QWidget):
    """Paints pieces from the left and perhaps one at the right edge; as high as its font wants, whatever it holds."""

    def __init__(self, theme: Theme, role: Role = Role.SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._pieces: tuple[Piece, ...] = ()
        self._right: Piece | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def text(self) -> str:
        """What is written, without what stands at the right."""
        return "  ".join(piece.text for piece in self._pieces)

    @property
    def right_text(self) -> str:
        """What stands at the right edge."""
        return "" if self._right is None else self._right.text

    def write(self, pieces: tuple[Piece, ...], right: Piece | None = None) -> None:
        """Write these from now on."""
        if (pieces, right) != (self._pieces, self._right):
            self._pieces, self._right = pieces, right
            self.setToolTip("")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(22 if self._role is Role.CAPTION else 24))

    def _dress(self) -> None:
        """Take the theme's fonts; what was measured in others is forgotten."""
        self._plain, self._strong = self._theme.font(self._role), self._theme.font(self._role)
        self._strong.setWeight(self._strong.Weight.DemiBold)
        self._metrics = QFontMetricsF(self._plain), QFontMetricsF(self._strong)
        self._measured: dict[tuple[str, bool], float] = {}
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self._theme.tokens.surface.panel))
        plain, strong = self._plain, self._strong
        edge, x = float(self.width() - self._theme.px(10)), float(self._theme.px(10))
        metrics = self._metrics[False]
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        right = self._right_words(edge - x)
        if self._right is not None and right:
            wide = self._advance(right)
            painter.setFont(plain)
            painter.setPen(colour(self._right.ink))
            painter.drawText(QPointF(edge - wide, base), right)
            edge -= wide + self._theme.px(12)
        for piece in self._fitting(edge - x):
            font = strong if piece.strong else plain
            text = piece.text
            if self._advance(text, piece.strong) > edge - x:
                if not piece.sentence:
                    return
                text = self._metrics[piece.strong].elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, edge - x))
            painter.setFont(font)
            painter.setPen(colour(piece.ink))
            painter.drawText(QPointF(x, base), text)
            x += self._advance(text, piece.strong) + self._theme.px(8)

    def _right_words(self, room: float) -> str:
        """What stands at the right edge: fewer words where both sides need the room, and none where they need all of it."""
        right = self._right
        if right is None:
            return ""
        least = self._wide([replace(piece, text=piece.brief) for piece in self._pieces if piece.brief])
        for words, beside in ((right.text, self._wide(self._pieces)), (right.text, least), (right.brief, least)):
            wide = self._advance(words)
            if beside + self._theme.px(12) + wide <= room:
                return words
        return ""

    def _fitting(self, room: float) -> list[Piece]:
        """What is written in so much room."""
        kept = list(self._pieces)
        while any(piece.goes for piece in kept) and self._wide(kept) > room:
            first = max(piece.goes for piece in kept)
            going = [piece for piece in kept if piece.goes == first]
            if any(piece.brief for piece in going):
                kept = [replace(piece, text=piece.brief, brief="") if piece in going else piece for piece in kept]
            else:
                kept = [piece for piece in kept if piece not in going]
        return kept

    def _wide(self, pieces: Sequence[Piece]) -> float:
        between = self._theme.px(8) * max(0, len(pieces) - 1)
        return between + sum(self._advance(piece.text, piece.strong) for piece in pieces)

    def _advance(self, text: str, strong: bool = False) -> float:
        """How wide a text is; asked several times at each paint."""
        known = self._measured.get((text, strong))
        if known is None:
            if len(self._measured) >= _MEASURED:
                self._measured.clear()
            known = self._measured[text, strong] = self._metrics[strong].horizontalAdvance(text)
        return known
