"""Starting at login: what is written where, that it follows the setting, and that a profile of its own leaves all alone."""

import configparser
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.app.login_start import (
    OWN_FOLDER,
    AutostartFile,
    LaunchAgent,
    desktop_entry,
    follow_login,
    login_entry,
    own_command,
)
from liqdesk.app.paths import APP_ID, profile_at
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings

COMMAND = ["/opt/my tools/liqdesk", "--profile", 'a"b$c`d\\e 50%']


linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the autostart of Linux desktops")


def read(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names are told apart by their case
    parser.read_string(text)
    return parser["Desktop Entry"]


def command_of(text: str) -> list[str]:
    """The words a desktop would start, by the two unescapings of the specification."""
    line = read(text)["Exec"]
    for written, meant in (("\\\\", "\0"), ("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"), ("\0", "\\")):
        line = line.replace(written, meant)
    done = subprocess.run(["/bin/sh", "-c", f"printf '%s\\0' {line}"], capture_output=True, timeout=20, check=True)
    return [word.replace("%%", "%") for word in done.stdout.decode().split("\0")[:-1]]


@linux
def test_the_entry_starts_the_very_command():
    assert command_of(desktop_entry(COMMAND, None)) == COMMAND


@linux
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1), min_size=1))
def test_whatever_the_words_are(words):
    assert command_of(desktop_entry(words, None)) == words


@linux
def test_a_desktop_passes_over_it_once_the_program_is_gone():
    assert read(desktop_entry(COMMAND, None))["TryExec"] == COMMAND[0]


def test_the_folder_of_a_checkout_is_in_it():
    entry = read(desktop_entry(COMMAND, Path("/src/my liqdesk")))
    assert entry["Path"] == "/src/my liqdesk"
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")


def test_this_program_starts_again_by_its_own_command():
    command, folder = own_command()
    done = subprocess.run([*command, "--version"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()[:1]) == (0, ["liqdesk"])


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CONFIG_HOME": "/tmp/chosen"}, "/tmp/chosen"),
        ({}, "/of/x/.config"),
        ({"XDG_CONFIG_HOME": "no"}, "/of/x/.config"),
    ],
)
def test_linux_looks_where_the_desktop_does(environment, folder):
    entry = login_entry("linux", environment, Path("/of/x"))
    assert isinstance(entry, AutostartFile)
    assert entry.file == Path(folder, "autostart", f"{APP_ID}.desktop")


def test_a_launch_agent_is_a_property_list(tmp_path):
    entry = login_entry("darwin", {}, tmp_path)
    assert isinstance(entry, LaunchAgent)
    entry.write(COMMAND, Path("/src"))
    told = plistlib.loads(entry.file.read_bytes())
    assert (told["ProgramArguments"], told["RunAtLoad"], told["WorkingDirectory"]) == (COMMAND, True, "/src")
    entry.remove()
    entry.remove()
    assert not entry.file.exists()


def switch(settings: CurrentSettings, on: bool) -> None:
    value = settings.value
    background = value.background.model_copy(update={"start_at_login": on})
    settings.replace(value.model_copy(update={"background": background}))


@pytest.fixture
def autostart(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "autostart"


@linux
def test_the_file_follows_the_setting_at_once(autostart):
    settings, told = CurrentSettings(Settings()), list[str]()
    follow_login(settings, profile_at(None), told.append)
    assert not autostart.exists()
    switch(settings, True)
    (file,) = autostart.iterdir()
    assert "liqdesk" in read(file.read_text())["Exec"]
    switch(settings, False)
    assert list(autostart.iterdir()) == []
    assert set(told) == {""}


@linux
def test_a_profile_of_its_own_writes_nothing_outside_and_says_so(autostart, tmp_path):
    settings, told = CurrentSettings(Settings()), list[str]()
    follow_login(settings, profile_at(tmp_path / "own"), told.append)
    switch(settings, True)
    assert told[-1] == OWN_FOLDER
    assert not autostart.exists()


@linux
def test_a_folder_that_cannot_be_written_is_said(autostart):
    autostart.write_text("a file where the folder should be")
    settings, told = CurrentSettings(Settings()), list[str]()
    follow_login(settings, profile_at(None), told.append)
    switch(settings, True)
    assert told[-1].startswith("Start at login cannot be changed: ")
