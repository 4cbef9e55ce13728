"""Makes the sounds that are shipped in resources/sounds; with --check, says whether the shipped ones are what it makes.

Struck tones, as of a marimba: a few sine partials that fade, each faster than the one below. Pitch and direction say the
side: longs are low and fall, shorts are high and rise, neither stays where it is. Length and loudness say the level.
Standard library only, no chance in it: the same bytes every time.
"""

import argparse
import io
import math
import sys
import wave
from array import array
from pathlib import Path

RATE = 44_100
SHIPPED = Path(__file__).resolve().parents[1] / "resources" / "sounds"

PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.22, 1.8), (3.93, 0.10, 3.2), (9.2, 0.015, 7.0))
"""Of a struck bar: pitch over the lowest one, loudness, how much faster it fades."""
ATTACK = 0.004  # seconds; below it a tone begins with a click
RELEASE = 0.03  # seconds in which the end goes to nothing

Note = tuple[float, float, float]
"""When it is struck (seconds), pitch (Hz), how long it takes to fade to a third (seconds)."""

PITCHES = {
    "long": (440.00, 369.99, 293.66),  # A4 F#4 D4, falling
    "neutral": (523.25, 523.25, 523.25),  # C5
    "short": (783.99, 987.77, 1174.66),  # G5 B5 D6, rising
}


def melody(side: str, level: str) -> tuple[float, float, list[Note]]:
    """Length in seconds, peak (0 to 1) and notes."""
    first, second, third = PITCHES[side]
    if level == "watch":
        return 0.45, 0.35, [(0.0, third if side == "long" else first, 0.13)]
    if level == "alert":
        low = (second, third) if side == "long" else (first, second)
        return 0.85, 0.55, [(0.0, low[0], 0.14), (0.17, low[1], 0.22)]
    once = [(0.0, first, 0.14), (0.14, second, 0.14), (0.28, third, 0.26)]
    return 1.75, 0.85, once + [(at + 0.62, pitch, fade * 1.3) for at, pitch, fade in once]


def tone(samples: list[float], note: Note) -> None:
    """Strike one note into `samples`."""
    at, pitch, fade = note
    start = round(at * RATE)
    for ratio, loudness, faster in PARTIALS:
        if pitch * ratio > 0.45 * RATE:
            continue
        step = 2 * math.pi * pitch * ratio / RATE
        decay = math.exp(-faster / (fade * RATE))
        level = loudness
        for place in range(start, len(samples)):
            samples[place] += level * math.sin(step * (place - start)) * min(1.0, (place - start) / (ATTACK * RATE))
            level *= decay


def sound(length: float, peak: float, notes: list[Note]) -> bytes:
    """A WAV file, 16 bit mono, whose loudest sample is `peak`."""
    samples = [0.0] * round(length * RATE)
    for note in notes:
        tone(samples, note)
    release = round(RELEASE * RATE)
    for place in range(release):
        samples[-1 - place] *= place / release
    scale = peak * 32_767 / max(abs(sample) for sample in samples)
    values = array("h", (round(sample * scale) for sample in samples))
    if sys.byteorder == "big":
        values.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(values.tobytes())
    return file.getvalue()


def every_sound() -> dict[str, bytes]:
    """All files by name."""
    made = {
        f"{level}-{side}.wav": sound(*melody(side, level))
        for level in ("watch", "alert", "critical")
        for side in ("long", "short", "neutral")
    }
    made["tick-long.wav"] = sound(0.07, 0.30, [(0.0, 440.00, 0.016)])
    made["tick-short.wav"] = sound(0.06, 0.24, [(0.0, 1174.66, 0.012)])
    return made


def main() -> int:
    """0 where the files were written, or are as they should be."""
    parser = argparse.ArgumentParser(description="Make the shipped sounds.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a shipped file differs")
    made = every_sound()
    if not parser.parse_args().check:
        SHIPPED.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            (SHIPPED / name).write_bytes(data)
        print(f"{len(made)} sounds, {sum(map(len, made.values()))} bytes in {SHIPPED}")
        return 0
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.wav")}
    wrong = sorted(name for name in made.keys() | shipped.keys() if made.get(name) != shipped.get(name))
    for name in wrong:
        print(f"{name}: not what this script makes", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
