"""Layouts with names: those that come with the program and the user's own, kept in a file beside the window's layout."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.ui.panels.arrangement import Arrangement
from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.panels.homes import Homes
from liqdesk.ui.panels.layout import LAYOUT_VERSION, RoomKept, names_in
from liqdesk.ui.panels.plans import PLANS, Plan, Spot

LONGEST_NAME = 40
MOST = 20


@dataclass(frozen=True, slots=True)
class OwnLayout:
    """One that the user saved: Qt's account of it, which knows docks by their names, and where those that float are at home."""

    name: str
    state: QByteArray
    homes: str


class NamedLayouts(QObject):
    """Puts layouts in force by name. `settle` makes room where the window is low.

    `changed` tells that the user's own are others.
    """

    changed = Signal()

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, Dock],
        arrangement: Arrangement,
        file: Path,
        homes: Homes,
        settle: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._arrangement = arrangement
        self._file = file
        self._homes = homes
        self._settle = settle
        self._own = _read(file)

    @property
    def shipped(self) -> Sequence[tuple[str, str]]:
        """Those that come with the program, each with what it is."""
        return [(plan.name, plan.about) for plan in PLANS]

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the user's own, in the order in which they were first saved."""
        return tuple(one.name for one in self._own)

    def use(self, name: str) -> None:
        """Put the layout of that name in force. Raises ExpectedFailure where it cannot be used any more."""
        plan = next((one for one in PLANS if one.name == name), None)
        self._arrangement.put_back()
        self._arrangement.room.begin(RoomKept(given=plan is None))
        if plan is not None:
            self._follow(plan)
        else:
            self._restore(next(one for one in self._own if one.name == name))
        self._settle()

    def save(self, name: str) -> None:
        """Keep how the docks stand now under that name, in place of what had it. Raises ExpectedFailure for a bad name."""
        name = self._sound(name)
        self._arrangement.put_back()
        made = OwnLayout(name, self._window.saveState(LAYOUT_VERSION), self._homes.lines(of_window=False))
        self._settle()
        kept = [made if one.name == name else one for one in self._own]
        if name not in self.own:
            if len(kept) >= MOST:
                raise ExpectedFailure(tr("there are {most} layouts already; delete one first").format(most=MOST))
            kept.append(made)
        self._keep(kept)

    def rename(self, old: str, new: str) -> None:
        """Give one of the user's own another name. Raises ExpectedFailure for a bad one, or one that is taken."""
        new = self._sound(new)
        if new != old and new in self.own:
            raise ExpectedFailure(tr("there is a layout “{new}” already").format(new=new))
        self._keep([replace(one, name=new) if one.name == old else one for one in self._own])

    def delete(self, name: str) -> None:
        """Forget one of the user's own."""
        self._keep([one for one in self._own if one.name != name])

    def _sound(self, name: str) -> str:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise ExpectedFailure(
                tr("a layout has a name of at most {longest_name} letters").format(longest_name=LONGEST_NAME)
            )
        if name.casefold() in {plan.name.casefold() for plan in PLANS}:
            raise ExpectedFailure(tr("“{name}” comes with the program; choose another name").format(name=name))
        return name

    def _restore(self, own: OwnLayout) -> None:
        before = self._window.saveState(LAYOUT_VERSION)
        if not self._window.restoreState(own.state, LAYOUT_VERSION):
            self._window.restoreState(before, LAYOUT_VERSION)
            raise ExpectedFailure(
                tr("the layout “{name}” is of another version and cannot be used any more").format(name=own.name)
            )
        self._arrangement.place_newcomers(lambda name: names_in(own.state, name))
        self._homes.adopt(own.homes)

    def _follow(self, plan: Plan) -> None:
        window, docks = self._window, self._docks
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        right = self._fill(plan.right, Qt.DockWidgetArea.RightDockWidgetArea, Qt.Orientation.Vertical)
        bottom = self._fill(plan.bottom, Qt.DockWidgetArea.BottomDockWidgetArea, Qt.Orientation.Horizontal)
        named = {name for spot in (*plan.right, *plan.bottom) for name in spot.names}
        for name in docks:
            if name not in named:
                window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks[name])
                docks[name].hide()
        QApplication.sendEvent(window, QEvent(QEvent.Type.LayoutRequest))
        self._size(right, plan.wide * window.width(), plan.right, Qt.Orientation.Horizontal, window.height())
        self._size(bottom, plan.high * window.height(), plan.bottom, Qt.Orientation.Vertical, window.width())

    def _fill(self, spots: Sequence[Spot], area: Qt.DockWidgetArea, along: Qt.Orientation) -> list[Dock]:
        """Put the docks of each spot into an area; those in front, in the order of the spots."""
        fronts: list[Dock] = []
        for spot in spots:
            names = spot.known(self._docks)
            for name in names:
                self._window.addDockWidget(area, self._docks[name], along)
                self._docks[name].show()
            for name in names[1:]:
                self._window.tabifyDockWidget(self._docks[names[0]], self._docks[name])
            if names:
                fronts.append(self._docks[names[0]])
                self._docks[names[0]].raise_()
        return fronts

    def _size(self, fronts: list[Dock], across: float, spots: Sequence[Spot], way: Qt.Orientation, along: int) -> None:
        if not fronts:
            return
        self._window.resizeDocks(fronts, [round(across)] * len(fronts), way)
        shares = [spot.share for spot in spots if spot.known(self._docks)]
        other = Qt.Orientation.Vertical if way is Qt.Orientation.Horizontal else Qt.Orientation.Horizontal
        self._window.resizeDocks(fronts, [round(share * along) for share in shares], other)

    def _keep(self, own: Sequence[OwnLayout]) -> None:
        self._own = list(own)
        kept = QSettings(str(self._file), QSettings.Format.IniFormat)
        kept.clear()
        kept.beginWriteArray("layouts", len(self._own))
        for number, one in enumerate(self._own):
            kept.setArrayIndex(number)
            kept.setValue("name", one.name)
            kept.setValue("state", one.state)
            kept.setValue("homes", one.homes)
        kept.endArray()
        kept.sync()
        self.changed.emit()


def _read(file: Path) -> list[OwnLayout]:
    """What the file holds, as far as it is sound."""
    kept = QSettings(str(file), QSettings.Format.IniFormat)
    own: dict[str, OwnLayout] = {}
    for number in range(min(MOST, kept.beginReadArray("layouts"))):
        kept.setArrayIndex(number)
        name, state = kept.value("name"), kept.value("state")
        if isinstance(name, str) and name.strip() and name.isprintable() and isinstance(state, QByteArray):
            homes = kept.value("homes")
            own[name[:LONGEST_NAME]] = OwnLayout(name[:LONGEST_NAME], state, homes if isinstance(homes, str) else "")
    kept.endArray()
    return list(own.values())
