"""What lies below and beside a chart of dollars over time: grid, hatched gaps, labels, and tags on the axis of amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from liqdesk.ui.charts.canvas import mixed
from liqdesk.ui.charts.geometry import Frame
from liqdesk.ui.charts.hatch import paint_hatch
from liqdesk.ui.theme import Role, Theme, colour

_FAINT, _STRONG = 0.55, 0.8


@dataclass(frozen=True, slots=True)
class Below:
    """All that the ground's looks depend on besides the theme: it looks the same for as long as this is equal.

    `times` (Unix ms) and `amounts` (dollars, longs negative) have a line each, `labelled` are the amounts with a label, `hatched`
    are left and right pixel of the stretches that nobody watched and how much was missing there.
    """

    frame: Frame
    times: tuple[tuple[float, str], ...]
    amounts: tuple[tuple[float, str], ...]
    labelled: tuple[tuple[float, str], ...]
    hatched: tuple[tuple[float, float, float], ...]
    clock: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A value on the axis of amounts: where, its words, and the colours (`#rrggbb`) of plate and words."""

    box: QRectF
    text: str
    plate: str
    ink: str


def paint_below(painter: QPainter, below: Below, theme: Theme) -> None:
    """Paint the ground of a chart."""
    frame, surface = below.frame, theme.tokens.surface
    _paint_grid(painter, below, theme)
    for left, right, weight in below.hatched:
        paint_hatch(painter, QRectF(left, 0, right - left, frame.height), surface.gap, weight)
    _write_labels(painter, below, theme)


def paint_tags(painter: QPainter, tags: Sequence[Tag], theme: Theme) -> None:
    """Paint these over the axis of amounts."""
    if not tags:
        return
    painter.setFont(theme.font(Role.CAPTION))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tag in tags:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tag.plate))
        painter.drawRoundedRect(tag.box, 3, 3)
        painter.setPen(colour(tag.ink))
        painter.drawText(tag.box.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, tag.text)


def _paint_grid(painter: QPainter, below: Below, theme: Theme) -> None:
    frame, surface = below.frame, theme.tokens.surface
    pixel = 1 / frame.ratio
    line, strong = mixed(surface.line, surface.panel, _FAINT), mixed(surface.faint, surface.panel, _STRONG)
    for at, _ in below.times:
        painter.fillRect(QRectF(frame.snap(frame.x(at)), 0, pixel, frame.height), line)
    for usd, _ in below.amounts:
        painter.fillRect(QRectF(0, frame.snap(frame.y(usd)), frame.width, pixel), strong if usd == 0 else line)


def _write_labels(painter: QPainter, below: Below, theme: Theme) -> None:
    frame, px = below.frame, theme.px
    font = theme.font(Role.CAPTION)
    font.setWeight(font.Weight.Normal)
    painter.setFont(font)
    painter.setPen(colour(theme.tokens.surface.faint))
    metrics = QFontMetricsF(font)
    for usd, text in below.labelled:
        y = min(max(frame.y(usd), metrics.ascent() / 2), frame.height - metrics.ascent() / 2)
        painter.drawText(QPointF(frame.width + px(7), y + metrics.ascent() / 2 - 1), text)
    base, edge = frame.height + px(7) + metrics.ascent() - 2, 0.0
    for at, text in below.times:
        wide = metrics.horizontalAdvance(text)
        x = frame.x(at) - wide / 2
        if x >= edge and x + wide <= frame.width:
            painter.drawText(QPointF(round(x), base), text)
            edge = x + wide + px(8)
    painter.drawText(QPointF(frame.width + px(7), base), below.clock)
