"""However and whenever the program is told to end: it ends by itself, in order, with nothing to say."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from liqdesk.store.lock import ProfileLock
from tests.fakes.ending import LIMIT, PROGRAM, ended, loaded, mute_server, there

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc, and sends signals")


@pytest.fixture
def words(tmp_path) -> list[str]:
    return ["--profile", str(tmp_path / "p")]


def put_away(profile: Path) -> bool:
    """Whether the profile was left as after a clean end: its lock free, its log of writes folded in."""
    lock = ProfileLock(profile / "liqdesk.lock")
    free = lock.acquire("test")
    lock.release()
    return free and not (profile / "liqdesk.db-wal").exists()


def test_while_it_is_loaded(words):
    assert ended(words, loaded("libQt6Widgets")) == (0, "")


@pytest.mark.parametrize("pattern", ["liqdesk.lock.holder", "liqdesk.db"])
def test_while_it_starts(words, tmp_path, pattern):
    assert ended(words, there(tmp_path, pattern)) == (0, "")
    assert put_away(tmp_path / "p")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_while_the_first_steps_are_open_and_no_exchange_can_be_reached(words, tmp_path, ending):
    with_names = there(tmp_path, "liqdesk.db-wal")
    assert ended(words, with_names, ending) == (0, "")
    assert put_away(tmp_path / "p")
    assert (tmp_path / "p" / "layout.ini").exists()


@pytest.mark.parametrize("pattern", ["liqdesk.lock.holder", "endpoints.toml"])
def test_while_a_demo_starts_and_runs(tmp_path, pattern):
    assert ended(["--demo"], there(tmp_path, pattern), TMPDIR=str(tmp_path)) == (0, "")
    assert not any(tmp_path.glob("liqdesk-*"))


def test_during_a_replay(tmp_path):
    tape = tmp_path / "x.tape"
    story = ["simulate", "--scenario", "calm", "--seed", "1", "--venue", "bybit", "--tape", str(tape)]
    subprocess.run([*PROGRAM, *story], check=True, timeout=LIMIT, capture_output=True)
    assert ended(["replay", str(tape)], there(tmp_path, "liqdesk.lock.holder"), TMPDIR=str(tmp_path)) == (0, "")


def test_where_the_desktop_and_the_sound_server_hang(words, tmp_path):
    with mute_server(tmp_path / "bus") as bus, mute_server(tmp_path / "pulse") as pulse:
        hung = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}", "PULSE_SERVER": f"unix:{pulse}"}
        assert ended(words, there(tmp_path, "liqdesk.db-wal"), **hung) == (0, "")
    assert put_away(tmp_path / "p")
