"""Which player of the system is taken, and how loud."""

import sys
from pathlib import Path

from liqdesk.app.frozen import PARTS
from liqdesk.ui.announce.known_players import WINDOWS_PLAYER, player_of_system

SOUND = Path("sound.wav")


def having(*names: str):
    return lambda name: f"/usr/bin/{name}" if name in names else None


def test_the_first_that_is_there_is_taken_at_its_volume():
    found = player_of_system(SOUND, 0.5, having("aplay", "paplay", "pw-play"), "linux")
    assert found == ["/usr/bin/pw-play", "--volume=0.500", "sound.wav"]
    assert player_of_system(SOUND, 0.5, having("aplay", "paplay"), "linux")[1] == "--volume=32768"
    assert player_of_system(SOUND, 0.5, having("aplay"), "linux")[1] == "--quiet"
    assert player_of_system(SOUND, 0.5, having("afplay"), "darwin")[1:3] == ["--volume", "0.500"]


def test_where_there_is_none_it_is_none():
    assert player_of_system(SOUND, 0.5, having(), "linux") == []


def test_windows_brings_its_own():
    assert player_of_system(SOUND, 0.5, having(), "win32") == [sys.executable, "-m", WINDOWS_PLAYER, "sound.wav"]
    assert WINDOWS_PLAYER in PARTS
