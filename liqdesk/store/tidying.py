"""Moves a write-ahead log that has grown into its file, most of it beside whoever writes, so that no group waits for that."""

import asyncio
import logging
from pathlib import Path

import apsw

from liqdesk.store.faults import StoreTrouble, trouble_of
from liqdesk.store.recordings import Recordings
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

CLOSE_WITHIN_S = 5.0


def move_log(path: Path) -> None:
    """Move what the log holds now into the file; what is written meanwhile stays in the log. Raises apsw.Error."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.pragma("synchronous", "full")
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    finally:
        connection.close()


class Tidier:
    """One for each writer; on its event loop. A log that could not be moved is moved later: its rows are safe in it."""

    def __init__(self, worker: SqlWorker, path: Path) -> None:
        self._worker = worker
        self._path = path
        self._beside: SqlWorker | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, recordings: Recordings) -> "asyncio.Task[None]":
        """Begin, unless that is under way; the task ends well whatever the disk says."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._tidy(recordings), name="store log")
        return self._task

    async def close(self) -> None:
        """Wait for what is under way; a disk that is mute is left to itself."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=CLOSE_WITHIN_S)
            self._task.cancel()
        if self._beside is not None:
            self._beside.close()

    async def _tidy(self, recordings: Recordings) -> None:
        if self._beside is None:
            self._beside = SqlWorker("liqdesk-log")
        try:
            await self._beside.run(lambda: move_log(self._path))
            # The rest, which is little; only where all of the log is in the file it is begun anew from its start.
            await self._worker.run(recordings.tidy)
        except (apsw.Error, StoreTrouble) as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            log.info("The log could not be moved into the file: %s", trouble)
