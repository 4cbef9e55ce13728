"""Squeezes and flushes in the window: the row while one goes on, the journal, the card, the shade on the chart."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDockWidget, QPushButton

from liqdesk.analytics.aftermath import Aftermath, Control, HorizonAfter, Label, PriceAfter
from liqdesk.analytics.conditions import Condition, Conditions
from liqdesk.analytics.events import EventKind
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.analytics.views import Coverage
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.dialogs.share import ShareDialog
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.panels.event_row import EventRow
from liqdesk.ui.panels.journal import JournalPanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.tables.journal import Column
from tests.fakes.desk import FakeDesk
from tests.fakes.events import CLOSED, CONDITIONS, OPENED, entry, event, going_on
from tests.fakes.looking import look

FLUSH = event(
    id="SOL-1", scope="SOL", kind=EventKind.LONG_FLUSH, opened_at=UnixMs(OPENED - 90 * MINUTE), confirmed=False
)
OLD = event(id="market-0", opened_at=UnixMs(OPENED - 2 * DAY), closed_at=UnixMs(OPENED - 2 * DAY + MINUTE))
RANKED = entry(
    rank=Rank(3, 984, 41, 99.7, Basis(("bybit", "okx"))),
    aftermath=Aftermath(
        {"5m": HorizonAfter({"BTC": PriceAfter(-0.4, 20.0)}, {"BTC": None}, 1.0, False)},
        Label.HELD,
        "5m",
        {"5m": Control(120, 48.0, 0.1)},
        {},
    ),
)


@pytest.fixture
def desk() -> FakeDesk:
    made = FakeDesk()
    made.events = [entry(OLD), entry(FLUSH), RANKED]
    return made


def row_of(window) -> EventRow:
    return window.findChild(EventRow)


def refresh(window, desk) -> None:
    desk.touch()
    look(window)


def drawn_chart(qtbot, window, desk) -> TimelinePanel:
    """The chart's panel, once it stands in the window and has drawn."""
    panel = window.findChild(TimelinePanel)
    qtbot.waitUntil(lambda: panel.chart.bars.frame is not None)
    refresh(window, desk)
    return panel


def test_the_row_comes_with_the_event_and_goes_with_it(open_window, desk):
    window = open_window(desk)
    assert not row_of(window).isVisible()
    desk.events.append(entry(going_on(id="market-2")))
    refresh(window, desk)
    words = row_of(window).words
    assert row_of(window).isVisible()
    assert (words.title, words.state, words.level.value) == ("▲ Short squeeze, market-wide", "confirmed", "critical")
    facts = dict(words.facts)
    assert facts["liquidated"] == "≥ $448.30M"
    assert facts["BTC price"] == "+1.70%"
    assert "market-2" not in words.tip
    desk.events[-1] = entry(event(id="market-2"))
    refresh(window, desk)
    assert not row_of(window).isVisible()


def test_what_is_not_known_of_an_event_is_a_dash(open_window, desk):
    window = open_window(desk)
    desk.events.append(entry(going_on(price_changes={}, open_interest_changes={}, leader=None)))
    refresh(window, desk)
    facts = dict(row_of(window).words.facts)
    assert (facts["BTC price"], facts["BTC open interest"]) == (UNKNOWN, UNKNOWN)
    row_of(window).grab()


@pytest.mark.parametrize("how", ["click", "key"])
def test_the_row_opens_the_card(qtbot, open_window, desk, how):
    window = open_window(desk)
    desk.events.append(entry(going_on(id="market-2")))
    refresh(window, desk)
    if how == "click":
        qtbot.mouseClick(row_of(window), Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(row_of(window), Qt.Key.Key_Return)
    assert window.findChild(EventDialog).story.startswith("Short squeeze, market-wide, confirmed, since")


def test_the_journal_lists_the_newest_first(open_window, desk):
    rows = open_window(desk).findChild(JournalPanel).rows
    assert [one.id for one in rows] == ["market-20260113T213654Z", "SOL-1", "market-0"]
    newest = rows[0].cells
    assert newest[Column.TIME] == "21:36:54"
    assert newest[Column.KIND] == "▲ short squeeze"
    assert newest[Column.USD] == "≥ $448.30M"
    assert (newest[Column.RANK], newest[Column.AFTER]) == ("3 of 41 d", "held +5m")
    assert rows[1].position is PositionSide.LONG
    assert rows[2].cells[Column.TIME] == "11 Jan 21:36"
    assert "3rd largest short hour in 41 recorded days" in rows[0].tip.lower().replace("3RD", "3rd")


def test_parts_of_an_event_are_not_listed(open_window, desk):
    desk.events.append(entry(event(id="ETH-9", scope="ETH", parent=event().id)))
    assert "ETH-9" not in [one.id for one in open_window(desk).findChild(JournalPanel).rows]


def test_the_journal_is_filtered_by_kind_and_place(open_window, desk):
    panel = open_window(desk).findChild(JournalPanel)
    kind, place = panel.findChildren(QComboBox)
    kind.setCurrentText("long flush")
    assert [one.id for one in panel.rows] == ["SOL-1"]
    kind.setCurrentIndex(0)
    place.setCurrentText("market-wide")
    assert [one.id for one in panel.rows] == ["market-20260113T213654Z", "market-0"]


def test_an_empty_journal_says_what_will_stand_here(open_window):
    panel = open_window(FakeDesk()).findChild(JournalPanel)
    assert panel.rows == ()
    panel.grab()


def test_enter_opens_the_card_of_the_row(qtbot, open_window, desk):
    window = open_window(desk)
    qtbot.keyClick(window, Qt.Key.Key_J)
    view = window.findChild(JournalPanel).view
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert "Long flush of SOL, not confirmed" in window.findChild(EventDialog).story


def test_a_key_brings_the_journal_and_leaves_other_docks_alone(qtbot, open_window, desk):
    window = open_window(desk)
    docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
    docks["journal"].close()
    docks["market"].close()
    qtbot.keyClick(window, Qt.Key.Key_J)
    assert docks["journal"].isVisible()
    assert docks["market"].isHidden()
    assert window.focusWidget() is window.findChild(JournalPanel).view


def test_a_key_opens_the_newest_event_in_calm(qtbot, open_window, desk):
    window = open_window(desk)
    qtbot.keyClick(window, Qt.Key.Key_E)
    assert window.findChild(EventDialog) is not None


def test_the_key_does_nothing_where_nothing_ever_happened(qtbot, open_window):
    window = open_window(FakeDesk())
    qtbot.keyClick(window, Qt.Key.Key_E)
    assert window.findChild(EventDialog) is None


@pytest.fixture
def card(qtbot, theme, desk) -> EventDialog:
    dialog = EventDialog(desk, event().id, theme, {"bybit": "Bybit", "gateio": "Gate"}, print)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_card_lists_every_test_with_its_outcome(card):
    rows = card.table("evidence").rows
    assert ("a heavy minute", "≥ $2.60M", "$2.50M", "passed") in rows
    assert ("open interest BTC", UNKNOWN, "−0.50%", "not available") in rows
    assert ("coins on their own", "1", "3", "not passed") in rows
    assert card.table("evidence").heads == ("", "measured", "needed", "outcome")
    assert card.table("evidence").accessibleDescription().startswith("measured needed outcome; ")
    card.grab()


def test_the_card_names_coins_venues_orders_and_who_led(card):
    assert card.table("coins").rows[0] == ("BTC", "≥ $116.94M", "26%", "▲ 93%")
    assert card.table("venues").rows[0][0] == "Bybit"
    assert card.table("orders").rows[0] == ("▲ BTC", "$7.88M", "Gate", "21:37:54")
    facts = dict(row[:2] for row in card.table("facts").rows)
    assert facts["moved first"] == "SOL on Bybit, 24.1 s ahead"
    assert "3rd largest short hour in 41 recorded days" in card.table("facts").accessibleDescription().replace(
        "3Rd", "3rd"
    )


def test_every_total_of_the_card_is_a_floor_where_the_event_is_one(card, desk):
    money = ("liquidated", "▲ shorts", "▼ longs", "orders", "peak minute", "peak hour")

    def said() -> list[str]:
        facts = {row[0]: row[1] for row in card.table("facts").rows}
        shares = [row[1] for name in ("coins", "venues") for row in card.table(name).rows]
        return [*(facts[name] for name in money), *shares]

    assert all(word.startswith("≥ ") for word in said())
    assert "of what was seen" in card.table("coins").accessibleDescription()
    assert card.table("orders").accessibleName() == "Largest orders seen"
    desk.events[-1] = entry(event(coverage=Coverage(1.0, OPENED, False, zero_known=True)))
    card.refresh()
    assert not any("≥" in word for word in said())
    assert card.table("orders").accessibleName() == "Largest orders"


def test_what_came_after_stands_beside_its_controls(card, desk):
    rows = card.table("after").rows
    assert rows[0] == ("+5m BTC", "−0.40%", "20%", "48% of 120", UNKNOWN)
    assert rows[1][:2] == ("+15m", "pending")
    desk.events[-1] = entry()
    card.refresh()
    assert "Pending" in card.table("after").accessibleDescription()


def test_the_market_before_during_and_after_stands_on_the_card(card, desk):
    assert "Nobody was asked" in card.table("around").accessibleDescription()
    desk.events[-1] = entry(conditions=CONDITIONS)
    card.refresh()
    rows = card.table("around").rows
    assert card.table("around").heads == ("", "before", "during", "after 5m", "after 1h")
    assert rows[0] == ("BTC volatility", "0.08%", "0.61%", "0.22%", UNKNOWN)
    assert rows[1] == ("BTC spread", "0.11 bps", "2.40 bps", "0.30 bps", UNKNOWN)
    assert rows[2] == ("BTC open interest", "91.24k", "−1.69%", UNKNOWN, UNKNOWN)
    assert rows[3] == ("BTC funding", "−0.0182%", "−0.0182%", "−0.0121%", UNKNOWN)
    assert rows[6] == ("ETH open interest", *[UNKNOWN] * 4)
    few: Conditions = {"before": {"SHIB": Condition(open_interest=7e12), "MKR": Condition(open_interest=812.4)}}
    desk.events[-1] = entry(conditions=few)
    card.refresh()
    assert [row[1] for row in card.table("around").rows[2::4]] == ["7T", "812.4"]
    card.grab()


def test_a_card_keeps_up_with_its_event(qtbot, open_window, desk):
    desk.events.append(entry(going_on(id="market-2")))
    window = open_window(desk)
    window.dialogs.open_event("market-2")
    card = window.findChild(EventDialog)
    assert "since" in card.story
    desk.events[-1] = entry(event(id="market-2"))
    desk.advance(2_000)
    look(window)
    assert "10 min 00 s" in card.story


@pytest.mark.parametrize(("mode", "mark"), [(Mode.LIVE, ""), (Mode.DEMO, "DEMO: "), (Mode.REPLAY, "REPLAY: ")])
def test_the_sentence_is_copied_with_its_mark(qtbot, theme, mode, mark):
    desk = FakeDesk(mode=mode)
    desk.events = [entry()]
    card = EventDialog(desk, event().id, theme, {}, print)
    qtbot.addWidget(card)
    card.show()
    button = next(one for one in card.findChildren(QPushButton) if "Copy" in one.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"{mark}{card.story}"


def test_an_event_is_shared_as_a_picture(card):
    card.share()
    dialog = card.findChild(ShareDialog)
    assert (dialog.image.width(), dialog.image.height()) == (1200, 675)


def test_events_are_shaded_on_the_chart_the_markets_and_those_of_the_coin(qtbot, open_window, desk):
    window = open_window(desk)
    panel = drawn_chart(qtbot, window, desk)
    assert [side for _, _, side in panel.chart.bars.shaded] == [PositionSide.SHORT]
    panel.show_coin("SOL")
    assert {side for _, _, side in panel.chart.bars.shaded} == {PositionSide.SHORT, PositionSide.LONG}
    desk.events = []
    refresh(window, desk)
    assert panel.chart.bars.shaded == ()


def test_an_event_that_goes_on_reaches_to_the_present(qtbot, open_window, desk):
    desk.events = [entry(going_on(opened_at=UnixMs(CLOSED)))]
    window = open_window(desk)
    panel = drawn_chart(qtbot, window, desk)
    ((_, right, _),) = panel.chart.bars.shaded
    frame = panel.chart.bars.frame
    assert right == pytest.approx(frame.x(desk.now()), abs=2)


def test_a_narrow_journal_leaves_columns_out_and_shows_the_money_whole(open_window, desk):
    view = open_window(desk).findChild(JournalPanel).view
    for width in (330, 345, 400, 470, 700):
        view.resize(width, 200)
        shown = [column for column in Column if not view.isColumnHidden(column)]
        assert Column.USD in shown
        assert sum(view.columnWidth(column) for column in shown) <= view.viewport().width()
