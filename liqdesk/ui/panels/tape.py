"""The tape's panel: the filter above, the rows, and how many of how many they are below."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame, VenueView
from liqdesk.domain.time import SECOND
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import Settings, TapeSettings, Zone
from liqdesk.ui.format import AT_LEAST, fmt_count, fmt_usd_axis
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.panels.venue_box import VenueBox
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.tables.tape_rows import CAPACITY, TapeFilter
from liqdesk.ui.tables.tape_text import Wording
from liqdesk.ui.theme import Theme

_MINIMA = (0, 1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)
_LARGEST_MINIMUM = 10**9
_UNITS = {"k": 1e3, "m": 1e6, "b": 1e9}
_COINS_EVERY = 15 * SECOND
_FOOT_FROM = 176
"""As high must the panel be for the line below the rows."""
_LEGEND_FROM = 400
"""As wide must the panel be for the star to be explained at its foot."""
_FOOT_EVERY = SECOND // 2
"""Another text in a label lays the panel out anew."""


def minimum_text(usd: int) -> str:
    """A minimum in words: `≥ $50k`, `any size`."""
    return f"{AT_LEAST} {fmt_usd_axis(usd)}" if usd else "any size"


def read_minimum(text: str) -> int | None:
    """Dollars from what was typed: `50k`, `≥ $1.5M`, `any size`; None where that is no amount."""
    bare = text.strip().lower().removeprefix(AT_LEAST).strip().removeprefix("$").replace(",", "").replace(" ", "")
    if bare in ("anysize", "any", ""):
        return 0
    unit = _UNITS.get(bare[-1], 0.0)
    try:
        usd = float(bare[:-1]) * unit if unit else float(bare)
    except ValueError:
        return None
    return int(usd) if 0 <= usd <= _LARGEST_MINIMUM else None


class TapePanel(QWidget):
    """Shows the rows of every frame that pass; while hidden it only notes that it must start anew when seen."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._stale = True
        self._coins_at = 0
        self._said = 0
        self._partial = False
        self._names: dict[VenueId, str] = {}
        self._minimum = QComboBox(self)
        self._coin = CoinBox(theme, "Coin", "all coins", self)
        self._venue = VenueBox(self)
        self.view = TapeView(theme, self)
        self._foot = QLabel(self)
        self._legend = QLabel("* publishes only part", self)
        self._build()
        settings = desk.settings.value
        self._filter = TapeFilter(settings.tape.minimum_usd, tradfi=settings.tradfi.on_tape)
        self._zone: Zone = settings.look.zone
        desk.settings.subscribe(lambda value: value.tape, self._take_settings)
        desk.settings.subscribe(lambda value: value.tradfi.on_tape, self._take_tradfi)
        desk.settings.subscribe(lambda value: value.look.zone, self._take_zone)
        theme.changed.connect(self._dress)
        self._dress()
        self._say()

    @property
    def filter(self) -> TapeFilter:
        """What is shown."""
        return self._filter

    @property
    def footer(self) -> str:
        """The line below the rows."""
        return self._foot.text()

    def show_frame(self, frame: LiveFrame) -> None:
        """Put the frame's rows on top; a hidden panel forgets them and reads them again when it is seen."""
        if not self.isVisible():
            self._stale = True
            return
        self._name_venues(frame.venues)
        if self._stale:
            self._rebuild()
        else:
            self.view.show_frame(frame)
        if frame.at - self._coins_at >= _COINS_EVERY or frame.at < self._coins_at:
            self._coins_at = frame.at
            self._coin.offer(tuple(self._desk.bases()))
        if frame.at // _FOOT_EVERY != self._said:
            self._said = frame.at // _FOOT_EVERY
            self._say()

    def show_coin(self, base: str | None) -> None:
        """Show one coin, or all of them."""
        self._use(replace(self._filter, base=base))

    def show_venue(self, venue: VenueId | None) -> None:
        """Show one venue, or all of them."""
        self._use(replace(self._filter, venue=venue))

    def set_minimum(self, usd: int) -> None:
        """Show nothing smaller, from now on and at the next start."""
        settings = self._desk.settings.value
        tape = settings.tape.model_copy(update={"minimum_usd": usd})
        self._desk.replace_settings(settings.model_copy(update={"tape": tape}))

    def clear_filter(self) -> None:
        """All coins and venues; where that is so already, the usual minimum."""
        if self._filter.base is not None or self._filter.venue is not None:
            self._use(replace(self._filter, base=None, venue=None))
        else:
            self.set_minimum(Settings().tape.minimum_usd)

    def focus_filter(self) -> None:
        """Go to the first box of the filter."""
        self._minimum.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_foot()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._rebuild()
            self._say()

    def _use(self, chosen: TapeFilter) -> None:
        if chosen == self._filter:
            return
        self._filter = chosen
        self._coin.set_base(chosen.base)
        self._venue.set_venue(chosen.venue)
        self._minimum.setEditText(minimum_text(chosen.minimum_usd))
        if self.isVisible():
            self._rebuild()
        else:
            self._stale = True
        self._say()

    def _rebuild(self) -> None:
        """Start anew from what the desk still holds."""
        self._stale = False
        self.view.start_anew(self._filter, self._desk.recent(CAPACITY), self._desk.now())

    def _take_settings(self, tape: TapeSettings) -> None:
        self._use(replace(self._filter, minimum_usd=tape.minimum_usd))

    def _take_tradfi(self, shown: bool) -> None:
        self._use(replace(self._filter, tradfi=shown))

    def _take_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._reword()

    def _name_venues(self, venues: tuple[VenueView, ...]) -> None:
        self._venue.offer(venues)
        names = {one.id: one.name for one in venues}
        if names != self._names:
            self._names = names
            self._partial = any(one.completeness is not Completeness.FULL for one in venues)
            self._show_foot()
            self._reword()

    def _show_foot(self) -> None:
        roomy = self.height() >= self._theme.px(_FOOT_FROM)
        self._foot.setVisible(roomy)
        self._legend.setVisible(roomy and self._partial and self.width() >= self._theme.px(_LEGEND_FROM))

    def _reword(self) -> None:
        self.view.reword(Wording(self._zone, self._names))

    def _take_minimum(self) -> None:
        usd = read_minimum(self._minimum.currentText())
        if usd is not None and usd != self._filter.minimum_usd:
            self.set_minimum(usd)
        self._minimum.setEditText(minimum_text(self._filter.minimum_usd))

    def _say(self) -> None:
        """The footer, and what stands where rows would be."""
        chosen, rows = self._filter, self.view.tape.rows
        venue = "all venues" if chosen.venue is None else self._names.get(chosen.venue, chosen.venue)
        text = (
            f"{minimum_text(chosen.minimum_usd)}  ·  {chosen.base or 'all coins'}  ·  {venue}  ·  "
            f"{fmt_count(len(rows))} of {fmt_count(rows.considered)} rows"
        )
        if text != self._foot.text():
            self._foot.setText(text)
        self.view.empty_text = (
            f"None of {fmt_count(rows.considered)} rows passes the filter.\nEsc clears it."
            if rows.considered
            else "No liquidation received yet."
        )

    def _build(self) -> None:
        self._minimum.setEditable(True)
        self._minimum.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._minimum.addItems([minimum_text(usd) for usd in _MINIMA])
        self._minimum.setEditText(minimum_text(self._desk.settings.value.tape.minimum_usd))
        self._minimum.setAccessibleName("Smallest order shown")
        self._minimum.setToolTip("Smallest order shown, such as 50k; smaller ones still count")
        self._minimum.setFixedWidth(self._theme.px(104))
        self._minimum.activated.connect(lambda _index: self._take_minimum())
        edit = self._minimum.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._take_minimum)
        self._coin.chosen.connect(self.show_coin)
        self._venue.chosen.connect(self.show_venue)
        clear = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        clear.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        clear.activated.connect(self.clear_filter)
        px = self._theme.px
        bar = QHBoxLayout()
        bar.setContentsMargins(px(8), px(6), px(8), px(4))
        bar.setSpacing(px(6))
        for box in (self._minimum, self._coin, self._venue):
            bar.addWidget(box)
        bar.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(8), px(3), px(8), px(4))
        foot.addWidget(self._foot, 1)
        foot.addWidget(self._legend)
        self._foot.setTextFormat(Qt.TextFormat.PlainText)
        self._legend.setToolTip("These venues publish only some of their liquidations, such as one per second.")
        self._foot.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.view)

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        for label in (self._foot, self._legend):
            label.setStyleSheet(f"QLabel {{ color: {surface.faint}; font-size: {px(11)}px; }}")
        self.setStyleSheet(f"TapePanel {{ background: {surface.panel}; }}")
