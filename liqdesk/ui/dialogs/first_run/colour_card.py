"""One preset of the side colours, drawn as the chart would be."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.settings.model import BarColours
from liqdesk.ui.theme import Role, SideColours, Theme, colour, tokens_for

TITLES = {
    BarColours.BLUE_ORANGE: marked("Blue and orange"),
    BarColours.BY_POSITION: marked("By position"),
    BarColours.BY_PRESSURE: marked("By pressure"),
}
REASONS = {
    BarColours.BLUE_ORANGE: marked("told apart by every eye"),
    BarColours.BY_POSITION: marked("a long is green"),
    BarColours.BY_PRESSURE: marked("what lifts the price is green"),
}
INKS = {
    BarColours.BLUE_ORANGE: (marked("blue"), marked("orange")),
    BarColours.BY_POSITION: (marked("rose"), marked("green")),
    BarColours.BY_PRESSURE: (marked("green"), marked("rose")),
}
"""The names of the colours of shorts and of longs."""

UP = (4, 6, 5, 9, 14, 22, 27, 21, 15, 18, 11, 8, 6, 9, 5, 3, 4)
DOWN = (5, 3, 8, 4, 6, 3, 5, 9, 17, 12, 7, 10, 6, 4, 3, 6, 4)


class ColourCard(QAbstractButton):
    """A preset to choose, in the light or dark that is in force."""

    def __init__(self, preset: BarColours, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.preset = preset
        self._theme = theme
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        short, long = map(tr, INKS[preset])
        self.setAccessibleName(
            tr("{title}: shorts {short}, longs {long}, {reason}").format(
                title=tr(TITLES[preset]), short=short, long=long, reason=tr(REASONS[preset])
            )
        )
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(206), self._theme.px(168))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        tokens = tokens_for(self._theme.tokens.dark, self.preset)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = surface.accent if self.isChecked() or self.hasFocus() else surface.line
        width = 2 if self.isChecked() else 1
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(colour(edge), width))
        painter.setBrush(colour(surface.hover if self.underMouse() else surface.panel))
        painter.drawRoundedRect(frame, px(6), px(6))
        if self.hasFocus():
            painter.setPen(QPen(colour(surface.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(px(3), px(3), -px(3), -px(3)), px(4), px(4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_bars(painter, QRect(px(12), px(10), self.width() - px(24), px(62)), tokens.short, tokens.long)
        short, long = map(tr, INKS[self.preset])
        words = (
            (tr(TITLES[self.preset]), Role.STRONG, surface.text),
            (tr(REASONS[self.preset]), Role.SMALL, surface.dim),
            (tr("▲ shorts {short}").format(short=short), Role.SMALL, tokens.short.text),
            (tr("▼ longs {long}").format(long=long), Role.SMALL, tokens.long.text),
        )
        for number, (text, role, ink) in enumerate(words):
            painter.setFont(self._theme.font(role))
            painter.setPen(colour(ink))
            line = QRect(px(12), px(80 + 20 * number), self.width() - px(24), px(20))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _paint_bars(self, painter: QPainter, place: QRect, short: SideColours, long: SideColours) -> None:
        middle = place.y() + round(place.height() * 0.58)
        step = place.width() / len(UP)
        unit = place.height() / 52
        for number, (up, down) in enumerate(zip(UP, DOWN, strict=True)):
            left = round(place.x() + number * step)
            wide = max(2, round(step) - self._theme.px(2))
            high, low = round(up * unit), round(down * unit)
            painter.fillRect(QRect(left, middle - high, wide, high), colour(short.fill))
            painter.fillRect(QRect(left, middle + 1, wide, low), colour(long.fill))
        painter.fillRect(QRect(place.x(), middle, place.width(), 1), colour(self._theme.tokens.surface.faint))
