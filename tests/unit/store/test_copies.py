"""A copy is whole, sound and named last, and never takes the room that others need."""

import shutil

import apsw
import pytest

from liqdesk.store import copies
from liqdesk.store.copies import PART, copied_from, put_in_place, remove_unfinished, room_for, soundness


@pytest.fixture
def source(tmp_path):
    connection = apsw.Connection(str(tmp_path / "s.db"))
    connection.pragma("journal_mode", "wal")
    connection.execute("CREATE TABLE t (x)")
    connection.executemany("INSERT INTO t VALUES (?)", ((f"{n:0200}",) for n in range(8_000)))
    yield connection
    connection.close()


def test_a_copy_holds_all_and_stands_alone(source, tmp_path):
    target = tmp_path / "copy.db"
    copied_from(source, target)
    assert soundness(target) == "ok"
    assert sorted(one.name for one in tmp_path.glob("copy*")) == ["copy.db"]
    copy = apsw.Connection(str(target))
    assert copy.execute("SELECT count(*) FROM t").get == 8_000
    copy.close()


def test_a_copy_that_fails_leaves_nothing(source, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        copied_from(source, tmp_path / "folder")  # a folder has that name: the last step is refused
    with pytest.raises(apsw.CantOpenError):
        copied_from(source, tmp_path / "nowhere" / "copy.db")


def test_harm_is_found_and_a_look_can_be_stopped(source, tmp_path):
    target = tmp_path / "copy.db"
    copied_from(source, target)
    with pytest.raises(apsw.InterruptError):
        soundness(target, lambda: True)
    content = bytearray(target.read_bytes())
    content[8 * 4096 : 8 * 4096 + 64] = b"\xff" * 64
    target.write_bytes(content)
    assert soundness(target) != "ok"
    target.write_bytes(b"no store" * 1_000)
    assert "not a database" in soundness(target)


def test_what_a_kill_left_is_removed(tmp_path):
    others = [f"other{PART}", "s.db.backup-0", f"s.db.before-2{PART}"]
    for name in (f"s.db.backup-1{PART}", f"s.db.backup-1{PART}-journal", *others):
        (tmp_path / name).touch()
    remove_unfinished(tmp_path / "s.db", ".backup-")
    assert sorted(one.name for one in tmp_path.iterdir()) == others


def test_a_finished_file_takes_the_place_of_another(tmp_path):
    (tmp_path / "new").write_bytes(b"new")
    (tmp_path / "old").write_bytes(b"old")
    put_in_place(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_bytes() == b"new"


def test_room_is_what_is_free_beyond_a_reserve(tmp_path):
    disk = shutil.disk_usage(tmp_path)
    reserve = max(copies.LEFT_FREE_BYTES, disk.total * copies.LEFT_FREE_SHARE)
    slack = 500_000_000  # others use this disk too
    if disk.free - reserve > 2 * slack:
        assert room_for(tmp_path, int(disk.free - reserve - slack))
    assert not room_for(tmp_path, int(disk.free - reserve + slack))
