"""The main window: puts panels, menus and keys together and hands them the frames; decides nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenuBar, QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Desk, Mode
from liqdesk.ui.commands import VIEW, KeyLine, Menus
from liqdesk.ui.desk_panels import DeskPanels
from liqdesk.ui.dialogs.opener import DialogOpener
from liqdesk.ui.live import LiveBridge
from liqdesk.ui.menus import window_commands
from liqdesk.ui.panels.dock_set import DockSet
from liqdesk.ui.panels.docks import Panel, Stage
from liqdesk.ui.panels.event_row import EventRow
from liqdesk.ui.panels.filter_bar import FilterBar
from liqdesk.ui.panels.messages import FrameMessages, Message, MessageBar, Weight
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.panels.totals import TotalsPanel
from liqdesk.ui.replay.controls import ReplayControls
from liqdesk.ui.rounds import Round
from liqdesk.ui.row_menus import join_panels
from liqdesk.ui.steering import Steering
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Theme

NOTICE_MS = 3_000


class MainWindow(QMainWindow):
    """The window over a desk; it hides and says `closed` when the user closes it, its layout saved.

    `charts_ready`: the chart stands and has its first frame. `demo_wanted`: the user asked for simulated exchanges.
    `folders` are what the Help menu offers to open, by title.
    """

    closed = Signal()
    charts_ready = Signal()
    demo_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        layout_file: Path,
        resources: Callable[[str], Path],
        folders: Mapping[str, Path] | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._resources = resources
        self._latest: LiveFrame | None = None
        self._said = FrameMessages(desk.mode)
        self._bridge = LiveBridge(desk, self)
        self._ready = self.leaving = False
        self._menu = QMenuBar(self)
        self.replays = ReplayControls(self, self, desk, theme, resources)
        self._totals = TotalsPanel(desk, theme, self)
        self._messages = MessageBar(theme, resources, self)
        self._messages.on_action("venues", self.demo_wanted.emit)
        self._messages.on_action("paused", lambda: desk.pause(False))
        self._status = StatusLine(desk, theme, self)
        self._filter = FilterBar(desk, theme, self)
        self._event = EventRow(desk, theme, self)
        self._panes = DeskPanels(desk, theme, lambda said: self._status.showMessage(said, NOTICE_MS), self)
        self.dialogs = DialogOpener(desk, theme, self._panes.alerts.known, self.command_lines, self)
        self._open_doors()
        self._docks = DockSet(self, self._panes.docked, theme, resources, self._event.set_slim)
        self._compose()
        self._docks.stand(layout_file)
        self._docks.floats.changed.connect(self._watch)
        self.steering = Steering(
            self, self, desk, theme, self.dialogs, self._docks, self._filter, (self._event, self._stage)
        )
        chart_commands = self._panes.charts.commands(VIEW, self._stage, self._panes.journal.meant)
        self._menus = Menus(self._menu, self, window_commands(
            self, self.dialogs, desk, self._docks, folders or {}, self.steering, chart_commands, self.replays
        ))  # fmt: skip
        self.steering.attach(self._menus, resources)
        # Everything but the tape, which alone takes every frame.
        self._panels: list[Panel] = [
            self._totals, self._event, *self._docks.docks[1:], self._status, self.dialogs, self.steering, self._filter,
        ]  # fmt: skip
        self.tasks = UiTasks(self.tell)
        self._round = Round(self)
        self._bridge.frame_ready.connect(self._show_frame)
        self._follow_settings()

    def tell(self, sentence: str, key: str = "notice", fault: bool = True) -> None:
        """Put a sentence into the message bar; a later one with the same key takes its place."""
        self._messages.tell(Message(key, sentence, Weight.FAULT if fault else Weight.NEWS))

    def start_anew(self) -> None:
        """The desk looks at something else: show that from its first row on."""
        self._latest, self._said = None, FrameMessages(self._desk.mode)
        self.dialogs.close_cards()
        self._bridge.start_over()

    def settle_ready(self) -> bool:
        """Whether everything is drawn with data: what a screenshot waits for."""
        return self._ready and self._round.over

    def command_lines(self) -> tuple[KeyLine, ...]:
        """Every command with its keys, in the order of the menus."""
        return self._menus.lines()

    @property
    def bridge(self) -> LiveBridge:
        """Where the frames come from."""
        return self._bridge

    def show_event(self, ident: str) -> None:
        """Have the charts show an event."""
        self._panes.charts.show_event(ident)

    def _open_doors(self) -> None:
        """What is chosen in one part of the window opens where it belongs."""
        self._event.chosen.connect(self.dialogs.open_event)
        self.dialogs.replay_event, self.dialogs.can_replay = self.replays.replay_event, self.replays.can_replay_events
        self.dialogs.show_in_charts = self.show_event
        join_panels(self._panes, self._desk, self.dialogs, self.replays)
        self._status.alerts_wanted.connect(lambda: self.go_to("alerts"))

    def _compose(self) -> None:
        top = QWidget(self)
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._filter.beside(self._menu))
        for widget in (self.replays.bar, self._totals, self._event, self._messages):
            column.addWidget(widget)
        self.setMenuWidget(top)
        self._stage: Stage = Stage(lambda: QTimer.singleShot(0, self, self._load_chart), self)
        self.setCentralWidget(self._stage)
        self.setStatusBar(self._status)

    def _follow_settings(self) -> None:
        settings = self._desk.settings
        self._menus.wear(settings.value.keys.chosen)
        self.replays.changed = self._menus.wake
        self.replays.recording.shown = self._status.show_recording
        self.destroyed.connect(settings.subscribe(lambda value: value.look, self._theme.wear))
        self.destroyed.connect(settings.subscribe(lambda value: value.keys.chosen, self._menus.wear))

    def _load_chart(self) -> None:
        # Its library takes most of a second to import; the window is on the screen by now.
        from liqdesk.ui.panels.timeline import TimelinePanel

        self._timeline = TimelinePanel(self._desk, self._theme, self, self._panes.charts.cursor, self._panes.tell)
        self._panes.charts.chosen.connect(self._timeline.show_coin_and_price)
        self._timeline.export_wanted.connect(self.dialogs.files.open_export)
        self.dialogs.files.visible = self._timeline.visible_span
        self._panels.append(self._timeline)
        self._stage.put(self._timeline)
        self._timeline.setFocus()
        if self._latest is not None:
            self._timeline.show_frame(self._latest)
        self._ready = self._latest is not None
        self.charts_ready.emit()

    def show_coin(self, base: str) -> None:
        """Show a coin in the charts, under its own price."""
        self._panes.charts.chosen.emit(base)

    def _show_frame(self, frame: LiveFrame) -> None:
        before, self._latest = self._latest, frame
        self._panes.tape.show_frame(frame)
        if before is not None and frame.totals is before.totals:
            return  # only rows came; the figures step at a calm rate
        self._round.begin(frame, self._panels)
        for key, message in self._said.of(frame).items():
            if message is None:
                self._messages.take_back(key)
            else:
                self._messages.tell(message)

    def quit(self) -> None:
        """Close the window for good, also where closing it would only put it away."""
        self.leaving = True
        self.close()

    def copy_headline(self) -> None:
        """Put the sentence of the hour on the clipboard, marked where it is not of the live market."""
        if self._latest is None:
            return
        mark = "" if self._desk.mode is Mode.LIVE else f"{self._desk.mode.value.upper()}: "
        QGuiApplication.clipboard().setText(mark + self._latest.headline)
        self._status.showMessage(tr("Headline copied"), NOTICE_MS)

    def reset_layout(self) -> None:
        """Every dock where it first was."""
        self._docks.reset()

    def go_to(self, name: str) -> None:
        """Bring a dock to the front, by its name, and go there."""
        self._docks.go_to(name)

    def show_venue(self, venue: VenueId) -> None:
        """Go to a venue's line."""
        self.go_to("venues")
        self._panes.venues.show_venue(venue)

    def show_rules(self) -> None:
        """Bring the rules of the alerts to the front and go there."""
        self.go_to("alerts")
        self._panes.alerts.show_rules()

    def toggle_full_screen(self) -> None:
        """All of the screen, or a window again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _watch(self) -> None:
        """What floats may stay in sight while the window is minimised, and then goes on."""
        watched = self.isVisible() and (not self.isMinimized() or self._docks.floats.seen)
        self._bridge.set_watched(watched)
        self._status.set_watched(watched)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._docks.make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._docks.seen()
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._watch()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._docks.save()
        self.tasks.cancel_all()
        event.ignore()
        self.hide()
        self.closed.emit()
