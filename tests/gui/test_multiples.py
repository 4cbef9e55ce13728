"""The largest coins side by side, and their panel."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from liqdesk.analytics.courses import CoursesQuery
from liqdesk.domain.time import MINUTE, SECOND, DurationMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.tiles import Tiles
from liqdesk.ui.panels.multiples import MultiplesPanel


@pytest.fixture
def cursor(qapp) -> Cursor:
    return Cursor()


@pytest.fixture
def tiles(qtbot, theme, desk, cursor) -> Tiles:
    made = Tiles(theme, cursor)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    qtbot.waitExposed(made)
    made.show_view(desk.courses(CoursesQuery(6, "1h", MINUTE)), Zone.UTC)
    return made


@pytest.fixture
def panel(qtbot, theme, desk, cursor) -> MultiplesPanel:
    made = MultiplesPanel(desk, theme, cursor, lambda said: None)
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_tile_tells_its_total_with_its_sign_and_its_share(tiles) -> None:
    first = tiles.words[0]
    assert first.base == "BTC"
    assert first.total.startswith("≥ $")
    assert first.share == "28% of all"
    assert "covered" in first.sentence


@pytest.mark.parametrize(("width", "height"), [(900, 400), (300, 900), (1600, 200), (200, 120)])
@pytest.mark.parametrize("count", [6, 9, 12])
def test_tiles_fill_the_room_and_do_not_overlap(tiles, desk, width, height, count) -> None:
    tiles.resize(width, height)
    tiles.show_view(desk.courses(CoursesQuery(count, "1h", MINUTE)), Zone.UTC)
    boxes = [place.box for place in tiles.places()]
    assert len(boxes) == count
    assert all(tiles.rect().toRectF().contains(box) for box in boxes)
    assert not any(one.intersects(other) for n, one in enumerate(boxes) for other in boxes[:n])
    tiles.grab()


def test_a_click_chooses_the_coin(tiles, qtbot) -> None:
    centre = tiles.places()[2].box.center().toPoint()
    qtbot.mouseMove(tiles, centre)
    with qtbot.waitSignal(tiles.chosen) as told:
        qtbot.mouseClick(tiles, Qt.MouseButton.LeftButton, pos=centre)
    assert told.args == ["SOL"]


def test_arrows_and_enter_choose_one_too(tiles, qtbot) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(tiles, key)
    assert tiles.accessibleDescription().startswith("DOGE: ")
    with qtbot.waitSignal(tiles.chosen) as told:
        qtbot.keyClick(tiles, Qt.Key.Key_Return)
    assert told.args == ["DOGE"]


def test_pointing_reads_a_bar_and_tells_the_others(tiles, cursor, qtbot) -> None:
    bars = tiles.places()[0].bars
    qtbot.mouseMove(tiles, QPoint(round(bars.left() + bars.width() * 0.5), round(bars.center().y())))
    words = tiles.words
    assert words[0].total.endswith("UTC")
    assert words[0].short.startswith("▲ ≥ $")
    assert words[1].total.startswith("≥ $")
    assert cursor.pointed.by is tiles
    tiles._point(None, None)
    assert cursor.pointed is None


def test_one_scale_makes_small_coins_small(tiles) -> None:
    own = tiles.grab().toImage()
    tiles.use_same_scale(True)
    assert tiles.grab().toImage() != own


def test_empty_states_say_why(tiles, desk, qtbot, theme, cursor) -> None:
    view = desk.courses(CoursesQuery(6, "1h", MINUTE))
    tiles.show_view(replace(view, coins=()), Zone.UTC)
    assert tiles.message == "No liquidations seen in the last 1h"
    desk.blind = True
    tiles.show_view(desk.courses(CoursesQuery(6, "1h", MINUTE)), Zone.UTC)
    assert tiles.message == "Nothing recorded: no venue was connected in the last 1h"
    waiting = Tiles(theme, cursor)
    qtbot.addWidget(waiting)
    assert waiting.message == "Waiting for the first figures…"


def test_the_table_holds_every_bar(tiles) -> None:
    rows = list(tiles.table().rows)
    assert len(rows) == 6 * 60
    assert {row[1] for row in rows} == {"BTC", "ETH", "SOL", "XRP", "DOGE", "BNB"}


def test_the_panel_asks_every_other_second_and_only_while_it_is_seen(panel, desk) -> None:
    frame, _ = desk.frame(0)
    panel.show_frame(frame)
    asked = desk.courses_asked
    desk.advance(DurationMs(100))
    panel.show_frame(frame)
    assert desk.courses_asked == asked
    desk.advance(DurationMs(4 * SECOND))
    panel.show_frame(frame)
    assert desk.courses_asked == asked + 1
    panel.hide()
    desk.advance(DurationMs(4 * SECOND))
    panel.show_frame(frame)
    assert desk.courses_asked == asked + 1


def test_buttons_choose_how_many_and_which_window(panel) -> None:
    panel.show_count(12)
    panel.show_window("4h", DurationMs(5 * MINUTE))
    assert panel.query == CoursesQuery(12, "4h", DurationMs(5 * MINUTE))
    assert len(panel.tiles.words) == 12
