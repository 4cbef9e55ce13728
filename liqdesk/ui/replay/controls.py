"""What a window does with replays: puts them on, shows the bar, exchanges what everything looks at, and comes back."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from liqdesk.alerts.alert import Announcement
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.replay import SPEEDS, Replay
from liqdesk.engine.replay_deck import ReplayDeck
from liqdesk.engine.shown_desk import NO_ROWS, ShownDesk
from liqdesk.ui.commands import Command
from liqdesk.ui.format import fmt_minute
from liqdesk.ui.replay.bar import ReplayBar
from liqdesk.ui.replay.dialog import ReplayDialog
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.replay.recording import TapeRecording
from liqdesk.ui.replay.tapes import TAPES, is_tape, take_copy
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Theme

TITLES = {
    Mode.LIVE: "liqdesk",
    Mode.DEMO: marked("DEMO, simulated exchanges – liqdesk"),
    Mode.REPLAY: marked("REPLAY – liqdesk"),
}
_LOOK_EVERY_MS = 100
_TWICE_WITHIN_MS = 600
BEFORE, AFTER = DurationMs(5 * MINUTE), DurationMs(10 * MINUTE)
"""So much of the time around an event is replayed with it."""


@runtime_checkable
class Follows(Protocol):
    """A chart that can be sent back to the present."""

    def follow(self) -> None: ...


@runtime_checkable
class LooksElsewhere(Protocol):
    """A panel that holds something of what it showed."""

    def look_elsewhere(self) -> None:
        """The desk looks at something else."""
        ...


class Window(Protocol):
    """What the window does when told to."""

    @property
    def tasks(self) -> UiTasks: ...

    def tell(self, sentence: str, key: str = "notice", fault: bool = True) -> None: ...

    def start_anew(self) -> None:
        """Show what the desk shows now, from its first row on."""
        ...


class ReplayControls(QObject):
    """Belongs to one window. Until a deck is attached nothing can be replayed, and its commands do nothing.

    `preview` hears the words of a replay's alerts while the user wants to hear its sounds. `safe`: the title says safe mode.
    """

    def __init__(
        self, window: QWidget, orders: Window, desk: Desk, theme: Theme, resources: Callable[[str], Path]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._orders = orders
        self._desk = desk
        self._theme = theme
        self._deck: ReplayDeck | None = None
        self._shown: ShownDesk | None = None
        self._complained = ""
        self._since_escape = QElapsedTimer()
        self.previewing = self.safe = False
        self.preview: Callable[[Announcement], None] = lambda _: None
        self.changed: Callable[[], None] = lambda: None
        self.recording = TapeRecording(window, desk, lambda said, fault: orders.tell(said, "tape", fault))
        self.bar = ReplayBar(theme, resources, window)
        self.bar.left.connect(self.leave)
        self.bar.previewed.connect(self._take_preview)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.retitle()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def attach(self, deck: ReplayDeck, shown: ShownDesk) -> None:
        """The deck that plays from now on, and the desk it exchanges."""
        self._deck, self._shown = deck, shown
        if self.alone:
            self.bar.stand_alone()
        deck.subscribe(self._put_on)
        deck.failed = lambda sentence: self._orders.tell(sentence, "replay")
        deck.hear = self._hear
        self._window.destroyed.connect(shown.subscribe(self._exchanged))

    def retitle(self) -> None:
        """Say in the window's title what is shown."""
        title = tr(TITLES[self._desk.mode])
        self._window.setWindowTitle(tr("SAFE MODE – {title}").format(title=title) if self.safe else title)

    @property
    def replay(self) -> Replay | None:
        """The replay that is on."""
        return None if self._deck is None else self._deck.current

    @property
    def on(self) -> bool:
        """Whether a recording is shown."""
        return self.replay is not None

    @property
    def alone(self) -> bool:
        """Whether there is no live market beside the recording, to go back to."""
        return self._shown is not None and self._shown.live.mode is Mode.REPLAY

    @property
    def possible(self) -> bool:
        """Whether anything can be replayed here."""
        return self._deck is not None

    def can_replay_events(self) -> bool:
        """Whether what is shown is the live journal, and its recordings are there."""
        return self._deck is not None and self._deck.shelf.stored is not None and not self.on

    def commands(self, menu: str) -> Iterator[Command]:
        """Everything that can be ordered of a replay; the keys of a transport sleep while there is none."""
        yield from self.recording.commands(menu)
        yield Command(menu, tr("&Replay…"), self.choose, ("Ctrl+R",), "replay", possible=lambda: self.possible)
        inside = f"{menu} › " + tr("Re&play controls")
        for title, act, keys, name in (
            (tr("&Play or pause"), self.play_or_pause, ("Space",), "replay-play"),
            (tr("One second &on"), partial(self._order, lambda one: one.step_second()), (".",), "replay-second-on"),
            (tr("One second &back"), partial(self._order, lambda one: one.step_second(-1)), (",",), "replay-second-back"),
            (tr("Next &row"), partial(self._order, lambda one: one.step_row()), (";",), "replay-row"),
            (tr("&Next event"), partial(self._order, lambda one: one.next_event()), ("N",), "replay-next-event"),
            (tr("Pre&vious event"), partial(self._order, lambda one: one.previous_event()), ("Shift+N",), "replay-last-event"),
            (tr("&Faster"), partial(self._change_speed, 1), ("+",), "replay-faster"),
            (tr("&Slower"), partial(self._change_speed, -1), ("-",), "replay-slower"),
            (tr("Go to the &line"), self.bar.line.setFocus, ("L",), "replay-line"),
        ):  # fmt: skip
            yield Command(inside, title, act, keys, name, possible=lambda: self.on, asleep=True)
        beside = partial(Command, inside, possible=lambda: self.on and not self.alone, asleep=True)
        yield beside(tr("Preview so&unds"), self.bar.preview.toggle, (), "replay-preview")
        yield beside(tr("Back to &live"), self.leave, ("Ctrl+Shift+R",), "replay-leave")

    def choose(self) -> None:
        """Ask what is to be replayed."""
        deck = self._deck
        if deck is None:
            return
        if self.alone:
            self.choose_tape()
            return
        live = self._desk if self._shown is None else self._shown.live
        dialog = ReplayDialog(
            live,
            self._theme,
            deck.shelf.stored is not None,
            self.replay_event,
            self.replay_span,
            self.choose_tape,
            self._window,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if deck.shelf.extent is not None:
            self._orders.tasks.run(dialog, self._bound(dialog, deck))
        dialog.open()

    def choose_tape(self) -> None:
        """Ask for the file of a tape."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self._window, tr("Replay a tape"), folder)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        named = " ".join(f"*{suffix}" for suffix in TAPES)
        chooser.setNameFilters([tr("Tapes ({patterns})").format(patterns=named), tr("All files (*)")])
        chooser.fileSelected.connect(lambda file: self.replay_tape(Path(file)))
        chooser.open()

    def replay_tape(self, path: Path) -> None:
        """Put a tape on."""
        if self._deck is not None:
            self._orders.tasks.run(self, self._deck.put_on_tape(path))

    def replay_span(self, span: Span, name: str, at: UnixMs | None = None) -> None:
        """Put a stored span on, from its beginning or a moment within it."""
        if self._deck is not None:
            self._orders.tasks.run(self, self._deck.put_on_stored(span, name, at))

    def replay_event(self, ident: str) -> None:
        """Put the recording of an event of the live journal on, with what was around it."""
        live = self._desk if self._shown is None else self._shown.live
        found = live.event(ident)
        if found is None or not self.can_replay_events():
            return
        event = found[0].event
        end = min(live.now(), UnixMs((event.closed_at or live.now()) + AFTER))
        zone = self._desk.settings.value.look.zone
        name = tr("{scope}, {moment}").format(scope=event.scope, moment=fmt_minute(event.opened_at, zone))
        span = Span(UnixMs(event.opened_at - BEFORE), UnixMs(end))
        if self._deck is not None:
            self._orders.tasks.run(self, self._put_on_event(self._deck, span, name))

    async def _put_on_event(self, deck: ReplayDeck, span: Span, name: str) -> None:
        """From the first stored row where none is older: nobody waits through minutes of which nothing is known."""
        extent = None if deck.shelf.extent is None else await deck.shelf.extent()
        if extent is not None and span.start < extent.start < span.end:
            span = Span(extent.start, span.end)
        await deck.put_on_stored(span, name)

    def play_or_pause(self) -> None:
        """Play or pause; a button that has the keyboard is pressed instead, as anywhere."""
        focused = QGuiApplication.focusObject()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self._order(lambda one: one.play(not one.view().playing))

    def leave(self) -> None:
        """Back to the live market."""
        if self._deck is not None and self.on and not self.alone:
            self._deck.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc twice leaves a replay, whatever it does once; a tape that is dropped on the window is replayed."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and watched is self._window:
            return self._dropped(event)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._concerns(watched):
            self._escape(event)
        return False

    def _escape(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            self._since_escape.invalidate()
        elif not event.isAutoRepeat():
            twice = self._since_escape.isValid() and self._since_escape.elapsed() <= _TWICE_WITHIN_MS
            self._since_escape.start()
            if twice:
                self._since_escape.invalidate()
                QTimer.singleShot(0, self, self.leave)

    def _concerns(self, watched: QObject) -> bool:
        """Whether a key was meant for a widget of the window itself: Qt offers it to the window's own handle first."""
        return self.on and isinstance(watched, QWidget) and watched is self._window.focusWidget()

    def _dropped(self, event: QDragEnterEvent | QDropEvent) -> bool:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not self.possible or len(paths) != 1 or not is_tape(paths[0]):
            return False
        take_copy(event)
        if not isinstance(event, QDragEnterEvent):
            self.replay_tape(paths[0])
        return True

    async def _bound(self, dialog: ReplayDialog, deck: ReplayDeck) -> None:
        if deck.shelf.extent is not None:
            dialog.bound(await deck.shelf.extent())

    def _order(self, order: Callable[[Replay], None]) -> None:
        replay = self.replay
        if replay is not None:
            order(replay)

    def _change_speed(self, by: int) -> None:
        def change(replay: Replay) -> None:
            place = SPEEDS.index(replay.view().speed) + by
            replay.set_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

        self._order(change)

    def _put_on(self) -> None:
        replay = self.replay
        self.previewing = False
        self.bar.put_on(replay)
        app = QGuiApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if replay is None:
            self._timer.stop()
        else:
            if app is not None:
                app.installEventFilter(self)
            self._timer.start()
            self.bar.line.setFocus()
        self.changed()

    def _exchanged(self) -> None:
        self.retitle()
        for part in self._window.findChildren(QWidget):
            if isinstance(part, ReplayMark):
                part.look()
            elif isinstance(part, LooksElsewhere):
                part.look_elsewhere()
            elif isinstance(part, Follows):
                part.follow()  # the moment it stood at is not one of what is shown now
        self._orders.start_anew()
        self._look()

    def _take_preview(self, on: bool) -> None:
        self.previewing = on

    def _hear(self, announcement: Announcement) -> None:
        if self.previewing:
            self.preview(announcement)

    def _look(self) -> None:
        if self.on:
            self.bar.show_replay(self._desk.settings.value.look.zone, self._beside())
            self._complain()

    def _complain(self) -> None:
        """At its end, say once what of a recording could not be played."""
        replay = self.replay
        if replay is None or not replay.view().ended:
            self._complained = ""
            return
        said = replay.source.complaint()
        if said and said != self._complained:
            self._complained = said
            self._orders.tell(said, "replay", False)

    def _beside(self) -> str:
        """What goes on of the live market meanwhile."""
        if self._shown is None or self.alone:
            return ""
        status = self._shown.live.frame(NO_ROWS, calm=True)[0].status
        feeds = tr("live: {heard} of {expected} feeds").format(heard=status.feeds_live, expected=status.feeds_expected)
        if status.storing or status.store_bytes is None:
            return tr("{feeds}, not stored").format(feeds=feeds)
        return tr("{feeds}, recording").format(feeds=feeds)
