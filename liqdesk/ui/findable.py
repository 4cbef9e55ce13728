"""Where the palette's lines come from: commands, panels, layouts, coins, venues, events and settings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import tr
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Desk
from liqdesk.settings.places import Place, value_at, value_words
from liqdesk.ui.commands import Menus
from liqdesk.ui.dialogs.keys import key_words
from liqdesk.ui.palette.entry import Entry, Group
from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.tables.journal import Column, journal_row

EVENTS = 200
"""As many of the newest events can be found."""
LAYOUT = "layout-"
"""How the names of the commands begin that use a layout, which stand among the layouts."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What is done with a line: show a coin in the charts, go to a venue's line or a panel, show an event in the charts, open it
    or a setting, use a layout."""

    show_coin: Callable[[str], object]
    show_venue: Callable[[VenueId], object]
    go_to: Callable[[str], object]
    show_event: Callable[[str], object]
    open_event: Callable[[str], object]
    open_field: Callable[[str], object]
    use_layout: Callable[[str], object]


def command_entries(menus: Menus) -> Iterator[Entry]:
    """Every command with its keys."""
    for line in menus.lines():
        if line.id != "palette" and not line.id.startswith(LAYOUT) and menus.offered(line.id):
            yield Entry(
                Group.COMMANDS, f"command/{line.id}", menus.title(line.id), partial(menus.order, line.id), line.menu,
                key_words(line.keys), line.id, menus.possible(line.id),
            )  # fmt: skip


def panel_entries(docks: Sequence[Dock], ways: Ways) -> Iterator[Entry]:
    """Every panel that is a dock, by its title."""
    for dock in docks:
        name, state = dock.objectName(), "" if dock.isVisible() else tr("closed")
        yield Entry(Group.PANELS, f"panel/{name}", dock.windowTitle(), partial(ways.go_to, name), state)


def layout_entries(layouts: Sequence[tuple[str, str, str]], menus: Menus, ways: Ways) -> Iterator[Entry]:
    """Layouts, each with its name, what it is, and the command that uses it, if one does."""
    keys = {line.id: key_words(line.keys) for line in menus.lines()}
    for name, about, command in layouts:
        act = partial(ways.use_layout, name)
        yield Entry(Group.LAYOUTS, f"layout/{name}", name, act, about, keys.get(command, ""), tr("layout"))


def coin_entries(bases: Sequence[str], ways: Ways) -> Iterator[Entry]:
    """Coins, the most liquidated first."""
    for base in bases:
        yield Entry(
            Group.COINS,
            f"coin/{base}",
            base,
            partial(ways.show_coin, base),
            tr("show in the chart"),
        )


def venue_entries(venues: Sequence[VenueView], ways: Ways) -> Iterator[Entry]:
    """Venues with how they are."""
    for one in venues:
        act = partial(ways.show_venue, one.id)
        yield Entry(Group.VENUES, f"venue/{one.id}", one.name, act, tr(one.state.value), words=str(one.id))


def event_entries(desk: Desk, ways: Ways) -> Iterator[Entry]:
    """Events of the journal, the newest first, as the journal writes them."""
    zone, now = desk.settings.value.look.zone, desk.now()
    for entry in reversed(desk.journal(EVENTS)):
        row = journal_row(entry, now, zone)
        cells = row.cells
        title = f"{cells[Column.KIND]} {cells[Column.SCOPE]}"
        detail = f"{cells[Column.TIME]}   {cells[Column.USD]}   {cells[Column.SPAN]}"
        yield Entry(
            Group.EVENTS,
            f"event/{row.id}",
            title,
            partial(ways.open_event, row.id),
            detail,
            words=tr("event"),
        )
        yield Entry(
            Group.EVENTS,
            f"event-in-charts/{row.id}",
            tr("{event} in the charts").format(event=title),
            partial(ways.show_event, row.id),
            detail,
            words=tr("event chart jump"),
        )


def setting_entries(fields: Sequence[Place], desk: Desk, ways: Ways) -> Iterator[Entry]:
    """Fields of the settings, each with its value."""
    value = desk.settings.value
    for place in fields:
        detail = f"{tr(place.page.value)} · {value_words(place, value_at(value, place.path))}"
        words = f"{place.group} {place.description}"
        act = partial(ways.open_field, place.name)
        yield Entry(Group.SETTINGS, f"setting/{place.name}", place.title, act, detail, words=words)
