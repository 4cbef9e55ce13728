"""The made-up years of the benchmarks are what the program itself would have written."""

from liqdesk.domain.time import UnixMs
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from tests.fakes.archive import FOLDER, archive
from tests.fakes.clock import StepClock
from tests.fakes.stored import column, complaints


def test_an_archive_is_sound_and_what_it_holds_is_known_again(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    made = archive(4_000, 4)
    assert archive(4_000, 4) == made
    assert complaints(made.path) == []
    copy = made.copied(tmp_path)
    file = StoreFile(copy.path, StepClock(copy.until))
    rows = file.history().rows(copy.since, UnixMs(copy.until), 10**6)
    assert len(rows) == copy.rows >= 4_000
    assert file.commit(list(rows), Aside(), Source.LIVE).new == 0
    assert len(file.history().spans(UnixMs(0))) > 0
    file.recordings.close()
    assert column(copy.path, "SELECT count(*) FROM liquidations") == [made.rows]
