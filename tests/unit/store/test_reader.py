"""The archive is read beside the writer, one question after another, and what is given up ends at once."""

import asyncio
import threading
import time

import apsw
import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store.archive import StoredArchive
from liqdesk.store.codes import Source
from liqdesk.store.database import connect
from liqdesk.store.faults import StoreDamaged, StoreTrouble
from liqdesk.store.migrate import schema_scripts
from liqdesk.store.reader import ArchiveReader
from liqdesk.store.rows import RowStore
from tests.fakes.clock import StepClock
from tests.fakes.looped import on_loop
from tests.fakes.rows import T0, row

FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
WHOLE = Span(UnixMs(T0 - T0 % DAY), UnixMs(T0 - T0 % DAY + DAY))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "archive.db"


@pytest.fixture
def writer(path):
    connection = connect(path, StepClock(), schema_scripts(), lambda: "now")
    yield connection
    connection.close()


@pytest.fixture
def reader(path):
    made = ArchiveReader(path)
    yield made
    made.close()


class Endless:
    """A question that SQLite would answer for ever; says when it was begun."""

    def __init__(self, loop):
        self.begun = asyncio.Event()
        self._loop = loop
        self.thread = ""

    def __call__(self, archive: StoredArchive):
        self.thread = threading.current_thread().name
        self._loop.call_soon_threadsafe(self.begun.set)
        return archive._connection.execute(FOR_EVER).fetchall()


@on_loop
async def test_it_sees_what_is_written_meanwhile(path, writer, reader):
    store = RowStore(writer)
    for number in range(3):
        store.insert([row(T0 + number)], Source.LIVE)
        assert (await reader.ask(lambda file: file.total(WHOLE, None))).count == number + 1


@on_loop
async def test_a_question_that_is_given_up_ends_and_the_next_is_answered(writer, reader):
    RowStore(writer).insert([row()], Source.LIVE)
    question = Endless(asyncio.get_running_loop())
    asked = asyncio.create_task(reader.ask(question))
    await question.begun.wait()
    assert question.thread == "liqdesk-archive"
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    async with asyncio.timeout(5):
        assert (await reader.ask(lambda file: file.total(WHOLE, None))).count == 1


@on_loop
async def test_a_question_given_up_before_its_turn_is_never_asked(writer, reader):
    first = Endless(asyncio.get_running_loop())
    asked = [asyncio.create_task(reader.ask(first))]
    await first.begun.wait()
    seen = []
    asked.append(asyncio.create_task(reader.ask(seen.append)))
    await asyncio.sleep(0)
    for task in reversed(asked):
        task.cancel()
    assert len(await asyncio.gather(*asked, return_exceptions=True)) == 2
    assert await reader.ask(lambda file: file.extent().whole) is None
    assert seen == []


@on_loop
async def test_statements_between_which_it_was_given_up_end_too(writer, reader):
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def two_statements(file):
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(5)
        return file._connection.execute(FOR_EVER).fetchall()

    asked = asyncio.create_task(reader.ask(two_statements))
    await begun.wait()
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    go_on.set()
    async with asyncio.timeout(10):
        assert await reader.ask(lambda file: file.extent().whole) is None


@on_loop
async def test_a_long_question_holds_up_no_commit(writer, reader):
    question = Endless(asyncio.get_running_loop())
    asked = asyncio.create_task(reader.ask(question))
    await question.begun.wait()
    began = time.monotonic()
    RowStore(writer).insert([row()], Source.LIVE)
    assert time.monotonic() - began < 2
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)


@on_loop
async def test_answers_of_one_question_fit_together(path, writer, reader):
    RowStore(writer).insert([row()], Source.LIVE)

    def twice(file):
        before = file.total(WHOLE, None).count
        other = apsw.Connection(str(path))
        RowStore(other).insert([row(T0 + 1)], Source.LIVE)
        other.close()
        return before, file.total(WHOLE, None).count

    assert await reader.ask(twice) == (1, 1)
    assert (await reader.ask(lambda file: file.total(WHOLE, None))).count == 2


@on_loop
async def test_no_file_and_a_damaged_one_are_told(path, reader):
    assert not reader.exists()
    with pytest.raises(ExpectedFailure, match="nothing was recorded here yet"):
        await reader.ask(lambda file: file.extent())
    path.write_bytes(b"no database" * 1_000)
    assert reader.exists()
    with pytest.raises(StoreTrouble):
        await reader.ask(lambda file: file.extent())


@on_loop
async def test_words_nobody_wrote_are_damage(writer, reader):
    writer.execute("INSERT INTO markets VALUES (1, 'bybit', CAST(x'ff' AS TEXT))")
    with pytest.raises(StoreDamaged, match="the file is damaged"):
        await reader.ask(lambda file: file.prices("BTC", [1]))


@on_loop
async def test_a_fault_of_ours_flies(writer, reader):
    writer.execute("DROP TABLE all_minutes")
    with pytest.raises(apsw.SQLError):
        await reader.ask(lambda file: file.extent())
