"""Recording to a tape from the menu: begun, ended, and shown in the status line for as long as it goes on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.desk import Desk
from liqdesk.ui.commands import Command
from liqdesk.ui.format import fmt_bytes
from liqdesk.ui.replay.tapes import TAPES

MEGABYTE = 10**6


class Taping(Protocol):
    """What records. `ended` hears why a tape ended by itself."""

    ended: Callable[[str], None]

    @property
    def path(self) -> Path | None: ...

    @property
    def size(self) -> int: ...

    def start(self, path: Path, limit: int) -> None: ...

    def stop(self) -> None: ...


class TapeRecording(QObject):
    """Belongs to one window; without a `Taping` nothing can be recorded.

    `told` gets sentences and whether they are of a fault, `shown` what the status line says.
    """

    def __init__(self, window: QWidget, desk: Desk, told: Callable[[str, bool], None]) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._told = told
        self.shown: Callable[[str], None] = lambda _: None
        self._taping: Taping | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND)
        self._timer.timeout.connect(self._look)

    def attach(self, taping: Taping) -> None:
        """What records from now on."""
        self._taping = taping
        taping.ended = self._ended

    @property
    def on(self) -> bool:
        """Whether a tape is being recorded."""
        return self._taping is not None and self._taping.path is not None

    def commands(self, menu: str) -> Iterator[Command]:
        """What begins and ends a recording."""
        yield Command(
            menu, tr("Record &tape…"), self.toggle, ("Ctrl+Shift+T",), "record-tape", lambda: self.on,
            lambda: self._taping is not None,
        )  # fmt: skip

    def toggle(self) -> None:
        """Ask where to record to, or end the recording."""
        taping = self._taping
        if taping is None:
            return
        path = taping.path
        if path is None:
            self._choose()
            return
        size = taping.size
        taping.stop()
        self._look()
        self._told(
            tr("{name} is recorded, {size} before compression.").format(name=path.name, size=fmt_bytes(size)), False
        )

    def record_to(self, file: str) -> None:
        """Record to this file, up to the size in the settings."""
        if self._taping is None:
            return
        path = Path(file)
        try:
            self._taping.start(path, self._desk.settings.value.storing.tape_megabytes * MEGABYTE)
        except ExpectedFailure as refused:
            sentence = str(refused)
            self._told(f"{sentence[0].upper()}{sentence[1:]}.", True)
        self._look()

    def _choose(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self._window, tr("Record a tape"), folder)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(tr("Tapes ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in TAPES)))
        moment = datetime.fromtimestamp(self._desk.now() / SECOND, UTC)
        chooser.selectFile(f"liqdesk-{moment:%Y-%m-%d-%H%M}.tape.zst")
        chooser.fileSelected.connect(self.record_to)
        chooser.open()

    def _ended(self, sentence: str) -> None:
        self._told(sentence, False)
        self._look()

    def _look(self) -> None:
        if not self.on or self._taping is None:
            self._timer.stop()
            self.shown("")
            return
        self._timer.start()
        self.shown(tr("● REC {size}").format(size=fmt_bytes(self._taping.size)))
