"""The read-out: one line above the chart with every figure in its own fixed place, so that nothing jumps."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import Reading, status_of
from liqdesk.ui.format import AT_LEAST, fmt_count, fmt_day, fmt_minute, fmt_price, fmt_usd, zone_name
from liqdesk.ui.theme import Role, Theme

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    ("", "28 Nov 88:88–88:88 CEST"),
    ("▲ shorts", _MONEY),
    ("▼ longs", _MONEY),
    ("total", _MONEY),
    ("orders", "888,888"),
    ("", "BTC 888,888.8"),
)
"""Each field's label, and the widest value there must be room for."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field's label and value begin, and where the next field does."""

    label: float
    value: float
    end: float


class ReadOut(QWidget):
    """Paints a `Reading`; only the fields that changed are painted again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts: tuple[str, ...] = ("",) * (len(_FIELDS) + 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def texts(self) -> tuple[str, ...]:
        """Time, shorts, longs, total, orders, price, status."""
        return self._texts

    def show_reading(self, reading: Reading | None, price_base: str, zone: Zone) -> None:
        """Show a bucket, or nothing."""
        old = self._texts
        self._texts = _texts(reading, price_base, zone) if reading else ("",) * (len(_FIELDS) + 1)
        for number, place in enumerate(self._places):
            if old[number] != self._texts[number]:
                self.update(self._box(place.value, place.end))
        if old[-1] != self._texts[-1]:
            self.update(self._box(self._places[-1].end, self.width()))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        exposed = event.rect()
        painter = QPainter(self)
        painter.fillRect(exposed, self._back)
        metrics = self._value_metrics
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for number, place in enumerate(self._places):
            if not event.region().intersects(self._box(place.label, place.end)):
                continue
            plain = number == 0
            if exposed.left() < place.value and _FIELDS[number][0]:
                painter.setFont(self._label_font)
                painter.setPen(self._label_inks[number])
                painter.drawText(QPointF(place.label, base), _FIELDS[number][0])
            painter.setFont(self._label_font if plain else self._value_font)
            painter.setPen(self._dim if plain else self._ink)
            painter.drawText(QPointF(place.value, base), self._texts[number])
        free_from = self._places[-1].end
        if exposed.right() > free_from:
            self._paint_status(painter, free_from, base)

    def _paint_status(self, painter: QPainter, free_from: float, base: float) -> None:
        """The status at the right edge, cut where the figures need the room."""
        edge, metrics = self.width() - self._theme.px(10), self._label_metrics
        text = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, max(0.0, edge - free_from))
        painter.setFont(self._label_font)
        painter.setPen(self._faint)
        painter.drawText(QPointF(edge - metrics.horizontalAdvance(text), base), text)

    def _box(self, left: float, right: float) -> QRect:
        return QRect(int(left), 0, int(right - left) + 1, self.height())

    def _dress(self) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        self._label_font, self._value_font = self._theme.font(Role.SMALL), self._theme.font(Role.SMALL)
        self._value_font.setWeight(QFont.Weight.DemiBold)
        self._label_metrics = QFontMetricsF(self._label_font)
        self._value_metrics = QFontMetricsF(self._value_font)
        surface = tokens.surface
        self._back, self._ink = QColor(surface.panel), QColor(surface.text)
        self._dim, self._faint = QColor(surface.dim), QColor(surface.faint)
        short, long = QColor(tokens.short.text), QColor(tokens.long.text)
        self._label_inks = (self._faint, short, long, self._faint, self._faint, self._faint)
        places, x = [], float(px(10))
        for number, (label, widest) in enumerate(_FIELDS):
            value = x + (self._label_metrics.horizontalAdvance(label) + px(5) if label else 0.0)
            metrics = self._label_metrics if number == 0 else self._value_metrics
            end = value + metrics.horizontalAdvance(widest) + px(8)
            places.append(_Place(x, value, end))
            x = end
        self._places = tuple(places)
        self.update()


def _texts(reading: Reading, price_base: str, zone: Zone) -> tuple[str, ...]:
    told = reading.told(fmt_usd)
    return (
        _moment(reading.start, reading.end, zone),
        *map(told.signed, (told.short, told.long, told.total)),
        fmt_count(reading.count if reading.count or (reading.zero_known and reading.missing == 0) else None),
        f"{price_base} {fmt_price(reading.price)}",
        status_of(reading),
    )


@lru_cache(maxsize=64)
def _moment(start: UnixMs, end: UnixMs, zone: Zone) -> str:
    """The bucket in words; kept, because the same few are asked for ten times a second."""
    return f"{fmt_day(start, zone)} {fmt_minute(start, zone)}–{fmt_minute(end, zone)} {zone_name(start, zone)}"
