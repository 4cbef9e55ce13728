"""The file and the settings in force stay the same, whoever changes which, and a broken file harms nobody."""

import asyncio
import os

import pytest

from liqdesk.settings.codec import read_settings, write_settings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.settings_file import load_settings, save_settings
from liqdesk.store.settings_keeper import LOOK_EVERY_S, SAVE_AFTER_S, SettingsKeeper
from tests.fakes.rows import T0
from tests.fakes.time import ManualTime, run_in_manual_time

NOTICED_S = 3 * LOOK_EVERY_S
STAYS = "The settings in force stay, and so does the file, until it is mended or a setting is changed here."


class Program:
    """A keeper at work over a file, with what it told."""

    def __init__(self, path):
        self.path = path
        self.current = CurrentSettings(load_settings(path, T0)[0])
        self.told = []
        self.put = []
        self.keeper = SettingsKeeper(path, self.current, ManualTime(), self._put, lambda *told: self.told.append(told))

    def _put(self, new):
        self.put.append(new)
        self.current.replace(new)

    def change(self, text):
        self.current.replace(read_settings(text))

    @property
    def names(self):
        return sorted(one.name for one in self.path.parent.iterdir())


def edit(path, text):
    """As editors save: another file, then its name."""
    fresh = path.with_name(".editing")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.toml"


def play(path, story, begun_with=""):
    """Run a story with a program over a file, in virtual time."""
    if begun_with:
        path.write_text(begun_with, encoding="utf-8")

    async def work():
        program = Program(path)
        try:
            await story(program)
        finally:
            program.keeper.close()
        return program

    return run_in_manual_time(work())


def noticed():
    return asyncio.sleep(NOTICED_S)


def test_an_edit_takes_effect_and_is_told_and_not_written_again(path):
    async def story(program):
        await noticed()
        assert (program.told, program.put) == ([], [])
        edit(path, "# mine\n[tape]\nminimum_usd = 5_000\n")
        await noticed()
        assert program.current.value.tape.minimum_usd == 5_000
        assert program.told == [("The settings file was changed: Smallest order on the tape: $1K → $5K.", False)]
        await asyncio.sleep(60)

    program = play(path, story, "# mine\n")
    assert len(program.told) == len(program.put) == 1
    assert path.read_text(encoding="utf-8").startswith("# mine\n[tape]")
    assert program.names == ["settings.toml"]


def test_an_edit_in_place_with_the_same_size_is_noticed(path):
    async def story(program):
        await noticed()
        path.write_text("tape.minimum_usd = 7", encoding="utf-8")
        os.utime(path, ns=(1, 1))
        await noticed()
        assert program.current.value.tape.minimum_usd == 7

    play(path, story, "tape.minimum_usd = 5")


def test_what_is_half_written_is_waited_for(path):
    async def story(program):
        await noticed()
        whole = "[tape]\nminimum_usd = 5_000\n"
        for size in range(0, len(whole), 5):
            path.write_text(whole[:size], encoding="utf-8")
            await asyncio.sleep(LOOK_EVERY_S)
        path.write_text(whole, encoding="utf-8")
        await noticed()
        assert [fault for _, fault in program.told] == [False]
        assert program.current.value.tape.minimum_usd == 5_000

    play(path, story, "[look]")


@pytest.mark.expected_log("WARNING.*The settings")
def test_a_mistake_leaves_everything_as_it_is_until_it_is_mended(path):
    async def story(program):
        await noticed()
        edit(path, "[look]\ntheme = 'pink'\n")
        await noticed()
        told = 'The settings file has mistakes: look.theme: must be "system", "dark" or "light", not \'pink\' (line 2)'
        assert program.told == [(f"{told}. {STAYS}", True)]
        await asyncio.sleep(60)
        assert program.current.value == read_settings("tape.minimum_usd = 5")
        assert path.read_text(encoding="utf-8") == "[look]\ntheme = 'pink'\n"
        edit(path, "tape.minimum_usd = 5 # again\n")
        await noticed()
        assert program.told[1:] == [("The settings file is in order again.", False)]

    program = play(path, story, "tape.minimum_usd = 5")
    assert program.names == ["settings.toml"]


@pytest.mark.expected_log("WARNING.*The settings")
def test_a_broken_file_is_set_aside_when_a_setting_is_changed_here(path):
    async def story(program):
        await noticed()
        edit(path, "[look")
        await noticed()
        program.change("tape.minimum_usd = 9")
        await noticed()
        aside = next(name for name in program.names if "unread" in name)
        assert path.with_name(aside).read_text(encoding="utf-8") == "[look"
        told = f"The settings are saved; the file with the mistakes is kept as {aside}."
        assert program.told[-1] == (told, False)
        assert load_settings(path, T0)[0] == read_settings("tape.minimum_usd = 9")

    play(path, story, "[look]")


@pytest.mark.expected_log("WARNING.*The settings")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The settings file is empty."),
        (b"\xff\xfe", "The settings file is not text."),
        (b"schema_version = 99", "The settings were written by a newer liqdesk (form 99): please update."),
        (b"#" * (2 << 20), "The settings file is longer than any settings can be."),
        (
            b"[tape",
            "The settings file is not valid TOML: Expected ']' at the end of a table declaration (at end of document).",
        ),
    ],
)
def test_whatever_is_wrong_is_told(path, content, why):
    async def story(program):
        await noticed()
        path.write_bytes(content)
        await noticed()
        assert program.told == [(f"{why} {STAYS}", True)]
        assert program.put == []

    play(path, story, "tape.minimum_usd = 5")


@pytest.mark.expected_log("WARNING.*The settings")
def test_a_folder_in_its_place_is_told(path):
    async def story(program):
        await noticed()
        path.unlink()
        path.mkdir()
        await noticed()
        assert [fault for _, fault in program.told] == [True]
        assert "cannot be read" in program.told[0][0]

    play(path, story, "[tape]")


def test_a_file_that_goes_away_changes_nothing_and_is_written_again(path):
    async def story(program):
        await noticed()
        path.unlink()
        await noticed()
        assert (program.told, program.current.value) == ([], read_settings("tape.minimum_usd = 5"))
        program.change("tape.minimum_usd = 6")

    play(path, story, "tape.minimum_usd = 5")
    assert load_settings(path, T0) == (read_settings("tape.minimum_usd = 6"), "")


def test_changes_here_are_saved_soon_and_together_and_do_not_echo(path):
    async def story(program):
        for usd in range(1, 6):
            program.change(f"tape.minimum_usd = {usd}")
            assert not path.exists()
        await asyncio.sleep(2 * SAVE_AFTER_S)
        assert load_settings(path, T0) == (read_settings("tape.minimum_usd = 5"), "")
        await asyncio.sleep(60)
        assert (program.told, program.put) == ([], [])
        assert program.names == ["settings.toml"]

    play(path, story)


def test_a_change_here_and_one_in_the_file_at_once_are_both_kept(path):
    async def story(program):
        await noticed()
        edit(path, "[look]\ntheme = 'dark'\n")
        program.change("[tape]\nminimum_usd = 5\n")
        await asyncio.sleep(5)
        both = read_settings("[look]\ntheme = 'dark'\n[tape]\nminimum_usd = 5")
        assert program.current.value == load_settings(path, T0)[0] == both
        assert program.told == [("The settings file was changed: Theme: system → dark.", False)]

    play(path, story, "[look]\n")


def test_both_are_kept_also_at_the_end(path):
    async def story(program):
        await noticed()
        edit(path, "[look]\ntheme = 'dark'\n")
        program.change("[tape]\nminimum_usd = 5\n")

    play(path, story, "[look]\n")
    both = read_settings("[look]\ntheme = 'dark'\n[tape]\nminimum_usd = 5")
    assert load_settings(path, T0) == (both, "")


def test_the_same_change_in_both_places_needs_no_saving(path):
    async def story(program):
        await noticed()
        edit(path, "# mine\n[tape]\nminimum_usd = 5\n")
        program.change("[tape]\nminimum_usd = 5\n")
        await asyncio.sleep(5)
        assert program.told == []

    play(path, story, "[look]\n")
    assert path.read_text(encoding="utf-8").startswith("# mine")


def test_what_is_due_is_saved_at_the_end_and_nothing_after(path):
    async def story(program):
        program.change("tape.minimum_usd = 7")

    program = play(path, story)
    assert load_settings(path, T0) == (read_settings("tape.minimum_usd = 7"), "")
    program.change("tape.minimum_usd = 8")
    assert load_settings(path, T0) == (read_settings("tape.minimum_usd = 7"), "")


def test_nothing_is_written_where_nothing_changed(path):
    program = play(path, lambda _: noticed())
    assert program.names == []


def test_who_changes_a_setting_because_of_the_file_is_saved(path):
    async def story(program):
        await noticed()

        def answer(usd):
            if usd == 5:
                program.change("tape.minimum_usd = 6")

        program.current.subscribe(lambda settings: settings.tape.minimum_usd, answer)
        edit(path, "tape.minimum_usd = 5")
        await asyncio.sleep(10)
        assert load_settings(path, T0)[0] == read_settings("tape.minimum_usd = 6")

    play(path, story, "[tape]")


@pytest.mark.expected_log("The settings could not be saved")
def test_a_save_that_fails_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    async def story(program):
        program.change("tape.minimum_usd = 7")

    play(tmp_path / "file" / "settings.toml", story)


def test_another_program_that_saves_is_followed(path):
    async def story(program):
        await noticed()
        save_settings(path, read_settings("tape.minimum_usd = 9"))
        await noticed()
        assert program.current.value.tape.minimum_usd == 9

    play(path, story, write_settings(Settings()))
