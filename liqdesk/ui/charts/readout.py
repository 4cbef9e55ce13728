"""The read-out: one line above the chart with every figure in its own fixed place, so that nothing jumps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import Reading, status_of
from liqdesk.ui.format import AT_LEAST, fmt_count, fmt_day, fmt_minute, fmt_price, fmt_usd, widest, zone_name
from liqdesk.ui.theme import Role, Theme

_MONEY = f"{AT_LEAST} $888.88M"
_TIME, _LONGS = 0, 2
_WIDEST = ("28 Nov 88:88–88:88 CEST", _MONEY, _MONEY, _MONEY, "888,888", "BTC 888,888.8")
"""The widest value of each field that there must be room for."""

_LABELS = (
    ("", marked("▲ shorts"), marked("▼ longs"), marked("total"), marked("orders"), ""),
    (None, marked("▲ shorts"), marked("▼ longs"), marked("total"), marked("orders"), ""),
    (None, "▲", "▼", marked("total"), marked("orders"), ""),
)
"""The label of each field, None where it is left out: the first that leaves room for both sides is taken."""


_STATES = (marked("uncovered"), marked("still open"), marked("sampled"), marked("covered"))
"""What a status is at its widest; it goes before all figures but those of both sides."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A field's label, where it and the value begin, where the widest value ends, and where the next field begins."""

    text: str
    label: float
    value: float
    right: float
    end: float


class ReadOut(QWidget):
    """Paints a `Reading`; only the fields that changed are painted again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts: tuple[str, ...] = ("",) * (len(_WIDEST) + 1)
        self._places: dict[int, _Place] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def texts(self) -> tuple[str, ...]:
        """Time, shorts, longs, total, orders, price, status."""
        return self._texts

    @property
    def shown(self) -> tuple[str, ...]:
        """What there is room for, each field with its label."""
        return tuple(f"{place.text} {self._texts[number]}".strip() for number, place in self._places.items())

    @property
    def status(self) -> str:
        """The status at the right edge; empty where both sides need the room: a letter of it says nothing."""
        text, room = self._texts[-1], self.width() - self._theme.px(10) - self._free_from
        return text if self._label_metrics.horizontalAdvance(text) <= room else ""

    def show_reading(self, reading: Reading | None, price_base: str, zone: Zone) -> None:
        """Show a bucket, or nothing."""
        old = self._texts
        self._texts = _texts(reading, price_base, zone) if reading else ("",) * (len(_WIDEST) + 1)
        for number, place in self._places.items():
            if old[number] != self._texts[number]:
                self.update(self._box(place.value, place.end))
        if old[-1] != self._texts[-1]:
            self.update(self._box(self._free_from, self.width()))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        exposed = event.rect()
        painter = QPainter(self)
        painter.fillRect(exposed, self._back)
        metrics = self._value_metrics
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for number, place in self._places.items():
            if not event.region().intersects(self._box(place.label, place.end)):
                continue
            plain = number == _TIME
            if exposed.left() < place.value and place.text:
                painter.setFont(self._label_font)
                painter.setPen(self._label_inks[number])
                painter.drawText(QPointF(place.label, base), place.text)
            painter.setFont(self._label_font if plain else self._value_font)
            painter.setPen(self._dim if plain else self._ink)
            painter.drawText(QPointF(place.value, base), self._texts[number])
        if exposed.right() > self._free_from:
            self._paint_status(painter, base)

    def _paint_status(self, painter: QPainter, base: float) -> None:
        edge, metrics, text = self.width() - self._theme.px(10), self._label_metrics, self.status
        painter.setFont(self._label_font)
        painter.setPen(self._faint)
        painter.drawText(QPointF(edge - metrics.horizontalAdvance(text), base), text)

    def _box(self, left: float, right: float) -> QRect:
        return QRect(int(left), 0, int(right - left) + 1, self.height())

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self._label_font, self._value_font = self._theme.font(Role.SMALL), self._theme.font(Role.SMALL)
        self._value_font.setWeight(QFont.Weight.DemiBold)
        self._label_metrics = QFontMetricsF(self._label_font)
        self._value_metrics = QFontMetricsF(self._value_font)
        surface = tokens.surface
        self._back, self._ink = QColor(surface.panel), QColor(surface.text)
        self._dim, self._faint = QColor(surface.dim), QColor(surface.faint)
        short, long = QColor(tokens.short.text), QColor(tokens.long.text)
        self._label_inks = (self._faint, short, long, self._faint, self._faint, self._faint)
        self._arrange()

    def _arrange(self) -> None:
        """Give every field its place; those that do not fit are left out: half a figure would be another figure."""
        for labels in _LABELS:
            places = self._placed([label and tr(label) for label in labels])
            if places[_LONGS].right <= self.width():
                break
        status = max(self._label_metrics.horizontalAdvance(tr(one)) for one in _STATES) + self._theme.px(18)
        room = {number: self.width() - (status if number > _LONGS else 0) for number in places}
        self._places = {number: place for number, place in places.items() if place.right <= room[number]}
        if _LONGS not in self._places:  # one side alone would be taken for the whole
            self._places.pop(_LONGS - 1, None)
        self._free_from = max((place.end for place in self._places.values()), default=0.0)
        self.update()

    def _placed(self, labels: Sequence[str | None]) -> dict[int, _Place]:
        px, x, places = self._theme.px, float(self._theme.px(10)), {}
        for number, (label, sample) in enumerate(zip(labels, _WIDEST, strict=True)):
            if label is not None:
                value = x + (self._label_metrics.horizontalAdvance(label) + px(5) if label else 0.0)
                metrics = self._label_metrics if number == _TIME else self._value_metrics
                right = value + metrics.horizontalAdvance(widest(sample))
                places[number] = _Place(label, x, value, right, right + px(8))
                x = right + px(8)
        return places


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
