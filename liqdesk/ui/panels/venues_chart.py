"""The panel of venues over time: bars as wide as on the timeline, of all coins or one."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from liqdesk.analytics.choice import of_coin
from liqdesk.analytics.venue_stacks import VenueStacksQuery, VenueStacksView
from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import BucketWidth
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.measuring import Words
from liqdesk.ui.charts.venue_chart import VenueChart
from liqdesk.ui.charts.venue_reading import HEADER, rows_of, summary_of_stacks
from liqdesk.ui.panels.chart_panel import ChartPanel
from liqdesk.ui.panels.measures import measured
from liqdesk.ui.theme import Role, Theme

_NOTE_FROM = 420


class VenuesChartPanel(ChartPanel):
    """Asks the desk for the stacks while it is seen and something changed."""

    def __init__(
        self, desk: Desk, theme: Theme, cursor: Cursor, tell: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, theme, "venues", parent)
        self._query = VenueStacksQuery(WINDOWS[desk.settings.value.chart.bucket])
        self._view: VenueStacksView | None = None
        self.chart = VenueChart(theme, cursor)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setFont(theme.font(Role.CAPTION))
        self._note.setToolTip(tr("Keys 1 to 4 choose how much time a bar holds, here and on the timeline"))
        self._back = self.button(tr("now ›"), tr("Back to the present (F or End)"))
        self._back.clicked.connect(self.chart.follow)
        self._back.setVisible(False)
        self.chart.following.connect(lambda following: self._back.setVisible(not following))
        self.chart.measuring.ask = self._measured
        self.compose(self.chart, (self.coin_box(self.show_coin), self._note, None, self._back), tell)
        desk.settings.subscribe(lambda settings: settings.chart.bucket, self._take_width)
        self._take_width(desk.settings.value.chart.bucket)

    @property
    def query(self) -> VenueStacksQuery:
        """What is asked of the desk."""
        return self._query

    def show_coin(self, base: str | None) -> None:
        """Show one coin, or all of them."""
        self._query = VenueStacksQuery(self._query.bucket, base)
        if self._coin is not None:
            self._coin.set_base(base)
        self.note.renew()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(event.size().width() >= self.theme.px(_NOTE_FROM))

    def _measured(self, span: Span) -> Words:
        base = self._query.base
        return measured(
            self.desk, span, of_coin(self.choice, base), base, self.desk.settings.value.chart.price_base, self.names
        )

    def has_own_coin(self) -> bool:
        return self._query.base is not None

    def question(self) -> object:
        return self._query

    def ask(self) -> None:
        self._view = self.desk.venue_stacks(replace(self._query, among=self.choice))
        self.chart.show_view(self._view, self.zone)
        self.chart.measuring.refresh()

    def table(self) -> Table:
        return Table(HEADER, () if self._view is None else rows_of(self._view))

    def summary(self) -> str:
        return "" if self._view is None else summary_of_stacks(self._view)

    def _take_width(self, width: BucketWidth) -> None:
        self._query = VenueStacksQuery(WINDOWS[width], self._query.base)
        self._note.setText(tr("bars of {value}, as on the timeline").format(value=width.value))
        self.refresh()

    def _dress(self) -> None:
        super()._dress()
        self._note.setStyleSheet(f"QLabel {{ color: {self.theme.tokens.surface.faint}; }}")
