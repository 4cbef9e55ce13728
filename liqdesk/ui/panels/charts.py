"""The charts beside the timeline: docks of their own, closed at first, each built when it is first seen."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from liqdesk.analytics.events import MARKET
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import DAY
from liqdesk.engine.desk import Desk
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.commands import Command
from liqdesk.ui.panels.docks import Docked
from liqdesk.ui.panels.late import LatePanel
from liqdesk.ui.panels.sum_charts import SumCharts
from liqdesk.ui.theme import Theme

if TYPE_CHECKING:
    from liqdesk.ui.panels.coin_chart import CoinChartPanel
    from liqdesk.ui.panels.history import HistoryPanel
    from liqdesk.ui.panels.multiples import MultiplesPanel

STEPPED = 12
"""So many of the leading coins are stepped through by key."""


class ChartPanels(QObject):
    """Makes the panels for a window and keeps them on one coin: that which `chosen` carried last, theirs or another's.

    `tell` gets a sentence on what was saved or copied; `cursor` is theirs and the timeline's. The library they draw with
    takes most of a second to import: that is done by whoever opens one of them.
    """

    chosen = Signal(str)
    """A coin, or nothing for all of them."""

    def __init__(self, desk: Desk, theme: Theme, tell: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self.cursor = Cursor(self)
        self._tell = tell
        self._base = desk.settings.value.chart_panels.coin or desk.settings.value.chart.price_base
        self.bubbles = LatePanel(self._build_bubbles, parent, turn=1)
        self.price_map = LatePanel(self._build_map, parent)
        self.multiples = LatePanel(self._build_multiples, parent)
        self.history = LatePanel(self._build_history, parent)
        self.sums = SumCharts(desk, theme, self.cursor, tell, self.chosen.emit, parent)
        self.chosen.connect(self.show_coin)
        self.cursor.axis.link(desk.settings.value.chart.link_axes)
        self.destroyed.connect(desk.settings.subscribe(lambda value: value.chart.link_axes, self.cursor.axis.link))

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

    def show_event(self, ident: str) -> None:
        """Have every chart show an event in its middle, and that of a coin its coin; where it is too old, say so."""
        found = self._desk.event(ident)
        if found is None:
            return
        event, now = found[0].event, self._desk.now()
        if event.opened_at < now - DAY:
            self._tell(tr("The charts hold the last 24 hours; this event is older."))
            return
        if event.scope != MARKET:
            self.chosen.emit(event.scope)
        self.cursor.axis.jump(float(event.opened_at), float(event.closed_at or now))

    def measure(self, otherwise: QWidget) -> None:
        """Begin to measure on the chart that has the keyboard, else on `otherwise`, which gets it."""
        holder = QApplication.focusWidget()
        if holder is None or not holder.property("measures"):
            otherwise.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.cursor.axis.measuring_wanted.emit()

    def link_axes(self, on: bool) -> None:
        """Have charts go along with one another in time, or each its own way, from now on and at the next start."""
        settings = self._desk.settings.value
        chart = settings.chart.model_copy(update={"link_axes": on})
        self._desk.replace_settings(settings.model_copy(update={"chart": chart}))

    def commands(self, menu: str, measured_first: QWidget, shown_event: Callable[[], str | None]) -> Iterator[Command]:
        """What can be ordered of all charts; `shown_event` tells which event is meant now, None where there is none."""

        def show() -> None:
            ident = shown_event()
            if ident is not None:
                self.show_event(ident)

        yield Command(menu, tr("Next coin"), lambda: self.step_coin(1), ("C",), "next-coin")
        yield Command(menu, tr("Previous coin"), lambda: self.step_coin(-1), ("Shift+C",), "previous-coin")
        yield Command(menu, tr("Follow the &present"), self.cursor.axis.follow, ("F",), "follow-now")
        yield Command(menu, tr("Event in the c&harts"), show, ("G",), "event-in-charts")
        yield Command(menu, tr("&Measure a stretch"), lambda: self.measure(measured_first), ("R",), "measure")
        yield Command(
            menu, tr("Lin&k time axes"), lambda: self.link_axes(not self.cursor.axis.linked), ("L",), "link-axes",
            lambda: self.cursor.axis.linked,
        )  # fmt: skip

    def step_coin(self, by: int) -> None:
        """Show the next of the leading coins, after the last of them all coins; `by` is 1, or -1 for the one before."""
        order = ["", *self._desk.bases()[:STEPPED]]
        shown = self._desk.settings.value.chart_panels.coin
        base = order[(order.index(shown) + by) % len(order)] if shown in order else order[min(1, len(order) - 1)]
        self.chosen.emit(base)
        self._tell(tr("{coin} in the charts").format(coin=base or tr("all coins")))

    def show_coin(self, base: str) -> None:
        """Show this coin wherever one coin is shown, now, once that is seen, and at the next start; what shows only one keeps its
        coin where `base` is empty."""
        settings = self._desk.settings.value
        panels = settings.chart_panels.model_copy(update={"coin": base})
        self._desk.replace_settings(settings.model_copy(update={"chart_panels": panels}))
        if not base:
            return
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
