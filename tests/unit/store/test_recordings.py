"""The open file: damage is set aside, a moved file is found again, a failed transaction leaves nothing."""

import random

import apsw
import pytest

from liqdesk.store.backups import BackupRun, backups_of, prepare_return
from liqdesk.store.database import NewerFile, SomebodyElses
from liqdesk.store.faults import StoreTrouble
from liqdesk.store.recordings import CHECKPOINT_PAGES, Recordings
from tests.fakes.clock import StepClock


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


def put(recordings, name="x"):
    recordings.transact(lambda connection: connection.execute("INSERT INTO facts VALUES (?, '1')", (name,)))


def names(recordings):
    return recordings.use(lambda connection: [name for (name,) in connection.execute("SELECT name FROM facts")])


def filled(path, facts=4_000):
    recordings = Recordings.open(path, StepClock())
    recordings.transact(
        lambda connection: connection.executemany(
            "INSERT INTO facts VALUES (?, ?)", ((f"{n:06d}", "v" * 40) for n in range(facts))
        )
    )
    recordings.close()


def test_what_was_committed_is_there_after_a_restart(path):
    recordings = Recordings.open(path, StepClock())
    put(recordings)
    recordings.close()
    again = Recordings.open(path, StepClock())
    assert names(again) == ["x"]
    assert again.take_notices() == []
    assert again.size() > 0
    again.close()


def zero_length(path):
    path.write_bytes(b"")


def garbage(path):
    path.write_bytes(b"this is no store" * 500)


def bad_header(path):
    path.write_bytes(b"X" * 100 + path.read_bytes()[100:])


def truncated(path):
    path.write_bytes(path.read_bytes()[:-9_000])


def cut_inside_the_first_page(path):
    path.write_bytes(path.read_bytes()[:700])


def flipped(path):
    content = bytearray(path.read_bytes())
    luck = random.Random(4)
    for page in range(1, len(content) // 4096):  # the heads of the pages, where the tree is
        for place in range(12):
            content[page * 4096 + place] ^= luck.randrange(1, 256)
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [garbage, bad_header, truncated, cut_inside_the_first_page, flipped])
def test_a_damaged_file_is_set_aside_and_a_start_goes_on(path, harm):
    filled(path)
    harm(path)
    harmed = path.read_bytes()
    recordings = Recordings.open(path, StepClock())
    (notice,) = recordings.take_notices()
    (aside,) = path.parent.glob("liqdesk.db.damaged-*")
    assert aside.name == "liqdesk.db.damaged-20260113-212600"
    assert aside.name in notice
    assert aside.read_bytes() == harmed
    put(recordings)
    assert names(recordings) == ["x"]
    recordings.close()


def test_an_empty_file_is_a_new_one(path):
    zero_length(path)
    recordings = Recordings.open(path, StepClock())
    put(recordings)
    assert recordings.take_notices() == []
    recordings.close()


def test_a_log_without_its_file_is_kept(path):
    wal = path.with_name("liqdesk.db-wal")
    wal.write_bytes(b"rows of yesterday")
    recordings = Recordings.open(path, StepClock())
    (aside,) = path.parent.glob("*.damaged-*-wal")
    assert aside.read_bytes() == b"rows of yesterday"
    assert "log" in recordings.take_notices()[0]
    recordings.close()


def test_two_damaged_files_of_one_second_do_not_meet(path):
    for content in (b"one" * 1_000, b"two" * 1_000):
        path.write_bytes(content)
        Recordings.open(path, StepClock()).close()
    kept = sorted(one.name for one in path.parent.glob("*.damaged-*"))
    assert kept == ["liqdesk.db.damaged-20260113-212600", "liqdesk.db.damaged-20260113-212600-2"]


def tried(recordings):
    try:
        put(recordings, "fresh")
    except StoreTrouble as trouble:
        return "damaged" not in str(trouble)
    return True


def opened_or_refused(path):
    """None where the harm made the file look like another program's, or a newer one's."""
    try:
        return Recordings.open(path, StepClock())
    except (NewerFile, SomebodyElses):
        return None


@pytest.mark.parametrize("seed", range(40))
def test_any_harm_leaves_a_store_that_works(path, seed):
    filled(path, 600)
    luck = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(luck.randrange(1, 40)):
        content[luck.randrange(len(content))] = luck.randrange(256)
    path.write_bytes(content[: luck.choice((len(content), luck.randrange(len(content))))])
    recordings = opened_or_refused(path)
    if recordings is None:
        return
    if not tried(recordings):
        assert tried(recordings)  # harm found only in use costs one try
    fresh = "SELECT count(*) FROM facts WHERE name LIKE 'fresh%'"  # the old words may be no text any more
    assert recordings.use(lambda connection: connection.execute(fresh).get) == 1
    recordings.close()


def test_damage_found_in_use_is_set_aside(path):
    recordings = Recordings.open(path, StepClock())
    put(recordings)

    def find_damage(_):
        raise apsw.CorruptError("database disk image is malformed")

    with pytest.raises(StoreTrouble, match="damaged"):
        recordings.use(find_damage)
    assert names(recordings) == []
    assert len(list(path.parent.glob("*.damaged-*"))) == 1
    assert recordings.generation == 2
    recordings.close()


@pytest.mark.parametrize("harm", ["moved", "moved and replaced"])
def test_a_file_that_left_its_place_is_noticed_at_once(path, harm):
    recordings = Recordings.open(path, StepClock())
    put(recordings, "before")
    moved = path.with_name("moved.db")
    path.rename(moved)
    if harm == "moved and replaced":
        Recordings.open(path, StepClock()).close()
    put(recordings, "after")
    assert names(recordings) == ["after"]
    assert "moved or replaced" in recordings.take_notices()[0]
    recordings.close()
    kept = Recordings.open(moved, StepClock())
    assert names(kept) == ["before"]
    kept.close()


@pytest.mark.parametrize("companions", [False, True])
def test_a_removed_file_is_written_again_from_what_is_open(path, companions):
    recordings = Recordings.open(path, StepClock())
    put(recordings, "before")
    path.unlink()
    if companions:
        for one in path.parent.glob(f"{path.name}-*"):
            one.unlink()
    put(recordings, "after")
    assert "written again" in recordings.take_notices()[0]
    recordings.close()
    again = Recordings.open(path, StepClock())
    assert names(again) == ["after", "before"]
    assert again.take_notices() == []
    again.close()


def test_what_another_file_was_put_over_is_kept_beside_it(path):
    recordings = Recordings.open(path, StepClock())
    put(recordings, "before")
    other = path.with_name("other.db")
    Recordings.open(other, StepClock()).close()
    other.replace(path)
    put(recordings, "after")
    (kept,) = path.parent.glob("*.replaced-*")
    assert kept.name in recordings.take_notices()[0]
    assert names(recordings) == ["after"]
    recordings.close()
    before = Recordings.open(kept, StepClock())
    assert names(before) == ["before"]
    before.close()


def backed_up(path, name):
    recordings = Recordings.open(path, StepClock())
    put(recordings, name)
    recordings.close()
    run = BackupRun(path, StepClock().now(), lambda: False)
    while not run.step():
        pass
    assert run.finish()
    run.close()


def test_the_newest_sound_backup_takes_the_place_of_a_damaged_file(path):
    for name in ("first", "second", "third"):
        backed_up(path, name)
    garbage(backups_of(path)[0].path)
    bad_header(path)
    recordings = Recordings.open(path, StepClock())
    (notice,) = recordings.take_notices()
    assert "is damaged; the backup of 13 Jan 2026 21:26 UTC took their place" in notice
    assert "what was recorded after it is missing" in notice
    assert names(recordings) == ["first", "second"]
    put(recordings, "fourth")
    recordings.close()
    assert len(backups_of(path)) == 3


@pytest.mark.parametrize("log_left", [False, True])
def test_a_start_finishes_the_return_that_a_kill_broke_off(path, log_left):
    backed_up(path, "first")
    assert prepare_return(path) is not None
    path.rename(path.with_name("liqdesk.db.damaged-then"))
    if log_left:
        path.with_name("liqdesk.db-wal").write_bytes(b"rows of the damaged file")
    recordings = Recordings.open(path, StepClock())
    assert names(recordings) == ["first"]
    (notice,) = recordings.take_notices()
    assert "took their place" in notice
    assert len(list(path.parent.glob("*.damaged-*-wal"))) == log_left
    recordings.close()


def test_a_vanished_folder_is_trouble_until_it_is_back(path):
    folder = path.parent / "profile"
    folder.mkdir()
    recordings = Recordings.open(folder / "liqdesk.db", StepClock())
    folder.rename(path.parent / "elsewhere")
    for _ in range(2):
        with pytest.raises(StoreTrouble, match="cannot be opened"):
            put(recordings)
    (path.parent / "elsewhere").rename(folder)
    put(recordings)
    assert names(recordings) == ["x"]
    recordings.close()


def test_a_transaction_is_whole_or_nothing(path):
    recordings = Recordings.open(path, StepClock())

    def half(connection):
        connection.execute("INSERT INTO facts VALUES ('half', '1')")
        raise apsw.FullError("database or disk is full")

    with pytest.raises(StoreTrouble, match="the disk is full"):
        recordings.transact(half)
    assert names(recordings) == []
    put(recordings)
    assert names(recordings) == ["x"]
    recordings.close()


def test_a_fault_of_ours_flies(path):
    recordings = Recordings.open(path, StepClock())
    with pytest.raises(apsw.SQLError):
        recordings.transact(lambda connection: connection.execute("nonsense"))
    put(recordings)
    recordings.close()


def test_the_log_is_moved_into_the_file(path):
    recordings = Recordings.open(path, StepClock())
    assert not recordings.untidy
    for n in range(3):
        recordings.transact(
            lambda connection, n=n: connection.executemany(
                "INSERT INTO facts VALUES (?, ?)", ((f"{n} {k}", "v" * 3_000) for k in range(CHECKPOINT_PAGES // 2))
            )
        )
    assert recordings.untidy
    before = path.stat().st_size
    recordings.tidy()
    assert not recordings.untidy
    assert path.stat().st_size > before + 1_000_000
    recordings.close()


def test_a_second_writer_is_told_to_wait(path):
    recordings, other = Recordings.open(path, StepClock()), apsw.Connection(str(path))
    recordings.use(lambda connection: connection.set_busy_timeout(1))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble, match="another program is writing"):
        put(recordings)
    other.execute("ROLLBACK")
    put(recordings)
    other.close()
    recordings.close()
