"""Alerts are heard: a real sound server whose outputs are recorded, taken away, frozen and never started."""

import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.announcing import SoundSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.ui.announce.command import sound_outputs
from liqdesk.ui.announce.sound import SoundAnnouncer
from liqdesk.ui.announce.speaker import Speaker
from liqdesk.ui.announce.speech import Speech
from liqdesk.ui.announce.ticks import Ticks
from tests.fakes.announcements import announcement, frame_of
from tests.fakes.pulse import MISSING, RATE, PulseServer, loudness, main_pitch
from tests.fakes.rows import row

RESOURCES = Path(__file__).parents[2] / "resources"
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
CYCLES = 20
WAIT = 15_000
SEMITONE = 0.06
"""So much the gaps in what a busy machine records may bend a pitch."""

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[PulseServer]:
    made = PulseServer(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.stop()


@pytest.fixture
def sounding(qtbot) -> Iterator[Callable[..., SoundAnnouncer]]:
    made: list[SoundAnnouncer] = []

    def announcer(settings: CurrentSettings | SoundSettings | None = None) -> SoundAnnouncer:
        known = isinstance(settings, CurrentSettings)
        current = settings if known else CurrentSettings(Settings(sound=settings or SoundSettings(volume=100)))
        speaker = Speaker(player=lambda path, volume: [], bell=lambda: None)
        made.append(SoundAnnouncer(current, RESOURCES.joinpath, speaker=speaker))
        return made[-1]

    yield announcer
    for one in made:
        one.close()


def test_the_alert_is_in_the_monitor_low_for_longs_and_high_for_shorts(server, sounding, qtbot: QtBot):
    server.start()
    settings = CurrentSettings(Settings())
    announcer = sounding(settings)
    pitches, energies = {}, {}
    for level, side in [(Level.WATCH, LONG), (Level.WATCH, SHORT), (Level.CRITICAL, SHORT)]:
        server.add_sink(f"{level}-{side}")
        current = Settings(sound=SoundSettings(volume=100, device=f"{level}-{side}"))
        settings.replace(current)
        with server.recording(f"{level}-{side}") as recording:
            announcer.announce(announcement(level, side))
            qtbot.waitUntil(recording.ended, timeout=WAIT)
            heard = recording.heard()
        pitches[level, side], energies[level, side] = main_pitch(heard), loudness(heard)
    assert pitches[Level.WATCH, LONG] == pytest.approx(293.7, rel=SEMITONE)
    assert pitches[Level.WATCH, SHORT] == pytest.approx(784.0, rel=SEMITONE)
    assert energies[Level.CRITICAL, SHORT] > 5 * energies[Level.WATCH, SHORT]
    assert announcer.trouble == ""


def test_the_chosen_output_is_used_and_a_missing_one_is_told(server, sounding, qtbot: QtBot):
    server.start()
    server.add_sink("one")
    server.add_sink("two")
    announcer = sounding(SoundSettings(volume=100, device="two"))
    with server.recording("two") as recording:
        announcer.test(Level.WATCH, LONG)
        qtbot.waitUntil(lambda: recording.heard().size > 0, timeout=WAIT)
    assert announcer.trouble == ""
    with qtbot.waitSignal(announcer.speaker.outputs_changed, timeout=WAIT):
        announcer.ask_outputs()
    assert set(announcer.speaker.outputs or ()) == {"one", "two"}
    server.remove_sink("two")
    qtbot.waitUntil(lambda: not server.playing(), timeout=WAIT)
    with server.recording("one") as recording:
        announcer.test(Level.WATCH, SHORT)
        qtbot.waitUntil(lambda: recording.heard().size > 0, timeout=WAIT)
    assert announcer.trouble == "The output two is not there, one is used."


def test_stacked_sounds_stay_bounded(server, sounding, qtbot: QtBot):
    server.start()
    server.add_sink("one")
    announcer = sounding()
    with server.recording("one") as recording:
        for side in (LONG, SHORT, None):
            announcer.announce(announcement(Level.CRITICAL, side))
        qtbot.waitUntil(recording.ended, timeout=WAIT)
        peak = int(np.abs(recording.heard().astype(np.int32)).max())
    assert 8_000 < peak < 0.9 * 32_767
    assert announcer.trouble == ""


def test_an_output_that_is_pulled_out_again_and_again(server, sounding, qtbot: QtBot):
    server.start()
    server.add_sink("dock")
    bells: list[int] = []
    announcer = sounding()
    for cycle in range(CYCLES):
        server.add_sink(f"headset{cycle}")
        announcer.test((Level.WATCH, Level.ALERT, Level.CRITICAL)[cycle % 3], (LONG, SHORT)[cycle % 2])
        qtbot.waitUntil(lambda: server.playing() > 0 or bool(bells), timeout=WAIT)
        server.remove_sink(f"headset{cycle}")
    with server.recording("dock") as recording:
        announcer.test(Level.CRITICAL, SHORT)
        qtbot.waitUntil(lambda: recording.heard().size > RATE // 10, timeout=WAIT)
    assert announcer.trouble == ""


def test_the_last_output_goes_while_it_plays_and_another_comes(server, sounding, qtbot: QtBot):
    server.start()
    server.add_sink("headset")
    announcer = sounding()
    announcer.test(Level.WATCH, LONG)
    qtbot.waitUntil(lambda: server.playing() > 0, timeout=WAIT)
    with qtbot.waitSignal(announcer.trouble_changed, timeout=WAIT):
        server.remove_sink("headset")
    assert "No sound can be heard" in announcer.trouble
    server.add_sink("speaker")
    with server.recording("speaker") as recording:
        announcer.test(Level.ALERT, SHORT)
        qtbot.waitUntil(lambda: recording.heard().size > RATE // 10, timeout=WAIT)
    assert announcer.trouble == ""


def test_a_server_that_comes_after_the_program_is_found(server, sounding, qtbot: QtBot):
    announcer = sounding()
    with qtbot.waitSignal(announcer.trouble_changed, timeout=WAIT):
        announcer.test(Level.WATCH, LONG)
    assert announcer.trouble == (
        "No sound can be heard: there is no sound output, and this system has no other player. Its bell is rung instead."
    )
    server.start()
    server.add_sink("late")
    with server.recording("late") as recording:
        announcer.test(Level.WATCH, LONG)
        qtbot.waitUntil(lambda: recording.heard().size > RATE // 10, timeout=WAIT)
    assert announcer.trouble == ""


def test_a_server_that_hangs_holds_up_nobody(server, sounding, qtbot: QtBot):
    server.start()
    server.add_sink("one")
    announcer = sounding()
    with qtbot.waitSignal(announcer.speaker.outputs_changed, timeout=WAIT):
        announcer.ask_outputs()
    server.freeze()
    with qtbot.waitSignal(announcer.trouble_changed, timeout=WAIT):
        announcer.test(Level.ALERT, LONG)
    assert announcer.trouble.startswith("No sound can be heard: ")


def test_the_players_of_the_system_stand_in(server, qtbot: QtBot):
    server.start()
    server.add_sink("one")
    rung: list[bool] = []
    current = CurrentSettings(Settings(sound=SoundSettings(volume=100)))
    speaker = Speaker(command=("no-such-python",), bell=lambda: rung.append(True))
    announcer = SoundAnnouncer(current, RESOURCES.joinpath, speaker=speaker)
    with server.recording("one") as recording:
        announcer.test(Level.WATCH, SHORT)
        qtbot.waitUntil(lambda: recording.heard().size > RATE // 10, timeout=WAIT)
    qtbot.waitUntil(lambda: "Sounds are played by pa" in announcer.trouble, timeout=WAIT)
    server.stop()
    with qtbot.waitSignal(announcer.trouble_changed, timeout=WAIT):
        announcer.test(Level.WATCH, SHORT)
    assert rung == [True]
    assert "failed too" in announcer.trouble
    announcer.close()


def test_a_file_of_ones_own_is_heard_and_garbage_gives_way_to_the_shipped_sound(server, sounding, qtbot, tmp_path):
    server.start()
    server.add_sink("one")
    server.add_sink("two")
    own, garbage = tmp_path / "own.wav", tmp_path / "garbage.wav"
    tone = (12_000 * np.sin(np.arange(RATE // 3) * 2 * np.pi * 660 / RATE)).astype("<i2")
    with wave.open(str(own), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(tone.tobytes())
    garbage.write_bytes(b"RIFF" + bytes(range(256)) * 8)
    settings = CurrentSettings(Settings(sound=SoundSettings(volume=100, watch_sound=str(garbage), device="one")))
    announcer = sounding(settings)
    with server.recording("one") as recording:
        announcer.announce(announcement(Level.WATCH, LONG, sound=str(own)))
        qtbot.waitUntil(recording.ended, timeout=WAIT)
        assert main_pitch(recording.heard()) == pytest.approx(660, rel=SEMITONE)
    assert announcer.trouble == ""
    settings.replace(Settings(sound=SoundSettings(volume=100, watch_sound=str(garbage), device="two")))
    with server.recording("two") as recording:
        announcer.test(Level.WATCH, LONG)
        qtbot.waitUntil(recording.ended, timeout=WAIT)
        assert main_pitch(recording.heard()) == pytest.approx(293.7, rel=SEMITONE)
    assert announcer.trouble == f"The sound file {garbage} is no WAV file. The shipped sound is played instead."


def test_nothing_is_started_for_what_is_not_loud_or_switched_off(server, sounding, qtbot: QtBot):
    settings = CurrentSettings(Settings())
    announcer = sounding(settings)
    announcer.announce(announcement(loud=False))
    settings.replace(Settings(sound=SoundSettings(enabled=False)))
    announcer.announce(announcement())
    settings.replace(Settings(sound=SoundSettings(volume=0)))
    announcer.announce(announcement())
    assert announcer.speaker.processes == ()
    assert "PySide6.QtMultimedia" not in sys.modules
    announcer.prepare()
    assert len(announcer.speaker.processes) == 1
    settings.replace(Settings(sound=SoundSettings(enabled=False)))
    assert announcer.speaker.processes == ()


def test_ticks_are_heard_where_they_are_wished_alone(server, qtbot: QtBot):
    server.start()
    server.add_sink("one")
    off = CurrentSettings(Settings())
    speaker = Speaker(player=lambda path, volume: [], bell=lambda: None)
    ticks = Ticks(off, RESOURCES.joinpath, speaker)
    frame = frame_of(row(micro=5_000_000_000, position=SHORT))
    ticks.show(frame)
    assert not speaker.processes
    off.replace(Settings(sound=SoundSettings(volume=100, ticks=True, tick_volume=100)))
    with server.recording("one") as recording:
        ticks.show(frame)
        qtbot.waitUntil(recording.ended, timeout=WAIT)
        assert main_pitch(recording.heard()) == pytest.approx(1174.7, rel=0.05)
    speaker.close()


def test_the_newest_text_takes_the_place_of_the_one_being_spoken(qtbot: QtBot):
    speech = Speech(engine="mock")
    speech.say("One.", 1)
    qtbot.waitUntil(lambda: speech.speaking, timeout=WAIT)
    speech.say("Two " * 20, 1)
    speech.say("Three.", 1)
    qtbot.waitUntil(lambda: speech.speaking, timeout=WAIT)
    qtbot.waitUntil(lambda: not speech.speaking, timeout=WAIT)
    assert speech.trouble == ""
    speech.close()


def test_where_nobody_can_speak_it_is_told(qtbot: QtBot):
    speech = Speech(command=("no-such-python",))
    with qtbot.waitSignal(speech.trouble_changed, timeout=WAIT):
        speech.say("One.", 1)
    assert speech.trouble.startswith("Alerts cannot be spoken: ")


def test_outputs_are_told_without_a_window_and_a_server_that_hangs_is_given_up(server, run):
    with pytest.raises(ExpectedFailure, match="no-such-player"):
        run(sound_outputs(20, (sys.executable, "-c", "raise SystemExit('no-such-player is here')")))
    assert run(sound_outputs(20)) == ()
    server.start()
    server.add_sink("one")
    assert run(sound_outputs(20)) == ("one",)
    server.freeze()
    with pytest.raises(ExpectedFailure, match="does not answer"):
        run(sound_outputs(0.5))
