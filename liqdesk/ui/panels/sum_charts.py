"""The charts of sums beside the timeline, as panels for docks; each is loaded when it is first seen."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.engine.desk import Desk
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.late import LatePanel, ShownPanel
from liqdesk.ui.theme import Theme

Docked = tuple[str, QWidget, Callable[[LiveFrame], None]]
"""A title, a panel, and who takes its frames."""


def sum_charts(
    desk: Desk,
    theme: Theme,
    cursor: Cursor,
    mention: Callable[[str], object],
    choose: Callable[[str], object],
    parent: QWidget,
) -> Iterator[Docked]:
    """The panels; `mention` gets short notices, `choose` the coin of a tile that is clicked."""

    def cumulative(inside: QWidget) -> ShownPanel:
        from liqdesk.ui.panels.cumulative import CumulativePanel

        return CumulativePanel(desk, theme, cursor, mention, inside)

    def venues(inside: QWidget) -> ShownPanel:
        from liqdesk.ui.panels.venues_chart import VenuesChartPanel

        return VenuesChartPanel(desk, theme, cursor, mention, inside)

    def treemap(inside: QWidget) -> ShownPanel:
        from liqdesk.ui.panels.treemap import TreemapPanel

        panel = TreemapPanel(desk, theme, mention, inside)
        panel.chosen.connect(choose)
        return panel

    for title, build in (("Cumulative", cumulative), ("Venues chart", venues), ("Treemap", treemap)):
        late = LatePanel(build, parent)
        yield title, late, late.show_frame
