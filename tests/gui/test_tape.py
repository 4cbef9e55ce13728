"""The tape and its panel."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.model import LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.panels.filter_words import Part, minimum_text, read_minimum, switched
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.tables.tape import JSON_MIME
from liqdesk.ui.tables.tape_rows import CAPACITY, TapeFilter
from liqdesk.ui.tables.tape_text import Column
from tests.fakes.desk import END, FakeDesk
from tests.fakes.rows import instrument, row, share


@pytest.fixture
def quiet() -> FakeDesk:
    """A desk that holds no row yet."""
    made = FakeDesk()
    made._held.clear()
    return made


@pytest.fixture
def panel(qtbot, theme, quiet) -> TapePanel:
    made = TapePanel(quiet, theme)
    qtbot.addWidget(made)
    made.resize(560, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


class Feeder:
    """Adds rows to a desk and hands the panel its frames."""

    def __init__(self, desk: FakeDesk, panel: TapePanel) -> None:
        self.desk, self.panel, self.sequence = desk, panel, desk._sequence

    def feed(self, *rows) -> None:
        for one in rows:
            self.desk.add(one)
        frame, self.sequence = self.desk.frame(self.sequence)
        self.panel.show_frame(frame)

    def wait(self, span: int) -> None:
        """Hand it a frame without rows, `span` ms later."""
        frame, self.sequence = self.desk.frame(self.sequence)
        self.panel.show_frame(replace(frame, at=UnixMs(frame.at + span)))


@pytest.fixture
def feeder(quiet, panel) -> Feeder:
    return Feeder(quiet, panel)


def shown(panel: TapePanel, column: Column = Column.COIN) -> list[str]:
    model = panel.view.tape
    return [model.data(model.index(number, column)) for number in range(model.rowCount())]


def coin(name: str, usd: int | None = 5_000, at: int = END, venue: str = "bybit"):
    return row(at=at, micro=None if usd is None else usd * 1_000_000, of=instrument(name, venue))


def put(desk: FakeDesk, **named: object) -> None:
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(**named)}))


def test_newest_on_top(feeder, panel) -> None:
    feeder.feed(coin("BTC"), coin("ETH"))
    feeder.feed(coin("SOL"))
    assert shown(panel) == ["SOL", "ETH", "BTC"]


def test_an_unknown_size_is_said_not_zero(feeder, panel) -> None:
    feeder.feed(coin("BTC", None))
    assert shown(panel, Column.USD) == ["size unknown"]


def test_the_filter_and_the_footer(feeder, panel, quiet) -> None:
    feeder.feed(coin("BTC", 500), coin("BTC", 5_000), coin("ETH", 50_000), coin("ETH", 60_000, venue="okx"))
    assert panel.footer == "≥ $1k  ·  everything  ·  3 of 4 rows"
    put(quiet, coins=("ETH",))
    assert shown(panel) == ["ETH", "ETH"]
    put(quiet, coins=("ETH",), venues=("okx",))
    assert shown(panel, Column.VENUE) == ["OKX"]
    assert panel.footer == "≥ $1k  ·  of ETH on OKX  ·  1 of 4 rows"
    quiet.replace_settings(switched(quiet.settings.value, Part.SMALLEST, "100000"))
    assert shown(panel) == []
    assert panel.view.empty_text.startswith("None of 4 rows passes")


def test_a_side_alone(feeder, panel, quiet) -> None:
    feeder.feed(coin("BTC"), row(at=END, micro=5_000_000_000, of=instrument("ETH", "okx"), position=PositionSide.LONG))
    put(quiet, side=SideChoice.LONGS)
    assert shown(panel) == ["ETH"]


def test_escape_clears_the_filter(feeder, panel, quiet, qtbot) -> None:
    feeder.feed(coin("BTC"), coin("ETH"))
    put(quiet, coins=("ETH",))
    quiet.replace_settings(switched(quiet.settings.value, Part.SMALLEST, "2000"))
    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)
    assert panel.filter == TapeFilter(1_000)
    assert quiet.settings.value.filter == FilterSettings()


@pytest.mark.parametrize(
    ("typed", "usd"),
    [
        ("≥ $50k", 50_000),
        ("1.5M", 1_500_000),
        ("any size", 0),
        ("2,500", 2_500),
        ("$ 3 k", 3_000),
        ("lots", None),
        ("-5", None),
        ("nan", None),
    ],
)
def test_typed_minima(typed: str, usd: int | None) -> None:
    assert read_minimum(typed) == usd


def test_minima_read_back() -> None:
    for usd in (0, 1_000, 50_000, 1_500_000):
        assert read_minimum(minimum_text(usd)) == usd


def test_what_is_being_read_stays_where_it_is(feeder, panel, qtbot) -> None:
    feeder.feed(*(coin(f"C{number}") for number in range(200)))
    view = panel.view
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 100)
    view.verticalScrollBar().setValue(20)
    top = view.rowAt(2)
    assert shown(panel)[top] == "C179"
    feeder.feed(*(coin(f"N{number}") for number in range(7)))
    assert shown(panel)[view.rowAt(2)] == "C179"
    assert view.missed == 7
    assert view._chip.isVisible()
    assert view._chip.text() == "7 new ↑"
    qtbot.mouseClick(view._chip, Qt.MouseButton.LeftButton)
    assert view.rowAt(2) == 0
    assert view.missed == 0
    assert not view._chip.isVisible()


def test_on_top_it_runs_on(feeder, panel) -> None:
    feeder.feed(*(coin(f"C{number}") for number in range(200)))
    feeder.feed(coin("NEW"))
    assert panel.view.verticalScrollBar().value() == 0
    assert panel.view.missed == 0


def test_more_rows_than_there_is_room_for(feeder, panel) -> None:
    feeder.desk._held = type(feeder.desk._held)(maxlen=60_000)
    for batch in range(5):
        feeder.feed(*(coin("BTC", at=END + batch) for _ in range(6_000)))
    feeder.wait(SECOND)
    assert panel.view.tape.rowCount() == CAPACITY
    assert panel.footer.endswith(f"{CAPACITY:,} of 30,000 rows")
    assert panel.view.tape.rows[0].at == END + 4


def test_a_hidden_panel_sleeps_and_reads_again(feeder, panel) -> None:
    panel.hide()
    feeder.feed(coin("BTC"))
    assert shown(panel) == []
    panel.show()
    assert shown(panel) == ["BTC"]
    feeder.feed(coin("ETH"))
    assert shown(panel) == ["ETH", "BTC"]


def test_ages_move_on(feeder, panel, quiet) -> None:
    feeder.feed(coin("BTC"))
    quiet._now = UnixMs(END + 5 * SECOND)
    feeder.feed()
    assert shown(panel, Column.AGE) == ["5s"]
    quiet._now = UnixMs(END + 3 * MINUTE)
    feeder.feed()
    assert shown(panel, Column.AGE) == ["3m"]


def test_copying_rows(feeder, panel, qtbot) -> None:
    feeder.feed(coin("BTC"), coin("ETH", 1_240_310))
    panel.view.selectRow(0)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard().mimeData()
    assert clipboard.text() == "22:26:00 UTC\tshort\tETH\t$1,240,310.00\t1.0000\tBybit"
    assert json.loads(bytes(clipboard.data(JSON_MIME).data()))["base"] == "ETH"


def test_keys_select_rows_and_selection_stays_with_its_row(feeder, panel, qtbot) -> None:
    feeder.feed(coin("BTC"), coin("ETH"))
    qtbot.keyClick(panel.view, Qt.Key.Key_Home)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert [index.row() for index in panel.view.selectionModel().selectedRows()] == [1]
    feeder.feed(coin("SOL"))
    assert [index.row() for index in panel.view.selectionModel().selectedRows()] == [2]


def test_venue_text_is_never_markup(feeder, panel) -> None:
    feeder.feed(coin("<img src=x>"))
    tip = panel.view.tape.data(panel.view.tape.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img src=x&gt;" in tip
    assert "bankruptcy price, not a fill" in tip


def test_a_tool_tip_is_asked_for_without_harm(feeder, panel) -> None:
    feeder.feed(coin("BTC"))
    where = QPoint(30, 8)
    event = QHelpEvent(QEvent.Type.ToolTip, where, panel.view.viewport().mapToGlobal(where))
    assert QApplication.sendEvent(panel.view.viewport(), event)


def test_rows_are_painted_by_tier_and_theme(feeder, panel, theme) -> None:
    feeder.feed(coin("AAA", 2_000), coin("BBB", 5_000_000))
    view = panel.view

    def back(number: int):
        image = view.viewport().grab().toImage()
        return image.pixelColor(view.viewport().width() - 2, number * view.row_height + 2)

    assert back(0) != back(1), "a row of five million stands out"
    dark = back(1)
    theme.wear(LookSettings(theme=ThemeChoice.LIGHT))
    assert back(1).lightness() > dark.lightness() + 100


def test_narrow_it_leaves_out_the_age_and_keeps_the_amount(feeder, panel, qtbot) -> None:
    feeder.feed(coin("BTC"))
    panel.resize(400, 600)
    assert panel.view.isColumnHidden(Column.AGE)
    assert not panel.view.isColumnHidden(Column.USD)
    panel.resize(700, 600)
    assert not panel.view.isColumnHidden(Column.AGE)


def test_a_lively_desk(qtbot, theme, desk) -> None:
    panel = TapePanel(desk, theme)
    qtbot.addWidget(panel)
    panel.resize(theme.px(440), 600)
    panel.show()
    sequence = 0
    for _ in range(5):
        desk.advance(DurationMs(1_000))
        frame, sequence = desk.frame(sequence)
        panel.show_frame(frame)
        panel.grab()
    assert panel.view.tape.rowCount() > 100
    assert panel._legend.isVisible()
    panel.resize(theme.px(390), 600)
    assert not panel._legend.isVisible(), "it would lie on the count of rows"


def test_what_is_no_coin_leaves_the_tape_when_it_is_not_wanted(panel, quiet):
    for of in (share(), instrument()):
        quiet.add(row(END, 9_000_000_000, of=of))
    panel.show_frame(quiet.frame(0)[0])
    rows = panel.view.tape.rows
    assert [rows[number].instrument.base for number in range(len(rows))] == ["BTC", "NVDA"]
    settings = quiet.settings.value
    hidden = settings.tradfi.model_copy(update={"on_tape": False})
    quiet.replace_settings(settings.model_copy(update={"tradfi": hidden}))
    assert panel.filter.tradfi is False
    assert [rows[number].instrument.base for number in range(len(rows))] == ["BTC"]


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_a_second_that_changes_no_age_paints_nothing(feeder, panel) -> None:
    feeder.feed(coin("BTC"))
    feeder.wait(5 * MINUTE)
    QApplication.processEvents()
    paints = Paints(panel.view.viewport())
    feeder.wait(5 * MINUTE + SECOND)
    QApplication.processEvents()
    assert paints.count == 0
    feeder.wait(6 * MINUTE)
    QApplication.processEvents()
    assert paints.count > 0
