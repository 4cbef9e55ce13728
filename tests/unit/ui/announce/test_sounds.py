"""Which sound belongs to what, and which files are none."""

import itertools
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.announcing import SoundSettings
from liqdesk.ui.announce.sounds import Sounds, wav_length_ms

ROOT = Path(__file__).parents[4]
SHIPPED = ROOT / "resources" / "sounds"
SIDES = (PositionSide.LONG, PositionSide.SHORT, None)


@pytest.fixture
def sounds() -> Sounds:
    return Sounds((ROOT / "resources").joinpath)


def wav(path: Path, kind: int = 1, bits: int = 16, rate: int = 44_100, frames: int = 4_410, extra: bytes = b"") -> Path:
    form = struct.pack("<HHIIHH", kind, 1, rate, rate * bits // 8, bits // 8, bits) + extra
    data = bytes(frames * bits // 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    body += b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def test_the_shipped_sounds_are_what_the_script_makes():
    script = ROOT / "packaging" / "sounds.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_shipped_sounds_are_short_small_and_complete():
    files = list(SHIPPED.glob("*.wav"))
    assert len(files) == 11
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert all(wav_length_ms(path) < 3_000 for path in files)


@pytest.mark.parametrize("side", SIDES)
def test_a_higher_level_is_longer_louder_and_weighs_more(sounds, side):
    told = [sounds.of_alert(level, side, "", SoundSettings()) for level in Level]
    for lower, higher in itertools.pairwise(told):
        assert lower.length_ms < higher.length_ms
        assert lower.volume < higher.volume
        assert lower.rank < higher.rank
    assert all(one.path.is_file() and not one.trouble for one in told)


def test_each_side_has_a_sound_of_its_own(sounds):
    assert len({sounds.of_alert(Level.ALERT, side, "", SoundSettings()).path for side in SIDES}) == 3
    assert len({sounds.of_order(side, SoundSettings()).path for side in PositionSide}) == 2


def test_an_alert_may_ask_for_the_sound_of_another_level(sounds):
    sound = sounds.of_alert(Level.WATCH, PositionSide.LONG, "critical", SoundSettings())
    assert sound.path.name == "critical-long.wav"


def test_volumes_multiply(sounds):
    settings = SoundSettings(volume=50, alert_volume=40, tick_volume=10)
    assert sounds.of_alert(Level.ALERT, None, "", settings).volume == pytest.approx(0.2)
    assert sounds.of_order(PositionSide.LONG, settings).volume == pytest.approx(0.05)


def test_an_alerts_own_file_comes_before_the_levels(sounds, tmp_path):
    level, own = wav(tmp_path / "level.wav"), wav(tmp_path / "own.wav", frames=22_050)
    settings = SoundSettings(alert_sound=str(level))
    assert sounds.of_alert(Level.ALERT, None, "", settings).path == level
    told = sounds.of_alert(Level.ALERT, None, str(own), settings)
    assert (told.path, told.length_ms, told.trouble) == (own, 500, "")


def test_a_file_that_cannot_be_played_gives_way_and_is_told(sounds, tmp_path):
    told = sounds.of_alert(Level.ALERT, None, str(tmp_path / "none.wav"), SoundSettings())
    assert told.path.name == "alert-neutral.wav"
    assert told.trouble == f"There is no sound file {tmp_path / 'none.wav'}. The shipped sound is played instead."


def test_forms_of_plain_pcm_are_taken(tmp_path):
    guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    extensible = struct.pack("<HHI", 22, 24, 4) + guid
    assert wav_length_ms(wav(tmp_path / "a.wav", bits=8)) == 100
    assert wav_length_ms(wav(tmp_path / "b.wav", 0xFFFE, 24, extra=extensible)) == 100


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda path: path.write_bytes(b"RIFF\0\0\0\0WAVE"), "is no WAV file"),
        (lambda path: path.write_bytes(bytes(range(256)) * 400), "is no WAV file"),
        (lambda path: path.write_bytes(b""), "is no WAV file"),
        (lambda path: path.mkdir(), "There is no sound file"),
        (lambda path: wav(path, kind=3, bits=32), "packed in a way that is not played"),
        (lambda path: wav(path, frames=0), "is empty"),
        (lambda path: wav(path, frames=44_100 * 11), "lasts 11 s; at most 10 s are played"),
        (lambda path: wav(path, rate=1), "has 1 samples a second"),
    ],
)
def test_what_is_no_sound_is_refused_in_a_sentence(tmp_path, made, why):
    made(tmp_path / "x.wav")
    with pytest.raises(ExpectedFailure, match=why):
        wav_length_ms(tmp_path / "x.wav")
