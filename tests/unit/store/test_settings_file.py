"""The settings file is whole at every moment; one that cannot be used is set aside and reported."""

import asyncio

import pytest

from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings, TapeSettings
from liqdesk.store import settings_file
from liqdesk.store.settings_file import SettingsSaver, load_settings, save_settings
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


def test_changes_are_saved_soon_and_together(path, run, monkeypatch):
    monkeypatch.setattr(settings_file, "SAVE_AFTER_S", 0.02)

    async def work():
        current = CurrentSettings(Settings())
        saver = SettingsSaver(path, current)
        for usd in range(1, 6):
            current.replace(settings(usd))
        assert not path.exists()
        async with asyncio.timeout(5):
            while not path.exists():  # noqa: ASYNC110  # what is waited for happens in a file
                await asyncio.sleep(0.005)
        saver.close()
        assert names(path) == ["settings.toml"]

    run(work())
    assert load_settings(path, T0) == (settings(5), "")


def test_what_is_due_is_saved_at_the_end_and_nothing_after(path, run):
    async def work():
        current = CurrentSettings(Settings())
        saver = SettingsSaver(path, current)
        current.replace(settings(7))
        saver.close()
        assert load_settings(path, T0) == (settings(7), "")
        current.replace(settings(8))

    run(work())
    assert load_settings(path, T0) == (settings(7), "")


def test_nothing_is_written_where_nothing_changed(path, run):
    async def work():
        SettingsSaver(path, CurrentSettings(Settings())).close()

    run(work())
    assert names(path) == []


@pytest.mark.expected_log("The settings could not be saved")
def test_a_save_that_fails_is_said(tmp_path, run):
    async def work():
        (tmp_path / "file").write_text("")
        current = CurrentSettings(Settings())
        saver = SettingsSaver(tmp_path / "file" / "settings.toml", current)
        current.replace(settings(7))
        saver.close()

    run(work())
