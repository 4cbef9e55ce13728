"""The event row: there while a squeeze or flush goes on, gone when it is over."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.analytics.events import Event, EventState, Level, course_base
from liqdesk.analytics.journal import RANKED_SIDE
from liqdesk.analytics.story import event_name, event_story, event_told, part_signed, wave_words
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import in_percent, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import Zone
from liqdesk.ui.format import UNKNOWN, fmt_clock, fmt_span, fmt_usd, split_sign, tool_tip
from liqdesk.ui.tables.journal import glyph_of
from liqdesk.ui.tables.levels import level_plate
from liqdesk.ui.theme import Role, Theme, colour

_HEIGHT, _SLIM = 40, 28
_PAD = 16
_GAP = 22
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_GROWING = 30 * SECOND


@dataclass(frozen=True, slots=True)
class EventWords:
    """What the row says, from left to right; `facts` are captions with their values, those that matter most first."""

    id: str
    title: str
    level: Level
    position: PositionSide | None
    state: str
    facts: tuple[tuple[str, str], ...]
    tip: str


def event_words(event: Event, now: UnixMs, zone: Zone) -> EventWords:
    """The row of an event that goes on."""
    base = course_base(event.scope)
    told = event_told(event, fmt_usd)
    price, interest = event.price_changes.get(base), event.open_interest_changes.get(base)
    growing = bool(event.waves) and now - event.waves[-1].end < _GROWING
    facts = [
        (tr("liquidated"), told.signed(told.total)),
        (tr("since"), f"{fmt_clock(event.opened_at, zone)}  {fmt_span(now - event.opened_at)}"),
        (tr("course"), (tr("{waves}, growing") if growing else tr("{waves}, fading")).format(waves=wave_words(event))),
        *(
            (share.name, part_signed(event, share.both, fmt_usd))
            for share in (event.bases[:2] if event.scope == "market" else ())
        ),
        (tr("{base} price").format(base=base), UNKNOWN if price is None else in_percent(f"{price:+.2f}")),
        (tr("{base} open interest").format(base=base), UNKNOWN if interest is None else in_percent(f"{interest:+.2f}")),
        (tr("peak minute"), part_signed(event, event.peak_minute, fmt_usd)),
    ]
    if event.scope == "market":
        facts.append((tr("coins"), str(len(event.bases))))
    return EventWords(
        event.id,
        f"{glyph_of(event.kind)} {event_name(event)}",
        event.level,
        RANKED_SIDE[event.kind],
        tr("confirmed") if event.confirmed else tr("not confirmed"),
        tuple(facts),
        tr("{event}\nEnter or a click opens its card.").format(event=event_story(event)),
    )


class EventRow(QWidget):
    """Shows the event that goes on; hidden in calm. A click or Enter says `chosen` with its id."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._words: EventWords | None = None
        self._slim = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Event going on"))
        self.hide()
        theme.changed.connect(self.update)

    @property
    def words(self) -> EventWords | None:
        """What it says; None in calm."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(1280), self._theme.px(_SLIM if self._slim else _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self.sizeHint().height())

    def set_slim(self, slim: bool) -> None:
        """Take as little height as the words need, or some air around them."""
        if slim != self._slim:
            self._slim = slim
            self.updateGeometry()

    def show_frame(self, frame: LiveFrame) -> None:
        """Come, change or go with the desk's event."""
        entry = self._desk.standing()
        words = None
        if entry is not None and entry.event.state is EventState.OPEN:
            words = event_words(entry.event, frame.at, self._desk.settings.value.look.zone)
        if words == self._words:
            return
        self._words = words
        self.setVisible(words is not None)
        if words is not None:
            self.setToolTip(tool_tip(words.tip))
            self.setAccessibleDescription(words.tip)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose()

    def _choose(self) -> None:
        if self._words is not None:
            self.chosen.emit(self._words.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        words, tokens = self._words, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(tokens.surface.raised))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), colour(tokens.surface.line))
        if words is not None:
            self._paint_words(painter, words)
        if self.hasFocus():
            painter.setPen(colour(tokens.surface.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_words(self, painter: QPainter, words: EventWords) -> None:
        px, tokens = self._theme.px, self._theme.tokens
        surface = tokens.surface
        ink, fill = surface.text, surface.dim
        if words.position is not None:
            ink, fill = tokens.side(words.position).text, tokens.side(words.position).fill
        painter.fillRect(QRect(0, 0, px(4), self.height()), colour(fill))
        x = px(_PAD)
        x += self._write(painter, x, words.title, Role.STRONG, ink) + px(12)
        x += self._chip(painter, x, words.level) + px(8)
        x += self._write(painter, x, words.state, Role.SMALL, surface.dim) + px(_GAP)
        for caption, value in words.facts:
            wide = self._wide(f"{caption}  ", Role.SMALL) + self._wide(value, Role.STRONG)
            if x + wide > self.width() - px(_PAD):
                return
            x += self._write(painter, x, f"{caption}  ", Role.SMALL, surface.faint)
            sign, figure = split_sign(value)
            x += self._write(painter, x, sign, Role.STRONG, surface.faint)
            x += self._write(painter, x, figure, Role.STRONG, surface.text) + px(_GAP)

    def _wide(self, text: str, role: Role) -> int:
        return QFontMetrics(self._theme.font(role)).horizontalAdvance(text)

    def _write(self, painter: QPainter, x: int, text: str, role: Role, ink: str) -> int:
        painter.setFont(self._theme.font(role))
        painter.setPen(colour(ink))
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), _LEFT | Qt.TextFlag.TextSingleLine, text)
        return self._wide(text, role)

    def _chip(self, painter: QPainter, x: int, level: Level) -> int:
        """The level as a word on a plate: the louder, the brighter."""
        px = self._theme.px
        back, ink = level_plate(level, self._theme.tokens.surface)
        wide = self._wide(level.value, Role.CAPTION) + px(12)
        where = QRect(x, (self.height() - px(18)) // 2, wide, px(18))
        painter.fillRect(where, colour(back))
        painter.setFont(self._theme.font(Role.CAPTION))
        painter.setPen(colour(ink))
        painter.drawText(where, _CENTRE, level.value)
        return wide
