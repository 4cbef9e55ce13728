"""The panel of cumulative sums: since when is counted is chosen in a slim bar, or by a click on the axis."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from liqdesk.analytics.choice import of_coin
from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView
from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Desk
from liqdesk.settings.panels import Since
from liqdesk.ui.charts.cumulative import CumulativeChart
from liqdesk.ui.charts.cumulative_reading import HEADER, rows_of, summary_of_sums
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.measuring import Words
from liqdesk.ui.format import fmt_minute
from liqdesk.ui.panels.chart_panel import ChartPanel
from liqdesk.ui.panels.measures import measured
from liqdesk.ui.theme import Theme

_DAY = marked("UTC day")
_CHOICES = (
    (_DAY, marked("Since the start of the UTC day")),
    ("1h", marked("The last hour")),
    ("4h", marked("The last four hours")),
    ("24h", marked("The last 24 hours")),
)


class CumulativePanel(ChartPanel):
    """Asks the desk for the sums while it is seen and something changed."""

    def __init__(
        self, desk: Desk, theme: Theme, cursor: Cursor, tell: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, theme, "cumulative", parent)
        kept = desk.settings.value.chart_panels
        trailing = WINDOWS.get(kept.since.value)
        self._query = CumulativeQuery(trailing, price_base=desk.settings.value.chart.price_base)
        self._view: CumulativeView | None = None
        self.chart = CumulativeChart(theme, cursor)
        self.chart.since_chosen.connect(self.count_from)
        holder, self._group = self.choices(_CHOICES, self.choose)
        self._here = self.button(tr("since here"), tr("Since the moment that was clicked on the axis"))
        self._here.setCheckable(True)
        self._here.setVisible(False)
        self._group.addButton(self._here)
        self._price = self.button(tr("price"), tr("Draw the price behind the sums"))
        self._price.setCheckable(True)
        self._price.setChecked(kept.price_behind)
        self._price.toggled.connect(self._show_price)
        coin = self.coin_box(self.show_coin)
        self._back = self.button(tr("all ›"), tr("All of it, up to the present (F or End)"))
        self._back.clicked.connect(self.chart.follow)
        self._back.setVisible(False)
        self.chart.whole_changed.connect(lambda whole: self._back.setVisible(not whole))
        self.chart.measuring.ask = self._measured
        self.compose(self.chart, (holder, self._here, coin, self._price, None, self._back), tell)
        desk.settings.subscribe(lambda settings: settings.chart.price_base, self._take_price_base)
        self._mark(_DAY if trailing is None else kept.since.value)

    @property
    def query(self) -> CumulativeQuery:
        """What is asked of the desk."""
        return self._query

    def choose(self, name: str) -> None:
        """Count from the start of the UTC day, or so far back."""
        self._query = CumulativeQuery(WINDOWS.get(name), None, self._query.base, self._query.price_base)
        self._here.setVisible(False)
        self._mark(name)
        self.remember(since=Since.DAY if name == _DAY else Since(name))
        self.refresh()

    def count_from(self, since: UnixMs) -> None:
        """Count from this moment of the last day."""
        self._query = CumulativeQuery(None, since, self._query.base, self._query.price_base)
        self._here.setVisible(True)
        self._here.setChecked(True)
        self.refresh()

    def show_coin(self, base: str | None) -> None:
        """Show one coin, or all of them."""
        self._query = CumulativeQuery(self._query.trailing, self._query.since, base, self._query.price_base)
        if self._coin is not None:
            self._coin.set_base(base)
        self.note.renew()
        self.refresh()

    def _measured(self, span: Span) -> Words:
        base = self._query.base
        return measured(self.desk, span, of_coin(self.choice, base), base, self._query.price_base, self.names)

    def has_own_coin(self) -> bool:
        return self._query.base is not None

    def _show_price(self, on: bool) -> None:
        self.remember(price_behind=on)
        self.refresh()

    def question(self) -> object:
        return self._query, self._price.isChecked()

    def ask(self) -> None:
        if self._query.since is not None:
            self._here.setText(tr("since {since}").format(since=fmt_minute(self._query.since, self.zone)))
        self._view = self.desk.cumulative(replace(self._query, among=self.choice))
        self.chart.show_view(self._view, self.zone, self._price.isChecked())
        self.chart.measuring.refresh()

    def table(self) -> Table:
        return Table(HEADER, () if self._view is None else rows_of(self._view))

    def summary(self) -> str:
        return "" if self._view is None else summary_of_sums(self._view, self.zone)

    def _mark(self, name: str) -> None:
        for button in self._group.buttons():
            button.setChecked(button.text() == tr(name))

    def _take_price_base(self, base: str) -> None:
        self._query = CumulativeQuery(self._query.trailing, self._query.since, self._query.base, base)
        self.refresh()
