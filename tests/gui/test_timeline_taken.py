"""The timeline taken along: as a table with how whole each bar is, and as a picture, by key and by menu."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.ui.charts.timeline_table import HEADER, rows_of_bars
from liqdesk.ui.panels.timeline import TimelinePanel
from tests.fakes.timelines import BUCKETS, START, gap, view_of


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def panel(qtbot, theme, desk, said) -> TimelinePanel:
    made = TimelinePanel(desk, theme, tell=said.append)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def bars(view, shown=None) -> list[dict[str, object]]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows_of_bars(view, shown)]


def test_every_bar_says_how_whole_it_is_and_nothing_unknown_is_a_zero():
    view = view_of({0: 1_000.126}, {2: 5.0}, gaps=(gap(1, 2), gap(2, 3, 0.25)))
    rows = bars(view)
    assert len(rows) == BUCKETS
    assert rows[0] == {
        "bar_start_unix_ms": START, "shorts_usd": 1_000.13, "longs_usd": 0.0, "orders": 1, "coverage": 1.0, "at_least": 0,
        "price": rows[0]["price"], "price_of": "BTC",
    }  # fmt: skip
    assert [rows[1][name] for name in HEADER[1:6]] == ["", "", "", 0.0, 1]
    assert [rows[2][name] for name in HEADER[1:6]] == ["", 5.0, 1, 0.75, 1], (
        "shorts of a bar with a gap are not known to be none"
    )
    sampled = bars(replace(view_of({}, {}, at_least=True), zero_known=False))
    assert [sampled[5][name] for name in HEADER[1:6]] == ["", "", 0, 1.0, 1]


def test_only_the_bars_that_are_shown_are_taken():
    shown = Span(UnixMs(START + 10 * MINUTE), UnixMs(START + 12 * MINUTE + 1))
    rows = bars(view_of({}, {}), shown)
    assert [row["bar_start_unix_ms"] for row in rows] == [START + minute * MINUTE for minute in (10, 11, 12)]


def test_by_key_its_data_is_copied_and_its_picture_saved(panel, qtbot, said, tmp_path):
    panel.setFocus()
    qtbot.keyClick(panel.focusWidget() or panel.chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *rows = QGuiApplication.clipboard().text().splitlines()
    assert head == ",".join((*HEADER, "source"))
    assert rows
    assert all(row.endswith(",demo") for row in rows)
    assert "copied as CSV" in said[-1]
    qtbot.keyClick(panel.focusWidget() or panel.chart, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    chooser = panel.chart.findChild(QFileDialog)
    assert chooser is not None
    chooser.close()
    panel.export.save_to(str(tmp_path / "bars.png"))
    assert (tmp_path / "bars.png").read_bytes().startswith(b"\x89PNG")


def test_the_menu_has_both(panel):
    menu = panel.menu()
    titles = [action.text() for action in menu.actions()]
    menu.close()
    assert titles[:2] == ["Save as PNG…", "Copy data as CSV"]
    assert panel.chart.contextMenuPolicy() is Qt.ContextMenuPolicy.CustomContextMenu
