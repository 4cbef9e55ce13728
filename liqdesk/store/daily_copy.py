"""The copy a day of one file, made beside whoever writes it: in steps, on a thread of its own."""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import apsw

from liqdesk.domain.language import tr
from liqdesk.domain.time import Clock
from liqdesk.store.backups import BackupRun, is_due, made_room
from liqdesk.store.faults import trouble_of
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

PAUSE_S = 0.01


class DailyCopy:
    """`failed` is the sentence, with `{reason}` in it, that says there is no copy. `trouble` is that reason as long as it holds.

    `optional`: where there is no such file nothing is missing.
    """

    def __init__(self, path: Path, clock: Clock, failed: str, optional: bool = False) -> None:
        self.trouble = ""
        self._path = path
        self._clock = clock
        self._failed = failed
        self._optional = optional

    async def make(self, say: Callable[[str], object]) -> bool:
        """Make a copy, if one is due; whether one was made. Where it should have been and was not, `say` hears why, once."""
        if not await asyncio.to_thread(self._due):
            return False
        stop, worker, before = threading.Event(), SqlWorker("liqdesk-copies"), self.trouble
        try:
            self.trouble = await self._copied(worker, stop)
        finally:
            stop.set()
            worker.close()
        if self.trouble and self.trouble != before:
            say(tr(self._failed).format(reason=self.trouble))
        return not self.trouble

    def _due(self) -> bool:
        if self._optional and not self._path.exists():
            return False
        return is_due(self._path, self._clock.now())

    async def _copied(self, worker: SqlWorker, stop: threading.Event) -> str:
        """Make a copy on that thread; empty, or why there is none."""
        now, run = self._clock.now(), None
        try:
            if not await worker.run(lambda: made_room(self._path)):
                return tr("the disk would get too full")
            run = await worker.run(lambda: BackupRun(self._path, now, stop.is_set))
            while not await worker.run(run.step):  # noqa: ASYNC110  # a breath for the disk: nothing is waited for
                await asyncio.sleep(PAUSE_S)
            sound = await worker.run(run.finish)
            return "" if sound else tr("damage was found in them; earlier backups are kept")
        except (apsw.Error, OSError) as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            return str(trouble)
        finally:
            if run is not None:
                worker.submit(run.close)
