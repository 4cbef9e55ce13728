"""The totals line: never a zero for what is not known, and nothing shifts."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from liqdesk.analytics.rank import Basis, PlacedHour, Rank
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DurationMs
from liqdesk.settings.model import Settings
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.panels.totals import TotalsPanel
from tests.fakes.desk import FakeDesk


def _shown(qtbot, theme, desk: FakeDesk, width: int = 1280) -> TotalsPanel:
    panel = TotalsPanel(desk, theme)
    qtbot.addWidget(panel)
    panel.resize(width, panel.sizeHint().height())
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    return panel


def test_the_hour_says_at_least_and_both_sides(qtbot, theme, desk):
    hour = _shown(qtbot, theme, desk).figures["hour"]
    assert hour.caption == "1H"
    assert hour.more_possible
    assert hour.total.startswith("$")
    assert hour.short > hour.long > 0
    assert int(hour.short_share.strip("%")) + int(hour.long_share.strip("%")) == 100


def test_a_blind_window_shows_dashes_and_why_and_no_zero(qtbot, theme, desk):
    desk.blind = True
    panel = _shown(qtbot, theme, desk)
    for name in ("hour", "4h", "12h", "24h"):
        figure = panel.figures[name]
        assert (figure.total, figure.short_text, figure.long_text) == (UNKNOWN, UNKNOWN, UNKNOWN)
        assert figure.note == "nobody was looking"
        assert not any(sign.isdigit() for sign in figure.total + figure.short_share + figure.long_share)
    assert panel.figures["largest"].note == "not known"
    assert panel.figures["orders"].text == UNKNOWN
    panel.grab()


def test_a_window_longer_than_the_record_says_since_when(qtbot, theme):
    figures = _shown(qtbot, theme, FakeDesk(recorded_minutes=300)).figures
    assert figures["24h"].note == "since 17:26"
    assert figures["4h"].note == ">99% covered"


def test_since_when_is_no_answer_where_little_was_heard_since_then(qtbot, theme):
    desk = FakeDesk(recorded_minutes=300)
    frame = desk.frame(0)[0]
    windows = tuple(
        replace(one, coverage=replace(one.coverage, share=0.05)) if one.window == "24h" else one
        for one in frame.totals.windows
    )
    panel = TotalsPanel(desk, theme)
    qtbot.addWidget(panel)
    panel.show_frame(replace(frame, totals=replace(frame.totals, windows=windows)))
    assert panel.figures["24h"].note == "5% covered"


def test_places_do_not_depend_on_the_numbers(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    before = dict(panel.places)
    desk.blind = True
    panel.show_frame(desk.frame(0)[0])
    assert panel.places == before


def test_a_narrow_window_keeps_the_hour_and_the_sides_the_clock_as_long_as_it_can(qtbot, theme, desk):
    least = panel_minimum(theme, desk)
    panel = _shown(qtbot, theme, desk, width=least)
    assert set(panel.places) == {"hour", "split"}
    panel = _shown(qtbot, theme, desk, width=least + theme.px(100))
    assert set(panel.places) == {"hour", "split", "clock"}
    assert panel.places["clock"].right() <= panel.width()


def panel_minimum(theme, desk: FakeDesk) -> int:
    return TotalsPanel(desk, theme).minimumSizeHint().width()


def test_figures_fit_their_cells(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert set(panel.places) == {"hour", "split", "4h", "12h", "24h", "largest", "orders", "clock"}


def test_only_the_clock_is_repainted_when_nothing_else_changed(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    before = dict(panel.figures)
    frame = desk.frame(0)[0]
    desk._now += 1_000
    panel.show_frame(desk.frame(0)[0])
    changed = {name for name, figure in panel.figures.items() if figure != before[name]}
    assert changed == {"clock"}
    assert panel.accessibleDescription() == frame.headline


def test_local_time_is_named(qtbot, theme, desk):
    look = desk.settings.value.look.model_copy(update={"zone": "local"})
    desk.replace_settings(Settings(look=look))
    desk.advance(DurationMs(100))
    assert _shown(qtbot, theme, desk).figures["clock"].caption


def _placed(days: int) -> PlacedHour:
    return PlacedHour(Rank(3, 24 * days, days, 99.7, Basis(("bybit", "okx"), ("htx",))), PositionSide.SHORT)


def test_the_rank_of_the_hour_stands_beside_its_total_and_what_it_rests_on_in_the_tip(qtbot, theme, desk):
    desk.rank = _placed(41)
    panel = _shown(qtbot, theme, desk)
    hour = panel.figures["hour"]
    assert hour.rank == "rank 3 / 41 d"
    assert hour.tip.endswith(
        "3rd largest short hour in 41 recorded days: trailing hours of Bybit, OKX, gaps left out;"
        " without HTX, recorded too short a time."
    )
    assert panel.figures["4h"].rank == ""
    panel.grab()


def test_too_short_a_record_is_a_quiet_word_in_the_tip(qtbot, theme, desk):
    desk.rank = _placed(6)
    hour = _shown(qtbot, theme, desk).figures["hour"]
    assert hour.rank == ""
    assert "Not enough history to rank it: 6 of 7 recorded days" in hour.tip


def test_what_is_not_known_has_no_rank(qtbot, theme, desk):
    desk.rank, desk.blind = _placed(41), True
    hour = _shown(qtbot, theme, desk).figures["hour"]
    assert (hour.rank, "largest" in hour.tip) == ("", False)


def test_what_is_painted_piece_by_piece_looks_as_painted_whole(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    qtbot.waitExposed(panel)
    QApplication.processEvents()
    painted = []
    paint = panel._pens.paint
    panel._pens.paint = lambda painter, slip: (painted.append(slip), paint(painter, slip))
    for step in range(8):
        desk.advance(DurationMs(1_700))
        desk.blind = step == 5
        panel.show_frame(desk.frame(0)[0])
        painted.clear()
        QApplication.processEvents()
        on_screen = panel.screen().grabWindow(panel.winId()).toImage()
        said = sum(map(len, panel._slips.values()))
        assert 0 < len(painted) < said or step > 4, "only what differs"
        assert on_screen == panel.grab().toImage(), f"step {step}"
