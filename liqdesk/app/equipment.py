"""What the settings dialog can reach beside the window: the profile's files, and what makes alerts heard."""

from collections.abc import Callable, Sequence

from liqdesk.analytics.events import Level
from liqdesk.app.paths import Profile
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.rules import AlertLevel, Side
from liqdesk.ui.announce.sound import SoundAnnouncer
from liqdesk.ui.dialogs.settings.doors import Equipment, Outputs, TellOutputs, TestNotification, TestSound
from liqdesk.ui.languages import Offered

RECORDINGS = marked("Folder of the recordings")
LOGS = marked("Folder of the logs")
SIDES = {Side.LONG: PositionSide.LONG, Side.SHORT: PositionSide.SHORT}


def equipment_of(
    profile: Profile | None,
    sound: SoundAnnouncer | None = None,
    notification: TestNotification | None = None,
    languages: Sequence[Offered] = (),
    recorded: Callable[[], str] | None = None,
) -> Equipment:
    """`profile` is None where nothing of this run is kept in one, as of a demo; without `sound` nothing can be tried out."""
    test, outputs = (None, None) if sound is None else (_test_of(sound), _outputs_of(sound))
    spoken = [(one.code, one.name) for one in languages]
    if profile is None:
        return Equipment(test, outputs, test_notification=notification, languages=spoken)
    folders = {RECORDINGS: profile.store.parent, LOGS: profile.logs}
    return Equipment(test, outputs, folders, profile.settings, notification, spoken, recorded=recorded)


def _test_of(sound: SoundAnnouncer) -> TestSound:
    def test(level: AlertLevel, side: Side) -> None:
        sound.test(Level(level.value), SIDES.get(side))

    return test


def _outputs_of(sound: SoundAnnouncer) -> Outputs:
    def ask(tell: TellOutputs) -> None:
        known: Sequence[str] | None = sound.speaker.outputs
        if known is not None:
            tell(known)
        sound.speaker.outputs_changed.connect(tell)
        sound.ask_outputs()

    return ask
