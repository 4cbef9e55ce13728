"""The whole window in a made-up language: everything is translated, nothing is cut off although every text is longer."""

import asyncio
from functools import partial

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QMenu

from liqdesk.analytics.events import Level
from liqdesk.app.care import example_failure, guide_page
from liqdesk.app.resources import Resources
from liqdesk.app.updating import door_to
from liqdesk.domain.language import english, spoken
from liqdesk.domain.venue import SILENT
from liqdesk.engine.alerting import NoAlerts
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.section import Page as SettingsPage
from liqdesk.settings.strip import StripForm
from liqdesk.ui.announce.notices import notice_of
from liqdesk.ui.announce.toast import Toast
from liqdesk.ui.announce.tray import TrayIcon, TrayOrders
from liqdesk.ui.announce.tray_state import tray_state
from liqdesk.ui.charts import readout
from liqdesk.ui.dialogs.about import AboutDialog
from liqdesk.ui.dialogs.care import Care
from liqdesk.ui.dialogs.guide import GuideDialog, pages_of
from liqdesk.ui.dialogs.updates import UpdatesDialog
from liqdesk.ui.languages import speak
from liqdesk.ui.strip.menu import StripDoors, strip_menu
from liqdesk.ui.tables.heads import Heads
from liqdesk.ui.tasks import UiTasks
from liqdesk.updates.checker import UpdateChecker
from tests.fakes.clock import StepClock
from tests.fakes.events import entry
from tests.fakes.looking import look
from tests.fakes.notices import announcement
from tests.fakes.painted import painted
from tests.fakes.releases import Drawer, MadeUpPublisher, Page
from tests.fakes.strip import StripScene
from tests.fakes.untranslated import CODE, PLAIN, SAME_EVERYWHERE, clipped, made_up, untranslated

LAYOUT_ROUNDS = 4
"""What is as high as its words need some rounds until all of it stands."""


@pytest.fixture(scope="module")
def languages(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def window(qapp, languages, open_window, live_desk):
    before = QLocale()
    readout._moment.cache_clear()  # a language is chosen at the start, so words are kept; these are of other tests
    assert speak(CODE, languages, qapp) == CODE
    live_desk.alerts = NoAlerts()
    live_desk.events = [entry()]
    opened = open_window(live_desk)
    opened.resize(1280, 800)
    look(opened)
    yield opened
    spoken.speak(english)
    readout._moment.cache_clear()
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


def plain_in(texts, names):
    """Those of them with plain words in them; of a text that was cut, the last word may be the beginning of a name."""
    same = SAME_EVERYWHERE | names
    for text in texts:
        words = PLAIN.findall(text)
        last = words[-1] if words and text.endswith("…") else ""
        if [
            word for word in words if word not in same and not (word == last and any(n.startswith(word) for n in same))
        ]:
            yield text


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


@pytest.mark.parametrize("page", list(SettingsPage))
def test_every_page_of_the_settings_is_translated_and_nothing_is_cut_off(window, names, page):
    window.dialogs.open_settings(page)
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.page(page).finish()
    assert wrong_in(dialog, names) == ""
    dialog.close()


def test_what_is_painted_is_translated(qapp, window, names, run):
    found = list(plain_in(painted(window), names))

    async def story():
        for dock in window.findChildren(QDockWidget):
            dock.show()
            dock.raise_()
            for _ in range(LAYOUT_ROUNDS):  # charts are built when they are seen
                qapp.processEvents()
                await asyncio.sleep(0)
            look(window)
            found.extend(f"{dock.objectName()}: {text}" for text in plain_in(painted(dock), names))
            dock.hide()

    run(story())
    assert found == []


def test_titles_of_columns_have_room(qapp, window):
    window.resize(1600, 900)
    cut = {}
    for dock in window.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
        qapp.processEvents()
        for heads in dock.findChildren(Heads):
            told = [heads.told(one) for one in range(heads.count()) if not heads.isSectionHidden(one)]
            if heads.isVisible() and any("…" in one for one in told):
                cut[dock.objectName()] = told
        if dock.objectName() != "tape":
            dock.hide()
    assert cut == {}


@pytest.mark.parametrize("form", list(StripForm))
def test_the_strip_is_translated(window, names, theme, tmp_path, live_desk, form):
    scene = StripScene(live_desk, theme, tmp_path / "strip.ini")
    scene.change(shown=True, form=form)
    assert [*untranslated(scene.strip, names), *plain_in(painted(scene.strip), names)] == []
    menu = strip_menu(live_desk, StripDoors(print, print, print), True, scene.strip)
    assert [wrong for one in (menu, *menu.findChildren(QMenu)) for wrong in untranslated(one, names)] == []
    scene.keeper.close()


def test_the_tray_is_translated(window, names, resources, live_desk):
    tray = TrayIcon(live_desk, resources, None, TrayOrders(print, print, strip=print, clicks=print))
    assert [wrong for one in (tray.menu, *tray.menu.findChildren(QMenu)) for wrong in untranslated(one, names)] == []
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    said = [tray_state(frame, live_desk.alerts.view(), None, live_desk.mode).tip]
    told = {word for reason in frame.totals.window("1h").coverage.reasons for word in PLAIN.findall(reason)}
    assert list(plain_in(said, names | told)) == []


@pytest.mark.parametrize("level", list(Level))
def test_the_toast_is_translated_and_nothing_is_cut_off(window, names, theme, run, level):
    toast = Toast(theme, lambda notice, answer: None, window)
    run(toast.bring(notice_of(announcement("k", level=level, event="e", title="[ẗ]", text="[ẗ]"), True)))
    assert wrong_in(toast, names) == ""
    assert window.rect().contains(toast.geometry())


def test_a_failure_and_what_the_program_is_made_of_are_translated(window, names):
    window.dialogs.open_failure(example_failure(), print)
    window.dialogs.care = Care(guide=partial(guide_page, Resources()))
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert wrong_in(dialog, names | {"ExampleError", "picture"}) == ""
    dialog.close()
    window.dialogs.open_about()
    dialog = window.findChild(AboutDialog)
    assert wrong_in(dialog, names) == ""
    dialog.close()


def test_the_guide_is_translated_but_for_its_pages(window, names):
    window.dialogs.care = Care(guide=partial(guide_page, Resources()))
    window.dialogs.open_guide()
    pages = {word for page in pages_of(window.dialogs.care.guide) for word in PLAIN.findall(page.title)}
    dialog = window.findChild(GuideDialog)
    assert wrong_in(dialog, names | pages) == ""
    dialog.close()


def test_news_of_releases_are_translated(qtbot, window, names, theme):
    publisher = MadeUpPublisher()
    page = Page(publisher.signed(publisher.manifest(files=[])))
    settings = CurrentSettings(Settings())
    checker = UpdateChecker(publisher.publisher, "0.1.0", page.get, Drawer(), StepClock(), lambda: False, print)
    dialog = UpdatesDialog(door_to(checker, settings, settings.replace, lambda: UiTasks(print)), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    assert wrong_in(dialog, names | {"releases", "example"}) == ""


def test_palette_and_layouts_are_translated(window, names):
    window.steering.palette.open()
    assert untranslated(window.steering.palette, names) == []
    window.steering.open_layouts()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert wrong_in(dialog, names) == ""
