"""Copies are numbered, three deep, made of one moment, and put back where the newest is damaged too."""

import apsw
import pytest

from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store.backups import KEPT, BackupRun, backups_of, finish_return, is_due, made_room, prepare_return
from liqdesk.store.codes import Source
from liqdesk.store.copies import PART, soundness
from liqdesk.store.groups import Aside, StoreFile
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row
from tests.fakes.stored import column


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


@pytest.fixture
def file(path):
    file = StoreFile(path, StepClock())
    file.commit([row()], Aside(), Source.LIVE)
    yield file
    file.recordings.close()


def back_up(path, now=T0, meanwhile=lambda: None):
    assert made_room(path)
    run = BackupRun(path, UnixMs(now), lambda: False)
    try:
        while not run.step():
            meanwhile()
        return run.finish()
    finally:
        run.close()


def test_a_backup_holds_what_is_there_and_rows_that_come_meanwhile_start_nothing_anew(path, file):
    file.commit([row(T0 + n, ident=f"{n:0200}") for n in range(1, 6_001)], Aside(), Source.LIVE)
    came = iter(range(10**6))
    steps = []

    def meanwhile():
        steps.append(next(came))
        file.commit([row(T0 - 1 - steps[-1])], Aside(), Source.LIVE)

    assert back_up(path, meanwhile=meanwhile)
    (backup,) = backups_of(path)
    assert backup.path.name == "liqdesk.db.backup-1-20260113-212600"
    assert (backup.at, backup.size) == (T0, backup.path.stat().st_size)
    assert 0 < len(steps) < 100
    assert column(backup.path, "SELECT count(*) FROM liquidations") == [6_001]


def test_three_are_kept_whatever_the_clock_says(path, file):
    for day in (0, 1, 3_650, 2, 3):
        assert back_up(path, T0 + day * DAY)
    assert [one.number for one in backups_of(path)] == [5, 4, 3]
    assert len(backups_of(path)) == KEPT


def test_when_one_is_due(path, file):
    assert is_due(path, T0)
    back_up(path)
    assert not is_due(path, UnixMs(T0 + DAY - 1))
    assert is_due(path, UnixMs(T0 + DAY))
    assert is_due(path, UnixMs(T0 - DAY))  # made while the clock was ahead


def test_a_file_that_nobody_has_written_since_needs_no_other_copy(path, file):
    file.recordings.close()
    back_up(path)
    assert not is_due(path, UnixMs(T0 + 40 * DAY))
    again = StoreFile(path, StepClock())
    again.commit([row(T0 + 1)], Aside(), Source.LIVE)
    assert is_due(path, UnixMs(T0 + 40 * DAY))  # it stands in the log alone
    again.recordings.close()
    assert is_due(path, UnixMs(T0 + 40 * DAY))
    back_up(path, T0 + 40 * DAY)
    assert not is_due(path, UnixMs(T0 + 80 * DAY))
    path.unlink()
    assert is_due(path, UnixMs(T0 + 80 * DAY))  # whoever tries says that it is gone


def test_a_copy_that_somebody_removed_meanwhile_is_no_damage(path, file):
    run = BackupRun(path, T0, lambda: False)
    while not run.step():
        pass
    for part in path.parent.glob(f"*{PART}"):
        part.unlink()
    with pytest.raises(FileNotFoundError):
        run.finish()
    run.close()


def test_a_run_that_is_broken_off_leaves_nothing(path, file):
    run = BackupRun(path, T0, lambda: False)
    run.step()
    run.close()
    assert backups_of(path) == []
    assert list(path.parent.glob(f"*{PART}*")) == []
    stopped = BackupRun(path, T0, lambda: True)
    while not stopped.step():
        pass
    stopped.close()
    assert backups_of(path) == []


@pytest.mark.expected_log("Damage was found in a copy of .*liqdesk.db: ")
def test_a_damaged_store_makes_no_backup_and_removes_none(path, file):
    for _ in range(KEPT):
        assert back_up(path)
    file.commit([row(T0 + n) for n in range(1, 3_000)], Aside(), Source.LIVE)
    root = file.recordings.use(lambda one: one.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'minutes'").get)
    file.recordings.close()
    with path.open("r+b") as content:
        content.seek((root - 1) * 4096)
        content.write(b"\xff" * 200)
    assert not back_up(path)
    assert len(backups_of(path)) == KEPT


def test_what_is_put_back_is_the_newest_sound_one(path, file):
    back_up(path)
    file.commit([row(T0 + 1)], Aside(), Source.LIVE)
    back_up(path)
    file.recordings.close()
    newest, oldest = backups_of(path)
    newest.path.write_bytes(b"rubbish" * 1_000)
    assert prepare_return(path) == oldest
    path.unlink()
    assert finish_return(path)
    assert column(path, "SELECT count(*) FROM liquidations") == [1]
    assert soundness(oldest.path) == "ok"
    oldest.path.write_bytes(b"")
    assert prepare_return(path) is None
    assert not finish_return(path)


def test_a_return_that_was_prepared_while_the_store_stays_is_thrown_away(path, file):
    back_up(path)
    assert prepare_return(path) is not None
    assert not finish_return(path)
    assert list(path.parent.glob(f"*{PART}")) == []


def test_other_files_are_no_backups(path):
    for name in (
        "liqdesk.db.backup-x-20260113-212600",
        f"liqdesk.db.backup-2-20260113-212600{PART}",
        "a.backup-1-20260113-212600",
    ):
        path.with_name(name).touch()
    assert backups_of(path) == []
    assert backups_of(path.parent / "nowhere" / "liqdesk.db") == []


def test_a_source_that_cannot_be_opened_is_said(path):
    with pytest.raises(FileNotFoundError):
        BackupRun(path, T0, lambda: False)
    path.mkdir()
    with pytest.raises(apsw.Error):
        BackupRun(path, T0, lambda: False)
