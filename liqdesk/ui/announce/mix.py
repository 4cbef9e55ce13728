"""What may sound together and how loud: at most four voices whose sum stays bounded, and no sound twice at once; no Qt."""

from dataclasses import dataclass, field

VOICES = 4
DEBOUNCE_MS = 150
TAIL_MS = 2_000
"""How long after its length a sound may still be in the buffers of the output."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What follows from a sound that may begin: its volume (0 to 1), which others are turned to what, which ones end."""

    volume: float
    turned: dict[int, float] = field(default_factory=dict)
    ended: tuple[int, ...] = ()


@dataclass(slots=True)
class _Voice:
    rank: int
    wanted: float
    ends_at: int
    volume: float


class Mixer:
    """Keeps account of what sounds. `now` is in milliseconds of any clock that never goes back."""

    def __init__(self) -> None:
        self._voices: dict[int, _Voice] = {}
        self._begun: dict[str, int] = {}

    @property
    def sounding(self) -> tuple[int, ...]:
        """The sounds that are not over, oldest first."""
        return tuple(self._voices)

    def admit(self, ident: int, sound: str, rank: int, volume: float, length_ms: int, now: int) -> Admission | None:
        """Whether the sound may begin, else None: the same one began just now, or four that matter more are heard.

        `rank` says how much it matters; of those that matter least, the oldest makes room. Together they are turned down so
        that their volumes add up to 1 at most.
        """
        self._forget(now)
        last = self._begun.get(sound)
        if last is not None and now - last < DEBOUNCE_MS:
            return None
        ended: tuple[int, ...] = ()
        if len(self._voices) >= VOICES:
            weakest = min(self._voices, key=lambda one: self._voices[one].rank)
            if self._voices[weakest].rank > rank:
                return None
            del self._voices[weakest]
            ended = (weakest,)
        self._begun[sound] = now
        self._voices[ident] = _Voice(rank, volume, now + length_ms + TAIL_MS, volume)
        turned = self._balance()
        turned.pop(ident, None)
        return Admission(self._voices[ident].volume, turned, ended)

    def over(self, ident: int) -> dict[int, float]:
        """A sound has ended; the others may come up again: their volumes."""
        self._voices.pop(ident, None)
        return self._balance()

    def _forget(self, now: int) -> None:
        self._voices = {ident: voice for ident, voice in self._voices.items() if voice.ends_at > now}
        self._begun = {sound: at for sound, at in self._begun.items() if now - at < DEBOUNCE_MS}

    def _balance(self) -> dict[int, float]:
        share = 1 / max(1.0, sum(voice.wanted for voice in self._voices.values()))
        turned = {}
        for ident, voice in self._voices.items():
            volume = voice.wanted * share
            if volume != voice.volume:
                voice.volume = volume
                turned[ident] = volume
        return turned
