"""Steers the window by name and key: palette, named layouts and the way of the focus; makes the commands of all three."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Desk
from liqdesk.settings.places import places
from liqdesk.ui.commands import Command, Menus
from liqdesk.ui.dialogs.layouts import LayoutsDialog
from liqdesk.ui.dialogs.opener import DialogOpener
from liqdesk.ui.findable import (
    LAYOUT,
    Ways,
    coin_entries,
    command_entries,
    event_entries,
    layout_entries,
    panel_entries,
    setting_entries,
    venue_entries,
)
from liqdesk.ui.palette.entry import Entry
from liqdesk.ui.palette.widget import Palette
from liqdesk.ui.panels.dock_set import DockSet
from liqdesk.ui.panels.filter_bar import FilterBar
from liqdesk.ui.panels.focus import FocusPath, in_reading_order
from liqdesk.ui.theme import Theme

OWN_BY_KEY = 5
"""As many of the user's own layouts have a key: those after the keys of the shipped ones."""


class Steered(Protocol):
    """What the window does when told to."""

    def go_to(self, name: str) -> None: ...

    def show_coin(self, base: str) -> None: ...

    def show_venue(self, venue: VenueId) -> None: ...

    def show_event(self, ident: str) -> None: ...

    def tell(self, sentence: str, key: str = "notice", fault: bool = True) -> None: ...


class Steering:
    """`stops` are the panels that are no docks, in the order in which one reads them; `show_frame` keeps up with the venues."""

    def __init__(
        self,
        window: QWidget,
        orders: Steered,
        desk: Desk,
        theme: Theme,
        dialogs: DialogOpener,
        docks: DockSet,
        filter_bar: FilterBar,
        stops: Sequence[QWidget],
    ) -> None:
        self._window = window
        self._orders = orders
        self._desk = desk
        self._theme = theme
        self._docks = docks.docks
        self._filter = filter_bar
        self._menus: Menus | None = None
        self._latest: LiveFrame | None = None
        self._fields = places()
        self.layouts = docks.layouts
        self.layouts.changed.connect(self._name_own)
        self._ways = Ways(
            orders.show_coin,
            orders.show_venue,
            orders.go_to,
            orders.show_event,
            dialogs.open_event,
            dialogs.open_field,
            self.use_layout,
        )
        self.palette = Palette(self.entries, theme, window)
        self._path = FocusPath(lambda: (*stops, *in_reading_order(docks.docks)), docks.docks, window)

    def attach(self, menus: Menus, resources: Callable[[str], Path]) -> None:
        """The menus that hold the commands from now on; they get their drawings."""
        self._menus = menus
        menus.draw(resources, self._theme)
        self._name_own()

    def show_frame(self, frame: LiveFrame) -> None:
        """The newest states of venues."""
        self._latest = frame

    def entries(self) -> list[Entry]:
        """Everything that the palette offers now."""
        menus = self._menus
        return [
            *(() if menus is None else command_entries(menus)),
            *panel_entries(self._docks, self._ways),
            *(() if menus is None else layout_entries(self._layouts_with_commands(), menus, self._ways)),
            *coin_entries(self._desk.bases(), self._ways),
            *venue_entries(() if self._latest is None else self._latest.venues, self._ways),
            *event_entries(self._desk, self._ways),
            *setting_entries(self._fields, self._desk, self._ways),
        ]

    def _layouts_with_commands(self) -> list[tuple[str, str, str]]:
        shipped = [(tr(name), tr(about), shipped_command(name)) for name, about in self.layouts.shipped]
        own = [(name, tr("your own"), own_command(number)) for number, name in enumerate(self.layouts.own)]
        return [*shipped, *own]

    def use_layout(self, name: str) -> None:
        """Put a layout in force; where that cannot be, the window says why."""
        try:
            self.layouts.use(name)
        except ExpectedFailure as refused:
            sentence = str(refused)
            self._orders.tell(f"{sentence[0].upper()}{sentence[1:]}.", "layout")

    def palette_commands(self, menu: str) -> Iterator[Command]:
        """What brings the palette, and what moves through the panels."""
        yield Command(menu, tr("&Find anything…"), self.palette.open, ("Ctrl+K", "Ctrl+Shift+P"), "palette")
        yield Command(menu, tr("Fi&lter…"), self._filter.focus_field, ("/",), "filter")
        yield Command(
            menu, tr("&Clear filter"), self._filter.clear_filter, ("Shift+Esc",), "clear-filter",
            possible=lambda: bool(self._filter.chips),
        )  # fmt: skip
        yield Command(menu, tr("&Next panel"), self._path.forward, ("F6",), "next-panel")
        yield Command(menu, tr("&Previous panel"), self._path.back, ("Shift+F6",), "previous-panel")

    def layout_commands(self, menu: str) -> Iterator[Command]:
        """Every layout with its key, and where they are kept."""
        for number, (name, _about) in enumerate(self.layouts.shipped, start=1):
            act = partial(self.use_layout, name)
            yield Command(
                menu,
                tr("&{name} layout").format(name=tr(name)),
                act,
                (f"Ctrl+{number}",),
                shipped_command(name),
            )
        first = len(self.layouts.shipped) + 1
        for number in range(OWN_BY_KEY):
            title = tr("Own layout {number}").format(number=number + 1)
            act = partial(self._use_own, number)
            yield Command(menu, title, act, (f"Ctrl+{first + number}",), own_command(number))
        yield Command(menu, tr("&Layouts…"), self.open_layouts, ("Ctrl+L",), "layouts")

    def open_layouts(self) -> None:
        """Show the layouts, to save, rename and delete one's own."""
        LayoutsDialog.show_over(self._window, self.layouts, self._theme)

    def _use_own(self, number: int) -> None:
        if number < len(self.layouts.own):
            self.use_layout(self.layouts.own[number])

    def _name_own(self) -> None:
        """The menu shows the user's own layouts by their names, and no place that is empty."""
        if self._menus is None:
            return
        own = self.layouts.own
        for number in range(OWN_BY_KEY):
            self._menus.rename(own_command(number), own[number] if number < len(own) else "")


def shipped_command(name: str) -> str:
    """The name of the command that uses a layout that comes with the program."""
    return f"{LAYOUT}{name.lower()}"


def own_command(number: int) -> str:
    """The name of the command that uses the user's own layout of that number, from 0."""
    return f"{LAYOUT}own-{number + 1}"
