"""The windowed words as processes, off screen: the proof of an installation, pictures, one window per profile."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from liqdesk.venues.registry import VENUES

LIMIT = 90
OFF_SCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
PROGRAM = [sys.executable, "-m", "liqdesk"]


def liqdesk(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
        env={**OFF_SCREEN, **environment},
    )


def test_the_selftest_draws_and_tells():
    done = liqdesk("--selftest", "250")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["events"], told["platform"]) == (True, 250, "offscreen")


def test_pictures_of_the_demo_in_both_themes(tmp_path):
    shades = []
    for theme in ("dark", "light"):
        picture = tmp_path / f"{theme}.png"
        done = liqdesk("screenshot", picture, "--demo", "squeeze", "--theme", theme, "--size", "1000x640")
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1000, 640)
        shades.append(image.pixelColor(5, 620).lightness())
    assert shades[0] < 100 < shades[1]


@pytest.mark.parametrize(
    "view", ["timeline", "market", "cross-check", "layouts", "rule-editor", "first-run-alerts", "provenance"]
)
def test_a_panel_alone_is_a_picture_too(tmp_path, view):
    picture = tmp_path / "x.png"
    done = liqdesk("screenshot", picture, "--demo", "calm", "--view", view, "--size", "1000x640")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    image = QImage(str(picture))
    assert 100 < image.width() < 1000


def test_the_past_of_a_demo_is_a_picture_with_its_bars(tmp_path):
    picture = tmp_path / "x.png"
    done = liqdesk("screenshot", picture, "--demo", "calm", "--view", "history", "--size", "1000x640")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    image = QImage(str(picture))
    assert 990 < image.width() <= 1000
    seen = {image.pixelColor(x, y).rgb() for x in range(0, 560, 2) for y in range(60, 600, 3)}
    bluish = [shade for shade in seen if (shade & 0xFF) > 160 and (shade >> 16 & 0xFF) < 110]
    assert bluish, "no bar of shorts"


@pytest.mark.parametrize(("view", "size"), [("strip", (640, 40)), ("strip-corner", (200, 120))])
@pytest.mark.parametrize("scale", [1, 2])
def test_the_strip_is_a_picture_of_its_own_size(tmp_path, view, size, scale):
    picture = tmp_path / "x.png"
    done = liqdesk("screenshot", picture, "--demo", "calm", "--view", view, "--scale", str(scale))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == tuple(scale * side for side in size)


@pytest.mark.parametrize("view", ["toast", "tray-menu"])
def test_what_stands_by_itself_is_a_picture(tmp_path, view):
    picture = tmp_path / "x.png"
    done = liqdesk("screenshot", picture, "--demo", "squeeze", "--view", view)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    image = QImage(str(picture))
    assert 100 < image.width() < 600
    assert 60 < image.height() < 500


def test_the_states_of_a_window_are_pictures(tmp_path):
    marks = {}
    for state, more in (("replay", ("--demo", "squeeze")), ("loading", ()), ("offline", ())):
        picture = tmp_path / f"{state}.png"
        done = liqdesk("screenshot", picture, "--profile", tmp_path / "p", "--state", state, *more)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        image = QImage(str(picture))
        marks[state] = {image.pixelColor(x, y).name() for x in range(0, 1280, 4) for y in range(0, 800, 4)}
    assert "#2e2147" in marks["replay"], "no mark of a recording"
    assert "#3a1719" in marks["offline"], "nothing is said of exchanges that are not reached"
    assert "#3a1719" not in marks["loading"]


@pytest.mark.parametrize(("words", "wrong"), [(("replay",), "add --demo"), (("offline", "--demo"), "leave --demo out")])
def test_a_state_that_cannot_be_is_one_sentence(tmp_path, words, wrong):
    done = liqdesk("screenshot", tmp_path / "x.png", "--profile", tmp_path / "p", "--state", *words)
    assert done.returncode == 1
    assert wrong in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_picture_that_cannot_be_written_is_one_line(tmp_path):
    done = liqdesk("screenshot", tmp_path / "missing" / "x.png", "--profile", tmp_path / "p")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr


def profile_that_contacts_nobody(folder: Path) -> Path:
    folder.mkdir()
    (folder / "settings.toml").write_text("[venues.switched]\n" + "".join(f"{venue} = false\n" for venue in VENUES))
    return folder


def test_a_second_start_brings_the_first_to_the_front(tmp_path):
    profile = profile_that_contacts_nobody(tmp_path / "p")
    with subprocess.Popen([*PROGRAM, "--profile", str(profile)], env=OFF_SCREEN) as first:
        try:
            while not (profile / "liqdesk.db").exists():  # the first stands once it has opened its store
                assert first.poll() is None
            second = liqdesk("--profile", profile)
            assert second.returncode == 0
            assert "brought to the front" in second.stderr
        finally:
            first.terminate()
            first.wait(LIMIT)
    assert first.returncode == 0


def test_the_strip_is_back_at_the_next_start_and_goes_with_the_program(tmp_path):
    profile = profile_that_contacts_nobody(tmp_path / "p")
    with (profile / "settings.toml").open("a") as settings:
        settings.write('[strip]\nshown = true\nform = "corner"\n')
    with subprocess.Popen(
        [*PROGRAM, "--profile", str(profile)],
        env={**OFF_SCREEN, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    ) as program:
        try:
            while not (profile / "liqdesk.db").exists():
                assert program.poll() is None
        finally:
            program.terminate()
            program.wait(LIMIT)
        assert program.stderr is not None
        assert b"Traceback" not in program.stderr.read()
    assert program.returncode == 0
    assert "shown = true" in (profile / "settings.toml").read_text()


def test_of_two_starts_at_once_one_window_stays(tmp_path):
    profile = profile_that_contacts_nobody(tmp_path / "p")
    with subprocess.Popen([*PROGRAM, "--profile", str(profile)], env=OFF_SCREEN) as first:
        try:
            while not (profile / "liqdesk.lock.holder").exists():  # the first holds the profile and has no window yet
                assert first.poll() is None
            second = liqdesk("--profile", profile)
            assert second.returncode == 0
            assert "brought to the front" in second.stderr
        finally:
            first.terminate()
            first.wait(LIMIT)
    assert first.returncode == 0


def test_without_a_display_the_board_takes_over(tmp_path):
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in gone}
    command = [*PROGRAM, "--profile", str(profile_that_contacts_nobody(tmp_path / "p"))]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as board:
        assert board.stderr is not None
        assert board.stdout is not None
        assert "live board" in board.stderr.readline()
        assert "Feeds 0/0" in board.stdout.readline()
        board.terminate()
        assert board.wait(LIMIT) == 0
