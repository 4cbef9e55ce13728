"""The charts beside the timeline: docks of their own, closed at first, each built when it is first seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked
from liqdesk.engine.desk import Desk
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.docks import Docked
from liqdesk.ui.panels.late import LatePanel
from liqdesk.ui.panels.sum_charts import SumCharts
from liqdesk.ui.theme import Theme

if TYPE_CHECKING:
    from liqdesk.ui.panels.coin_chart import CoinChartPanel
    from liqdesk.ui.panels.history import HistoryPanel
    from liqdesk.ui.panels.multiples import MultiplesPanel


class ChartPanels(QObject):
    """Makes the panels for a window and keeps them on one coin: that which `chosen` carried last, theirs or another's.

    `tell` gets a sentence on what was saved or copied; `cursor` is theirs and the timeline's. The library they draw with
    takes most of a second to import: that is done by whoever opens one of them.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, tell: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self.cursor = Cursor(self)
        self._tell = tell
        self._base = desk.settings.value.chart.price_base
        self.bubbles = LatePanel(self._build_bubbles, parent)
        self.price_map = LatePanel(self._build_map, parent)
        self.multiples = LatePanel(self._build_multiples, parent)
        self.history = LatePanel(self._build_history, parent)
        self.sums = SumCharts(desk, theme, self.cursor, tell, self.chosen.emit, parent)
        self.chosen.connect(self.show_coin)

    @property
    def docked(self) -> tuple[Docked, ...]:
        """What to put into docks."""
        return (
            ("bubbles", marked("Bubbles"), self.bubbles, self.bubbles.show_frame),
            ("price-map", marked("Price map"), self.price_map, self.price_map.show_frame),
            ("multiples", marked("Multiples"), self.multiples, self.multiples.show_frame),
            *self.sums.docked,
            ("history", marked("History"), self.history, self.history.show_frame),
        )

    def show_coin(self, base: str) -> None:
        """Show this coin wherever one coin is shown, now or once that is seen."""
        self._base = base
        self.sums.show_coin(base)
        for panel in (self.bubbles, self.price_map):
            if panel.built is not None:
                panel.built.show_coin(base)

    def _build_bubbles(self, parent: QWidget) -> "CoinChartPanel":
        from liqdesk.ui.charts.bubble_chart import BubbleChart
        from liqdesk.ui.panels.coin_chart import BUBBLES, CoinChartPanel

        chart = BubbleChart(self._theme, self.cursor)
        return CoinChartPanel(self._desk, self._theme, chart, BUBBLES, self._base, self._tell, parent)

    def _build_map(self, parent: QWidget) -> "CoinChartPanel":
        from liqdesk.ui.charts.map_chart import PriceMapChart
        from liqdesk.ui.panels.coin_chart import PRICE_MAP, CoinChartPanel

        chart = PriceMapChart(self._theme, self.cursor)
        return CoinChartPanel(self._desk, self._theme, chart, PRICE_MAP, self._base, self._tell, parent)

    def _build_history(self, parent: QWidget) -> "HistoryPanel":
        from liqdesk.ui.panels.history import HistoryPanel

        panel = HistoryPanel(self._desk, self._theme, self.cursor, self._tell, parent)
        panel.coin_chosen.connect(self.chosen)
        return panel

    def _build_multiples(self, parent: QWidget) -> "MultiplesPanel":
        from liqdesk.ui.panels.multiples import MultiplesPanel

        panel = MultiplesPanel(self._desk, self._theme, self.cursor, self._tell, parent)
        panel.chosen.connect(self.chosen)
        return panel
