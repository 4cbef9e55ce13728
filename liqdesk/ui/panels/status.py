"""The status line: feeds, coverage, alerts, store and processor at the foot of the window."""

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from liqdesk.analytics.reasons import percent
from liqdesk.analytics.told import account_of, covered_words
from liqdesk.analytics.views import LiveFrame, StatusView
from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.domain.time import HOUR, MINUTE
from liqdesk.engine.desk import Desk, Mode
from liqdesk.ui.format import UNKNOWN, fmt_bytes, fmt_day_of_year, fmt_minute, tool_tip
from liqdesk.ui.panels.silence import alerts_said
from liqdesk.ui.theme import Role, Theme

_METER_EVERY = 2_000
NAMED = 3
"""Venues that lack time and are named; the tool tip has them all."""

_MODES = {
    Mode.LIVE: (marked("LIVE"),),
    Mode.DEMO: (marked("DEMO, simulated exchanges"), marked("DEMO")),
    Mode.REPLAY: (marked("REPLAY of a recording"), marked("REPLAY")),
}
"""What the window is called."""
_FIRST_TO_GO = ("cpu", "coverage", "alerts", "mode", "coverage", "alerts", "store")
"""Whose next shorter form is taken where there is no room, in this order."""
_PARTS = (
    marked("mode"), marked("recording"), marked("feeds"), marked("coverage"), marked("alerts"), marked("store"), marked("cpu"),
)  # fmt: skip
_PAD, _GAP = 8, 6


class CpuMeter:
    """This process's share of one core since the last reading."""

    def __init__(self) -> None:
        self._cpu = time.process_time()
        self._wall = time.monotonic()

    def read(self) -> float | None:
        """0 to 1 and more with several cores; None where no time has passed."""
        cpu, wall = time.process_time(), time.monotonic()
        spent, passed = cpu - self._cpu, wall - self._wall
        self._cpu, self._wall = cpu, wall
        return spent / passed if passed > 0 else None


class PressedLabel(QLabel):
    """A label that says when it is pressed."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()


class StatusLine(QStatusBar):
    """Shows the frame's status, shorter where there is no room; a passing notice takes the left end for a while.

    Pressed, the part of the alerts ends what keeps them quiet by hand, or else says `alerts_wanted`.
    """

    alerts_wanted = Signal()

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._desk = desk
        self._meter = CpuMeter()
        self.setSizeGripEnabled(False)
        self.setMinimumWidth(1)  # the words fit the room, not the other way round
        self._parts = {name: self._part(name) for name in _PARTS}
        self._forms: dict[str, tuple[str, ...]] = dict.fromkeys(self._parts, ("",))
        self._forms |= {
            "mode": tuple(map(tr, _MODES[desk.mode])),
            "cpu": (tr("cpu {unknown}").format(unknown=UNKNOWN), ""),
        }
        for name, part in self._parts.items():
            if name in ("mode", "recording", "feeds", "coverage"):
                self.addWidget(part)
            else:
                self.addPermanentWidget(part)
        self._parts["recording"].hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_METER_EVERY)
        self._timer.timeout.connect(self._measure)
        theme.changed.connect(self._dress)
        self._inks = (False, False, False)
        self._dress()

    def _part(self, name: str) -> QLabel:
        part = PressedLabel(self)
        if name == "alerts":
            part.pressed.connect(self._press_alerts)
            part.setCursor(Qt.CursorShape.PointingHandCursor)
        part.setTextFormat(Qt.TextFormat.PlainText)
        part.setFont(self._theme.font(Role.CAPTION))
        part.setAccessibleName(tr(name))
        return part

    def text(self, part: str) -> str:
        """What a part says where there is room: mode, feeds, coverage, alerts, store or cpu."""
        return self._forms[part][0]

    @property
    def shown(self) -> tuple[str, ...]:
        """What all parts say in the present room, from left to right."""
        return tuple(part.text() for part in self._parts.values() if part.text())

    def show_recording(self, text: str) -> None:
        """That a tape is being recorded, and how much of it there is; empty where none is."""
        self._say("recording", text)
        if not (text and self.currentMessage()):  # a passing notice has its place; it comes back with the other parts
            self._parts["recording"].setVisible(bool(text))
        self._fit()

    def look_elsewhere(self) -> None:
        """Say what is shown now."""
        self._say("mode", *map(tr, _MODES[self._desk.mode]))
        self._dress()
        self._fit()

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest status."""
        status = frame.status
        coverage = status.coverage
        covered = UNKNOWN if coverage.blind else covered_words(coverage)
        floor = tr(", at least") if coverage.at_least and not coverage.blind else ""
        lacking = (
            tr(", missing {missing}").format(missing=", ".join(coverage.missing[:NAMED]))
            if coverage.missing and not coverage.blind
            else ""
        )
        more = (
            tr(" and {count} more").format(count=len(coverage.missing) - NAMED)
            if lacking and len(coverage.missing) > NAMED
            else ""
        )
        stored = self._stored(status.store_bytes)
        brief = "" if coverage.blind else f"1h {percent(coverage.share)}{floor}"
        self._say(
            "feeds",
            tr("feeds {live} of {expected}").format(live=status.feeds_live, expected=status.feeds_expected),
        )
        self._say(
            "coverage",
            tr("1h covered {covered}{floor}{lacking}{more}").format(
                covered=covered, floor=floor, lacking=lacking, more=more
            ),
            tr("1h covered {covered}{floor}").format(covered=covered, floor=floor),
            brief,
        )
        late = coverage.since is not None and coverage.since > frame.at - HOUR + MINUTE
        since = (
            tr("since {since}").format(since=fmt_minute(coverage.since, self._desk.settings.value.look.zone))
            if late
            else ""
        )
        self._explain("coverage", "\n".join((tr("The trailing hour"), *account_of(coverage, since))))
        self._say("store", *((f"✕ {status.storing}", tr("✕ not stored")) if status.storing else (stored, "")))
        self._explain("store", status.storing or self._kept(status))
        said = alerts_said(self._desk.alerts.view(), self._desk.settings.value)
        self._say("alerts", *said.forms)
        self._explain("alerts", said.tip)
        self._fit()
        inks = (bool(status.storing), said.fault, said.quiet)
        if inks != self._inks:
            self._inks = inks
            self._dress()

    def _stored(self, size: int | None) -> str:
        if size is None:
            return tr("not stored")
        text = tr("live goes on, stored {size}") if self._desk.mode is Mode.REPLAY else tr("stored {size}")
        return text.format(size=fmt_bytes(size))

    def _kept(self, status: StatusView) -> str:
        """From when on single orders are kept."""
        if status.store_bytes is None:
            return ""
        if not status.stored_since:
            return tr("Every single order is kept, and all sums.")
        zone = self._desk.settings.value.look.zone
        return tr("Single orders since {day} are kept, and all sums.").format(
            day=fmt_day_of_year(status.stored_since, zone)
        )

    def _press_alerts(self) -> None:
        alerts = self._desk.alerts
        view = alerts.view()
        if view.muted:
            alerts.mute(False)
        elif view.snoozed_until is not None:
            alerts.snooze(None)
        else:
            self.alerts_wanted.emit()

    def set_watched(self, watched: bool) -> None:
        """Measure while somebody looks."""
        if watched:
            self._timer.start()
        else:
            self._timer.stop()

    def _measure(self) -> None:
        share = self._meter.read()
        self._say(
            "cpu",
            tr("cpu {unknown}").format(unknown=UNKNOWN)
            if share is None
            else tr("cpu {share}").format(share=in_percent(f"{share * 100:.0f}")),
            "",
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self, part: str, *forms: str) -> None:
        """What a part says, the longest form first."""
        if self._forms[part] != forms:
            self._forms[part] = forms
            self._parts[part].setAccessibleDescription(forms[0])

    def _fit(self) -> None:
        """Take the longest forms that fit beside one another."""
        left = dict(self._forms)
        for part in _FIRST_TO_GO:
            if sum(self._wide(name, forms[0]) for name, forms in left.items()) <= self.width() - self._theme.px(_PAD):
                break
            left[part] = left[part][1:] or left[part]
        for name, label in self._parts.items():
            if label.text() != left[name][0]:
                label.setText(left[name][0])

    def _wide(self, part: str, text: str) -> int:
        """How much room a part needs to say that: in the font it really wears, which rules of style may have changed."""
        label = self._parts[part]
        label.ensurePolished()
        return label.fontMetrics().horizontalAdvance(text) + self._theme.px(2 * _PAD) + 2 * _GAP

    def _explain(self, part: str, text: str) -> None:
        label, tip = self._parts[part], tool_tip(text)
        if label.toolTip() != tip:
            label.setToolTip(tip)

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        self.setStyleSheet(
            f"QStatusBar {{ background: {surface.window}; border-top: 1px solid {surface.line};"
            f" color: {surface.dim}; }} QStatusBar::item {{ border: none; }}"
            f" QStatusBar QLabel {{ color: {surface.dim}; padding: 0 {px(_PAD)}px; }}"
        )
        marked = self._desk.mode is not Mode.LIVE
        ink, back = (surface.mark, surface.mark_back) if marked else (surface.dim, surface.window)
        self._parts["recording"].setStyleSheet(f"color: {surface.mark}; background: {surface.mark_back};")
        self._parts["mode"].setStyleSheet(f"color: {ink}; background: {back};")
        storing, unsent, quiet = self._inks
        self._parts["store"].setStyleSheet(f"color: {surface.fault if storing else surface.dim};")
        ink = surface.fault if unsent else surface.text if quiet else surface.dim
        self._parts["alerts"].setStyleSheet(f"color: {ink};")
