"""The whole window in a made-up language: everything is translated, nothing is cut off although every text is longer."""

import asyncio

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QMenu

from liqdesk.domain.language import english, spoken
from liqdesk.domain.venue import SILENT
from liqdesk.engine.alerting import NoAlerts
from liqdesk.settings.section import Page
from liqdesk.ui.languages import speak
from tests.fakes.events import entry
from tests.fakes.looking import look
from tests.fakes.untranslated import CODE, PLAIN, clipped, made_up, untranslated

LAYOUT_ROUNDS = 4
"""What is as high as its words need some rounds until all of it stands."""


@pytest.fixture(scope="module")
def languages(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def window(qapp, languages, open_window, live_desk):
    before = QLocale()
    assert speak(CODE, languages, qapp) == CODE
    live_desk.alerts = NoAlerts()
    live_desk.events = [entry()]
    opened = open_window(live_desk)
    opened.resize(1280, 800)
    look(opened)
    yield opened
    spoken.speak(english)
    QLocale.setDefault(before)


@pytest.fixture
def names(live_desk) -> set[str]:
    """What is called the same in every language, and what the made-up desk itself says."""
    frame = live_desk.frame(0)[0]
    told = [*live_desk.bases(), *(one.name for one in SILENT), *frame.status.coverage.reasons]
    told += [*live_desk.settings.value.groups.coins]
    for one in frame.venues:
        told += [one.name, str(one.id), one.publishes, one.hides, one.caveat, one.sentence, *one.coverage.reasons]
    return {word for text in told for word in PLAIN.findall(text)}


def wrong_in(top, names) -> str:
    for _ in range(LAYOUT_ROUNDS):
        QApplication.sendPostedEvents()
        top.grab()
    return "\n".join([*untranslated(top, names), *(f"cut off: {one}" for one in clipped(top))])


def test_the_window_is_translated_and_nothing_is_cut_off(window, names):
    assert wrong_in(window, names) == ""


def test_every_panel_is_translated_and_nothing_is_cut_off(window, names, run):
    found = []

    async def story():  # some panels ask when they are seen
        for dock in window.findChildren(QDockWidget):
            dock.show()
            dock.raise_()
            look(window)
            for _ in range(LAYOUT_ROUNDS):
                await asyncio.sleep(0)
            found.extend(f"{dock.objectName()}: {wrong}" for wrong in wrong_in(dock, names).splitlines())
            dock.hide()

    run(story())
    assert "\n".join(found) == ""


def test_every_menu_is_translated(window, names):
    found = {}
    for menu in window.findChildren(QMenu):
        if wrong := untranslated(menu, names):
            found[menu.title()] = wrong
    assert found == {}


@pytest.mark.parametrize(
    "opened",
    ["open_share", "open_standing", "open_rule", "open_keys", "open_first_run", "open_doctor"],
)
def test_every_dialog_is_translated_and_nothing_is_cut_off(window, names, opened):
    getattr(window.dialogs, opened)()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert wrong_in(dialog, names) == ""
    dialog.close()


@pytest.mark.parametrize("page", list(Page))
def test_every_page_of_the_settings_is_translated_and_nothing_is_cut_off(window, names, page):
    window.dialogs.open_settings(page)
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.page(page).finish()
    assert wrong_in(dialog, names) == ""
    dialog.close()


def test_palette_and_layouts_are_translated(window, names):
    window.steering.palette.open()
    assert untranslated(window.steering.palette, names) == []
    window.steering.open_layouts()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert wrong_in(dialog, names) == ""
