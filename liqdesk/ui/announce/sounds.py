"""Which sound belongs to what: pitch by side, weight by level; and whether a file of one's own can be played. No Qt."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.announcing import SoundSettings

LONGEST_MS = 10_000
RANKS = {Level.WATCH: 1, Level.ALERT: 2, Level.CRITICAL: 3}
TICK_RANK = 0

_PCM, _EXTENSIBLE = 1, 0xFFFE
_HEADER = 65_536
"""How much of a file is looked at for what it is."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that can be played, its length, how loud (0 to 1), how much it matters; `trouble` says what else was wanted."""

    path: Path
    length_ms: int
    volume: float
    rank: int
    trouble: str = ""


class Sounds:
    """Finds sounds; `resources` finds shipped files by name, with forward slashes."""

    def __init__(self, resources: Callable[[str], Path]) -> None:
        self._resources = resources

    def of_alert(self, level: Level, side: PositionSide | None, wanted: str, settings: SoundSettings) -> Sound:
        """The sound of an alert. `wanted` is a level's name or a path, empty for what the settings say of this level.

        A file that cannot be played gives way to the shipped sound, and `trouble` says why. Raises ExpectedFailure where
        that one cannot be read either.
        """
        own, volume = _of_level(level, settings)
        wanted = (wanted or own).strip()
        volume *= settings.volume / 100
        rank = RANKS[level]
        if wanted and wanted not in RANKS:
            path = Path(wanted).expanduser()
            try:
                return Sound(path, wav_length_ms(path), volume, rank)
            except ExpectedFailure as fault:
                shipped = self._shipped(f"{level}-{_voice(side)}")
                return Sound(
                    shipped,
                    wav_length_ms(shipped),
                    volume,
                    rank,
                    tr("{fault} The shipped sound is played instead.").format(fault=fault),
                )
        path = self._shipped(f"{wanted or level}-{_voice(side)}")
        return Sound(path, wav_length_ms(path), volume, rank)

    def of_order(self, side: PositionSide, settings: SoundSettings) -> Sound:
        """The tick of one order. Raises ExpectedFailure where it cannot be read."""
        path = self._shipped(f"tick-{side}")
        volume = settings.volume * settings.tick_volume / 10_000
        return Sound(path, wav_length_ms(path), volume, TICK_RANK)

    def _shipped(self, name: str) -> Path:
        return self._resources(f"sounds/{name}.wav")


def _voice(side: PositionSide | None) -> str:
    return "neutral" if side is None else str(side)


def _of_level(level: Level, settings: SoundSettings) -> tuple[str, float]:
    """The sound chosen for a level, empty for the shipped one, and its volume (0 to 1)."""
    match level:
        case Level.WATCH:
            return settings.watch_sound, settings.watch_volume / 100
        case Level.ALERT:
            return settings.alert_sound, settings.alert_volume / 100
        case Level.CRITICAL:
            return settings.critical_sound, settings.critical_volume / 100


def wav_length_ms(path: Path) -> int:
    """How long a plain WAV file lasts. Raises ExpectedFailure: not there, not readable, no plain PCM, empty or too long."""
    try:
        if not path.is_file():
            raise ExpectedFailure(tr("There is no sound file {path}.").format(path=path))
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as fault:
        raise ExpectedFailure(
            tr("The sound file {path} cannot be read: {strerror}.").format(path=path, strerror=fault.strerror)
        ) from fault
    rate, frame, data = _form(head, path)
    length = min(data, size) * 1000 // (rate * frame)
    if not length:
        raise ExpectedFailure(tr("The sound file {path} is empty.").format(path=path))
    if length > LONGEST_MS:
        raise ExpectedFailure(
            tr("The sound file {path} lasts {length} s; at most {longest} s are played.").format(
                path=path, length=f"{length / 1000:.0f}", longest=LONGEST_MS // 1000
            )
        )
    return length


def _form(head: bytes, path: Path) -> tuple[int, int, int]:
    """Frames a second, bytes a frame and bytes of sound, as a WAV file's first part says."""
    no_wav = ExpectedFailure(tr("The sound file {path} is no WAV file.").format(path=path))
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise no_wav
    at, rate, frame = 12, 0, 0
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        at += 8
        if name == b"data":
            if not rate or not frame:
                raise no_wav
            return rate, frame, size
        if name == b"fmt ":
            if size < 16 or at + size > len(head):
                raise no_wav
            kind, channels, rate, _, frame, bits = struct.unpack_from("<HHIIHH", head, at)
            if kind == _EXTENSIBLE and size >= 26:
                (kind,) = struct.unpack_from("<H", head, at + 24)
            if kind != _PCM or bits not in (8, 16, 24, 32) or channels not in (1, 2) or frame != channels * bits // 8:
                raise ExpectedFailure(
                    tr("The sound file {path} is packed in a way that is not played: plain PCM is.").format(path=path)
                )
            if not 8_000 <= rate <= 192_000:
                raise ExpectedFailure(
                    tr("The sound file {path} has {rate} samples a second, which is not played.").format(
                        path=path, rate=rate
                    )
                )
        at += size + size % 2
    raise no_wav
