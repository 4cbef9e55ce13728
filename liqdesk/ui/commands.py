"""What can be ordered of the window: each command with its name, menu, title and keys, and the keys chosen by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.icons import drawing_of, icon
from liqdesk.ui.theme import Theme

Form = QKeySequence.SequenceFormat

FILE, VIEW, ALERTS = marked("&File"), marked("&View"), marked("&Alerts")
SETTINGS, HELP, LAYOUTS, PANELS = marked("&Settings"), marked("&Help"), marked("&Layouts"), marked("&Panels")
"""The titles of the menus, as commands name them; they are shown in the language spoken."""

INSIDE = " › "
"""Between the title of a menu and that of a menu inside it."""


@dataclass(frozen=True, slots=True)
class Command:
    """One order; `menu` is the title of the menu it stands in, a command without `act` is a line between others.

    A menu inside another has both titles with `INSIDE` between them. `id` is its name for good: the settings know it by it.
    `keys` are its usual ones. `checked` tells whether it wears a check mark, `possible` whether it would do anything now.
    `everywhere`: its keys work in dialogs over the window too. `asleep`: its keys sleep, and mean what they else do, while it
    is not possible.
    """

    menu: str
    title: str = ""
    act: Callable[[], object] | None = None
    keys: tuple[str, ...] = ()
    id: str = ""
    checked: Callable[[], bool] | None = None
    possible: Callable[[], bool] | None = None
    everywhere: bool = False
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A command for a sheet of keys: `usual` are the keys it comes with, `keys` those in force, as `key_text` writes them."""

    id: str
    menu: str
    title: str
    usual: tuple[str, ...]
    keys: tuple[str, ...]


def key_text(key: str) -> str:
    """A key in the one way it is kept and compared, `Ctrl+Shift+M`; empty where it is none."""
    sequence = QKeySequence(key)
    text = sequence.toString(Form.PortableText)
    return "" if sequence.isEmpty() or "Unknown" in text or not text.isprintable() else text


def plain_title(title: str) -> str:
    """A menu's or a command's title without the marks of a menu."""
    return title.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def menu_title(menu: str) -> str:
    """A menu's title as it is shown, with those it stands in, without marks."""
    return plain_title(INSIDE.join(tr(part) for part in menu.split(INSIDE)))


def keys_in_force(commands: Sequence[Command], chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The keys of each command by its id. A chosen key stands in place of the usual ones and is taken from whoever had it;
    an empty one takes the key away; one that is no key leaves the usual ones."""
    valid = {name: key_text(key) for name, key in chosen.items() if not key.strip() or key_text(key)}
    known = {command.id for command in commands}
    taken: set[str] = set()
    keys: dict[str, tuple[str, ...]] = {}
    for name, key in valid.items():
        if name in known:
            keys[name] = (key,) if key and key not in taken else ()
            taken.add(key)
    for command in commands:
        if command.id not in keys:
            usual = (key_text(key) for key in command.keys)
            keys[command.id] = tuple(key for key in usual if key not in taken)
    return keys


class _KeyInDialog(QShortcut):
    """The key of a command, in a dialog."""


class _Everywhere(QObject):
    """Gives dialogs that get the keyboard the keys of some actions of the window, whose own are asleep meanwhile."""

    def __init__(self, application: QGuiApplication, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._reaching: list[tuple[QAction, Callable[[], object]]] = []
        application.focusWindowChanged.connect(self._look)

    def add(self, action: QAction, act: Callable[[], object]) -> None:
        """Have the keys of this action work in dialogs too."""
        self._reaching.append((action, act))

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or not self._owns(dialog) or dialog.findChild(_KeyInDialog) is not None:
            return
        for action, act in self._reaching:
            for key in action.shortcuts():
                _KeyInDialog(key, dialog, act)

    def _owns(self, dialog: QWidget) -> bool:
        above = dialog.parentWidget()
        while above is not None and above is not self._owner:
            above = above.parentWidget()
        return above is not None


class Menus:
    """Commands in menus, in their order; their keys work in the whole window of `owner`.

    An action made elsewhere goes into the menu begun last.
    """

    def __init__(self, bar: QMenuBar, owner: QWidget, commands: Iterable[Command | QAction]) -> None:
        self._bar = bar
        self._owner = owner
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._everywhere = _Everywhere(application, owner)
        self._menus: dict[str, QMenu] = {}
        self._actions: dict[str, QAction] = {}
        self._commands: list[Command] = []
        self._chosen: Mapping[str, str] = {}
        menu: QMenu | None = None
        for command in commands:
            if isinstance(command, QAction):
                if menu is not None:
                    menu.addAction(command)
                continue
            menu = self._menu(command.menu)
            if command.act is None:
                menu.addSeparator()
            else:
                self._add(menu, command, command.act)
        self.wear({})
        self.wake()

    def draw(self, resources: Callable[[str], Path], theme: Theme) -> None:
        """Give the commands their drawings, in the colours of the theme, also when that changes."""

        def wear() -> None:
            for ident, action in self._actions.items():
                name = drawing_of(ident)
                if name is not None and not action.isCheckable():
                    action.setIcon(icon(resources, name, theme.tokens.surface.dim))

        wearing = theme.changed.connect(wear)
        self._owner.destroyed.connect(lambda: QObject.disconnect(wearing))  # also where the theme went first
        wear()

    def action(self, ident: str) -> QAction:
        """The action of a command. Raises KeyError."""
        return self._actions[ident]

    def order(self, ident: str) -> None:
        """Do what a command does. Raises KeyError."""
        self._actions[ident].trigger()

    def title(self, ident: str) -> str:
        """What the menu calls a command now, without marks. Raises KeyError."""
        return plain_title(self._actions[ident].text())

    def rename(self, ident: str, title: str) -> None:
        """Call a command something else from now on; one without a title is not offered. Raises KeyError."""
        action = self._actions[ident]
        action.setText(title.replace("&", "&&"))
        action.setVisible(bool(title))

    def offered(self, ident: str) -> bool:
        """Whether a command stands in its menu now. Raises KeyError."""
        return self._actions[ident].isVisible()

    def possible(self, ident: str) -> bool:
        """Whether a command would do anything now. Raises KeyError."""
        command = next(one for one in self._commands if one.id == ident)
        return command.possible is None or command.possible()

    def wake(self) -> None:
        """Let the keys of sleeping commands work if those are possible now, and sleep if not."""
        for command in self._commands:
            if command.asleep and command.possible is not None:
                self._actions[command.id].setEnabled(command.possible())

    def wear(self, chosen: Mapping[str, str]) -> None:
        """Put keys chosen by hand in force, by command id."""
        self._chosen = chosen
        keys = keys_in_force(self._commands, chosen)
        for ident, action in self._actions.items():
            action.setShortcuts([QKeySequence(key, Form.PortableText) for key in keys[ident]])

    def lines(self) -> tuple[KeyLine, ...]:
        """Every command with its keys, in the order of the menus."""
        keys = keys_in_force(self._commands, self._chosen)
        return tuple(
            KeyLine(one.id, menu_title(one.menu), plain_title(one.title), tuple(map(key_text, one.keys)), keys[one.id])
            for one in self._commands
        )

    def _menu(self, title: str) -> QMenu:
        if title not in self._menus:
            above, _, own = title.rpartition(INSIDE)
            menu = self._menus[title] = self._menu(above).addMenu(tr(own)) if above else self._bar.addMenu(tr(title))
            menu.aboutToShow.connect(self._look)
            menu.aboutToHide.connect(self._let_all)
        return self._menus[title]

    def _add(self, menu: QMenu, command: Command, act: Callable[[], object]) -> None:
        action = menu.addAction(command.title)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda _checked=False: self._order(act))
        self._owner.addAction(action)
        self._actions[command.id] = action
        if command.everywhere:
            self._everywhere.add(action, act)
        self._commands.append(command)

    def _order(self, act: Callable[[], object]) -> None:
        act()
        self._mark()

    def _mark(self) -> None:
        for command in self._commands:
            if command.checked is not None:
                self._actions[command.id].setChecked(command.checked())

    def _look(self) -> None:
        """A menu opens: its marks are those of this moment, and what would do nothing is grey."""
        self._mark()
        for command in self._commands:
            if command.possible is not None:
                self._actions[command.id].setEnabled(command.possible())

    def _let_all(self) -> None:
        # A grey action's key is dead, and nobody looks whether it is still in vain while the menu is closed.
        for command in self._commands:
            if command.possible is not None:
                self._actions[command.id].setEnabled(not command.asleep or command.possible())
