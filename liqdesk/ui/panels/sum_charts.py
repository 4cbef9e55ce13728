"""The charts of sums beside the timeline, as panels for docks; each is built when it is first seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked
from liqdesk.engine.desk import Desk
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.docks import Docked
from liqdesk.ui.panels.late import LatePanel
from liqdesk.ui.theme import Theme

if TYPE_CHECKING:
    from liqdesk.ui.panels.cumulative import CumulativePanel
    from liqdesk.ui.panels.treemap import TreemapPanel
    from liqdesk.ui.panels.venues_chart import VenuesChartPanel


class SumCharts:
    """Makes the panels; `tell` gets a sentence on what was saved or copied, `choose` the coin of a tile that is clicked."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        cursor: Cursor,
        tell: Callable[[str], object],
        choose: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        self._desk = desk
        self._theme = theme
        self._cursor = cursor
        self._tell = tell
        self._choose = choose
        self._base: str | None = desk.settings.value.chart_panels.coin or None
        self.cumulative = LatePanel(self._build_cumulative, parent)
        self.venues = LatePanel(self._build_venues, parent, turn=1)
        self.treemap = LatePanel(self._build_treemap, parent)

    @property
    def docked(self) -> tuple[Docked, ...]:
        """What to put into docks."""
        return (
            ("cumulative", marked("Cumulative"), self.cumulative, self.cumulative.show_frame),
            ("venues-chart", marked("Venues chart"), self.venues, self.venues.show_frame),
            ("treemap", marked("Treemap"), self.treemap, self.treemap.show_frame),
        )

    def show_coin(self, base: str) -> None:
        """Show this coin alone, now or once that is seen."""
        self._base = base
        for panel in (self.cumulative.built, self.venues.built):
            if panel is not None:
                panel.show_coin(base)

    def _build_cumulative(self, parent: QWidget) -> "CumulativePanel":
        from liqdesk.ui.panels.cumulative import CumulativePanel

        panel = CumulativePanel(self._desk, self._theme, self._cursor, self._tell, parent)
        panel.show_coin(self._base)
        return panel

    def _build_venues(self, parent: QWidget) -> "VenuesChartPanel":
        from liqdesk.ui.panels.venues_chart import VenuesChartPanel

        panel = VenuesChartPanel(self._desk, self._theme, self._cursor, self._tell, parent)
        panel.show_coin(self._base)
        return panel

    def _build_treemap(self, parent: QWidget) -> "TreemapPanel":
        from liqdesk.ui.panels.treemap import TreemapPanel

        panel = TreemapPanel(self._desk, self._theme, self._tell, parent)
        panel.chosen.connect(self._choose)
        return panel
