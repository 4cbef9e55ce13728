"""What can be ordered of the window: each command with its menu, its title and its keys."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One order; `menu` is the title of the menu it stands in, a command without `act` is a line between others."""

    menu: str
    title: str = ""
    act: Callable[[], object] | None = None
    keys: tuple[str, ...] = ()


def fill_menus(bar: QMenuBar, owner: QWidget, commands: Iterable[Command | QAction]) -> None:
    """Put commands into menus, in their order; an action made elsewhere goes into the menu begun last.

    The keys work in the whole window of `owner`.
    """
    menus: dict[str, QMenu] = {}
    menu: QMenu | None = None
    for command in commands:
        if isinstance(command, QAction):
            if menu is not None:
                menu.addAction(command)
            continue
        menu = menus.get(command.menu)
        if menu is None:
            menu = menus[command.menu] = bar.addMenu(command.menu)
        if command.act is None:
            menu.addSeparator()
            continue
        action = menu.addAction(command.title)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.triggered.connect(lambda _checked=False, act=command.act: act())
        owner.addAction(action)
