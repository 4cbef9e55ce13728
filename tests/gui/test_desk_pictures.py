"""The painted parts of the desk look as they did when somebody last looked at them, in dark and in light."""

import asyncio
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from liqdesk.analytics.views import Gap, TimelineQuery, TimelineView
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.timeline import TimelineChart
from liqdesk.ui.panels.history import HistoryPanel
from liqdesk.ui.panels.totals import TotalsPanel
from liqdesk.ui.panels.venues_chart import VenuesChartPanel
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.tables.tape_rows import TapeFilter
from liqdesk.ui.tables.tape_text import Wording
from tests.fakes.desk import FakeDesk
from tests.fakes.golden import difference
from tests.fakes.rows import T0, instrument, option, row, share

NAMES = {"bybit": "Bybit", "binance-coinm": "Binance COIN-M", "hyperliquid": "Hyperliquid", "deribit": "Deribit"}
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


@pytest.fixture(params=["dark", "light"])
def look(request, theme) -> str:
    theme.wear(LookSettings(theme=ThemeChoice(request.param)))
    return request.param


def stand(qtbot, widget: QWidget, width: int, height: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)


def taken(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def hours_of_bars() -> TimelineView:
    """Four hours of minutes: waves of both sides, one minute far above all, a gap, a time half heard, floors."""
    count = 240
    at = np.arange(count)
    short = np.where(at % 7 == 0, 2e5 + 4e5 * np.abs(np.sin(at / 19)), 3e4)
    long = np.where(at % 11 == 0, 1e5 + 3e5 * np.abs(np.cos(at / 23)), 2e4)
    short[200], long[150:165], short[150:165] = 4e6, 0.0, 0.0

    def gap(first: int, last: int, missing: float) -> Gap:
        return Gap(Span(UnixMs(T0 + first * MINUTE), UnixMs(T0 + last * MINUTE)), missing)

    moments = T0 + at * MINUTE
    price = 95_000 + 400 * np.sin(at / 31) + np.where(at > 195, 300.0, 0.0)
    return TimelineView(
        TimelineQuery(MINUTE, None, None, "BTC"), T0, long, short, ((short + long) > 0).astype(np.int64),
        (gap(150, 165, 1.0), gap(180, 196, 0.5)), moments, price, 1, True, UnixMs(int(moments[-1]) + MINUTE - 1),
        zero_known=True,
    )  # fmt: skip


def test_the_bars_of_the_timeline(qtbot, theme, look) -> None:
    chart = TimelineChart(theme)
    stand(qtbot, chart, 900, 420)
    chart.show_view(hours_of_bars(), Zone.UTC)
    assert difference(taken(chart), f"timeline-{look}") == ""


def test_the_band_that_is_measured(qtbot, theme, look, desk) -> None:
    panel = VenuesChartPanel(desk, theme, Cursor(), print)
    stand(qtbot, panel, 760, 320)
    panel.show_frame(desk.frame(0)[0])
    taken(panel)
    area, shift = panel.chart.canvas, Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(area, Qt.MouseButton.LeftButton, shift, QPoint(200, 80))
    for start, end in pairwise((200, 350, 500)):
        QTest.mouseMove(area, QPoint((start + end) // 2, 80))
        QTest.mouseMove(area, QPoint(end, 80))
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, shift, QPoint(500, 80))
    assert panel.chart.measuring.words
    assert difference(taken(panel), f"measured-{look}") == ""


def every_kind_of_row() -> list[Liquidation]:
    long, short = PositionSide.LONG, PositionSide.SHORT
    sizes = (400, 2_000, 15_000, 60_000, 250_000, 900_000, 3_200_000)
    rows = [
        row(T0 - 2 * SECOND * number, usd * 1_000_000, (long, short)[number % 2], instrument(coin, venue), price=price)
        for number, (usd, coin, venue, price) in enumerate(
            zip(
                sizes,
                ("BTC", "ETH", "PEPE", "SOL", "DOGE", "BTC", "ETH"),
                ("bybit", "binance-coinm", "hyperliquid", "bybit", "binance-coinm", "bybit", "bybit"),
                (95_715.8, 3_202.6, 0.00000607, 146.98, 0.1442, 95_700.0, 3_200.0),
                strict=True,
            )
        )
    ]
    return [
        row(T0 - 300 * SECOND, 80_000_000_000, long, instrument("XRP", "bybit"), price=2.11),
        row(T0 - 60 * SECOND, None, long, instrument("BTC", "deribit"), price=95_000.0),
        row(T0 - 50 * SECOND, 90_000_000_000, short, option(), price=1_250.0),
        row(T0 - 40 * SECOND, 20_000_000_000, short, share(), price=188.2),
        row(T0 - 30 * SECOND, 40_000_000_000, long, instrument("BTC", "bybit"), history=True, price=95_600.0),
        *reversed(rows),
    ]


@pytest.mark.parametrize("width", [220, 330, 480])
def test_the_rows_of_the_tape(qtbot, theme, look, width) -> None:
    view = TapeView(theme)
    stand(qtbot, view, width, 290)
    names = {VenueId(venue): name for venue, name in NAMES.items()}
    view.reword(Wording(Zone.UTC, names, {VenueId("binance-coinm"): "COIN-M", VenueId("hyperliquid"): "HL"}))
    view.start_anew(TapeFilter(minimum_usd=0, tradfi=True), every_kind_of_row(), T0)
    view.selectionModel().setCurrentIndex(view.tape.index(2, 0), SELECT)
    assert len(view.tape.rows) == len(every_kind_of_row())
    assert difference(taken(view), f"tape-{width}-{look}") == ""


@pytest.mark.parametrize("width", [660, 1280])
def test_the_line_of_totals(qtbot, theme, look, desk, width) -> None:
    panel = TotalsPanel(desk, theme)
    stand(qtbot, panel, width, panel.sizeHint().height())
    panel.show_frame(desk.frame(0)[0])
    assert difference(taken(panel), f"totals-{width}-{look}") == ""


def test_the_line_of_totals_where_nothing_is_known(qtbot, theme, look) -> None:
    desk = FakeDesk()
    desk.blind = True
    panel = TotalsPanel(desk, theme)
    stand(qtbot, panel, 900, panel.sizeHint().height())
    panel.show_frame(desk.frame(0)[0])
    assert difference(taken(panel), f"totals-blind-{look}") == ""


def test_the_bars_and_the_calendar_of_the_past(qtbot, theme, look, until) -> None:
    async def scene() -> None:
        desk = FakeDesk()
        panel = HistoryPanel(desk, theme, Cursor(), lambda _said: None)
        stand(qtbot, panel, 1400, 760)
        panel.show_frame(desk.frame(0)[0])
        await until(lambda: panel.chart.bars is not None)
        for _ in range(2):  # what the first answers bring into sight is asked for too
            await until(lambda: not panel._rested.isActive() and not panel.asking.busy)
        taken(panel)
        assert difference(taken(panel.chart), f"past-{look}") == ""
        assert difference(taken(panel.pages.calendar), f"calendar-{look}") == ""
        panel.hide()

    asyncio.run(scene())
