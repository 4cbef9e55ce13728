"""Where the user put the window and its floating panels: on a screen while their monitor is gone, back there when it returns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDialog, QDockWidget, QMainWindow, QWidget

from liqdesk.ui.monitors import Monitor, monitor_of, present_monitors

RESTS_MS = 1_000
"""So long after its last move a window counts as put down; moves shortly before monitors change are the desktop's."""
SETTLES_MS = 250
"""Monitors come and go in several steps; windows move once they are done."""

_GRIP = 26
"""A window can be taken if half of so high a stretch along its upper edge is on a screen."""
_WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Home:
    """A place on a monitor, from the corner of its room: it stays right where monitors are arranged anew."""

    monitor: str
    place: QRect

    def line(self, name: str) -> str:
        """As it is kept for the window of that name; `homes_in` reads it."""
        place = self.place
        return f"{name} {place.x()} {place.y()} {place.width()} {place.height()} {self.monitor}"


def homes_in(kept: object) -> dict[str, Home]:
    """What was kept as lines, by the names of windows; a line that is none is left out."""
    found: dict[str, Home] = {}
    for line in kept.splitlines() if isinstance(kept, str) else ():
        words = line.split(" ", 5)
        if len(words) == 6 and all(one.removeprefix("-").isdecimal() for one in words[1:5]):
            place = QRect(*map(int, words[1:5]))
            if place.isValid():
                found[words[0]] = Home(words[5], place)
    return found


def clamped(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """`wanted`, moved and shrunk so that all of it lies on the screen it shares most with, else on the first one."""
    if not screens:
        return wanted

    def shared(screen: QRect) -> int:
        common = screen.intersected(wanted)
        return max(0, common.width()) * max(0, common.height())

    screen = max(screens, key=shared)
    width, height = min(wanted.width(), screen.width()), min(wanted.height(), screen.height())
    x = min(max(wanted.x(), screen.x()), screen.x() + screen.width() - width)
    y = min(max(wanted.y(), screen.y()), screen.y() + screen.height() - height)
    return QRect(x, y, width, height)


def on_a_screen(window: QWidget, wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """Where the inside of a window may be so that all of it, its frame among it, lies on a screen."""
    inside, frame = window.geometry(), window.frameGeometry()
    left, top = inside.x() - frame.x(), inside.y() - frame.y()
    right, bottom = frame.width() - inside.width() - left, frame.height() - inside.height() - top
    return clamped(wanted.adjusted(-left, -top, right, bottom), screens).adjusted(left, top, -right, -bottom)


def can_be_taken(place: QRect, screens: Sequence[QRect]) -> bool:
    """Whether enough of the upper edge of a place is on a screen to take it there."""
    grip = QRect(place.x(), place.y(), place.width(), _GRIP)
    shared = [grip.intersected(screen) for screen in screens]
    return any(2 * one.width() >= grip.width() and 2 * one.height() >= _GRIP for one in shared)


class Homes(QObject):
    """Watches a window and its docks. A home is where the user last put one while its monitor was there; what the desktop or
    this does when monitors come and go changes no home."""

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        monitors: Callable[[], Sequence[Monitor]] = present_monitors,
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._monitors = window, docks, monitors
        self._homes: dict[str, Home] = {}
        self._away: dict[str, QRect] = {}
        self._wanted: dict[str, QRect] = {}
        self._moved_by_others = True
        self._rest = self._timer(RESTS_MS, self.rested)
        self._settling = self._timer(SETTLES_MS, self.settle)
        for widget in (window, *docks.values()):
            widget.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        for signal in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            signal.connect(self._changed)
        application.screenAdded.connect(self._watch)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def _timer(self, long: int, act: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(long)
        made.timeout.connect(act)
        return made

    def home(self, name: str) -> Home | None:
        """The home of a window by its name, as known by now; None where it has none."""
        return self._homes.get(name)

    def lines(self, of_window: bool = True) -> str:
        """The homes of what floats now, of the window too if wanted, as `adopt` takes them."""
        self._note()
        floating = dict(self._floating())
        homes = {
            name: home for name, home in self._homes.items() if name in floating and (of_window or name != _WINDOW)
        }
        return "\n".join(home.line(name) for name, home in homes.items())

    def adopt(self, kept: object) -> None:
        """These are the homes of what floats: everything is brought home, or onto a screen where it has none."""
        known = homes_in(kept)
        self._homes = {name: home for name, home in self._homes.items() if name == _WINDOW} | known
        self.settle()

    def settle(self) -> None:
        """The monitors are what they are now: be at home, or on one of them."""
        self._settling.stop()
        monitors = self._monitors()
        rooms = {monitor.key: monitor.room for monitor in monitors}
        if not rooms:
            return
        for name, widget in self._floating():
            home = self._homes.get(name)
            if home is None or home.monitor not in rooms:
                stands = widget.geometry()  # as many pixels as on a screen of another scale are another size
                size = stands.size() if home is None else home.place.size()
                wanted = self._put(
                    name, widget, on_a_screen(widget, QRect(stands.topLeft(), size), list(rooms.values()))
                )
                if home is not None:
                    self._away[name] = wanted
                continue
            at_home = home.place.translated(rooms[home.monitor].topLeft())
            self._away.pop(name, None)
            if can_be_taken(at_home, list(rooms.values())):
                self._put(name, widget, at_home)
            else:
                self._away[name] = self._put(name, widget, on_a_screen(widget, at_home, [rooms[home.monitor]]))
        self._bring_dialogs(list(rooms.values()))
        self._moved_by_others = True
        self._rest.start()

    def _put(self, name: str, widget: QWidget, place: QRect) -> QRect:
        self._wanted[name] = place
        if widget.geometry() != place:
            widget.setGeometry(place)
        return place

    def _put_again(self) -> None:
        """Moved to a screen of another scale, a window keeps its pixels and so becomes another size."""
        for name, widget in self._floating():
            if name in self._wanted:
                self._put(name, widget, self._wanted[name])

    def _bring_dialogs(self, rooms: Sequence[QRect]) -> None:
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible() and not can_be_taken(dialog.frameGeometry(), rooms):
                dialog.setGeometry(on_a_screen(dialog, dialog.geometry(), rooms))

    def _floating(self) -> Iterator[tuple[str, QWidget]]:
        """What has a place of its own, by name."""
        if not (self._window.isMaximized() or self._window.isFullScreen() or self._window.isMinimized()):
            yield _WINDOW, self._window
        for name, dock in self._docks.items():
            if dock.isFloating():
                yield name, dock

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._changed)

    def _changed(self, _what: object = None) -> None:
        self._rest.stop()  # a move of just now was no person's
        self._moved_by_others = True
        self._settling.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            if event.type() is QEvent.Type.Show:
                self._moved_by_others = True  # desktops move what they show
            if not self._settling.isActive():
                self._rest.start()
        elif event.type() is QEvent.Type.DevicePixelRatioChange and self._wanted:
            QTimer.singleShot(0, self, self._put_again)
        return False

    def rested(self) -> None:
        """Nothing was moved for a while."""
        if not self._window.isVisible():
            return
        if self._moved_by_others:
            self._moved_by_others = False
            self._wanted.clear()
            self._away = {name: widget.geometry() for name, widget in self._floating() if name in self._away}
        self._note()

    def _note(self) -> None:
        """What stands elsewhere than it was put when its monitor went was put there by the user."""
        if self._settling.isActive():
            return
        monitors = self._monitors()
        for name, widget in self._floating():
            if name in self._away and (self._moved_by_others or self._away[name] == widget.geometry()):
                continue
            monitor = monitor_of(widget.geometry(), monitors)
            if monitor is not None:
                self._homes[name] = Home(monitor.key, widget.geometry().translated(-monitor.room.topLeft()))
                self._away.pop(name, None)
