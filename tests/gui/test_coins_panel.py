"""The coins: every sum with its coverage, every figure with its source and age, sorted by any column without jumping."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.panels import CoinTableSettings
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.panels.coins import EVERY, CoinsPanel
from liqdesk.ui.tables.coin_order import Order
from liqdesk.ui.tables.coins import HEADS, LONGS, SHORTS, Column

WIDE = sum(head.width for head in HEADS) + 20


def _shown(qtbot, theme, desk, width: int = WIDE) -> CoinsPanel:
    panel = CoinsPanel(desk, theme)
    qtbot.addWidget(panel)
    panel.resize(width, 280)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    return panel


def _row(panel: CoinsPanel, base: str):
    return next(row for row in panel.rows if row.base == base)


def _later(panel: CoinsPanel, desk) -> None:
    desk.advance(EVERY)
    panel.show_frame(desk.frame(0)[0])


def _click_head(qtbot, panel: CoinsPanel, column: Column) -> None:
    heads = panel.view.horizontalHeader()
    where = QPoint(heads.sectionViewportPosition(column) + 10, heads.height() // 2)
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=where)


def _point(panel: CoinsPanel, inside: bool) -> None:
    at = QPointF(20, 20)
    event = QEnterEvent(at, at, at) if inside else QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(panel.view.viewport(), event)


def test_a_coin_with_everything_known(qtbot, theme, desk):
    row = _row(_shown(qtbot, theme, desk), "BTC")
    for column in (*SHORTS, *LONGS):
        assert row.cells[column].startswith("≥ $")
    assert row.cells[Column.SHARE].endswith("%")
    assert row.cells[Column.SPLIT][:2] in ("▲ ", "▼ ")
    assert row.cells[Column.SCORE :] == (
        "9.1",
        "95,700.0",
        "+0.42%",
        "−1.31%",
        "$4.90B",
        "−1.23%",
        "−0.0182% /8h",
        "0.18%",
        "0.77%",
        "0.20 bp",
    )
    assert row.stale == frozenset()
    assert "1h: ▲ ≥ $" in row.tip
    assert "covered 99% of time" in row.tip
    assert "Open interest: Bybit, 12s ago; BTCUSDT, 51,234 BTC" in row.tip
    assert "Price: Binance USD-M, 12s ago" in row.tip


def test_the_line_below_says_of_what_the_sums_are_and_how_whole(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert panel.summary.startswith("1h: ≥ $")
    assert "covered 99% of time" in panel.summary
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(coins=("ETH",))}))
    assert [row.base for row in panel.rows] == ["ETH"]
    assert panel.summary.startswith("1h of ETH: ≥ $")
    assert _row(panel, "ETH").cells[Column.SHARE] == "100%"


def test_of_a_side_that_the_filter_leaves_out_nothing_is_said(qtbot, theme, desk):
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(side=SideChoice.SHORTS)}))
    row = _row(_shown(qtbot, theme, desk), "BTC")
    assert {row.cells[column] for column in LONGS} == {UNKNOWN}
    assert row.cells[Column.SPLIT] == UNKNOWN
    assert all(row.cells[column].startswith("≥ $") for column in SHORTS)


def test_the_spread_is_read_from_two_coins_alone(qtbot, theme, desk):
    rows = _shown(qtbot, theme, desk).rows
    assert {row.base for row in rows if row.cells[Column.SPREAD]} == {"BTC", "ETH"}
    assert "Spread" not in _row(_shown(qtbot, theme, desk), "SOL").tip


def test_what_is_not_known_is_a_dash_and_never_a_zero(qtbot, theme, desk):
    desk.context_known = False
    desk.blind = True
    panel = _shown(qtbot, theme, desk)
    row = _row(panel, "BTC")
    assert {row.cells[column] for column in Column if column not in (Column.COIN, Column.SCORE)} == {UNKNOWN}
    assert "Open interest: not known" in row.tip
    assert panel.summary.startswith("1h: –  ·  nobody was looking")


def test_old_figures_are_greyed_and_said_to_be_old(qtbot, theme, desk):
    desk.context_age = 240_000
    panel = _shown(qtbot, theme, desk)
    row = panel.rows[0]
    assert row.stale == {Column.PRICE, Column.INTEREST, Column.INTEREST_1H, Column.FUNDING, Column.SPREAD}
    assert "Funding: Bybit, 4m ago (stale)" in row.tip
    index = panel.view.model().index(0, Column.PRICE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", stale")


def test_figures_are_asked_for_calmly_and_only_while_seen(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    for _ in range(5):
        panel.show_frame(desk.frame(0)[0])
    assert desk.coins_asked == 1
    _later(panel, desk)
    assert desk.coins_asked == 2
    panel.hide()
    desk.advance(DurationMs(60 * SECOND))
    panel.show_frame(desk.frame(0)[0])
    assert desk.coins_asked == 2
    panel.show()
    assert desk.coins_asked == 3


def test_a_click_and_a_key_choose_a_coin(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    second = panel.rows[1].base
    where = panel.view.visualRect(panel.view.model().index(1, 0)).center()
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == [second]
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert told.args == [second]
    with qtbot.assertNotEmitted(panel.chosen):
        panel.choose(-1)


def test_a_head_sorts_and_the_same_head_turns_the_order_round(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert panel.order == Order(Column.SHORT_1H)
    _click_head(qtbot, panel, Column.PRICE)
    largest = [row.base for row in panel.rows]
    assert panel.order == Order(Column.PRICE)
    _click_head(qtbot, panel, Column.PRICE)
    assert [row.base for row in panel.rows] == largest[::-1]
    told = panel.view.model().headerData(Column.PRICE, Qt.Orientation.Horizontal)
    assert told == "Price ↑", "the head says what the rows are sorted by, and in which direction"


def test_keys_sort_by_the_column_beside_and_turn_the_order_round(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.order == Order(Column.LONG_1H)
    qtbot.keyClick(panel.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert panel.order == Order(Column.LONG_1H, largest_first=False)
    for _ in Column:
        qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    assert panel.order == Order(Column.COIN)
    assert [row.base for row in panel.rows] == sorted(row.base for row in panel.rows)


def test_a_key_never_sorts_by_a_column_that_is_not_seen(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk, width=460)
    for _ in Column:
        qtbot.keyClick(panel.view, Qt.Key.Key_Right)
        assert not panel.view.isColumnHidden(panel.order.column)


def test_the_order_is_remembered_and_a_column_that_is_no_more_gives_way(qtbot, theme, desk):
    _click_head(qtbot, _shown(qtbot, theme, desk), Column.FUNDING)
    assert desk.settings.value.coin_table == CoinTableSettings(sort="funding", largest_first=True)
    assert _shown(qtbot, theme, desk).order == Order(Column.FUNDING)
    gone = CoinTableSettings(sort="of-yesterday", largest_first=False)
    desk.replace_settings(desk.settings.value.model_copy(update={"coin_table": gone}))
    assert _shown(qtbot, theme, desk).order == Order(Column.SHORT_1H, largest_first=False)


def test_no_row_moves_while_the_pointer_is_on_the_table(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    before = [row.base for row in panel.rows]
    panel.sort(Order(Column.SHORT_1H))
    _point(panel, inside=True)
    assert "order kept while you are here" in panel.summary
    desk.leaning = {before[-1]: 1_000.0}
    _later(panel, desk)
    assert [row.base for row in panel.rows] == before
    _point(panel, inside=False)
    _later(panel, desk)
    assert panel.rows[0].base == before[-1]
    assert "order kept" not in panel.summary


def test_no_row_moves_while_the_keyboard_is_in_the_table(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    before = [row.base for row in panel.rows]
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.view.setFocus()
    desk.leaning = {before[-1]: 1_000.0}
    _later(panel, desk)
    assert [row.base for row in panel.rows] == before
    _click_head(qtbot, panel, Column.SHORT_4H)
    assert panel.rows[0].base == before[-1], "who asks for an order gets it at once"


def test_columns_give_way_in_a_narrow_dock(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert not any(panel.view.isColumnHidden(column) for column in Column)
    panel.resize(460, 240)
    shown = {column for column in Column if not panel.view.isColumnHidden(column)}
    assert shown >= {Column.COIN, Column.SHORT_1H, Column.LONG_1H, Column.SPLIT}
    assert Column.SPREAD not in shown


def test_the_table_has_titles(qtbot, theme, desk):
    model = _shown(qtbot, theme, desk).view.model()
    told = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert told == [f"{head.title} ↓" if head.title == "▲ 1h" else head.title for head in HEADS]
    assert len(HEADS) == len(Column)
    assert "never a sum" in model.headerData(Column.INTEREST, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
