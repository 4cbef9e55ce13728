"""The user guide: every page is there and reads well, links lead somewhere, searching finds, keys work."""

import re
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTextBrowser

from liqdesk.app.care import guide_page
from liqdesk.app.resources import Resources
from liqdesk.domain.language import english, spoken
from liqdesk.ui.dialogs.guide import CONTENTS, GuideDialog, holds, pages_of

LINK = re.compile(r"\]\(([^)]+)\)")


def read(name: str) -> str | None:
    return guide_page(Resources(), name)


@pytest.fixture
def guide(qtbot, theme):
    dialog = GuideDialog(read, theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_every_page_is_in_the_contents_and_every_link_leads_somewhere():
    folder = Resources().path("guide")
    names = {one.name for one in pages_of(read)}
    assert names == {path.stem for path in folder.glob("*.md")} - {CONTENTS}
    for page in pages_of(read):
        for link in LINK.findall(page.text):
            assert link.removesuffix(".md") in names, f"{page.name} leads to {link}"


def test_no_page_is_read_outside_the_guide():
    assert guide_page(Resources(), "../publisher") is None
    assert guide_page(Resources(), "nothing-here") is None


def test_pages_in_the_language_spoken_come_before_the_english_ones(tmp_path):
    (tmp_path / "guide" / "de").mkdir(parents=True)
    (tmp_path / "guide" / "de" / "contents.md").write_text("- [Am Anfang](start.md)\n- [Zahlen](numbers.md)\n")
    (tmp_path / "guide" / "de" / "start.md").write_text("# Am Anfang\n")
    (tmp_path / "guide" / "numbers.md").write_text("# What the numbers mean\n")
    read_there = partial(guide_page, Resources(tmp_path))
    try:
        spoken.speak(english, code="de")
        pages = [(page.title, page.text) for page in pages_of(read_there)]
        assert pages == [("Am Anfang", "# Am Anfang\n"), ("Zahlen", "# What the numbers mean\n")]
    finally:
        spoken.speak(english)
    assert pages_of(read_there) == []


def test_pages_turn_by_keyboard(guide, qtbot):
    first = guide.shown
    qtbot.keyClick(guide.list, Qt.Key.Key_Down)
    assert guide.shown != first
    assert guide.page.toPlainText().startswith("What the numbers mean")


def test_searching_leaves_the_pages_with_all_the_words(guide, qtbot):
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(guide.search.hasFocus)
    qtbot.keyClicks(guide.search, "bankruptcy longs")
    assert guide.shown == "numbers"
    assert guide.page.textCursor().hasSelection()
    guide.search.setText("zeppelin")
    assert guide.none.isVisible()
    guide.search.clear()
    assert not guide.none.isVisible()
    assert all(not guide.list.item(row).isHidden() for row in range(guide.list.count()))


def test_a_link_turns_the_page(guide):
    guide.show_page("numbers")
    guide.page.anchorClicked.emit("venues.md")
    assert guide.shown == "venues"


def test_no_word_is_bolder_than_the_fonts_that_come_along(guide):
    document = guide.findChild(QTextBrowser).document()
    weights, block = set(), document.begin()
    while block.isValid():
        weights |= {piece.fragment().charFormat().fontWeight() for piece in block}
        block = block.next()
    assert max(weights) == QFont.Weight.DemiBold


def test_words_are_found_in_any_order_and_inside_links():
    page = next(one for one in pages_of(read) if one.name == "numbers")
    assert holds(page, "HIDES exchange")
    assert not holds(page, "exchange zeppelin")


def test_the_window_opens_it_once(open_window, desk, qtbot):
    window = open_window(desk)
    window.dialogs.open_guide()
    window.dialogs.open_guide("trouble")
    assert len([one for one in window.findChildren(GuideDialog) if one.isVisible()]) == 1
