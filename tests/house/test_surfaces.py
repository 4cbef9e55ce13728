"""No surface shows a total without its coverage: every module that writes one is listed here and made to show it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from liqdesk.analytics.coin_board import BOARD_WINDOWS, CoinBoardView, CoinLine
from liqdesk.analytics.context import MarketContext
from liqdesk.analytics.courses import CoursesQuery
from liqdesk.analytics.crosscheck import CrossCheckView, OurSpan, ServiceView, compare
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.headline import headline
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.measure import MeasureQuery
from liqdesk.analytics.orders import OrdersView
from liqdesk.analytics.story import event_story
from liqdesk.analytics.told import amounts_form
from liqdesk.analytics.views import (
    Coverage,
    Gap,
    LiveFrame,
    SideTotal,
    StatusView,
    TimelineQuery,
    TimelineView,
    TotalsView,
    WindowTotal,
)
from liqdesk.console.board import window_line
from liqdesk.console.forms import totals_form
from liqdesk.console.totals import totals_text
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.third_party import KeyPlace, ServiceId, ServiceInfo, ServiceState, TheirTotal
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.ui.announce.tray_state import hour_line
from liqdesk.ui.charts.bubble_chart import BubbleChart
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.map_chart import PriceMapChart
from liqdesk.ui.charts.measure_words import measure_words
from liqdesk.ui.charts.reading import reading_of, summary_of
from liqdesk.ui.charts.readout import ReadOut
from liqdesk.ui.charts.share_card import CardPainter
from liqdesk.ui.charts.tile_reading import words_of
from liqdesk.ui.format import fmt_usd
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.panels.totals import TotalsPanel
from liqdesk.ui.strip.figures import strip_figures
from liqdesk.ui.tables.coins import board_words
from liqdesk.ui.tables.coins import row_of as coin_row_of
from liqdesk.ui.tables.crosscheck import lines_of
from liqdesk.ui.tables.venues import row_of
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk
from tests.fakes.events import event
from tests.fakes.order_views import Log, view_of
from tests.fakes.rows import T0, info, row
from tests.house import rules
from tests.house.alert_surfaces import ALERT_SURFACES
from tests.house.past_surfaces import PAST_SURFACES
from tests.house.sum_surfaces import SUM_SURFACES
from tests.house.tree import ROOT, modules

REASON = "covered only in part: HTX 25%"
PART = Coverage(0.82, T0, True, (REASON,), by_volume=0.61, volume_basis="the last 7 recorded days", missing=("HTX",))
BLIND = Coverage(0.0, None, True, ("no venue was connected",))
ALL = Coverage(1.0, T0, False, (), by_volume=1.0, volume_basis="the last 7 recorded days", zero_known=True)
MONEY = SideTotal(MicroUsd(39_040_000_000_000), MicroUsd(419_030_000_000_000), 95_000)
NONE = SideTotal()
Surface = Callable[["Stage", SideTotal, Coverage], str]


class Stage:
    """What the surfaces need to stand on."""

    def __init__(self, qtbot, theme: Theme) -> None:
        self.qtbot, self.theme, self.desk = qtbot, theme, FakeDesk()

    def frame(self, total: SideTotal, coverage: Coverage) -> LiveFrame:
        made, _ = self.desk.frame(0)
        windows = tuple(WindowTotal(one.window, total, coverage) for one in made.totals.windows)
        venues = tuple(replace(one, hour=total, coverage=coverage) for one in made.venues)
        return replace(
            made,
            totals=TotalsView(made.at, windows, None),
            venues=venues,
            status=StatusView(1, 2, coverage, 1, ""),
            headline=headline(windows[3], {"BTC": total}, None, {}, (1, 2)),
        )


def hour(total: SideTotal, coverage: Coverage) -> WindowTotal:
    return WindowTotal("1h", total, coverage)


def totals_panel(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    panel = TotalsPanel(stage.desk, stage.theme)
    stage.qtbot.addWidget(panel)
    panel.show_frame(stage.frame(total, coverage))
    figures = [panel.figures[name] for name in ("hour", "24h")]
    said = [f"{one.total} {'≥' if one.more_possible else ''} {one.note} {one.tip}" for one in figures]
    assert all(("of time" in text or "Not known" in text) for text in said)
    return " ".join(said)


def orders(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    panel = TotalsPanel(stage.desk, stage.theme)
    stage.qtbot.addWidget(panel)
    panel.show_frame(stage.frame(total, coverage))
    one = panel.figures["orders"]
    return f"{one.text} {one.tip}"


def status_line(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    line = StatusLine(stage.desk, stage.theme)
    stage.qtbot.addWidget(line)
    line.show_frame(stage.frame(total, coverage))
    return line.text("coverage")


def venue_row(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    made = row_of(stage.frame(total, coverage).venues[0], T0, {})
    return " ".join((*made.cells[5:], made.tip))


def chart(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    view, gaps = stage.desk.timeline(TimelineQuery(MINUTE, None, None, "BTC")), ()
    last = len(view.long) - 1
    reading = reading_of(view, last)
    sure = coverage is ALL
    reading = replace(
        reading,
        long=None if coverage.blind else total.long / 1e6,
        short=None if coverage.blind else total.short / 1e6,
        count=None if coverage.blind else total.count,
        missing=1 - coverage.share,
        at_least=coverage.at_least,
        zero_known=sure,
        gap=gaps[0] if gaps else None,
        open=False,
    )
    shown = ReadOut(stage.theme)
    stage.qtbot.addWidget(shown)
    shown.show_reading(reading, "BTC", Zone.UTC)
    return " ".join(shown.texts)


def chart_summary(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    view: TimelineView = stage.desk.timeline(TimelineQuery(MINUTE, None, None, "BTC"))
    amounts = (total.long / 1e6, total.short / 1e6, total.count)
    long, short, count = (one * 0 for one in (view.long, view.short, view.count))
    if not coverage.blind:
        long[0], short[0], count[0] = amounts
    span = Span(view.start, view.at)
    gaps = () if coverage is ALL else (replace(view.gaps[0], span=span, missing=1 - coverage.share),)
    return summary_of(
        replace(
            view, long=long, short=short, count=count, gaps=gaps, at_least=coverage.at_least, zero_known=coverage is ALL
        ),
        Zone.UTC,
    )


def tray(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return hour_line(hour(total, coverage))


def strip(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    windows = tuple(WindowTotal(name, total, coverage) for name in ("1h", "5m", "15m"))
    glance = Glance(T0, windows, (("BTC", total),), 1, 2, "")
    desk = stage.desk
    made = strip_figures(glance, None, desk.alerts.view(), desk.settings.value, desk.mode)
    coin = made.coins[0].told
    assert ("≥" in coin) is ("≥" in made.flow.told) is (total.both > 0 and coverage.at_least and not coverage.blind)
    return f"{made.sentence()} {coin} {made.flow.told} {made.hour.tip}"


def sentence(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return headline(hour(total, coverage), {"BTC": total}, None, {}, (1, 2))


def board(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return window_line(hour(total, coverage))


def table(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return totals_text(TotalsView(T0, (hour(total, coverage),), None), "")


def share_card(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    card = replace(stage.desk.hour_card(), total=hour(total, coverage), coins=(("BTC", total),))
    painter = CardPainter(card, stage.theme.tokens, stage.theme, Mode.LIVE)
    painter.image()
    return " ".join(painter.written)


def coin_row(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    line = CoinLine("BTC", (total,) * len(BOARD_WINDOWS), None, MarketContext().coin("BTC", T0, None))
    board = CoinBoardView(T0, (hour(total, coverage),) * len(BOARD_WINDOWS), (line,), 1)
    made = coin_row_of(line, board, {})
    return " ".join((*made.cells[1:9], made.tip))


def coins_below(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return board_words(CoinBoardView(T0, (hour(total, coverage),) * len(BOARD_WINDOWS), (), 1), 0, "", False)


def story(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    return event_story(event(long=total.long, short=total.short, bases=(), coverage=coverage))


def cross_check(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    span = Span(UnixMs(T0 - 60 * MINUTE), T0)
    about = ServiceInfo(ServiceId("plain"), "Plain", "http://plain", 30, "plain.example", "sums", "as it likes")
    told = (TheirTotal("BTC", "1h", span, True, None, missing="it has no bar"),)
    compared = compare(told, lambda _: OurSpan({"BTC": total}, coverage))
    state = ServiceState(about, True, False, "", False, told, T0, None)
    view = CrossCheckView(T0, (ServiceView(state, KeyPlace.FILE, "", compared),))
    return " ".join(" ".join((*line.cells, line.tip)) for line in lines_of(view, Zone.UTC))


def order_view(total: SideTotal, coverage: Coverage) -> OrdersView:
    """Orders that come to a total, in a stretch watched as the coverage says."""
    log = Log()
    sides = ((PositionSide.LONG, total.long), (PositionSide.SHORT, total.short))
    rows = [] if coverage.blind else [row(at=T0 - MINUTE, micro=micro, position=side) for side, micro in sides if micro]
    view = view_of(rows, at=T0, log=log)
    gaps = () if coverage is ALL else (Gap(Span(view.start, view.at), 1 - coverage.share),)
    return replace(view, gaps=gaps, at_least=coverage.at_least, zero_known=coverage is ALL)


def bubbles(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    made = BubbleChart(stage.theme, Cursor())
    stage.qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.show_view(order_view(total, coverage), MicroUsd(0), Zone.UTC)
    return f"{made.read_out.text} {made.read_out.right_text} {made.message} {made.summary()}"


def folded_bubbles(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    made = BubbleChart(stage.theme, Cursor())
    stage.qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.show_view(order_view(total, coverage), MicroUsd(10**18), Zone.UTC)
    return f"{made.legend.note} {made.read_out.text} {made.read_out.right_text}"


def price_map(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    made = PriceMapChart(stage.theme, Cursor())
    stage.qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.show_view(order_view(total, coverage), MicroUsd(0), Zone.UTC)
    return f"{made.read_out.text} {made.read_out.right_text} {made.message} {made.summary()}"


def tile(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    view = stage.desk.courses(CoursesQuery(6, "1h", MINUTE))
    course = replace(view.coins[0], total=hour(total, coverage))
    words = words_of(replace(view, coins=(course,)), course, None, Zone.UTC)
    return f"{words.total} {words.sentence}"


def measure(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    found = stage.desk.measure(MeasureQuery(Span(UnixMs(T0), UnixMs(T0 + HOUR))))
    return " ".join(measure_words(replace(found, total=total, coverage=coverage), Zone.UTC))


SURFACES: dict[str, tuple[Surface, ...]] = (
    SUM_SURFACES
    | ALERT_SURFACES
    | PAST_SURFACES
    | {
        "liqdesk/analytics/headline.py": (sentence,),
        "liqdesk/analytics/story.py": (story,),
        "liqdesk/console/board.py": (board,),
        "liqdesk/console/bar_files.py": (),  # sums in files: tests/unit/console/test_bar_files.py
        "liqdesk/console/import_words.py": (),  # always a floor: tests/unit/console/test_import_words.py
        "liqdesk/console/totals.py": (table,),
        "liqdesk/console/forms.py": (),  # test_every_total_of_the_json_has_its_coverage
        "liqdesk/ui/announce/tray_state.py": (tray,),
        "liqdesk/ui/charts/course.py": (),  # one bar of a card, which says beside it how whole its total is
        "liqdesk/ui/charts/bubble_reading.py": (bubbles, folded_bubbles),
        "liqdesk/ui/charts/map_chart.py": (price_map,),
        "liqdesk/ui/charts/measure_words.py": (measure,),
        "liqdesk/ui/charts/reading.py": (chart, chart_summary),
        "liqdesk/ui/charts/share_card.py": (share_card,),
        "liqdesk/ui/charts/tile_reading.py": (tile,),
        "liqdesk/ui/panels/figures.py": (totals_panel, orders),
        "liqdesk/ui/strip/figures.py": (strip,),
        "liqdesk/ui/tables/crosscheck.py": (cross_check,),
        "liqdesk/ui/tables/coins.py": (coin_row, coins_below),
        "liqdesk/ui/tables/venues.py": (venue_row,),
    }
)
"""Every module that takes the pen, and what shows its totals. The status line shows coverage without a total; a
screenshot shows these."""
NO_NUMBER = ("–", "was seen", "No liquidation", "unknown", "Nothing recorded")
ALL_SURFACES = [surface for shown in SURFACES.values() for surface in shown]


@pytest.fixture
def stage(qtbot, qapp) -> Iterator[Stage]:
    theme = Theme(qapp, lambda name: ROOT / "resources" / name, LookSettings())
    yield Stage(qtbot, theme)
    theme.deleteLater()


def test_every_module_that_writes_totals_is_shown_here():
    writing = {module.name for module in modules("liqdesk") if rules.takes_the_pen(module)}
    assert writing == set(SURFACES)


@pytest.mark.parametrize("surface", ALL_SURFACES, ids=lambda surface: surface.__name__)
def test_a_partly_covered_total_says_so(stage, surface):
    said = surface(stage, MONEY, PART)
    assert "≥" in said or "at least" in said.lower(), said
    assert any(told in said for told in ("82", "81", "18%", REASON)), said


@pytest.mark.parametrize("surface", ALL_SURFACES, ids=lambda surface: surface.__name__)
def test_a_zero_is_never_shown_for_what_was_not_wholly_watched(stage, surface):
    for coverage in (PART, BLIND):
        said = surface(stage, NONE, coverage)
        assert "$0" not in said, said
        assert any(words in said for words in NO_NUMBER), said


@pytest.mark.parametrize("surface", [totals_panel, venue_row, chart, cross_check], ids=lambda surface: surface.__name__)
def test_a_zero_is_shown_where_nothing_happened(stage, surface):
    assert "$0" in surface(stage, NONE, ALL)


@pytest.mark.parametrize("surface", ALL_SURFACES, ids=lambda surface: surface.__name__)
def test_a_whole_total_is_no_floor(stage, surface):
    assert "≥" not in surface(stage, MONEY, ALL)


def test_the_status_line_says_how_whole_the_hour_is(stage):
    assert status_line(stage, MONEY, PART) == ("1h covered 82% of time, 61% of usual volume, at least, missing HTX")
    assert status_line(stage, MONEY, BLIND) == "1h covered –"
    assert status_line(stage, MONEY, ALL) == "1h covered 100% of time, 100% of usual volume"


def test_every_total_of_the_json_has_its_coverage():
    live = LiveAnalytics({one.id: one for one in (info("bybit"), info("okx"))})
    live.coverage.lane_changed(LaneStatus(LaneId("bybit/a"), info().id, LaneState.LIVE))
    live.coverage.covered(CoveredSpan(LaneId("bybit/a"), info().id, Span(UnixMs(T0 - 1_800_000), T0)))
    live.take((row(at=T0 - 120_000),))

    def look(form, path=""):
        if isinstance(form, dict):
            if "long_usd" in form:
                beside = form
                if not path.startswith("/windows"):
                    for name in path.split("/")[1:]:
                        beside = (whole["coverage_of"] if beside is form else beside)[name]
                assert {"coverage", "since", "at_least"} <= beside.keys(), path
                found.append(path)
            for name, inside in form.items():
                look(inside, f"{path}/{name}")

    found: list[str] = []
    whole = json.loads(json.dumps(totals_form(live, T0)))
    look(whole)
    assert len(found) == 3 * 7
    assert {"coverage_by_volume", "volume_basis", "reasons", "missing"} <= amounts_form(MONEY, PART).keys()


def test_a_surface_that_forgets_the_coverage_is_caught(stage):
    """The checks above can fail: this one shows the bare number."""

    def bare(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
        return fmt_usd(total.both)

    with pytest.raises(AssertionError):
        test_a_partly_covered_total_says_so(stage, bare)
    with pytest.raises(AssertionError):
        test_a_zero_is_never_shown_for_what_was_not_wholly_watched(stage, bare)
