"""The settings of the real program: carried, edited beside a window at work, broken, set aside, and left alone."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from liqdesk.settings.codec import read_settings
from liqdesk.venues.registry import VENUES

LIMIT = 90
OFF_SCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
PROGRAM = [sys.executable, "-m", "liqdesk"]
QUIET = "[venues.switched]\n" + "".join(f"{venue} = false\n" for venue in VENUES)
"""Settings with which nobody is contacted."""


def liqdesk(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=LIMIT, check=False, env=OFF_SCREEN
    )


@pytest.fixture
def profile(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "settings.toml").write_text(QUIET, encoding="utf-8")
    return folder


def edit(profile: Path, text: str) -> None:
    """As editors save: another file, then its name."""
    fresh = profile / ".settings.toml.swp"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(profile / "settings.toml")


def names(profile: Path, part: str) -> list[str]:
    return sorted(one.name for one in profile.iterdir() if part in one.name)


def settings(profile: Path) -> object:
    return read_settings((profile / "settings.toml").read_text(encoding="utf-8"))


def test_settings_are_carried_from_profile_to_profile(profile, tmp_path):
    (profile / "settings.toml").write_text(QUIET + "[look]\ntheme = 'dark'\n", encoding="utf-8")
    file, other = tmp_path / "given.toml", tmp_path / "other"
    done = liqdesk("settings", "export", file, "--profile", profile)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    looked = liqdesk("settings", "import", file, "--profile", other)
    assert looked.returncode == 0, looked.stderr
    assert "look.theme: system → dark\n" in looked.stdout
    assert "with --yes" in looked.stderr
    assert not other.exists()
    taken = liqdesk("settings", "import", file, "--yes", "--profile", other)
    assert (taken.returncode, taken.stdout) == (0, looked.stdout), taken.stderr
    assert settings(other) == settings(profile)
    again = liqdesk("settings", "import", file, "--yes", "--profile", other)
    assert (again.returncode, again.stdout) == (0, "")
    assert "nothing differs" in again.stderr
    printed = liqdesk("settings", "export", "-", "--profile", profile)
    assert (printed.returncode, printed.stdout) == (0, file.read_text(encoding="utf-8")), printed.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[tape]\nminimum_usd = -1", "tape.minimum_usd: must be at least 0 (line 2)"),
        ("", None),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_taken_is_one_line(profile, tmp_path, text, why):
    file = tmp_path / "x.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = liqdesk("settings", "import", file, "--profile", profile)
    assert done.returncode == (0 if why is None else 1)
    assert (profile / "settings.toml").read_text(encoding="utf-8") == QUIET
    if why is not None:
        assert why in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_broken_file_is_neither_given_nor_lost(profile, tmp_path):
    (profile / "settings.toml").write_text("[look", encoding="utf-8")
    assert liqdesk("settings", "export", tmp_path / "x.toml", "--profile", profile).returncode == 1
    assert not (tmp_path / "x.toml").exists()
    (tmp_path / "y.toml").write_text(QUIET, encoding="utf-8")
    looked = liqdesk("settings", "import", tmp_path / "y.toml", "--profile", profile)
    assert looked.returncode == 0
    assert (profile / "settings.toml").read_text(encoding="utf-8") == "[look"
    assert liqdesk("settings", "import", tmp_path / "y.toml", "--yes", "--profile", profile).returncode == 0
    assert settings(profile) == read_settings(QUIET)
    (aside,) = names(profile, "unread")
    assert (profile / aside).read_text(encoding="utf-8") == "[look"


def test_safe_mode_and_reset_go_with_nothing_else():
    for words in (("--safe-mode", "tail"), ("--reset-settings", "--demo"), ("--safe-mode", "--selftest", "5")):
        done = liqdesk(*words)
        assert done.returncode == 2
        assert "is for the window of the live market" in done.stderr


@contextmanager
def window(profile: Path, *words: str | Path) -> Iterator[Callable[[Callable[[], object]], None]]:
    """The program with its window over a profile; gives what waits until something holds, as long as the program lives."""
    command = [*PROGRAM, "--profile", str(profile), *map(str, words)]
    with subprocess.Popen(command, env=OFF_SCREEN, stderr=subprocess.DEVNULL) as program:

        def wait_for(holds: Callable[[], object]) -> None:
            while not holds():
                assert program.poll() is None

        try:
            wait_for((profile / "liqdesk.db").exists)
            yield wait_for
        finally:
            program.terminate()
            program.wait(LIMIT)
    assert program.returncode == 0


def log_of(profile: Path) -> str:
    return (profile / "logs" / "liqdesk.log").read_text(encoding="utf-8")


def test_an_edit_beside_the_window_takes_effect_at_once(profile, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as exchange:
        port = exchange.getsockname()[1]
        endpoints = tmp_path / "endpoints.toml"
        addresses = f'ws = "ws://127.0.0.1:{port}/ws"\nrest = "http://127.0.0.1:{port}"\n'
        endpoints.write_text(f"[venues.deribit]\n{addresses}", encoding="utf-8")
        with window(profile, "--endpoints", endpoints) as wait_for:
            edit(profile, QUIET.replace("deribit = false", "deribit = true # mine"))
            exchange.settimeout(LIMIT)
            exchange.accept()[0].close()
            wait_for(lambda: "The settings file was changed: Venues: deribit: off → on." in log_of(profile))
    assert "# mine" in (profile / "settings.toml").read_text(encoding="utf-8")
    assert names(profile, "settings") == ["settings.toml"]


def test_a_broken_edit_beside_the_window_harms_nothing(profile):
    broken = QUIET + "[tape]\nminimum_usd = 'lots'\n"
    line = len(broken.splitlines())
    with window(profile) as wait_for:
        edit(profile, broken)
        told = f"mistakes: tape.minimum_usd: must be a whole number (line {line}). The settings in force stay"
        wait_for(lambda: told in log_of(profile))
    assert (profile / "settings.toml").read_text(encoding="utf-8") == broken
    with window(profile, "--endpoints", nowhere(profile)) as wait_for:  # there are no settings to stay in force
        wait_for(lambda: names(profile, "unread"))
        assert (profile / names(profile, "unread")[0]).read_text(encoding="utf-8") == broken
        edit(profile, "[tape]\nminimum_usd = 5\n")
        wait_for(lambda: "The settings file was changed: Smallest order on the tape: $1K → $5." in log_of(profile))


def test_an_import_reaches_the_window_at_work(profile, tmp_path):
    (tmp_path / "x.toml").write_text(QUIET + "[look]\ntheme = 'dark'\n", encoding="utf-8")
    with window(profile) as wait_for:
        done = liqdesk("settings", "import", tmp_path / "x.toml", "--yes", "--profile", profile)
        assert done.returncode == 0, done.stderr
        wait_for(lambda: "The settings file was changed: Theme: system → dark." in log_of(profile))
    assert settings(profile) == read_settings(QUIET + "[look]\ntheme = 'dark'\n")


def test_reset_sets_settings_and_layout_aside_unless_a_window_is_open(profile):
    with window(profile):
        refused = liqdesk("--reset-settings", "--profile", profile)
        assert refused.returncode == 1
        assert "quit it first" in refused.stderr
        assert names(profile, "reset") == []
    (profile / "layout.ini").write_text("[General]\n", encoding="utf-8")
    (profile / "liqdesk.db").unlink()
    with window(profile, "--reset-settings", "--endpoints", nowhere(profile)):
        pass
    layout, kept = names(profile, "reset")
    assert layout.startswith("layout.ini.reset-")
    assert (profile / kept).read_text(encoding="utf-8") == QUIET
    assert not (profile / "settings.toml").exists()


def test_safe_mode_leaves_the_file_and_the_layout_alone(profile):
    (profile / "layout.ini").write_text("[General]\nx=1\n", encoding="utf-8")
    (profile / "settings.toml").write_text("[look", encoding="utf-8")
    with window(profile, "--safe-mode", "--endpoints", nowhere(profile)):
        refused = liqdesk("--safe-mode", "--profile", profile)
        assert "quit it first" in refused.stderr
    assert (profile / "settings.toml").read_text(encoding="utf-8") == "[look"
    assert (profile / "layout.ini").read_text(encoding="utf-8") == "[General]\nx=1\n"
    assert names(profile, "settings") == ["settings.toml"]


def nowhere(profile: Path) -> Path:
    """Endpoints at which nobody answers, for every venue."""
    file = profile / "endpoints.toml"
    closed = 'ws = "ws://127.0.0.1:1/ws"\nrest = "http://127.0.0.1:1"\n'
    file.write_text("".join(f"[venues.{venue}]\n{closed}" for venue in VENUES), encoding="utf-8")
    return file
