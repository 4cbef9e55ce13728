"""The panels that stand in docks: made for a window, and named as layouts and keys know them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.domain.language import marked
from liqdesk.engine.desk import Desk
from liqdesk.ui.dialogs.service_key import ServiceKeyDialog
from liqdesk.ui.panels.alerts import AlertsPanel
from liqdesk.ui.panels.charts import ChartPanels
from liqdesk.ui.panels.coins import CoinsPanel
from liqdesk.ui.panels.crosscheck import CrossCheckPanel
from liqdesk.ui.panels.docks import Docked
from liqdesk.ui.panels.journal import JournalPanel
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.panels.venues import VenuesPanel
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme


class DeskPanels:
    """One of each over a desk; `tell` gets a sentence on what was saved or copied. A coin chosen in one goes to the charts."""

    def __init__(self, desk: Desk, theme: Theme, tell: Callable[[str], object], parent: QWidget) -> None:
        self.tell = tell
        self.tape = TapePanel(desk, theme, parent)
        self.venues = VenuesPanel(desk, theme, parent)
        self.coins = CoinsPanel(desk, theme, parent)
        self.journal = JournalPanel(desk, theme, parent)
        self.alerts = AlertsPanel(desk, theme, parent)
        self.crosscheck = CrossCheckPanel(desk, theme, ServiceKeyDialog, parent)
        self.charts = ChartPanels(desk, theme, tell, parent)
        self.coins.chosen.connect(self.charts.chosen)
        for panel in (
            self.venues,
            self.coins,
            self.journal,
            self.alerts,
        ):  # the others have a place of their own for it
            _stand_below(panel, ReplayMark(desk, theme, panel, across=False))

    @property
    def docked(self) -> tuple[Docked, ...]:
        """What to put into docks, the tape first."""
        return (
            ("tape", marked("Tape"), self.tape, self.tape.show_frame),
            ("venues", marked("Venues"), self.venues, self.venues.show_frame),
            ("market", marked("Coins"), self.coins, self.coins.show_frame),
            ("journal", marked("Journal"), self.journal, self.journal.show_frame),
            ("alerts", marked("Alerts"), self.alerts, self.alerts.show_frame),
            ("cross-check", marked("Cross-check"), self.crosscheck, self.crosscheck.show_frame),
            *self.charts.docked,
        )


def _stand_below(panel: QWidget, mark: ReplayMark) -> None:
    """In a row of its own, for it would cover a table's last one. Raises TypeError where the panel is no column."""
    column = panel.layout()
    if not isinstance(column, QVBoxLayout):
        raise TypeError(f"{panel.metaObject().className()} is no column")
    column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
