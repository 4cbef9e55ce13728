"""Sounds together: bounded in number and in sum, whatever comes."""

import hypothesis.strategies as st
from hypothesis import given

from liqdesk.ui.announce.mix import DEBOUNCE_MS, TAIL_MS, VOICES, Mixer

ASKED = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 3),
        st.floats(0.01, 1),
        st.integers(50, 3_000),
        st.integers(0, 400),
        st.booleans(),
    ),
    max_size=60,
)


@given(ASKED)
def test_never_more_than_four_nor_louder_than_one_in_all(asked):
    mixer, now, volumes, wanted = Mixer(), 0, {}, {}
    for ident, (sound, rank, volume, length, later, ends) in enumerate(asked):
        now += later
        admitted = mixer.admit(ident, str(sound), rank, volume, length, now)
        if admitted is not None:
            wanted[ident] = volume
            volumes[ident] = admitted.volume
            volumes.update(admitted.turned)
        if ends and mixer.sounding:
            volumes.update(mixer.over(mixer.sounding[0]))
        sounding = mixer.sounding
        assert len(sounding) <= VOICES
        assert sum(volumes[one] for one in sounding) <= 1 + 1e-9
        assert all(volumes[one] <= wanted[one] + 1e-9 for one in sounding)


def test_one_alone_is_as_loud_as_it_was_asked_for():
    assert Mixer().admit(1, "a", 1, 0.8, 500, 0).volume == 0.8


def test_the_same_sound_again_at_once_is_not_played():
    mixer = Mixer()
    assert mixer.admit(1, "a", 1, 0.5, 500, 0)
    assert mixer.admit(2, "a", 1, 0.5, 500, DEBOUNCE_MS - 1) is None
    assert mixer.admit(3, "b", 1, 0.5, 500, DEBOUNCE_MS - 1)
    assert mixer.admit(4, "a", 1, 0.5, 500, DEBOUNCE_MS)


def test_the_oldest_of_the_lightest_makes_room_and_the_weighty_stay():
    mixer = Mixer()
    for ident, rank in enumerate((3, 0, 0, 3)):
        mixer.admit(ident, str(ident), rank, 0.2, 5_000, 0)
    assert mixer.admit(4, "4", 3, 0.2, 5_000, 0).ended == (1,)
    assert mixer.admit(5, "5", 3, 0.2, 5_000, 0).ended == (2,)
    assert mixer.admit(6, "6", 2, 0.2, 5_000, 0) is None


def test_what_was_turned_down_comes_up_again():
    mixer = Mixer()
    mixer.admit(1, "a", 1, 0.8, 500, 0)
    second = mixer.admit(2, "b", 1, 0.8, 500, 0)
    assert (second.volume, second.turned) == (0.5, {1: 0.5})
    assert mixer.over(2) == {1: 0.8}


def test_a_sound_whose_end_nobody_told_is_forgotten():
    mixer = Mixer()
    mixer.admit(1, "a", 1, 1.0, 500, 0)
    assert mixer.admit(2, "b", 1, 1.0, 500, 500 + TAIL_MS).volume == 1.0
