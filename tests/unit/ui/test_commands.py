"""Commands: each has a name for good, and a key chosen by hand is taken from whoever had it."""

import pytest

from liqdesk.ui.commands import Command, key_text, keys_in_force, plain_title


def nothing() -> None:
    pass


COMMANDS = (
    Command("A", "Mute", nothing, ("M",), "mute"),
    Command("A", "Journal", nothing, ("J",), "journal"),
    Command("A", "Keys", nothing, ("?", "F1"), "keys"),
    Command("A", "Rules", nothing, (), "rules"),
)


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        ({}, {"mute": ("M",), "journal": ("J",), "keys": ("?", "F1"), "rules": ()}),
        ({"mute": "Shift+Z"}, {"mute": ("Shift+Z",), "journal": ("J",)}),
        ({"mute": ""}, {"mute": (), "journal": ("J",)}),
        ({"rules": "F1"}, {"rules": ("F1",), "keys": ("?",)}),
        ({"rules": "j"}, {"rules": ("J",), "journal": ()}),
        ({"rules": "Q", "mute": "Q"}, {"rules": ("Q",), "mute": ()}),
        ({"mute": "no key at all"}, {"mute": ("M",)}),
        ({"gone": "J"}, {"journal": ("J",)}),
    ],
)
def test_keys_in_force(chosen, keys):
    assert keys_in_force(COMMANDS, chosen).items() >= keys.items()


def test_no_key_ever_belongs_to_two_commands():
    for chosen in ({"mute": "J", "journal": "M"}, {"rules": "?", "mute": "F1"}):
        used = [key for keys in keys_in_force(COMMANDS, chosen).values() for key in keys]
        assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("typed", "text"), [("ctrl+shift+m", "Ctrl+Shift+M"), ("?", "?"), ("", ""), ("Ctrl+Nonsense", "")]
)
def test_a_key_is_written_in_one_way(typed, text):
    assert key_text(typed) == text


def test_a_title_loses_the_marks_of_a_menu():
    assert plain_title("&Rock && roll…") == "Rock & roll"
