"""The right button and the menu key on rows of tables: what they offer, and that it is done."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu

from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.panels.coins import CoinsPanel
from liqdesk.ui.panels.journal import JournalPanel
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.panels.timeline import TimelinePanel
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry
from tests.fakes.looking import look

MOUSE, KEYBOARD = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard


@pytest.fixture
def opened(monkeypatch) -> list[QMenu]:
    """Menus that were to pop up, which needs a keyboard that can be grabbed."""
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: menus.append(menu))
    return menus


@pytest.fixture
def asked(opened):
    """Asks for the menu of a table at a place, and gives it, or None where none opened."""

    def ask(view: QAbstractItemView, at: QPoint, why=MOUSE) -> QMenu | None:
        opened.clear()
        port = view.viewport()
        QApplication.sendEvent(port, QContextMenuEvent(why, at, port.mapToGlobal(at)))
        return opened[0] if opened else None

    return ask


@pytest.fixture
def window(open_window, live_desk: FakeDesk):
    live_desk.events = [entry()]
    made = open_window(live_desk)
    made.resize(1280, 800)
    made.activateWindow()
    look(made)
    return made


def on_row(view: QAbstractItemView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def choose(menu: QMenu, title: str) -> None:
    next(one for one in menu.actions() if one.text() == title).trigger()


def test_a_row_of_the_tape_leads_to_its_coin_the_filter_and_where_it_comes_from(window, live_desk, asked, monkeypatch):
    shown = []
    monkeypatch.setattr(window.dialogs, "open_provenance", lambda: shown.append(panel.view.chosen_row()))
    panel = window.findChild(TapePanel)
    row = panel.view.tape.rows[2]
    base, venue = row.instrument.base, str(row.instrument.venue)
    menu = asked(panel.view, on_row(panel.view, 2))
    assert panel.view.currentIndex().row() == 2
    choose(menu, f"{base} in the charts")
    assert window.findChild(TimelinePanel).query.base == base
    choose(menu, "Where it comes from…")
    assert shown == [row]
    choose(menu, "Copy")
    assert QApplication.clipboard().text().count("\n") == 0
    choose(menu, f"Only {base} in the filter")
    assert live_desk.settings.value.filter.coins == (base,)
    choose(menu, f"Only {panel.name_of(row.instrument.venue)} in the filter")
    chosen = live_desk.settings.value.filter
    assert (chosen.coins, chosen.venues) == ((base,), (venue,))


def test_several_selected_rows_stay_selected_under_the_menu(window, asked):
    view = window.findChild(TapePanel).view
    view.selectRow(0)
    view.selectionModel().select(
        view.model().index(1, 0), view.selectionModel().SelectionFlag.Select | view.selectionModel().SelectionFlag.Rows
    )
    choose(asked(view, on_row(view, 1)), "Copy")
    assert len(QApplication.clipboard().text().splitlines()) == 2


def test_a_coin_and_an_event_have_menus(window, asked):
    window.go_to("market")
    look(window)
    coins = window.findChild(CoinsPanel)
    base = coins.rows[1].base
    choose(asked(coins.view, on_row(coins.view, 1)), f"{base} in the charts")
    assert window.findChild(TimelinePanel).query.base == base
    window.go_to("journal")
    journal = window.findChild(JournalPanel)
    menu = asked(journal.view, on_row(journal.view, 0))
    assert [one.text() for one in menu.actions()] == ["Open the card…", "Show in the charts"], (
        "nothing can be replayed here"
    )
    choose(menu, "Open the card…")
    (dialog,) = window.findChildren(EventDialog)
    dialog.close()


def test_the_menu_key_asks_for_the_row_the_keyboard_is_on(window, asked):
    journal = window.findChild(JournalPanel)
    window.go_to("journal")
    journal.view.setCurrentIndex(journal.view.model().index(0, 0))
    menu = asked(journal.view, QPoint(5, journal.view.viewport().height() - 2), KEYBOARD)
    assert menu.actions()


def test_where_there_is_no_row_there_is_no_menu(open_window, live_desk, asked):
    window = open_window(live_desk)
    journal = window.findChild(JournalPanel)
    look(window)
    assert not journal.rows
    assert asked(journal.view, QPoint(5, 5)) is None
    assert asked(journal.view, QPoint(5, 5), KEYBOARD) is None
