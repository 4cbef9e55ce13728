"""Plays sounds by the first way that can be heard: Qt in a process of its own, a player of the system, the bell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.aside import Aside
from liqdesk.ui.announce.known_players import player_of_system
from liqdesk.ui.announce.mix import Mixer
from liqdesk.ui.announce.patience import Patience
from liqdesk.ui.announce.sounds import TICK_RANK, Sound
from liqdesk.ui.announce.system_player import SystemPlayer

FIRST_ANSWER_MS = 4_000
"""How long a process that is just being started may take to begin a sound."""
ANSWER_MS = 1_000
OVER_MS = 3_000
"""How much longer than its length a sound may be on its way: outputs hold up to two seconds in their buffers."""
REST_MS = 60_000
"""How long ticks keep still after a sound could not be heard."""

NO_ANSWER = marked("the sound server does not answer")
_SAID_BY_THE_PLAYER = (
    marked("there is no sound output"),
    marked("the sound output has gone"),
    marked("the sound output does not take this sound"),
    marked("there is no voice on this system"),
    marked("the voice failed"),
)
"""The player is a program of its own, and speaks English."""


IDLE_MS = 15_000
"""How long a process is kept for the next tick."""


@dataclass(slots=True)
class _Playing:
    sound: Sound
    volume: float
    aside: Aside
    watch: Patience


class Speaker(QObject):
    """Never waits and never raises. `trouble` says in a sentence why sound cannot be heard as wished, or is empty.

    What is not confirmed in time counts as not heard, and goes the next way. Every alert is played by a new process: one
    that has looked at the outputs does not notice that one was pulled out. After the first sound a spare one stands ready,
    loaded, so that only the first waits for it. Ticks share processes, but none plays two sounds at once: two of Qt's
    effects in one process leave it a closed socket to watch, on which its loop spins for ever.

    `outputs` are the names of the sound outputs, None until `ask_outputs` was answered. Call `close` at the end.
    """

    trouble_changed = Signal(str)
    outputs_changed = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        command: Sequence[str] | None = None,
        player: Callable[[Path, float], list[str]] = player_of_system,
        bell: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(parent)
        self.trouble = ""
        self.outputs: tuple[str, ...] | None = None
        self._command, self._player, self._bell = command, player, bell
        self._mixer = Mixer()
        self._time = QElapsedTimer()
        self._time.start()
        self._ident = 0
        self._playing: dict[int, _Playing] = {}
        self._idle: list[Aside] = []
        self._spare: Aside | None = None
        self._lister: Aside | None = None
        self._failed_at: int | None = None
        self._system = SystemPlayer(self)
        self._listing = Patience(self)
        self._listing.ended.connect(lambda: self._no_list(tr(NO_ANSWER)))
        self._resting = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._resting.timeout.connect(self._rest)

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that play, or stand ready to."""
        asides = [*(playing.aside for playing in self._playing.values()), *self._idle, self._lister, self._spare]
        return tuple(aside.pid for aside in asides if aside is not None and aside.pid)

    def play(self, sound: Sound, device: str = "") -> None:
        """Begin a sound on the output of this name, on the system's default where it is empty or not there."""
        now = self._time.elapsed()
        still = self._failed_at is not None and now - self._failed_at < REST_MS
        if sound.volume <= 0 or (still and sound.rank == TICK_RANK):
            return
        ident = self._ident = self._ident + 1
        admitted = self._mixer.admit(ident, str(sound.path), sound.rank, sound.volume, sound.length_ms, now)
        if admitted is None:
            return
        self._turn(admitted.turned)
        for ended in admitted.ended:
            if playing := self._taken(ended):
                self._discard(playing.aside)
        aside = self._idle.pop() if self._idle and sound.rank == TICK_RANK else self._fresh()
        watch = Patience(self)
        watch.ended.connect(lambda: self._fail(ident, tr(NO_ANSWER)))
        watch.wait(ANSWER_MS if aside.answered else FIRST_ANSWER_MS)
        self._playing[ident] = _Playing(sound, admitted.volume, aside, watch)
        self._resting.start()
        aside.ask({"do": "play", "id": ident, "path": str(sound.path), "volume": admitted.volume, "device": device})

    def ask_outputs(self) -> None:
        """Find out what outputs there are; `outputs_changed` brings their names."""
        if self._lister is None:
            self._lister = self._fresh()
            self._listing.wait(ANSWER_MS if self._lister.answered else FIRST_ANSWER_MS)
            self._lister.ask({"do": "outputs"})

    def prepare(self) -> None:
        """Load what the next sound takes, so that it need not wait for it."""
        if self._spare is None:
            self._spare = self._new_aside()
            self._spare.ask({"do": "load"})

    def close(self) -> None:
        """End what sounds. A later sound begins anew."""
        for ident in tuple(self._playing):
            if playing := self._taken(ident):
                self._idle.append(playing.aside)
        self._listing.stop()
        self._idle += filter(None, (self._lister, self._spare))
        self._lister = self._spare = None
        for aside in self._idle:
            aside.close()
            aside.deleteLater()
        self._idle.clear()
        self._system.close()

    def _fresh(self) -> Aside:
        """A process that has not looked at the outputs yet."""
        spare, self._spare = self._spare, None
        return spare or self._new_aside()

    def _new_aside(self) -> Aside:
        aside = Aside(self._command, self)
        aside.told.connect(lambda told: self._hear(aside, told))
        aside.gone.connect(lambda why: self._lost(aside, why))
        return aside

    def _hear(self, aside: Aside, told: dict[str, Any]) -> None:
        match told["told"]:
            case "outputs":
                self._list(tuple(told["names"]))
                if aside is self._lister:
                    self._stop_listing()
            case "failed" if aside is self._lister:
                self._no_list(tr(told["why"]))
            case "failed" if aside is self._spare:
                self._spare = None
                self._discard(aside)
            case "failed":
                self._fail(told["id"], tr(told["why"]))
            case "playing":
                self._begun(told["id"], told["note"])
            case "over":
                self._over(told["id"])

    def _begun(self, ident: int, note: str) -> None:
        if playing := self._playing.get(ident):
            playing.watch.wait(playing.sound.length_ms + OVER_MS)
            self._say(f"{playing.sound.trouble} {note[:1].upper()}{note[1:]}{'.' if note else ''}".strip())
            self.prepare()

    def _over(self, ident: int) -> None:
        if playing := self._taken(ident):
            self._failed_at = None
            if playing.sound.rank == TICK_RANK:
                self._idle.append(playing.aside)
            else:
                self._discard(playing.aside)
            self._turn(self._mixer.over(ident))

    def _lost(self, aside: Aside, why: str) -> None:
        """A process has gone by itself."""
        if aside in self._idle:
            self._idle.remove(aside)
            aside.deleteLater()
        if aside is self._spare:
            self._spare = None
            aside.deleteLater()
        if aside is self._lister:
            self._no_list(why)
        for ident, playing in tuple(self._playing.items()):
            if playing.aside is aside:
                self._fail(ident, why)

    def _fail(self, ident: int, why: str) -> None:
        """A sound is not heard: it goes the next way."""
        if playing := self._taken(ident):
            self._discard(playing.aside)
            self._turn(self._mixer.over(ident))
            self._fall_back(playing, why)

    def _list(self, names: tuple[str, ...]) -> None:
        if names != self.outputs:
            self.outputs = names
            self.outputs_changed.emit(names)
        if not names and not self._playing:
            self._say(tr("No sound can be heard: there is no sound output."))

    def _no_list(self, why: str) -> None:
        self._stop_listing()
        self._list(())
        self._say(tr("No sound can be heard: {why}.").format(why=why))

    def _stop_listing(self) -> None:
        self._listing.stop()
        aside, self._lister = self._lister, None
        if aside is not None:
            self._discard(aside)

    def _taken(self, ident: int) -> _Playing | None:
        playing = self._playing.pop(ident, None)
        if playing is not None:
            playing.watch.stop()
            playing.watch.deleteLater()
        return playing

    def _discard(self, aside: Aside) -> None:
        aside.end()
        aside.deleteLater()

    def _rest(self) -> None:
        for aside in self._idle:
            self._discard(aside)
        self._idle.clear()

    def _turn(self, volumes: dict[int, float]) -> None:
        for ident, volume in volumes.items():
            if playing := self._playing.get(ident):
                playing.aside.ask({"do": "volume", "id": ident, "volume": volume})

    def _fall_back(self, playing: _Playing, why: str) -> None:
        self._failed_at = self._time.elapsed()
        if playing.sound.rank == TICK_RANK:
            self._say(tr("No sound can be heard: {why}.").format(why=why))
            return
        command = self._player(playing.sound.path, playing.volume)
        if not command:
            self._ring(
                tr(
                    "No sound can be heard: {why}, and this system has no other player. Its bell is rung instead."
                ).format(why=why)
            )
            return
        name = command[0].replace("\\", "/").rsplit("/", 1)[-1]

        def done(well: bool) -> None:
            if well:
                self._say(tr("Sounds are played by {name}, because {why}.").format(name=name, why=why))
            else:
                self._ring(
                    tr(
                        "No sound can be heard: {why}, and {name} failed too. The system's bell is rung instead."
                    ).format(why=why, name=name)
                )

        self._system.play(command, playing.sound.length_ms, done)

    def _ring(self, trouble: str) -> None:
        self._say(trouble)
        self._bell()

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.trouble_changed.emit(trouble)
