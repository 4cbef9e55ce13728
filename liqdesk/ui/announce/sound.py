"""Makes alerts heard: their sound, and their sentence where it is to be spoken."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from liqdesk.alerts.alert import Announcement
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.announcing import SoundSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.ui.announce.sounds import Sounds
from liqdesk.ui.announce.speaker import Speaker
from liqdesk.ui.announce.speech import Speech


class SoundAnnouncer(QObject):
    """An `Announcer` for ears. `trouble` says in a sentence what cannot be heard as wished, or is empty.

    `speaker` and `speech` are taken over when given. Nothing is loaded before the first sound. Call `close` at the end.
    """

    trouble_changed = Signal(str)

    def __init__(
        self,
        settings: CurrentSettings,
        resources: Callable[[str], Path],
        parent: QObject | None = None,
        speaker: Speaker | None = None,
        speech: Speech | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sounds = Sounds(resources)
        self.speaker = speaker or Speaker(self)
        self.speech = speech or Speech(self)
        self._trouble = ""
        self._broken = ""
        self.speaker.trouble_changed.connect(self._gather)
        self.speech.trouble_changed.connect(self._gather)
        self._unsubscribe = settings.subscribe(lambda value: value.sound, self._follow)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.close)

    @property
    def trouble(self) -> str:
        """What cannot be heard and why."""
        return self._trouble

    def announce(self, announcement: Announcement) -> None:
        """Sound what is loud, and speak it where that is wished."""
        sound = self._settings.value.sound
        if not (announcement.loud and sound.enabled):
            return
        self._play(announcement.level, announcement.alert.side, announcement.sound)
        if sound.speech:
            self.speech.say(f"{announcement.mark} {announcement.alert.sentence}", sound.volume / 100)

    def prepare(self) -> None:
        """Load what the first sound takes, where sounds are on: for when a market grows restless."""
        if self._settings.value.sound.enabled:
            self.speaker.prepare()

    def test(self, level: Level, side: PositionSide | None = None, sound: str = "") -> None:
        """Play what such an alert would sound like now, also where sounds are switched off."""
        self._play(level, side, sound)

    def test_speech(self) -> None:
        """Speak a sentence."""
        self.speech.say(tr("Alerts are spoken like this."), self._settings.value.sound.volume / 100)

    def ask_outputs(self) -> None:
        """Find out what outputs there are: `speaker.outputs_changed` brings their names, `speaker.outputs` keeps them."""
        self.speaker.ask_outputs()

    def close(self) -> None:
        """End what sounds, and the processes that make it."""
        self.speaker.close()
        self.speech.close()

    def _play(self, level: Level, side: PositionSide | None, wanted: str) -> None:
        settings = self._settings.value.sound
        try:
            sound = self._sounds.of_alert(level, side, wanted, settings)
        except ExpectedFailure as fault:
            self._broken = str(fault)
            self._gather()
            return
        self._broken = ""
        self.speaker.play(sound, settings.device)

    def _follow(self, sound: SoundSettings) -> None:
        if not (sound.enabled or sound.ticks):
            self.speaker.close()
        if not (sound.enabled and sound.speech):
            self.speech.close()

    def _gather(self) -> None:
        trouble = " ".join(filter(None, (self._broken, self.speaker.trouble, self.speech.trouble)))
        if trouble != self._trouble:
            self._trouble = trouble
            self.trouble_changed.emit(trouble)
