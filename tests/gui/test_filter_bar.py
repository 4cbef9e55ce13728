"""The one filter, by keyboard as a person uses it: everything follows it and says so, and nothing is filtered in silence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from liqdesk.engine.desk import Mode
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.ui.palette.entry import Entry
from liqdesk.ui.panels.filter_bar import FilterBar
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.totals import TotalsPanel
from tests.fakes.desk import FakeDesk
from tests.fakes.looking import look


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(mode=Mode.LIVE)


@pytest.fixture
def window(open_window, desk):
    opened = open_window(desk)
    opened.resize(1280, 800)
    opened.activateWindow()
    look(opened)
    return opened


@pytest.fixture
def bar(window) -> FilterBar:
    return window.findChild(FilterBar)


def typed(qtbot, window, bar, *words: str) -> None:
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Slash)
    for word in words:
        qtbot.keyClicks(bar.field, word)
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)


def texts(bar: FilterBar) -> list[str]:
    return [chip.text for chip in bar.chips]


def test_all_is_quiet(bar):
    assert bar.chips == ()
    assert bar.clear.isHidden()
    assert bar.shown_chips == ()


def test_a_filter_is_typed_and_everything_follows_and_says_so(qtbot, window, bar, desk):
    whole = window.findChild(TotalsPanel).figures["hour"]
    before = window.focusWidget()
    typed(qtbot, window, bar, "eth", "majo", "bybit", "shorts", "50k")
    assert texts(bar) == ["majors", "ETH", "Bybit", "shorts only", "tape ≥ $50k"]
    assert desk.settings.value.filter == FilterSettings(
        coins=("ETH",), groups=("majors",), venues=("bybit",), side=SideChoice.SHORTS
    )
    look(window)
    hour = window.findChild(TotalsPanel).figures["hour"]
    assert hour.of == "of shorts of majors, ETH on Bybit"
    assert hour.short < whole.short
    assert (hour.long_text, hour.long_share) == ("–", "–")
    assert hour.tip.startswith("Filtered: of shorts of majors")
    assert window.findChild(TotalsPanel).accessibleDescription().startswith("Filtered of shorts")
    assert "of shorts of majors, ETH on Bybit" in window.findChild(TapePanel).footer
    assert window.findChild(TimelinePanel).query.among.has_coin("BTC")
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is before, "Escape goes back to where one was"


def test_several_words_are_put_on_together(qtbot, window, bar, desk):
    typed(qtbot, window, bar, "eth short bybit 50k")
    assert texts(bar) == ["ETH", "Bybit", "shorts only", "tape ≥ $50k"]
    typed(qtbot, window, bar, "eth btc")  # what is on stays on
    assert desk.settings.value.filter.coins == ("ETH", "BTC")


@pytest.mark.parametrize(("words", "named"), [("zzz%", "zzz%"), ("eth zzz% 50k", "zzz%")])
def test_what_names_nothing_is_said_and_changes_nothing(qtbot, window, bar, words, named):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Slash)
    qtbot.keyClicks(bar.field, words)
    told = [one.title for one in bar.lines.lines if isinstance(one, Entry)]
    assert told == [f"No coin, group, venue, side or amount: {named}"]
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert texts(bar) == []
    assert bar.field.text() == words


def test_escape_gives_the_keyboard_back_also_after_a_click_into_the_field(qtbot, window, bar):
    before = window.focusWidget()
    qtbot.mouseClick(bar.field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(bar.field.hasFocus)
    qtbot.keyClicks(bar.field, "eth")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.field.hasFocus()
    assert window.focusWidget() is before


def test_the_same_key_takes_a_part_away_again(qtbot, window, bar):
    typed(qtbot, window, bar, "sol", "sol")
    assert bar.chips == ()


def test_backspace_takes_the_last_chip_and_a_click_any(qtbot, window, bar):
    typed(qtbot, window, bar, "btc", "eth", "okx")
    qtbot.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert texts(bar) == ["BTC", "ETH"]
    chip = next(one for one in bar.findChildren(type(bar.clear)) if one.text().startswith("BTC") and one.isVisible())
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert texts(bar) == ["ETH"]
    qtbot.mouseClick(bar.clear, Qt.MouseButton.LeftButton)
    assert bar.chips == ()


def test_it_is_cleared_by_command(qtbot, window, bar, desk):
    typed(qtbot, window, bar, "btc", "100k")
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert bar.chips == ()
    assert desk.settings.value.tape.minimum_usd == 1_000


def test_a_filter_that_was_left_on_is_seen_at_the_next_start(open_window, desk):
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(coins=("DOGE",))}))
    window = open_window(desk)
    assert texts(window.findChild(FilterBar)) == ["DOGE"]
    look(window)
    assert window.findChild(TotalsPanel).figures["24h"].of == "of DOGE"


def test_a_coin_chosen_in_the_chart_stands_until_the_filter_says_otherwise(qtbot, window, bar):
    timeline = window.findChild(TimelinePanel)
    window.show_coin("SOL")
    typed(qtbot, window, bar, "bybit")
    assert timeline.query.base == "SOL"
    assert timeline.query.among.venues == {"bybit"}
    typed(qtbot, window, bar, "eth")
    assert timeline.query.base is None
    assert timeline.query.among.bases == {"ETH"}


def test_chips_that_do_not_fit_are_counted_and_named(qtbot, window, bar, desk):
    names = ("BTC", "ETH", "SOL", "XRP", "DOGE", "PEPE", "HYPE")
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(coins=names)}))
    window.resize(700, 560)
    qtbot.waitUntil(lambda: bar.rest.isVisible())
    hidden = len(names) - len(bar.shown_chips)
    assert bar.rest.text() == f"+{hidden}"
    assert bar.rest.toolTip().endswith("HYPE")
    assert bar.field.geometry().right() <= bar.width()
    window.resize(1600, 800)
    qtbot.waitUntil(lambda: bar.rest.isHidden() and len(bar.shown_chips) == len(names))


def test_a_side_with_a_market_event_leaves_out_the_other_sides_events(window, desk, qtbot):
    from liqdesk.ui.panels.journal import JournalPanel
    from tests.fakes.events import entry

    desk.events = [entry()]
    desk.touch()
    look(window)
    panel = window.findChild(JournalPanel)
    assert len(panel.rows) == 1
    other = SideChoice.LONGS if panel.rows[0].position.value == "short" else SideChoice.SHORTS
    desk.replace_settings(desk.settings.value.model_copy(update={"filter": FilterSettings(side=other)}))
    look(window)
    assert panel.rows == ()
