"""Questions to the archive, on a thread and with a connection of their own, so that neither the window nor the writer waits."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.store.archive import StoredArchive
from liqdesk.store.database import open_for_reading
from liqdesk.store.faults import StoreDamaged, StoreTrouble, trouble_of
from liqdesk.store.worker import SqlWorker

Answer = TypeVar("Answer")

STEPS_PER_LOOK = 400_000
"""Steps of SQLite's machine, some ten milliseconds, after which a question that was given up is noticed at the latest."""


class ArchiveReader:
    """Answers one question after another; whoever cancels breaks off his own at once. Used on one event loop.

    The file is opened for each question: it may be moved away, replaced or made meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker: SqlWorker | None = None

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self._path.is_file()

    async def ask(self, question: Callable[[StoredArchive], Answer]) -> Answer:
        """What `question` makes of the archive as it is at one moment. Raises ExpectedFailure where it cannot be read."""
        if self._worker is None:
            self._worker = SqlWorker("liqdesk-archive")
        job = _Job(self._path, question)
        try:
            return await self._worker.run(job.answer)
        except asyncio.CancelledError:
            job.give_up()
            raise

    def close(self) -> None:
        """End the thread; a question that is being answered is waited for a moment."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


class _Job(Generic[Answer]):
    """One question: answered on the reader's thread, given up from the loop's."""

    def __init__(self, path: Path, question: Callable[[StoredArchive], Answer]) -> None:
        self._path = path
        self._question = question
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None
        self._given_up = False

    def answer(self) -> Answer:
        if self._given_up:
            raise StoreTrouble("the question was given up")
        connection = open_for_reading(self._path)
        with self._lock:
            self._connection = connection
        try:
            # An interrupt ends the statement that runs; this ends those that follow.
            connection.set_progress_handler(lambda: self._given_up, STEPS_PER_LOOK)
            connection.execute("BEGIN")
            return self._question(StoredArchive(connection))
        except apsw.Error as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            raise type(trouble)(f"the archive cannot be read: {trouble}") from fault
        except (IndexError, ValueError) as fault:
            if isinstance(fault, ExpectedFailure):
                raise
            raise StoreDamaged("the archive cannot be read: the file is damaged") from fault
        finally:
            with self._lock:
                self._connection = None
            connection.close()

    def give_up(self) -> None:
        """Have the answer broken off, wherever it is."""
        with self._lock:
            self._given_up = True
            if self._connection is not None:
                self._connection.interrupt()
