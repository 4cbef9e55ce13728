"""A program of its own that plays and speaks for the window, so that a sound server that hangs or crashes takes only this along.

It is run by its path and knows nothing of liqdesk. One JSON object a line, both ways.

Asked: `{"do": "load"}`, `{"do": "play", "id", "path", "volume", "device"}`, `{"do": "volume", "id", "volume"}`,
`{"do": "stop", "id"}`, `{"do": "outputs"}`, `{"do": "say", "id", "text", "volume", "engine"}`.
Told: `{"told": "loaded"}`, `{"told": "outputs", "names"}`, `{"told": "playing", "id", "note"}`, `{"told": "over", "id"}`,
`{"told": "failed", "id", "why"}`. It ends when nobody asks any more: at the end of its input.
"""

import importlib
import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    QUrl,
    Signal,
    qInstallMessageHandler,
)

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QSoundEffect
    from PySide6.QtTextToSpeech import QTextToSpeech

SPINNING = "QSocketNotifier: Invalid socket"
"""What Qt writes without end where two effects were played at once: its loop has a closed socket to watch."""
SERVER_GONE = "PulseAudioService:"
"""How Qt begins what it writes, and says in no other way, when it lost the sound server."""


def tell(told: str, **rest: Any) -> None:
    """One line to whoever asked. A reader that has gone ends the program through its input."""
    line = json.dumps({"told": told, **rest}) + "\n"
    try:
        os.write(1, line.encode())
    except BrokenPipeError:
        os._exit(0)


class Reading(QObject):
    """Emits every line of the input, as bytes, in the thread this was made in."""

    asked = Signal(bytes)

    def start(self) -> None:
        """Read in a thread, because no platform lets Qt wait for a pipe on all systems."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            self.asked.emit(line)
        # The main thread may be stuck inside a sound library, where no orderly end would reach it.
        os._exit(0)


class Voices(QObject):
    """Plays files, each with an effect of its own that lives as long as its sound."""

    turned = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6 import QtMultimedia

        self._qt = QtMultimedia
        self._devices = QtMultimedia.QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._changed)
        self._effects: dict[int, QSoundEffect] = {}
        self._notes: dict[int, str] = {}
        # Judged once Qt has left its own code, where ending an effect is safe.
        self.turned.connect(self._turned, Qt.ConnectionType.QueuedConnection)

    def outputs(self) -> None:
        """Tell what there is to play on."""
        names = [device.description() for device in self._qt.QMediaDevices.audioOutputs()]
        tell("outputs", names=names)

    def play(self, ident: int, path: str, volume: float, device: str) -> None:
        """Begin a sound; what becomes of it is told."""
        output, note = self._output(device)
        if output is None:
            tell("failed", id=ident, why=note)
            return
        effect = self._qt.QSoundEffect(output, self)
        self._effects[ident] = effect
        self._notes[ident] = note
        effect.playingChanged.connect(lambda: self.turned.emit(ident))
        effect.statusChanged.connect(lambda: self.turned.emit(ident))
        effect.setVolume(volume)
        effect.setSource(QUrl.fromLocalFile(path))
        effect.play()

    def volume(self, ident: int, volume: float) -> None:
        """Turn a sound up or down, if it still plays."""
        if effect := self._effects.get(ident):
            effect.setVolume(volume)

    def stop(self, ident: int) -> None:
        """End a sound."""
        if effect := self._effects.pop(ident, None):
            self._drop(effect)
            self._notes.pop(ident, None)
            tell("over", id=ident)

    def give_up(self, why: str) -> None:
        """Every sound that plays has failed."""
        for ident in tuple(self._effects):
            self._fail(ident, why)

    def _output(self, wanted: str) -> tuple["QAudioDevice | None", str]:
        devices = self._qt.QMediaDevices.audioOutputs()
        if not devices:
            return None, "there is no sound output"
        for device in devices:
            if wanted == device.description():
                return device, ""
        standard = self._qt.QMediaDevices.defaultAudioOutput()
        chosen = devices[0] if standard.isNull() else standard
        return chosen, f"the output {wanted} is not there, {chosen.description()} is used" if wanted else ""

    def _changed(self) -> None:
        self.outputs()
        if not self._qt.QMediaDevices.audioOutputs():
            self.give_up("the sound output has gone")

    def _turned(self, ident: int) -> None:
        effect = self._effects.get(ident)
        if effect is None:
            return
        status = effect.status()
        if status == self._qt.QSoundEffect.Status.Error:
            self._fail(ident, "the sound output does not take this sound")
        elif effect.isPlaying():
            if (note := self._notes.pop(ident, None)) is not None:
                tell("playing", id=ident, note=note)
        elif status == self._qt.QSoundEffect.Status.Ready and ident not in self._notes:
            self.stop(ident)

    def _fail(self, ident: int, why: str) -> None:
        self._drop(self._effects.pop(ident))
        self._notes.pop(ident, None)
        tell("failed", id=ident, why=why)

    def _drop(self, effect: "QSoundEffect") -> None:
        effect.blockSignals(True)
        effect.stop()
        effect.deleteLater()


class Voice(QObject):
    """Speaks one text at a time; a newer one takes the place of the one being spoken."""

    def __init__(self, parent: QObject, engine: str) -> None:
        super().__init__(parent)
        from PySide6.QtTextToSpeech import QTextToSpeech

        self._states = QTextToSpeech.State
        self._ident = 0
        self._speech: QTextToSpeech | None = None
        # Qt's own stand-in for tests is always there and never heard.
        engines = [name for name in QTextToSpeech.availableEngines() if name != "mock" or engine == "mock"]
        if engines:
            self._speech = QTextToSpeech(engine or engines[0], self)
            self._speech.stateChanged.connect(self._turned)

    def say(self, ident: int, text: str, volume: float) -> None:
        """Begin to speak."""
        speech = self._speech
        if speech is None or speech.state() == self._states.Error:
            why = speech.errorString() if speech is not None else ""
            tell("failed", id=ident, why=why or "there is no voice on this system")
            return
        speech.stop()
        self._ident = ident
        speech.setVolume(volume)
        speech.say(text)

    def _turned(self, state: "QTextToSpeech.State") -> None:
        if state == self._states.Speaking:
            tell("playing", id=self._ident, note="")
        elif state == self._states.Ready:
            tell("over", id=self._ident)
        elif state == self._states.Error and self._speech is not None:
            tell("failed", id=self._ident, why=self._speech.errorString() or "the voice failed")


class Player(QObject):
    """Does what is asked, loading what it takes when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._voices: Voices | None = None
        self._voice: Voice | None = None

    def do(self, line: bytes) -> None:
        """One request."""
        asked = json.loads(line)
        try:
            self._do(asked)
        except ImportError as fault:
            tell("failed", id=asked.get("id", 0), why=f"a library of the system is missing: {fault}")

    def heard(self, text: str) -> None:
        """What Qt wrote to its log."""
        if text.startswith(SERVER_GONE) and self._voices is not None:
            self._voices.give_up("the sound server does not answer")

    def _do(self, asked: dict[str, Any]) -> None:
        if asked["do"] == "say":
            if self._voice is None:
                self._voice = Voice(self, asked["engine"])
            self._voice.say(asked["id"], asked["text"], asked["volume"])
            return
        if asked["do"] == "load":
            importlib.import_module("PySide6.QtMultimedia")
            tell("loaded")
            return
        if self._voices is None:
            self._voices = Voices(self)
        match asked["do"]:
            case "play":
                self._voices.play(asked["id"], asked["path"], asked["volume"], asked["device"])
            case "volume":
                self._voices.volume(asked["id"], asked["volume"])
            case "stop":
                self._voices.stop(asked["id"])
            case "outputs":
                self._voices.outputs()


class Log(QObject):
    """Takes Qt's messages, from whichever thread, to the player."""

    written = Signal(str)

    def take(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Pass one on, and to the error output as usual."""
        if text.startswith(SPINNING):
            os._exit(1)  # a new process does better
        sys.stderr.write(f"{text}\n")
        self.written.emit(text)


def main() -> int:
    """Answer until the input ends."""
    application = QCoreApplication(sys.argv)
    player, log, reading = Player(), Log(), Reading()
    log.written.connect(player.heard, Qt.ConnectionType.QueuedConnection)
    reading.asked.connect(player.do, Qt.ConnectionType.QueuedConnection)
    qInstallMessageHandler(log.take)
    reading.start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
