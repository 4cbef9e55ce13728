"""What the settings dialog is given by the program: files of the profile, sounds to try, outputs as they come and go."""

from pathlib import Path

import pytest

from liqdesk.app.equipment import LOGS, RECORDINGS, equipment_of
from liqdesk.app.paths import profile_at
from liqdesk.settings.rules import AlertLevel, Side
from liqdesk.ui.announce.sound import SoundAnnouncer
from tests.fakes.speaker import NotingSpeaker


@pytest.fixture
def speaker(qapp) -> NotingSpeaker:
    return NotingSpeaker(("Speakers", "Headset"))


@pytest.fixture
def sound(speaker, desk, resources) -> SoundAnnouncer:
    return SoundAnnouncer(desk.settings, resources, None, speaker)


def test_a_profile_gives_its_folders_and_its_file(tmp_path: Path):
    made = equipment_of(profile_at(tmp_path))
    assert made.settings_file == tmp_path / "settings.toml"
    assert made.folders == {RECORDINGS: tmp_path, LOGS: tmp_path / "logs"}
    assert (made.test_sound, made.outputs) == (None, None)


def test_without_a_profile_there_is_nothing_to_open():
    made = equipment_of(None)
    assert (made.folders, made.settings_file) == ({}, None)


def test_each_level_is_heard_with_the_pitch_of_a_side(sound, speaker):
    test = equipment_of(None, sound).test_sound
    test(AlertLevel.CRITICAL, Side.LONG)
    test(AlertLevel.WATCH, Side.SHORT)
    assert [one.path.name for one, _ in speaker.played] == ["critical-long.wav", "watch-short.wav"]


def test_outputs_are_told_whenever_they_change_and_to_who_asks_later(sound, speaker):
    outputs = equipment_of(None, sound).outputs
    first: list[tuple[str, ...]] = []
    second: list[tuple[str, ...]] = []
    outputs(first.append)
    speaker.there = ("Speakers",)
    outputs(second.append)
    assert first == [("Speakers", "Headset"), ("Speakers",)]
    assert second == [("Speakers", "Headset"), ("Speakers",)]
