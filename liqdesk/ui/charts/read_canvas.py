"""What charts of sums that are pointed at are made of: a read-out above a canvas."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.ui.charts.canvas import Canvas, Room
from liqdesk.ui.charts.fields import Field, FieldsLine
from liqdesk.ui.theme import Theme, colour


class ReadCanvas(QWidget):
    """Called `name` by those who hear it. Heirs paint, filter the canvas's events for the pointer, and fill the read-out."""

    def __init__(self, theme: Theme, name: str, fields: Sequence[Field]) -> None:
        super().__init__()
        self._theme = theme
        self._fields = tuple(fields)
        self.canvas = Canvas(lambda: colour(theme.tokens.surface.panel), self._paint, self._paint_over, self)
        self.canvas.setMouseTracking(True)
        self.canvas.installEventFilter(self)
        self.read_out = FieldsLine(theme, self._fields, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.read_out)
        column.addWidget(self.canvas, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        theme.changed.connect(self.canvas.renew)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.canvas.renew()
        super().changeEvent(event)

    def _read_nothing(self, status: str = "") -> None:
        self.read_out.show_values(("",) * len(self._fields), status)

    def _paint(self, painter: QPainter, room: Room) -> None:
        """The picture that is kept."""
        raise NotImplementedError

    def _paint_over(self, painter: QPainter, room: Room) -> None:
        """What follows the pointer."""
        raise NotImplementedError
