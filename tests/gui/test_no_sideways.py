"""Nothing has to be scrolled sideways: in the smallest window that is promised, with texts of any size, views wrap or stack."""

import asyncio

import pytest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QWidget

from liqdesk.settings.section import Page
from liqdesk.ui.dialogs.condition_card import KINDS
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.dialogs.rule_editor import RuleEditor
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.page import SettingsPage
from liqdesk.ui.flow import Columns, FlowLayout
from liqdesk.ui.panels.arrangement import PROMISED
from liqdesk.ui.panels.docks import Dock
from tests.fakes.events import entry
from tests.fakes.looking import look

SIZES = (100, 130, 160)
ORDERS = (
    "open_keys",
    "open_guide",
    "open_about",
    "open_doctor",
    "open_share",
    "open_first_run",
    "open_rule",
    "open_standing",
)


def put(desk, percent: int) -> None:
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"look": value.look.model_copy(update={"font_scale": percent})}))


def settle() -> None:
    for _ in range(4):
        QApplication.sendPostedEvents()


def wide(view: QWidget) -> list[str]:
    """What in a view is wider than there is room for."""
    return [
        f"{type(area).__name__} {area.accessibleName()!r} by {area.horizontalScrollBar().maximum()}"
        for area in view.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ]


@pytest.fixture
def squeezed(open_window, live_desk):
    def opened(percent: int):
        live_desk.events = [entry()]
        window = open_window(live_desk)
        put(live_desk, percent)
        window.resize(PROMISED)
        look(window)
        return window

    return opened


def shown(window) -> QDialog:
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.resize(PROMISED)
    settle()
    return dialog


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("order", ORDERS)
def test_a_dialog_is_no_wider_than_the_promised_window(squeezed, order, percent):
    window = squeezed(percent)
    getattr(window.dialogs, order)()
    dialog = shown(window)
    assert dialog.width() <= PROMISED.width()
    assert wide(dialog) == []
    dialog.close()


@pytest.mark.parametrize("percent", SIZES)
def test_no_page_of_the_settings_is_wider(squeezed, percent):
    window = squeezed(percent)
    window.dialogs.open_settings()
    dialog = shown(window)
    assert isinstance(dialog, SettingsDialog)
    found = {}
    for page in Page:
        dialog.show_page(page)
        for one in dialog.findChildren(SettingsPage):
            one.finish()
        settle()
        found[page] = wide(dialog)
    assert dialog.width() <= PROMISED.width()
    assert found == {page: [] for page in Page}
    dialog.close()


@pytest.mark.parametrize("percent", SIZES)
def test_no_panel_is_wider(run, squeezed, until, percent):
    found = {}

    async def story():
        window = squeezed(percent)
        for dock in window.findChildren(Dock):
            window.go_to(dock.objectName())
            look(window)
            await until(lambda: not asyncio.all_tasks() - {asyncio.current_task()})
            settle()
            found[dock.objectName()] = wide(dock)
        assert window.width() == PROMISED.width()

    run(story())
    assert found == {name: [] for name in found}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_condition_wraps(squeezed, kind):
    window = squeezed(160)
    window.dialogs.open_rule()
    dialog = shown(window)
    assert isinstance(dialog, RuleEditor)
    card = dialog.cards[0]
    card.kind.setCurrentIndex(list(KINDS).index(kind))
    settle()
    row = card.field(next(iter(dialog_fields(card)))).parentWidget()
    assert all(row.rect().contains(one.geometry()) for one in row.findChildren(QWidget) if one.parent() is row)
    assert wide(dialog) == []
    dialog.close()


def dialog_fields(card) -> list[str]:
    return list(card._fields)


@pytest.mark.parametrize(("percent", "wide_window"), [(100, True), (160, False)])
def test_the_tables_of_an_event_stand_below_each_other_where_they_must(squeezed, percent, wide_window):
    window = squeezed(percent)
    window.dialogs.open_standing()
    dialog = shown(window)
    assert isinstance(dialog, EventDialog)
    columns = dialog.findChild(Columns)
    assert columns.stacked is not wide_window
    evidence, facts = dialog.table("evidence").geometry(), dialog.table("facts").geometry()
    assert not evidence.intersects(facts)
    assert (evidence.left() > facts.right()) is wide_window
    dialog.resize(2400, 900)
    settle()
    assert not columns.stacked
    dialog.close()


def test_a_line_wraps_like_words_and_is_as_high_as_that_takes(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(10, parent=host)
    parts = [QWidget(host) for _ in range(3)]
    for part in parts:
        part.setFixedSize(100, 20)
        flow.addWidget(part)
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(319) == 50
    assert flow.heightForWidth(50) == 80
    assert flow.minimumSize().width() == 100
    parts[1].hide()
    assert flow.heightForWidth(210) == 20
    host.resize(150, 100)
    host.show()
    assert parts[2].pos().y() == 30
