"""Settings of how alerts are told: sounds, desktop notifications, and what the program does in the background."""

from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Control, Section, Shown

Percent = Annotated[int, Field(ge=0, le=100), Shown(control=Control.PERCENT)]
Wav = Annotated[str, Field(max_length=500), Shown(control=Control.WAV)]


class SoundSettings(Section):
    """What is heard. A sound is a name of the shipped set or the path of a WAV file."""

    enabled: Annotated[bool, Field(title=marked("Play sounds"))] = True
    volume: Annotated[Percent, Field(title=marked("Volume"))] = 70
    watch_volume: Annotated[Percent, Field(title=marked("Volume of watch"))] = 60
    alert_volume: Annotated[Percent, Field(title=marked("Volume of alert"))] = 80
    critical_volume: Annotated[Percent, Field(title=marked("Volume of critical"))] = 100
    watch_sound: Annotated[
        Wav, Field(title=marked("Sound of watch"), description=marked("Empty: the shipped one."))
    ] = ""
    alert_sound: Annotated[
        Wav, Field(title=marked("Sound of alert"), description=marked("Empty: the shipped one."))
    ] = ""
    critical_sound: Annotated[
        Wav, Field(title=marked("Sound of critical"), description=marked("Empty: the shipped one."))
    ] = ""
    device: Annotated[
        str,
        Field(
            title=marked("Output"), description=marked("The system's default, unless one is chosen."), max_length=200
        ),
        Shown(control=Control.OUTPUT),
    ] = ""
    ticks: Annotated[
        bool,
        Field(
            title=marked("A soft tick for each order"),
            description=marked("Pitch by side; those of the tape's filter only."),
        ),
    ] = False
    tick_volume: Annotated[Percent, Field(title=marked("Volume of ticks"))] = 25
    speech: Annotated[
        bool,
        Field(
            title=marked("Speak alerts"),
            description=marked("Reads the sentence of an alert aloud, where the system can."),
        ),
    ] = False


class NotificationSettings(Section):
    """What the desktop shows."""

    enabled: Annotated[bool, Field(title=marked("Desktop notifications"))] = True


class BackgroundSettings(Section):
    """What happens without a window."""

    close_to_tray: Annotated[
        bool,
        Field(
            title=marked("Closing the window keeps it in the tray"),
            description=marked("Only where the desktop has a tray."),
        ),
    ] = False
    start_at_login: Annotated[bool, Field(title=marked("Start at login"))] = False
    start_minimised: Annotated[bool, Field(title=marked("Start minimised"))] = False
    tray_explained: Annotated[bool, Field(title=marked("The tray was explained")), Shown(control=Control.NONE)] = False
