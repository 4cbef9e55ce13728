"""Five thousand power cuts: whatever part of the unsynced writes reached the platter, nothing acknowledged is lost.

A cut may come at any write, also while a store is made, while its log moves into the file, and while an older form is
brought up to date. The file that is found opens as it is: never is one set aside.
"""

import apsw
import pytest

from liqdesk.domain.time import DAY
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.retention import Limits, Removal, Survey
from tests.fakes.clock import StepClock
from tests.fakes.older import older_store
from tests.fakes.power import Recorder, Unwaiting, images
from tests.fakes.rows import T0, row
from tests.fakes.storing_work import Judge, removed, store, written

SUMS_EVERY = 25


class Told:
    """What was acknowledged when; `steps` is the recorder's."""

    def __init__(self, steps):
        self._steps = steps
        self._marks = [(0, 0)]

    def __call__(self, number):
        self._marks.append((len(self._steps), number))

    def before(self, step):
        return max(number for at, number in self._marks if at <= step)


def after_cuts(path, steps, told, rows, cuts, seed, start=None, first=0):
    """Cut, look and judge; returns how many cuts left something else than everything or nothing."""
    judge, halves = Judge(rows), 0
    with Unwaiting():
        for number, (moment, files) in enumerate(images(steps, cuts, seed, first, start)):
            removed(path)
            written(path.parent, files.items())
            complaints = judge.complaints(path, told.before(moment), rows, number % SUMS_EVERY == 0)
            assert complaints == [], f"after a cut at step {moment} of {len(steps)}"
            halves += 0 < told.before(moment) < rows
    return halves


@pytest.mark.parametrize("seed", range(3))
def test_power_cuts_while_storing(tmp_path, seed):
    path = tmp_path / "liqdesk.db"
    with Recorder() as recorder:
        told = Told(recorder.steps)
        rows = store(path, 120, told, seed)
    assert after_cuts(path, recorder.steps, told, rows, 1_100, seed) > 900


def test_power_cuts_while_a_store_is_made(tmp_path):
    path = tmp_path / "liqdesk.db"
    with Recorder() as recorder:
        told = Told(recorder.steps)
        rows = store(path, 3, told)
    after_cuts(path, recorder.steps, told, rows, 400, 7)


def test_power_cuts_while_an_old_store_is_brought_up_to_date(tmp_path):
    path = tmp_path / "liqdesk.db"
    rows = older_store(path, version=1)
    start = {path.name: path.read_bytes()}
    with Recorder() as recorder:
        StoreFile(path, StepClock()).recordings.close()
    told = Told([])
    told(rows)
    after_cuts(path, recorder.steps, told, rows, 900, 11, start)


def test_the_imagined_disk_loses_what_was_not_synced(tmp_path):
    """The counter-check: without syncs the same cuts do lose rows."""
    path = tmp_path / "liqdesk.db"
    with Recorder() as recorder:
        connection = apsw.Connection(str(path))
        migrate(connection, schema_scripts())
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "normal")
        marks = []
        for number in range(60):
            connection.execute("INSERT INTO facts VALUES (?, '')", (f"{number:03}",))
            marks.append((len(recorder.steps), number + 1))
        connection.close()
    lost = 0
    for moment, files in images(recorder.steps, 50, 1, marks[0][0]):
        removed(path)
        written(tmp_path, files.items())
        found = apsw.Connection(str(path))
        kept = found.execute("SELECT count(*) FROM facts").get
        found.close()
        lost += kept < max(number for at, number in marks if at <= moment)
    assert lost > 10


def test_power_cuts_while_the_oldest_orders_go(tmp_path):
    """What a cut undoes of a removal is done again; what was acknowledged meanwhile is there, and the sums hold all."""
    path = tmp_path / "liqdesk.db"
    days, marks = 12, [(0, 0)]
    with Recorder() as recorder:
        file = StoreFile(path, StepClock())
        old = [row(T0 + day * DAY + n, ident=f"{day}-{n}") for day in range(days) for n in range(30)]
        file.commit(old, Aside(), Source.LIVE)
        began, fresh = len(recorder.steps), 0
        while verdict := looked(file, 4):
            removal = Removal(verdict)
            while not file.remove(removal, 7):
                file.commit([row(T0 + days * DAY + fresh)], Aside(), Source.LIVE)
                fresh += 1
                marks.append((len(recorder.steps), fresh))
                if fresh % 9 == 0:
                    file.recordings.tidy()
        file.recordings.close()
    assert fresh > 100
    with Unwaiting():
        for moment, files in images(recorder.steps, 400, 5, began):
            removed(path)
            written(tmp_path, files.items())
            found = StoreFile(path, StepClock())
            assert found.recordings.take_notices() == []
            assert found.recordings.use(lambda one: one.execute("PRAGMA integrity_check").get) == "ok"
            acknowledged = max(number for at, number in marks if at <= moment)
            times = {
                at for (at,) in found.recordings.use(lambda one: one.execute("SELECT at FROM liquidations").fetchall())
            }
            assert {T0 + days * DAY + n for n in range(acknowledged)} <= times
            assert {T0 + day * DAY + n for day in range(days - 3, days) for n in range(30)} <= times
            summed = found.recordings.use(lambda one: one.execute("SELECT sum(rows) FROM minutes").get)
            assert summed >= len(old) + acknowledged
            found.recordings.close()


def looked(file, days):
    """What is to go of a file that may hold so many days."""
    survey = Survey(Limits(days, 10**15), T0 + 400 * DAY)
    while survey.verdict is None:
        file.survey(survey)
    return survey.verdict
