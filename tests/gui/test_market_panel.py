"""The market: every figure with its source and age, dashes for what is not known, and old figures said to be old."""

from PySide6.QtCore import Qt

from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.panels.market import EVERY, MarketPanel
from liqdesk.ui.tables.market import HEADS, Column


def _shown(qtbot, theme, desk) -> MarketPanel:
    panel = MarketPanel(desk, theme)
    qtbot.addWidget(panel)
    panel.resize(1000, 240)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    return panel


def test_a_coin_with_everything_known(qtbot, theme, desk):
    row = _shown(qtbot, theme, desk).rows[0]
    assert row.base == "BTC"
    assert row.cells[Column.SHORT].startswith("≥ $")
    assert row.cells[Column.PRICE :] == (
        "95,700.0",
        "+0.42%",
        "−1.31%",
        "0.18%",
        "0.77%",
        "$4.90B",
        "−1.23%",
        "−0.0182% /8h",
        "0.20 bp",
    )
    assert row.stale == frozenset()
    assert "Open interest: Bybit, 12s ago; BTCUSDT, 51,234 BTC" in row.tip
    assert "Price: Binance USD-M, 12s ago" in row.tip


def test_the_spread_is_read_from_two_coins_alone(qtbot, theme, desk):
    rows = _shown(qtbot, theme, desk).rows
    assert [row.base for row in rows if row.cells[Column.SPREAD]] == ["BTC", "ETH"]
    assert "Spread" not in rows[2].tip


def test_what_is_not_known_is_a_dash_and_never_a_zero(qtbot, theme, desk):
    desk.context_known = False
    desk.blind = True
    row = _shown(qtbot, theme, desk).rows[0]
    assert row.cells == ("BTC", *[UNKNOWN] * (len(Column) - 1))
    assert "Open interest: not known" in row.tip


def test_old_figures_are_greyed_and_said_to_be_old(qtbot, theme, desk):
    desk.context_age = 240_000
    panel = _shown(qtbot, theme, desk)
    row = panel.rows[0]
    assert row.stale == {Column.PRICE, Column.INTEREST, Column.INTEREST_1H, Column.FUNDING, Column.SPREAD}
    assert "Funding: Bybit, 4m ago (stale)" in row.tip
    index = panel.view.model().index(0, Column.PRICE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "95,700.0, stale"


def test_figures_are_asked_for_calmly_and_only_while_seen(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    for _ in range(5):
        panel.show_frame(desk.frame(0)[0])
    assert desk.coins_asked == 1
    desk.advance(EVERY)
    panel.show_frame(desk.frame(0)[0])
    assert desk.coins_asked == 2
    panel.hide()
    desk.advance(DurationMs(60 * SECOND))
    panel.show_frame(desk.frame(0)[0])
    assert desk.coins_asked == 2
    panel.show()
    assert desk.coins_asked == 3


def test_a_click_and_a_key_choose_a_coin(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    where = panel.view.visualRect(panel.view.model().index(1, 0)).center()
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == ["ETH"]
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert told.args == ["ETH"]
    with qtbot.assertNotEmitted(panel.chosen):
        panel.choose(-1)


def test_columns_give_way_in_a_narrow_dock(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert not any(panel.view.isColumnHidden(column) for column in Column)
    panel.resize(420, 240)
    shown = {column for column in Column if not panel.view.isColumnHidden(column)}
    assert shown >= {Column.COIN, Column.SHORT, Column.LONG, Column.PRICE}
    assert Column.SPREAD not in shown


def test_the_table_has_titles(qtbot, theme, desk):
    model = _shown(qtbot, theme, desk).view.model()
    told = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert told == [head.title for head in HEADS]
    assert len(HEADS) == len(Column)
    assert "never a sum" in model.headerData(Column.INTEREST, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
