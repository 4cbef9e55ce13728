"""The spots of the strip in a file of their own, beside the layout of the window."""

from pathlib import Path

from PySide6.QtCore import QSettings

from liqdesk.ui.strip.placing import Spot, Spots

_SPOTS, _TOLD = "spots", "told"


class SpotFile:
    """Keeps the spots in an INI file, the monitor used last first; what cannot be read is as if it had not been written."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> Spots:
        """What is remembered."""
        kept, found = self._kept(), Spots()
        read = []
        for number in range(kept.beginReadArray(_SPOTS)):
            kept.setArrayIndex(number)
            spot = _spot(str(kept.value("spot", "")))
            if spot is not None:
                read.append((str(kept.value("monitor", "")), spot))
        kept.endArray()
        for monitor, spot in reversed(read):
            found = found.put(monitor, spot)
        return found

    def write(self, spots: Spots) -> None:
        """Remember these in place of the ones before."""
        kept = self._kept()
        kept.remove(_SPOTS)
        kept.beginWriteArray(_SPOTS, len(spots.recent))
        for number, monitor in enumerate(spots.recent):
            kept.setArrayIndex(number)
            kept.setValue("monitor", monitor)
            kept.setValue("spot", _text(spots.by_monitor[monitor]))
        kept.endArray()
        kept.sync()

    def told(self, what: str) -> bool:
        """Whether the user was told of this before; from now on it counts as told."""
        kept = self._kept()
        known = str(kept.value(f"{_TOLD}/{what}", "")) == "yes"
        if not known:
            kept.setValue(f"{_TOLD}/{what}", "yes")
            kept.sync()
        return known

    def _kept(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)


def _text(spot: Spot) -> str:
    return f"{'right' if spot.right else 'left'} {spot.x} {'bottom' if spot.bottom else 'top'} {spot.y}"


def _spot(text: str) -> Spot | None:
    words = text.split()
    if len(words) != 4 or words[0] not in ("left", "right") or words[2] not in ("top", "bottom"):
        return None
    if not all(one.removeprefix("-").isdecimal() for one in words[1::2]):
        return None
    return Spot(words[0] == "right", int(words[1]), words[2] == "bottom", int(words[3]))
