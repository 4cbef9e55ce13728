"""The settings file is whole at every moment; one that cannot be used is set aside and reported."""

import pytest

from liqdesk.settings.model import Settings, TapeSettings
from liqdesk.store import settings_file
from liqdesk.store.settings_file import load_settings, look_at_settings, save_settings, set_aside, stamp_of
from tests.fakes.rows import T0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.toml"


def settings(usd):
    return Settings(tape=TapeSettings(minimum_usd=usd))


def names(path):
    return sorted(one.name for one in path.parent.iterdir())


def test_no_file_is_all_defaults(path):
    assert load_settings(path, T0) == (Settings(), "")


def test_what_was_saved_is_loaded_and_the_one_before_is_kept(path):
    save_settings(path, settings(1))
    save_settings(path, settings(2))
    assert load_settings(path, T0) == (settings(2), "")
    assert load_settings(path.with_name("settings.toml.bak"), T0) == (settings(1), "")
    assert names(path) == ["settings.toml", "settings.toml.bak"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[tape", "The settings file is not valid TOML"),
        (b"[tape]\nminimum_usd = -1", "tape.minimum_usd"),
        (b"schema_version = 99", "written by a newer liqdesk"),
        (b"\xff\xfe\x00", "not text"),
        (b"\x00" * 100, "not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside(path, content, why):
    path.write_bytes(content)
    value, told = load_settings(path, T0)
    assert value == Settings()
    assert why in told
    assert "the defaults are in force" in told
    assert names(path) == ["settings.toml.unread-20260113-212600"]
    assert path.with_name("settings.toml.unread-20260113-212600").read_bytes() == content


def test_a_folder_in_its_place_is_reported(path):
    path.mkdir()
    value, told = load_settings(path, T0)
    assert value == Settings()
    assert "cannot be read" in told


def test_a_failed_save_leaves_the_file_as_it_was(path, monkeypatch):
    save_settings(path, settings(1))

    def refuse(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings_file.os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        save_settings(path, settings(2))
    assert load_settings(path, T0) == (settings(1), "")


def test_a_look_sets_nothing_aside(path):
    path.write_text("[tape")
    value, told = look_at_settings(path)
    assert value == Settings()
    assert told.startswith("The settings file is not valid TOML")
    assert names(path) == ["settings.toml"]


def test_a_link_stays_a_link(path, tmp_path):
    other = tmp_path / "elsewhere" / "mine.toml"
    other.parent.mkdir()
    other.write_text("[tape]")
    path.symlink_to(other)
    stamp = save_settings(path, settings(3))
    assert path.is_symlink()
    assert load_settings(other, T0) == (settings(3), "")
    assert stamp_of(path) == stamp


def test_a_file_is_set_aside_by_name(path):
    assert set_aside(path, "reset", T0) == ""
    path.write_text("x")
    assert set_aside(path, "reset", T0) == "settings.toml.reset-20260113-212600"
    assert names(path) == ["settings.toml.reset-20260113-212600"]


def test_a_stamp_tells_states_apart(path):
    assert stamp_of(path) is None
    first = save_settings(path, settings(1))
    assert stamp_of(path) == first
    assert save_settings(path, settings(2)) != first
