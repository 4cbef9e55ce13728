"""What is known of the settings before they are read properly."""

import pytest

from liqdesk.app.curtain import wants_minimised


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[background]\nstart_minimised = true\n", True),
        ("[background]\nstart_minimised = false\n", False),
        ("[background]\nstart_minimised = 'yes'\n", False),
        ("background = 3\n", False),
        ("no settings at all", False),
    ],
)
def test_a_window_is_wanted_unless_the_settings_say_otherwise(tmp_path, text, wanted):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    assert wants_minimised(file) is wanted


def test_without_a_file_a_window_is_wanted(tmp_path):
    assert not wants_minimised(None)
    assert not wants_minimised(tmp_path / "missing.toml")
