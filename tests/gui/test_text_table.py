"""Tables of words tell their views only what became different, and give way in the order they were told to."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics

from liqdesk.ui.tables.text_table import HEAD, PAD, Head, TextModel, TextView
from liqdesk.ui.theme import Role

HEADS = (
    Head("Name", 100, grows=1, right=False),
    Head("Spare", 80, goes=2, hint="gives way last"),
    Head("Sum", 80, goes=1),
    Head("Age", 40),
)


@dataclass(frozen=True)
class Person:
    """A row."""

    name: str
    cells: tuple[str, ...]
    loud: bool = False
    tip: str = "first\nsecond"


class View(TextView[Person]):
    """Everything in one ink."""

    painted: list[tuple[str, int]]

    def paint_cell(self, painter, cell, row, column, metrics):
        self.painted.append((row.name, column))
        super().paint_cell(painter, cell, row, column, metrics)

    def ink(self, row, column):
        return "#ff0000"


def person(name, *cells, loud=False):
    return Person(name, (name, *cells), loud)


@pytest.fixture
def model():
    made = TextModel[Person](HEADS, lambda row: row.name, lambda row: row.loud)
    made.show_rows((person("ann", "a", "1", "5s"), person("bob", "b", "2", "7s")))
    return made


@pytest.fixture
def changed(model):
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), first.column(), last.column())))
    model.modelReset.connect(lambda: told.append("anew"))
    return told


def test_only_cells_that_differ_are_named(model, changed):
    model.show_rows((person("ann", "a", "1", "6s"), person("bob", "x", "2", "8s")))
    assert changed == [(0, 3, 3), (1, 1, 1), (1, 3, 3)]


def test_what_a_row_is_painted_by_changes_all_of_it(model, changed):
    model.show_rows((person("ann", "a", "1", "5s", loud=True), model.rows[1]))
    assert changed == [(0, 0, 3)]


@pytest.mark.parametrize("names", [("bob", "ann"), ("ann",), ("ann", "bob", "cat")])
def test_other_rows_are_a_new_table(model, changed, names):
    model.show_rows(tuple(person(name, "", "", "") for name in names))
    assert changed == ["anew"]


def test_a_line_across_the_columns_is_named_whole(changed, model):
    model.show_rows((person("ann", "remark"), model.rows[1]))
    changed.clear()
    model.show_rows((person("ann", "other"), model.rows[1]))
    assert changed == [(0, 0, 3)]
    assert model.index(0, 2).data() is None


def test_cells_tips_and_titles_are_plain_words(model):
    cell = model.index(1, 1)
    assert (cell.data(), cell.data(Qt.ItemDataRole.AccessibleTextRole)) == ("b", "b")
    assert "second" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert cell.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Spare"
    assert "gives way last" in model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)


@pytest.fixture
def view(qtbot, theme, model):
    made = View(model, theme)
    made.painted = []
    qtbot.addWidget(made)
    return made


def hidden(view):
    return [column for column in range(len(HEADS)) if view.isColumnHidden(column)]


@pytest.mark.parametrize(("width", "gone"), [(400, []), (260, [2]), (170, [1, 2])])
def test_columns_give_way_in_their_order(view, qtbot, width, gone):
    view.resize(width, 200)
    with qtbot.waitExposed(view):
        view.show()
    assert hidden(view) == gone
    shown = sum(view.columnWidth(one) for one in range(len(HEADS)) if one not in gone)
    assert shown == max(140, view.viewport().width()), "what is left goes to those that grow"


PAIRED = (
    Head("Name", 100, goes=1, least=60, grows=1), Head("Up", 50, goes=2), Head("Down", 50, goes=2), Head("Age", 40),
)  # fmt: skip


@pytest.mark.parametrize(
    ("width", "widths"),
    [(260, [120, 50, 50, 40]), (220, [80, 50, 50, 40]), (180, [140, 0, 0, 40]), (90, [55, 0, 0, 35])],
)
def test_a_column_may_shrink_before_others_go_and_those_of_one_place_go_together(qtbot, theme, width, widths):
    made = View(TextModel[Person](PAIRED, lambda row: row.name), theme)
    qtbot.addWidget(made)
    made.painted = []
    made.resize(width, 200)
    made.grab()
    assert [made.columnWidth(one) for one in range(len(PAIRED))] == widths


def titled(qtbot, theme, width):
    heads = (Head("Covered 1h", width, right=False), Head("", 60, grows=1))
    made = View(TextModel[Person](heads, lambda row: row.name), theme)
    qtbot.addWidget(made)
    made.painted = []
    made.resize(400, 100)
    made.grab()
    return made


def test_a_title_is_cut_where_its_room_ends_and_not_before(qtbot, theme):
    room = QFontMetrics(theme.font(Role.CAPTION)).horizontalAdvance("Covered 1h")
    tight, ample = (titled(qtbot, theme, width) for width in (room + 2 * PAD, room + 80))
    where = QRect(0, 0, room + PAD, HEAD)
    assert tight.horizontalHeader().grab(where).toImage() == ample.horizontalHeader().grab(where).toImage()
    narrow = titled(qtbot, theme, room + PAD)
    assert narrow.horizontalHeader().told(0) == "Covered 1h", "a column is as wide as its title"
    narrow.setColumnWidth(0, room + PAD)
    assert narrow.horizontalHeader().told(0).endswith("…")


def test_only_what_was_asked_for_is_painted(view, qtbot, model):
    view.resize(400, 200)
    with qtbot.waitExposed(view):
        view.show()
    view.grab()
    view.painted.clear()
    model.show_rows((person("ann", "a", "1", "9s"), model.rows[1]))
    qtbot.waitUntil(lambda: bool(view.painted))
    assert view.painted == [("ann", 3)]


def test_texts_are_painted_in_their_ink(view):
    view.resize(400, 200)
    image = view.grab().toImage()
    reds = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(30, image.height())
        if image.pixelColor(x, y).red() > 150 and image.pixelColor(x, y).blue() < 120
    ]
    assert reds
    assert QColor("#ff0000").red() == max(one.red() for one in reds)


def test_rows_that_come_move_neither_the_keyboard_nor_what_is_read(qtbot, theme, model):
    people = tuple(person(f"p{number}", "a", "1", "5s") for number in range(60))
    model.show_rows(people)
    view = View(model, theme)
    view.painted = []
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.setCurrentIndex(model.index(20, 0))
    view.scrollTo(model.index(18, 0), View.ScrollHint.PositionAtTop)
    assert view.rowAt(0) == 18
    model.show_rows((person("new", "a", "1", "5s"), *people, person("old", "a", "1", "5s")))
    assert (view.rowAt(0), view.currentIndex().row()) == (19, 21)
    view.verticalScrollBar().setValue(0)
    model.show_rows((person("newer", "a", "1", "5s"), *people[:30]))
    assert (view.rowAt(0), view.currentIndex().row()) == (0, 21)
    model.show_rows(people[:5])
    assert (view.rowAt(0), view.currentIndex().row()) == (0, -1)


@pytest.mark.parametrize("wide", [60, 90, 120, 150, 400])
def test_no_column_reaches_over_the_edge(qtbot, theme, model, wide):
    view = View(model, theme)
    view.painted = []
    qtbot.addWidget(view)
    view.resize(wide, 120)
    view.show()
    shown = [column for column in range(len(HEADS)) if not view.isColumnHidden(column)]
    assert sum(map(view.columnWidth, shown)) <= view.viewport().width()
    assert view.horizontalScrollBar().maximum() == 0
