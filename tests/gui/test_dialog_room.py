"""Dialogs keep to the screen, and all of them can be reached there."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea

from liqdesk.ui.charts.share_card import HEIGHT, WIDTH
from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog
from liqdesk.ui.dialogs.keys import COLUMNS, KeysDialog, columns
from liqdesk.ui.dialogs.share import Preview


@pytest.mark.parametrize("percent", [100, 160])
@pytest.mark.parametrize("order", ["open_keys", "open_guide", "open_about", "open_doctor"])
def test_no_dialog_is_larger_than_the_screen(qtbot, open_window, live_desk, percent, order):
    value = live_desk.settings.value
    live_desk.replace_settings(value.model_copy(update={"look": value.look.model_copy(update={"font_scale": percent})}))
    window = open_window(live_desk)
    window.resize(window.minimumSize())
    getattr(window.dialogs, order)()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    room = QGuiApplication.primaryScreen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    dialog.close()


def test_the_sheet_of_keys_can_be_scrolled_to_its_end(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    window.dialogs.open_keys()
    dialog = window.findChild(KeysDialog)
    dialog.resize(400, 200)
    scroll = dialog.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert dialog.focusWidget() is scroll


def test_the_columns_of_keys_keep_their_order_and_are_about_as_high():
    groups = [(str(high), [("k", "does")] * high) for high in (15, 20, 10, 3, 12, 3, 4)]
    found = columns(groups)
    assert [one for column in found for one in column] == groups
    assert len(found) == COLUMNS
    assert [sum(len(lines) + 2 for _, lines in column) for column in found] == [17, 34, 30]


def test_the_first_steps_need_no_scrolling_at_their_usual_size(open_window, live_desk):
    window = open_window(live_desk)
    window.dialogs.open_first_run()
    dialog = window.findChild(FirstRunDialog)
    for number in range(3):
        for _ in range(4):
            QApplication.sendPostedEvents()
        assert dialog.number == number
        page = dialog.stack.currentWidget()
        assert (number == 1) is not isinstance(page, QScrollArea)
        if isinstance(page, QScrollArea):
            assert (page.verticalScrollBar().maximum(), page.horizontalScrollBar().maximum()) == (0, 0)
        dialog.next.click()


def test_a_card_is_previewed_as_large_as_it_usually_is(open_window, live_desk):
    window = open_window(live_desk)
    window.resize(1200, 800)
    window.dialogs.open_share()
    preview = window.findChild(Preview)
    assert preview.width() == pytest.approx(WIDTH * 0.6, abs=1)
    assert preview.height() == pytest.approx(HEIGHT * 0.6, abs=1)
