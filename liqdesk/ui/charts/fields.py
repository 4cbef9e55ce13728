"""A read-out of named figures: each has its own fixed place, so that nothing jumps when a number changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.format import widest
from liqdesk.ui.theme import Role, Theme, colour

_STATUS = 92
"""So much room is kept for the status before a field that may go is shown."""


_CLAUSES = re.compile(r"[,;·]\s")


@dataclass(frozen=True, slots=True)
class Field:
    """One figure: what stands before it, the widest value there must be room for, and the side whose ink the label wears.

    Where the line is narrow, fields with the highest `goes` go first; 0 stays as long as it fits.
    """

    label: str
    widest: str
    side: PositionSide | None = None
    goes: int = 0


class FieldsLine(QWidget):
    """Paints the values of its fields, and a status at the right edge, cut where the figures need the room."""

    def __init__(self, theme: Theme, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields = tuple(fields)
        self._values: tuple[str, ...] = ("",) * len(self._fields)
        self._status = ""
        self._places: dict[int, tuple[float, float]] = {}
        self._free_from = 0.0
        self._brief = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._arrange)
        self._arrange()

    @property
    def values(self) -> tuple[str, ...]:
        """What every field holds, seen or not."""
        return self._values

    @property
    def status(self) -> str:
        """What stands at the right edge, as far as there is room."""
        return self._status

    @property
    def shown(self) -> tuple[str, ...]:
        """What there is room for, each with its label."""
        return tuple(f"{self._label(self._fields[at])} {self._values[at]}".strip() for at in sorted(self._places))

    def show_values(self, values: Sequence[str], status: str) -> None:
        """Show these, in the order of the fields."""
        if (tuple(values), status) != (self._values, self._status):
            self._values, self._status = tuple(values), status
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(surface.panel))
        plain, strong = self._fonts()
        metrics = QFontMetricsF(plain)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for number, (label, value) in self._places.items():
            field = self._fields[number]
            if not self._values[number]:
                continue  # a label alone says nothing
            painter.setFont(plain)
            painter.setPen(self._ink(field))
            painter.drawText(QPointF(label, base), self._label(field))
            painter.setFont(strong if field.label else plain)
            painter.setPen(colour(surface.text if field.label else surface.dim))
            painter.drawText(QPointF(value, base), self._values[number])
        edge = self.width() - self._theme.px(10)
        text = self._status_in(metrics, max(0.0, edge - self._free_from))
        painter.setFont(plain)
        painter.setPen(colour(surface.faint))
        painter.drawText(QPointF(edge - metrics.horizontalAdvance(text), base), text)

    def _status_in(self, metrics: QFontMetricsF, room: float) -> str:
        """As much of the status as there is room for: whole clauses of it, since half a figure would be another figure."""
        ends = [found.start() for found in _CLAUSES.finditer(self._status)]
        for form in (self._status, *(self._status[:end] for end in reversed(ends))):
            if metrics.horizontalAdvance(form) <= room:
                return form
        figures = any(sign.isdigit() for sign in self._status)
        if figures or room < self._theme.px(_STATUS):
            return ""
        return metrics.elidedText(self._status, Qt.TextElideMode.ElideRight, room)

    def _ink(self, field: Field) -> QColor:
        tokens = self._theme.tokens
        return colour(tokens.surface.faint if field.side is None else tokens.side(field.side).text)

    def _fonts(self) -> tuple[QFont, QFont]:
        plain, strong = self._theme.font(Role.SMALL), self._theme.font(Role.SMALL)
        strong.setWeight(QFont.Weight.DemiBold)
        return plain, strong

    def _arrange(self) -> None:
        """Give every field its place; those that do not fit are left out: half a figure would be another figure.

        One side never stands without the other: before that their words go, then both.
        """
        sided = self._sided()
        self._brief = False
        kept = self._fitting()
        if not sided <= set(kept):
            self._brief = True
            kept = self._fitting()
        if not sided <= set(kept):
            kept = [number for number in kept if number not in sided]
        wide = self._widths()
        self._places, x = {}, float(self._theme.px(10))
        for number in kept:
            label, value = wide[number]
            self._places[number] = (x, x + label)
            x += label + value + self._theme.px(12)
        self._free_from = x
        self.update()

    def _sided(self) -> set[int]:
        return {number for number, field in enumerate(self._fields) if field.side is not None and not field.goes}

    def _label(self, field: Field) -> str:
        """What stands before a figure; of a side its sign alone where there is no room for the word."""
        label = tr(field.label)
        return label.split(" ", 1)[0] if self._brief and field.side is not None else label

    def _widths(self) -> dict[int, tuple[float, float]]:
        """How wide the label and the figure of each field are."""
        plain, strong = (QFontMetricsF(font) for font in self._fonts())
        wide = {}
        for number, field in enumerate(self._fields):
            label = plain.horizontalAdvance(self._label(field)) + self._theme.px(5) if field.label else 0.0
            wide[number] = (label, (strong if field.label else plain).horizontalAdvance(widest(field.widest)))
        return wide

    def _fitting(self) -> list[int]:
        """The fields there is room for."""
        px, wide = self._theme.px, self._widths()
        kept = list(wide)
        while kept:
            first = max(kept, key=lambda one: (self._fields[one].goes, one))
            room = self.width() - (px(_STATUS) if self._fields[first].goes else 0)
            if px(10) + sum(sum(wide[one]) + px(12) for one in kept) <= room:
                break
            kept.remove(first)
        return kept
