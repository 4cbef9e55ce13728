"""The share card: a picture of 1200 by 675 with the total, its course, its coins and how whole it is, always marked."""

import asyncio
from datetime import UTC, datetime

from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter

from liqdesk.analytics.card import CardView
from liqdesk.analytics.told import Told, covered_words, tell
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.engine.desk import Mode
from liqdesk.ui.bars import paint_split
from liqdesk.ui.charts.course import CourseFonts, CoursePainter
from liqdesk.ui.format import AT_LEAST, fmt_date_time, fmt_share, fmt_usd, side_word
from liqdesk.ui.theme import Role, Theme, Tokens, colour

WIDTH, HEIGHT = 1200, 675
MARKS = {
    Mode.LIVE: "",
    Mode.DEMO: marked("DEMO  simulated exchanges, not the market"),
    Mode.REPLAY: marked("REPLAY  a recording, not now"),
}

_EDGE, _FOOT = 48.0, 960.0
_CHART = QRectF(_EDGE, 258, 760, 322)
_SIDE = QRectF(852, 258, WIDTH - _EDGE - 852, 322)
_SPLIT_FROM, _SPLIT = 94, 72
"""Where the bar of a coin's sides begins and how long it is: the widest sum, with its sign, stays clear of it."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SEMI, _MEDIUM, _PLAIN = QFont.Weight.DemiBold, QFont.Weight.Medium, QFont.Weight.Normal


async def card_png(view: CardView, theme: Theme, mode: Mode) -> bytes:
    """The card as a PNG in the theme's colours; painted here, written by a thread, as that takes a while."""
    image = CardPainter(view, theme.tokens, theme, mode).image()

    def written() -> bytes:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(image)
        return bytes(buffer.data().data())

    return await asyncio.to_thread(written)


class CardPainter:
    """Paints one card in given colours; sizes do not follow the user's text size, because others will look at it."""

    def __init__(self, view: CardView, tokens: Tokens, theme: Theme, mode: Mode) -> None:
        self._view = view
        self._tokens = tokens
        self._theme = theme
        self._mark = tr(MARKS[mode])
        self.written: list[str] = []
        """Every text of the newest picture, as it can be read there."""

    def image(self) -> QImage:
        """The finished picture."""
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(colour(self._tokens.surface.panel))
        self.written.clear()
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in (self._head, self._total, self._course, self._coins, self._foot):
            part(painter)
        painter.end()
        return image

    def _font(self, size: int, weight: QFont.Weight = _PLAIN) -> QFont:
        font = self._theme.font(Role.BODY)
        font.setPixelSize(size)
        font.setWeight(weight)
        return font

    def _write(
        self, painter: QPainter, where: QRectF, text: str, font: QFont, ink: str, align: Qt.AlignmentFlag = _LEFT
    ) -> float:
        """Write on one line, cut with an ellipsis where it is too long; how wide it became."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        painter.setFont(font)
        painter.setPen(colour(ink))
        painter.drawText(where, align | Qt.TextFlag.TextSingleLine, shown)
        self.written.append(shown)
        return metrics.horizontalAdvance(shown)

    def _head(self, painter: QPainter) -> None:
        surface, view = self._tokens.surface, self._view
        self._write(painter, QRectF(_EDGE, 34, 640, 34), view.title, self._font(24, _SEMI), surface.text)
        when = tr("{start} – {end} UTC").format(
            start=_moment(view.span.start), end=f"{datetime.fromtimestamp(view.span.end / 1000, UTC):%H:%M}"
        )
        right = QRectF(WIDTH - _EDGE - 460, 34, 460, 34)
        self._write(painter, right, when, self._font(20), surface.dim, _RIGHT)
        if self._mark:
            font = self._font(18, _SEMI)
            width = QFontMetricsF(font).horizontalAdvance(self._mark) + 28
            chip = QRectF(WIDTH - _EDGE - width, 80, width, 34)
            painter.fillRect(chip, colour(surface.mark_back))
            self._write(painter, chip, self._mark, font, surface.mark, _CENTRE)

    def _total(self, painter: QPainter) -> None:
        surface, view = self._tokens.surface, self._view
        total, coverage = view.total.total, view.total.coverage
        told, x = tell(total, coverage, fmt_usd), _EDGE
        if told.more_possible:
            x += 12 + self._write(painter, QRectF(x, 72, 80, 88), AT_LEAST, self._font(72, _SEMI), surface.faint)
        self._write(painter, QRectF(x, 72, 720, 88), told.total, self._font(76, _SEMI), surface.text)
        if told.state:
            why = tr("no feed covered this time") if coverage.blind else told.state
            self._write(painter, QRectF(_EDGE, 172, 900, 34), why, self._font(24), surface.dim)
            return
        self._side(painter, QRectF(_EDGE, 170, 540, 36), PositionSide.SHORT, told, _LEFT)
        self._side(painter, QRectF(WIDTH - _EDGE - 540, 170, 540, 36), PositionSide.LONG, told, _RIGHT)
        bar = QRectF(_EDGE, 214, WIDTH - 2 * _EDGE, 18)
        painter.fillRect(bar, colour(surface.hover))
        if total.both:
            painter.fillRect(bar, colour(surface.panel))
            paint_split(painter, bar, total.short, total.long, self._fills())

    def _fills(self) -> tuple[QColor, QColor]:
        return colour(self._tokens.short.fill), colour(self._tokens.long.fill)

    def _side(
        self, painter: QPainter, where: QRectF, position: PositionSide, told: Told, align: Qt.AlignmentFlag
    ) -> None:
        text = (
            tr("{long} longs  {long_share}  ▼").format(
                long=told.signed(told.long), long_share=fmt_share(told.long_share)
            )
            if position is PositionSide.LONG
            else tr("▲  {short} shorts  {short_share}").format(
                short=told.signed(told.short), short_share=fmt_share(told.short_share)
            )
        )
        self._write(painter, where, text, self._font(28, _SEMI), self._tokens.side(position).text, align)

    def _course(self, painter: QPainter) -> None:
        fonts = CourseFonts(self._font(15), self._font(15, _MEDIUM))
        CoursePainter(self._view, self._tokens, fonts).paint(painter, _CHART)

    def _coins(self, painter: QPainter) -> None:
        """The coins with their sums and sides, then the largest order and what else is worth a line."""
        surface, y = self._tokens.surface, _SIDE.top()
        for base, total in self._view.coins:
            row = QRectF(_SIDE.left(), y, _SIDE.width(), 28)
            self._write(painter, QRectF(row.left(), y, _SPLIT_FROM - 8, 28), base, self._font(20, _SEMI), surface.text)
            split = QRectF(row.left() + _SPLIT_FROM, y + 11, _SPLIT, 7)
            told = tell(total, self._view.total.coverage, fmt_usd)
            font = self._font(20, _SEMI)
            wide = self._write(painter, row, told.total, font, surface.text, _RIGHT)
            if told.more_possible:
                self._write(painter, row.adjusted(0, 0, -wide - 6, 0), AT_LEAST, font, surface.faint, _RIGHT)
            paint_split(painter, split, total.short, total.long, self._fills())
            y += 32
        for caption, text in self._notes():
            y += 6
            row = QRectF(_SIDE.left(), y, _SIDE.width(), 20)
            self._write(painter, row, caption, self._font(15, _MEDIUM), surface.faint)
            self._write(painter, row.translated(0, 20), text, self._font(17, _MEDIUM), surface.dim)
            y += 42

    def _notes(self) -> list[tuple[str, str]]:
        notes, largest = [], self._view.largest
        if largest is not None and largest.notional is not None:
            word = side_word(largest.position)
            caption = tr("Largest order seen") if self._view.total.coverage.at_least else tr("Largest order")
            notes.append((caption, f"{fmt_usd(largest.notional)} {largest.instrument.base} {word}"))
        return [*notes, *self._view.notes][:3]

    def _foot(self, painter: QPainter) -> None:
        surface, coverage = self._tokens.surface, self._view.total.coverage
        painter.fillRect(QRectF(_EDGE, 598, WIDTH - 2 * _EDGE, 1), colour(surface.line))
        told = tr("Covered {coverage}").format(coverage=covered_words(coverage))
        if self._view.feeds is not None:
            live, expected = self._view.feeds
            told += tr("; feeds {live} of {expected}").format(live=live, expected=expected)
        why = "; ".join(coverage.reasons)
        if coverage.at_least and not coverage.blind:
            why = tr("At least: {why}").format(why=why)
        self._write(painter, QRectF(_EDGE, 608, 900, 22), told, self._font(17, _MEDIUM), surface.dim)
        self._reasons(painter, why)
        right = QRectF(WIDTH - _EDGE - 140, 616, 140, 30)
        self._write(painter, right, "liqdesk", self._font(22, _SEMI), surface.dim, _RIGHT)

    def _reasons(self, painter: QPainter, why: str) -> None:
        """On one line, or smaller on two where they are too long for that: what is cut off warns nobody."""
        dim, font = self._tokens.surface.dim, self._font(16, _MEDIUM)
        if QFontMetricsF(font).horizontalAdvance(why) <= _FOOT:
            self._write(painter, QRectF(_EDGE, 632, _FOOT, 22), why, font, dim)
            return
        font = self._font(14, _MEDIUM)
        metrics, parts = QFontMetricsF(font), why.split("; ")
        fitting = 1
        while fitting < len(parts) and metrics.horizontalAdvance("; ".join(parts[: fitting + 1]) + ";") <= _FOOT:
            fitting += 1
        first, rest = "; ".join(parts[:fitting]), "; ".join(parts[fitting:])
        self._write(painter, QRectF(_EDGE, 630, _FOOT, 18), f"{first};" if rest else first, font, dim)
        self._write(painter, QRectF(_EDGE, 648, _FOOT, 18), rest, font, dim)


def _moment(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return fmt_date_time(moment)
