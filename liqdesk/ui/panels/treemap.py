"""The panel of the treemap: whose window is chosen in a slim bar, with the scale of colours beside it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.analytics.coin_tiles import CoinTilesView
from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.panels import CoinsWindow
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.side_scale import side_colour
from liqdesk.ui.charts.tile_words import HEADER, rows_of
from liqdesk.ui.charts.treemap import Treemap
from liqdesk.ui.panels.chart_panel import ChartPanel
from liqdesk.ui.theme import Role, Theme, colour

_WINDOWS = (
    ("1h", marked("Coins of the last hour")),
    ("4h", marked("Coins of the last 4 hours")),
    ("24h", marked("Coins of the last 24 hours")),
)
_SCALE = 96


class TreemapPanel(ChartPanel):
    """Asks the desk for the coins while it is seen and something changed; `chosen` carries the coin that is clicked."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, tell: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, "coins", parent)
        self._window: str = desk.settings.value.chart_panels.treemap.value
        self._view: CoinTilesView | None = None
        self.chart = Treemap(theme)
        self.chart.chosen.connect(self.chosen)
        holder, self._group = self.choices(_WINDOWS, self.choose)
        self.compose(self.chart, (holder, None, SideScale(theme, self)), tell)
        self._mark()

    @property
    def window_shown(self) -> str:
        """The window whose coins are shown."""
        return self._window

    def choose(self, window: str) -> None:
        """Show the coins of this window."""
        self._window = window
        self._mark()
        self.remember(treemap=CoinsWindow(window))
        self.refresh()

    def _mark(self) -> None:
        for button in self._group.buttons():
            button.setChecked(button.text() == self._window)

    def question(self) -> object:
        return self._window

    def ask(self) -> None:
        self._view = self.desk.coin_tiles(self._window, self.choice)
        self.chart.show_view(self._view)

    def table(self) -> Table:
        return Table(HEADER, () if self._view is None else rows_of(self._view))

    def summary(self) -> str:
        return self.chart.summary()


class SideScale(QWidget):
    """What the colours of the tiles mean: all longs, as much of both, all shorts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Colours from all longs over as much of both to all shorts"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font(Role.CAPTION))
        words = metrics.horizontalAdvance(tr("▼ longs")) + metrics.horizontalAdvance(tr("shorts ▲"))
        return QSize(round(words) + self._theme.px(_SCALE + 16), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        painter = QPainter(self)
        font = self._theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        left = metrics.horizontalAdvance(tr("▼ longs")) + px(8)
        bar = QRectF(left, (self.height() - px(8)) / 2, px(_SCALE), px(8))
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            ramp.setColorAt(share, side_colour(tokens, share))
        painter.fillRect(bar, ramp)
        painter.setPen(colour(tokens.long.text))
        painter.drawText(QPointF(0, base), tr("▼ longs"))
        painter.setPen(colour(tokens.short.text))
        painter.drawText(QPointF(bar.right() + px(8), base), tr("shorts ▲"))
