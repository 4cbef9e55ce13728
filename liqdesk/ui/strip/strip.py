"""The strip itself: a small painted window that stays on top, is taken by the mouse, and never stands off screen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QEnterEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import CALM_STEP, Desk, Mode
from liqdesk.settings.strip import StripForm
from liqdesk.ui.format import tool_tip
from liqdesk.ui.monitors import monitor_of
from liqdesk.ui.strip import orders
from liqdesk.ui.strip.desktop import Desktop
from liqdesk.ui.strip.figures import COINS, StripFigures, asked_windows, strip_figures
from liqdesk.ui.strip.forms import paint_cell, parts_of, places_of, size_of, tip_of
from liqdesk.ui.strip.grip import Grip
from liqdesk.ui.strip.menu import StripDoors, strip_menu
from liqdesk.ui.strip.pen import StripPen
from liqdesk.ui.strip.placing import spot_of, standing_place
from liqdesk.ui.strip.pulse import Pulse
from liqdesk.ui.strip.remembered import SpotFile
from liqdesk.ui.theme import Theme, colour

TITLES = {
    Mode.LIVE: marked("liqdesk strip"),
    Mode.DEMO: marked("DEMO – liqdesk strip"),
    Mode.REPLAY: marked("REPLAY – liqdesk strip"),
}
NOTCH = 120
"""What a wheel turns by in one step, in Qt's measure."""
FEELS_MS = 80
STRIPE = 4

_TOP = (
    Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
)  # a tool has no entry in the taskbar
_PLAIN = Qt.WindowType.Window
_CLICK = Qt.WindowType.WindowTransparentForInput


class Strip(QWidget):
    """Asks the desk twice a second while it is seen, and paints the cells that differ. `closed`: the desktop closed it.

    `reachable` says whether clicks can be had back elsewhere; only then they are let through for good.
    """

    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        file: SpotFile,
        desktop: Desktop,
        doors: StripDoors,
        reachable: Callable[[], bool],
    ) -> None:
        super().__init__(None, _TOP if desktop.places_windows else _PLAIN)
        self._desk, self._theme, self._file, self._desktop, self._doors = desk, theme, file, desktop, doors
        self._reachable = reachable
        self._spots = file.read()
        self._figures: StripFigures | None = None
        self._places: dict[str, QRect] = {}
        self._seen: tuple[int, int] | None = None
        self._turned = 0
        self._passed = self._held_through = False
        self._grip = Grip(self, self.put_down)
        self._pulse = Pulse(self)
        self._pulse.changed.connect(self.update)
        self._timer = self._ticking(CALM_STEP, self.look)
        self._feeler = self._ticking(FEELS_MS, self._feel)
        self._dress()
        theme.changed.connect(self.update)
        part = desk.settings.subscribe(lambda value: value.strip, lambda _: self._settings_changed())
        self.destroyed.connect(part)

    def _ticking(self, every: int, act: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setInterval(every)
        made.timeout.connect(act)
        return made

    def _dress(self) -> None:
        self._mode = self._desk.mode
        self.setWindowTitle(tr(TITLES[self._mode]))
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("liqdesk strip"))
        self._take_form()

    @property
    def form(self) -> StripForm:
        """Line or block."""
        return orders.strip_of(self._desk).form

    @property
    def figures(self) -> StripFigures | None:
        """What it shows; None before it was seen."""
        return self._figures

    @property
    def places(self) -> dict[str, QRect]:
        """Where each cell is."""
        return self._places

    @property
    def pulse(self) -> Pulse:
        """The swell of a level that changed."""
        return self._pulse

    @property
    def awake(self) -> bool:
        """Whether it keeps looking."""
        return self._timer.isActive()

    @property
    def lets_through(self) -> bool:
        """Whether clicks reach what lies below now."""
        return self._passed

    def sizeHint(self) -> QSize:
        return size_of(self.form, self._theme.px)

    def _take_form(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._places = places_of(self.form, self._theme.px, self._desk.mode is not Mode.LIVE)
        self.update()

    def _settings_changed(self) -> None:
        if self.size() != self.sizeHint():
            self._take_form()
            self.stand()
        self._seen = None
        self.update()
        self._pass_clicks()
        if self.isVisible():
            self.look()

    def _take_mode(self) -> None:
        """Another market is shown: it is marked where it is not the live one."""
        self._mode = self._desk.mode
        self.setWindowTitle(tr(TITLES[self._mode]))
        self._take_form()

    def look(self) -> None:
        """Show what is known now, if anything changed since the last time, or its clock's second did."""
        desk = self._desk
        self._pass_clicks()
        if desk.mode is not self._mode:
            self._take_mode()
        seen = (desk.revision, desk.now() // SECOND)
        if seen == self._seen:
            return
        self._seen = seen
        windows = asked_windows(orders.strip_of(desk).trailing)
        glance = desk.glance(windows, COINS)
        self.show_figures(strip_figures(glance, desk.standing(), desk.alerts.view(), desk.settings.value, desk.mode))

    def show_figures(self, figures: StripFigures) -> None:
        """Show these; only the cells that differ are painted anew."""
        before, self._figures = self._figures, figures
        if figures == before:
            return
        parts, shown = parts_of(figures), {} if before is None else parts_of(before)
        for name, place in self._places.items():
            if before is None or parts[name] != shown[name]:
                self.update(place)
        if before is None or figures.happening != before.happening:
            self.update()
            self._swell(before, figures)
        self.setAccessibleDescription(figures.sentence())

    def _swell(self, before: StripFigures | None, figures: StripFigures) -> None:
        """Once where an event comes or its level rises; never where motion is not wanted."""
        now, was = figures.happening, None if before is None else before.happening
        louder = now is not None and (was is None or was.id != now.id or was.level is not now.level)
        if before is not None and louder and not self._desk.settings.value.look.reduced_motion:
            self._pulse.begin()

    # Standing

    def stand(self) -> None:
        """Be where it was put on the monitors that are there."""
        self._grip.forget()
        place = standing_place(self._spots, self._desktop.monitors(), self.form, self.size())
        if place is not None and self._desktop.places_windows:
            self.move(place.topLeft())

    def put_down(self) -> None:
        """The user let go of it: remember where, for this monitor, and bring all of it onto the screen."""
        place, monitors = QRect(self.pos(), self.size()), self._desktop.monitors()
        monitor = monitor_of(place, monitors)
        if monitor is not None and self._desktop.places_windows:
            self._spots = self._spots.put(monitor.key, spot_of(place, monitor.room))
            self.stand()
            self._spots = self._spots.put(monitor.key, spot_of(QRect(self.pos(), self.size()), monitor.room))
            self._file.write(self._spots)

    def moveEvent(self, event: QMoveEvent) -> None:
        self._grip.moved()

    # Clicks that are let through

    def _pass_clicks(self) -> None:
        wanted = (orders.strip_of(self._desk).click_through and self._reachable()) or self._held_through
        handle = self.windowHandle()
        if handle is not None and wanted is not self._passed:
            self._passed = wanted
            handle.setFlag(_CLICK, wanted)

    def _feel(self) -> None:
        """While the pointer is over it: Alt held down lets clicks through, let go it takes them back."""
        over = self.geometry().contains(self._desktop.pointer())
        held = bool(self._desktop.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._held_through = over and held
        self._pass_clicks()
        if not over:
            self._feeler.stop()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._begin_to_feel()

    def _begin_to_feel(self) -> None:
        if self._desktop.places_windows and not self._feeler.isActive():
            self._feeler.start()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip.press(event)
        elif event.button() is Qt.MouseButton.MiddleButton:
            self._desk.alerts.snooze(Snooze.QUARTER)
            self.look()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._begin_to_feel()  # a drag that the strip could not follow at once may have ended it
        self._grip.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._grip.release():
            self._open()

    def _open(self) -> None:
        if self._figures is not None and self._figures.happening is not None:
            self._doors.show_event()
        else:
            self._doors.show()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        self._turned += turned.y() or turned.x()  # with Alt, Qt tells of the other axis
        steps, self._turned = int(self._turned / NOTCH), self._turned - int(self._turned / NOTCH) * NOTCH
        if steps and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            orders.step_opacity(self._desk, steps)
        elif steps:
            orders.step_window(self._desk, -steps)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, at: QPoint) -> None:
        """Open its menu there."""
        event = self._figures is not None and self._figures.happening is not None
        strip_menu(self._desk, self._doors, event, self).popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._ordered_by().get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _ordered_by(self) -> dict[int, Callable[[], None]]:
        desk, key = self._desk, Qt.Key
        return {
            key.Key_Return: self._open,
            key.Key_Enter: self._open,
            key.Key_Space: self._open,
            key.Key_Left: partial(orders.step_window, desk, -1),
            key.Key_Right: partial(orders.step_window, desk, 1),
            key.Key_Up: partial(orders.step_opacity, desk, 1),
            key.Key_Down: partial(orders.step_opacity, desk, -1),
            key.Key_Escape: partial(orders.show, desk, False),
            key.Key_S: partial(orders.show, desk, False),
            key.Key_M: lambda: desk.alerts.snooze(Snooze.QUARTER),
            key.Key_Menu: lambda: self.open_menu(self.mapToGlobal(self.rect().bottomLeft())),
        }

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            QTimer.singleShot(0, self, self._keep_size)
        return super().event(event)

    def _keep_size(self) -> None:
        """Moved to a screen of another scale it keeps its pixels, whatever size it may have."""
        if self.size() != self.sizeHint():
            self.resize(self.sizeHint())
            self._take_form()

    def _tell(self, at: QPoint, where: QPoint) -> None:
        found = [(name, place) for name, place in self._places.items() if place.contains(at)]
        if self._figures is not None and found:
            name, place = min(found, key=lambda one: one[1].width() * one[1].height())
            QToolTip.showText(where, tool_tip(tip_of(name, self._figures)), self, place)

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seen = None
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for timer in (self._timer, self._feeler):
            timer.stop()
        self._grip.forget()
        self._held_through = self._passed = False
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(_CLICK, False)
        self._pulse.still()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closed.emit()

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        surface, opacity = self._theme.tokens.surface, orders.strip_of(self._desk).opacity / 100
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(surface.panel, opacity))
        self._paint_tint(painter, event.rect())
        pen = StripPen(painter, self._theme, opacity < 1)
        if self._figures is not None:
            for name, place in self._places.items():
                if event.region().intersects(place):
                    paint_cell(pen, self.form, name, place, self._figures)
        painter.setPen(colour(surface.accent if self.hasFocus() else surface.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_tint(self, painter: QPainter, where: QRect) -> None:
        """The stripe of the event, and its swell."""
        happening, tokens = self._figures and self._figures.happening, self._theme.tokens
        if not happening:
            return
        fill = tokens.surface.dim if happening.position is None else tokens.side(happening.position).fill
        if self._pulse.strength > 0:
            painter.fillRect(where, colour(fill, round(self._pulse.strength, 2)))
        painter.fillRect(QRect(0, 0, self._theme.px(STRIPE), self.height()), colour(fill))
