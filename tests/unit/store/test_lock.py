"""One process holds a profile; who it is stands beside the lock."""

import subprocess
import sys

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.store.lock import ProfileLock

HOLD = """
import sys
from pathlib import Path
from liqdesk.store.lock import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
print(lock.acquire("tail"), flush=True)
sys.stdin.read()
"""


def test_the_second_is_told_who_is_first(tmp_path):
    path = tmp_path / "liqdesk.lock"
    first, second = ProfileLock(path), ProfileLock(path)
    assert first.acquire("window")
    assert not second.acquire("tail")
    assert second.holder().what == "window"
    first.release()
    assert second.holder() is None
    assert second.acquire("tail")
    second.release()


def test_a_killed_holder_leaves_no_lock(tmp_path):
    path = tmp_path / "liqdesk.lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout.readline() == "True\n"
        lock = ProfileLock(path)
        assert not lock.acquire()
        assert (lock.holder().what, lock.holder().pid) == ("tail", child.pid)
        child.kill()
    assert lock.acquire("window")
    assert lock.holder().what == "window"
    lock.release()


def test_releasing_what_is_not_held_leaves_the_holders_note(tmp_path):
    first, second = ProfileLock(tmp_path / "l"), ProfileLock(tmp_path / "l")
    first.acquire("window")
    second.release()
    assert second.holder().what == "window"
    first.release()


@pytest.mark.parametrize("note", ["", "[1]", '{"what": "x"}', '{"what": "x", "pid": "y"}', "\x00"])
def test_a_note_nobody_can_read_names_nobody(tmp_path, note):
    (tmp_path / "l.holder").write_text(note)
    assert ProfileLock(tmp_path / "l").holder() is None


def test_no_place_for_a_lock(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExpectedFailure, match="cannot be used"):
        ProfileLock(tmp_path / "file" / "liqdesk.lock").acquire()
