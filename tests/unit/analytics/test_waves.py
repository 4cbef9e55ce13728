"""Waves are parted by pauses; a pause belongs to none."""

from liqdesk.analytics.events import Wave
from liqdesk.analytics.waves import Waves


def test_waves_and_the_pause_between():
    waves = Waves(30)
    waves.push(0, False, 5, 5, 1)
    for second in range(1, 4):
        waves.push(second, True, 10, 1, 2)
    for second in range(4, 40):
        waves.push(second, False, 1, 0, 1)
    waves.push(50, True, 7, 0, 1)
    assert waves.all() == (Wave(1_000, 4_000, 30, 3, 6), Wave(50_000, 51_000, 7, 0, 1))


def test_a_short_pause_is_part_of_the_wave():
    waves = Waves(30)
    waves.push(0, True, 1, 0, 1)
    waves.push(10, False, 1, 0, 1)
    waves.push(20, True, 1, 0, 1)
    assert waves.all() == (Wave(0, 21_000, 3, 0, 3),)


def test_no_wave_at_all():
    assert Waves(30).all() == ()
