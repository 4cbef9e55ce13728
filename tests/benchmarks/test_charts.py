"""What the charts of single orders cost: ten thousand bubbles, the price map, the tiles, and what they cost while hidden."""

import time
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from liqdesk.analytics.buckets import Slots
from liqdesk.analytics.courses import CoursesQuery
from liqdesk.analytics.orders import MOST as MOST_HELD
from liqdesk.analytics.orders import OrderLog, OrdersView, place_of
from liqdesk.app.resources import Resources
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.bubble_chart import MOST, BubbleChart
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.map_chart import PriceMapChart
from liqdesk.ui.charts.tiles import Tiles
from liqdesk.ui.panels.charts import ChartPanels
from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.theme import Theme
from tests.benchmarks.test_drawing import FRAMES, WARM_UP, empty_plot, milliseconds, shown
from tests.fakes.desk import FakeDesk
from tests.fakes.order_views import NOW, Log, order, scattered, view_of

NONE = MicroUsd(0)
BUBBLES_MS = 5.0
SPAN = 110.0
"""The minutes over which orders are scattered: all of them are in sight."""


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Resources().path, LookSettings(theme=ThemeChoice.DARK))


def growing(count: int, frames: int) -> list[OrdersView]:
    """Views of `count` orders and one more with each."""
    log = Log()
    found = [view_of(scattered(count, span=SPAN), log=log)]
    while len(found) < frames:
        found.append(view_of([order(0.001, 3e4, 94_990.0)], log=log))
    return found


def test_ten_thousand_bubbles(theme: Theme, qtbot) -> None:
    empty = empty_plot(qtbot)
    chart = BubbleChart(theme, Cursor())
    shown(chart, qtbot)
    views = growing(MOST - FRAMES - WARM_UP, FRAMES + WARM_UP)
    chart.show_view(views[0], NONE, Zone.UTC)
    assert len(chart.drawn) == MOST - FRAMES - WARM_UP
    window = chart.window_shown
    elsewhere = [window.zoomed(1 + 0.0005 * (number % 40), NOW) for number in range(FRAMES + WARM_UP)]

    def pointed(number: int) -> None:
        chart.point(window.shown[0] + number * MINUTE, 200.0 + number)

    floor, one_more, anew, hovered = milliseconds(
        lambda _number: empty.viewport().update(),
        lambda number: chart.show_view(views[number], NONE, Zone.UTC),
        lambda number: chart.look(elsewhere[number]),
        pointed,
    )
    print(
        f"\nempty plot {floor:.2f} ms; {MOST:,} bubbles and one more {one_more:.2f} ms = {one_more / floor:.1f}x;"
        f" all elsewhere {anew:.2f} ms = {anew / floor:.1f}x; pointing {hovered:.2f} ms"
    )
    assert one_more <= BUBBLES_MS
    assert hovered <= BUBBLES_MS


def test_ten_thousand_of_sixty_thousand(theme: Theme, qtbot) -> None:
    chart = BubbleChart(theme, Cursor())
    shown(chart, qtbot)
    views = growing(60_000, FRAMES + WARM_UP)
    chart.show_view(views[0], NONE, Zone.UTC)
    assert len(chart.drawn) == MOST
    (cost,) = milliseconds(lambda number: chart.show_view(views[number], NONE, Zone.UTC))
    print(f"\n{MOST:,} bubbles of 60,000 orders, one more each frame: {cost:.2f} ms")


def test_price_map(theme: Theme, qtbot) -> None:
    chart = PriceMapChart(theme, Cursor())
    shown(chart, qtbot)
    views = growing(60_000, FRAMES + WARM_UP)
    chart.show_view(views[0], NONE, Zone.UTC)
    cells = int(((chart.map.long > 0) | (chart.map.short > 0)).sum())
    (cost,) = milliseconds(lambda number: chart.show_view(views[number], NONE, Zone.UTC))
    print(f"\nprice map of 60,000 orders in {cells:,} cells, one more order each frame: {cost:.2f} ms")


def test_tiles(theme: Theme, qtbot) -> None:
    tiles = Tiles(theme, Cursor())
    shown(tiles, qtbot)
    view = FakeDesk().courses(CoursesQuery(12, "1h", MINUTE))
    views = [replace(view, at=UnixMs(view.at + number)) for number in range(FRAMES + WARM_UP)]
    (cost,) = milliseconds(lambda number: tiles.show_view(views[number], Zone.UTC))
    print(f"\n12 tiles of 60 bars: {cost:.2f} ms, every other second")


def test_closed_charts_cost_nothing(theme: Theme, qtbot) -> None:
    desk, window = FakeDesk(), QWidget()
    shown(window, qtbot)
    charts = ChartPanels(desk, theme, lambda said: None, window)
    docks = [Dock(*docked, theme, Resources().path, window) for docked in charts.docked]
    for dock in docks:
        dock.hide()
    frame, _ = desk.frame(0)
    began = time.thread_time()
    for _ in range(1_000):
        for dock in docks:
            dock.show_frame(frame)
    taken = (time.thread_time() - began) * 1e6 / 1_000
    assert charts.bubbles.built is charts.price_map.built is charts.multiples.built is None
    assert desk.courses_asked == 0
    print(f"\n{len(docks)} closed charts: {taken:.1f} us a frame, nothing built, nothing asked")


def test_orders_of_a_full_log() -> None:
    slots = Slots()
    log = OrderLog(slots)
    rows = scattered(50_000, span=DAY / MINUTE - 2)
    began = time.thread_time()
    columns = slots.columns(rows)
    cut = time.thread_time()
    log.add(columns)
    added = time.thread_time()
    for _ in range(MOST_HELD // len(rows) - 2):  # one short of what makes the oldest go
        log.add(columns)
    asked = time.thread_time()
    found = log.coin("BTC", UnixMs(NOW - DAY)).orders
    first = time.thread_time() - asked
    log.add(slots.columns([order(0.001, 3e4, 94_990.0)]))
    asked = time.thread_time()
    log.coin("BTC", UnixMs(NOW - DAY))
    again = time.thread_time() - asked
    assert len(found) == MOST_HELD - len(rows)
    assert place_of(found, found[77]) is not None
    print(
        f"\ncolumns {(cut - began) / 50_000 * 1e9:.0f} ns a row, the log {(added - cut) / 50_000 * 1e9:.0f} ns;"
        f" the first question to {len(found):,} orders of one coin {first * 1e3:.1f} ms, the next {again * 1e3:.2f} ms"
    )
