"""The main window: puts panels, menus and keys together and hands them the frames; decides nothing."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenuBar, QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.model import BucketWidth
from liqdesk.ui.commands import Command, fill_menus
from liqdesk.ui.dialogs.opener import DialogOpener
from liqdesk.ui.dialogs.service_key import ServiceKeyDialog
from liqdesk.ui.live import LiveBridge
from liqdesk.ui.panels.arrangement import Arrangement
from liqdesk.ui.panels.crosscheck import CrossCheckPanel
from liqdesk.ui.panels.docks import Dock, Panel, Stage
from liqdesk.ui.panels.event_row import EventRow
from liqdesk.ui.panels.journal import JournalPanel
from liqdesk.ui.panels.layout import WindowLayout
from liqdesk.ui.panels.market import MarketPanel
from liqdesk.ui.panels.messages import Message, MessageBar, Weight, messages_of
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.panels.totals import TotalsPanel
from liqdesk.ui.panels.venues import VenuesPanel
from liqdesk.ui.rounds import Round
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Theme

TITLES = {Mode.LIVE: "liqdesk", Mode.DEMO: "DEMO, simulated exchanges – liqdesk", Mode.REPLAY: "REPLAY – liqdesk"}
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
        self._folders = folders or {}
        self._latest: LiveFrame | None = None
        self._ready = False
        self.setWindowTitle(TITLES[desk.mode])
        self.setMinimumSize(QSize(theme.px(660), theme.px(420)))
        self._menu = QMenuBar(self)
        self._totals = TotalsPanel(desk, theme, self)
        self._messages = MessageBar(theme, resources, self)
        self._messages.on_action("venues", self.demo_wanted.emit)
        self._status = StatusLine(desk, theme, self)
        self._tape = TapePanel(desk, theme, self)
        self._venues = VenuesPanel(desk, theme, self)
        self._event = EventRow(desk, theme, self)
        self._journal = JournalPanel(desk, theme, self)
        self._crosscheck = CrossCheckPanel(desk, theme, ServiceKeyDialog, self)
        self._market = MarketPanel(desk, theme, self)
        self._market.chosen.connect(self._show_coin)
        self.dialogs = DialogOpener(desk, theme, self)
        for source in (self._event, self._journal):
            source.chosen.connect(self.dialogs.open_event)
        docked = (
            ("Tape", self._tape, self._tape.show_frame), ("Venues", self._venues, self._venues.show_frame),
            ("Market", self._market, self._market.show_frame), ("Journal", self._journal, self._journal.show_frame),
            ("Cross-check", self._crosscheck, self._crosscheck.show_frame),
        )  # fmt: skip
        self._docks = tuple(
            Dock(title.lower(), title, panel, show, theme, resources, self) for title, panel, show in docked
        )
        # Everything but the tape, which alone takes every frame.
        self._panels: list[Panel] = [self._totals, self._event, *self._docks[1:], self._status, self.dialogs]
        self._arrangement = Arrangement(self, {dock.objectName(): dock for dock in self._docks}, theme)
        self._compose()
        fill_menus(self._menu, self, self._commands())
        self._layout = WindowLayout(self, layout_file)
        self._fresh = not self._layout.restore()
        self._arrangement.place_newcomers(self._layout.knows)
        self.tasks = UiTasks(self.tell)
        self._round = Round(self)
        self._bridge = LiveBridge(desk, self)
        self._bridge.frame_ready.connect(self._show_frame)
        self.destroyed.connect(desk.settings.subscribe(lambda settings: settings.look, theme.wear))

    def tell(self, sentence: str, key: str = "notice", fault: bool = True) -> None:
        """Put a sentence into the message bar; a later one with the same key takes its place."""
        self._messages.tell(Message(key, sentence, Weight.FAULT if fault else Weight.NEWS))

    def settle_ready(self) -> bool:
        """Whether everything is drawn with data: what a screenshot waits for."""
        return self._ready

    @property
    def bridge(self) -> LiveBridge:
        """Where the frames come from."""
        return self._bridge

    def _compose(self) -> None:
        top = QWidget(self)
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._menu, self._totals, self._event, self._messages):
            column.addWidget(widget)
        self.setMenuWidget(top)
        self._stage = Stage(lambda: QTimer.singleShot(0, self, self._load_chart), self)
        self.setCentralWidget(self._stage)
        self.setStatusBar(self._status)
        self._arrangement.compose()

    def _load_chart(self) -> None:
        # Its library takes most of a second to import; the window is on the screen by now.
        from liqdesk.ui.panels.timeline import TimelinePanel

        self._timeline = TimelinePanel(self._desk, self._theme, self)
        self._panels.append(self._timeline)
        self._stage.put(self._timeline)
        self._timeline.setFocus()
        if self._latest is not None:
            self._timeline.show_frame(self._latest)
        self._ready = self._latest is not None
        self.charts_ready.emit()

    def _show_coin(self, base: str) -> None:
        if self._ready:
            self._timeline.show_coin_and_price(base)

    def _show_frame(self, frame: LiveFrame) -> None:
        before, self._latest = self._latest, frame
        self._tape.show_frame(frame)
        if before is not None and frame.totals is before.totals:
            return  # only rows came; the figures step at a calm rate
        self._round.begin(frame, self._panels)
        for key, message in messages_of(frame, self._desk.mode).items():
            if message is None:
                self._messages.take_back(key)
            else:
                self._messages.tell(message)

    def _commands(self) -> Iterator[Command | QAction]:
        """Everything that can be ordered, by menu."""
        file, view, options, help_ = "&File", "&View", "&Settings", "&Help"
        yield Command(file, "Copy &headline", self.copy_headline, ("H",))
        yield Command(file, "Share &card…", self.dialogs.open_share, ("X",))
        yield Command(file)
        yield Command(file, "&Quit", self.close, ("Ctrl+Q",))
        for number, width in enumerate(BucketWidth, start=1):
            yield Command(view, f"{width.value} bars", partial(self._choose_bars, width), (str(number),))
        yield Command(view)
        for dock in self._docks:
            yield dock.toggleViewAction()
        yield Command(view, "Event going &on", self.dialogs.open_standing, ("E",))
        yield Command(view, "Go to the &journal", self.show_journal, ("J",))
        yield Command(view, "&Reset layout", self.reset_layout)
        yield Command(view)
        yield Command(view, "&Full screen", self._toggle_full_screen, ("F11",))
        yield Command(options, "&Settings…", self.dialogs.open_settings, ("Ctrl+,",))
        yield Command(help_, "&Keys", self.dialogs.open_keys, ("?", "F1"))
        for title, folder in self._folders.items():
            yield Command(help_, title, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(folder))))
        yield Command(help_, "&About liqdesk", self.dialogs.open_about)

    def _choose_bars(self, width: BucketWidth) -> None:
        settings = self._desk.settings.value
        chart = settings.chart.model_copy(update={"bucket": width})
        self._desk.replace_settings(settings.model_copy(update={"chart": chart}))

    def copy_headline(self) -> None:
        """Put the sentence of the hour on the clipboard, marked where it is not of the live market."""
        if self._latest is None:
            return
        mark = "" if self._desk.mode is Mode.LIVE else f"{self._desk.mode.value.upper()}: "
        QGuiApplication.clipboard().setText(mark + self._latest.headline)
        self._status.showMessage("Headline copied", NOTICE_MS)

    def reset_layout(self) -> None:
        """Every dock where it first was."""
        self._arrangement.put_back()
        self._layout.reset()
        self._arrangement.size()
        self._make_room()

    def show_journal(self) -> None:
        """Bring the journal to the front and go there."""
        dock = next(dock for dock in self._docks if dock.widget() is self._journal)
        dock.show()
        dock.raise_()
        self._journal.view.setFocus()

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _watch(self) -> None:
        watched = self.isVisible() and not self.isMinimized()
        self._bridge.set_watched(watched)
        self._status.set_watched(watched)

    def _make_room(self) -> None:
        self._event.set_slim(self._arrangement.make_room())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fresh:
            self._fresh = False
            self._arrangement.size()
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self._make_room()
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._watch()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._arrangement.put_back()  # what stood in a higher window is what is remembered
        self._layout.save()
        self.tasks.cancel_all()
        event.ignore()
        self.hide()
        self.closed.emit()
