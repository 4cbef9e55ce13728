"""The read-out: one line above the chart with every figure in its own fixed place, so that nothing jumps."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import Reading, status_of
from liqdesk.ui.format import AT_LEAST, UNKNOWN, fmt_count, fmt_day, fmt_minute, fmt_price, fmt_usd, zone_name
from liqdesk.ui.theme import Role, Theme

_MONEY = f"{AT_LEAST} $888.88M"


@dataclass(frozen=True, slots=True)
class _Field:
    """A label, and the widest value there must be room for."""

    label: str
    widest: str


_FIELDS = (
    _Field("", "28 Nov 88:88–88:88 CEST"),
    _Field("▲ shorts", _MONEY),
    _Field("▼ longs", _MONEY),
    _Field("total", _MONEY),
    _Field("orders", "888,888"),
    _Field("", "BTC 888,888.8"),
)


class ReadOut(QWidget):
    """Paints a `Reading`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts: tuple[str, ...] = ("",) * (len(_FIELDS) + 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def texts(self) -> tuple[str, ...]:
        """Time, shorts, longs, total, orders, price, status."""
        return self._texts

    def show_reading(self, reading: Reading | None, price_base: str, zone: Zone) -> None:
        """Show a bucket, or nothing."""
        texts = _texts(reading, price_base, zone) if reading else ("",) * (len(_FIELDS) + 1)
        if texts != self._texts:
            self._texts = texts
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(surface.panel))
        label_font, value_font = self._theme.font(Role.SMALL), self._theme.font(Role.STRONG)
        value_font.setPixelSize(self._theme.px(12))
        labels, values = QFontMetricsF(label_font), QFontMetricsF(value_font)
        base = (self.height() + values.ascent() - values.descent()) / 2
        x = float(self._theme.px(10))
        for number, (field, text) in enumerate(zip(_FIELDS, self._texts[:-1], strict=True)):
            painter.setFont(label_font)
            painter.setPen(self._label_colour(number))
            painter.drawText(QPointF(x, base), field.label)
            if field.label:
                x += labels.horizontalAdvance(field.label) + self._theme.px(5)
            plain = number == 0
            painter.setFont(label_font if plain else value_font)
            painter.setPen(QColor(surface.dim if plain else surface.text))
            painter.drawText(QPointF(x, base), text)
            x += (labels if plain else values).horizontalAdvance(field.widest) + self._theme.px(10)
        self._paint_status(painter, x, base, labels)

    def _paint_status(self, painter: QPainter, free_from: float, base: float, metrics: QFontMetricsF) -> None:
        """The status at the right edge, cut where the figures need the room."""
        edge = self.width() - self._theme.px(10)
        text = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, max(0.0, edge - free_from))
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(QColor(self._theme.tokens.surface.faint))
        painter.drawText(QPointF(edge - metrics.horizontalAdvance(text), base), text)

    def _label_colour(self, number: int) -> QColor:
        tokens = self._theme.tokens
        if number == 1:
            return QColor(tokens.short.text)
        return QColor(tokens.long.text if number == 2 else tokens.surface.faint)


def _texts(reading: Reading, price_base: str, zone: Zone) -> tuple[str, ...]:
    start, end = fmt_minute(reading.start, zone), fmt_minute(reading.end, zone)
    moment = f"{fmt_day(reading.start, zone)} {start}–{end} {zone_name(reading.start, zone)}"
    return (
        moment,
        _money(reading.short, reading),
        _money(reading.long, reading),
        _money(reading.both, reading),
        fmt_count(reading.count),
        f"{price_base} {fmt_price(reading.price)}",
        status_of(reading, zone),
    )


def _money(usd: float | None, reading: Reading) -> str:
    if usd is None:
        return UNKNOWN
    floor = reading.at_least or reading.missing > 0
    return (f"{AT_LEAST} " if floor else "") + fmt_usd(round(usd * 1e6))
