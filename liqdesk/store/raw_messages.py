"""Keeps for a while what the venues sent: taken on the event loop, written and looked up on a thread of its own."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import Clock
from liqdesk.engine.ports import RawMessage
from liqdesk.store.raw_file import RawFile, message_of, told_within
from liqdesk.store.retention import Limits
from liqdesk.store.waiting import within
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

WRITE_EVERY_S = 5.0
"""Messages are gathered for so long, because together they pack to a third; a kill costs at most these."""

BLOCK_BYTES = 256 * 1024
HELD_BYTES = 16 * 1024 * 1024
"""While the disk is mute so much is held, and what comes beyond it is not kept."""

ANSWER_WITHIN_S = 5.0
PAUSE_S = 0.03


class RawMessages:
    """A `RawSink` and a `RawShelf`, which writes from `start` to `close`, on one event loop.

    Trouble with the file costs messages, never a row; `tell` hears of it once, each time it begins, and when it is over.
    `limits` is asked at every look: days of recording, of which none switch it off, and bytes. Where it does not `trim`, nothing
    is removed.
    """

    def __init__(self, path: Path, clock: Clock, limits: Callable[[], Limits], trim: bool = True) -> None:
        self.tell: Callable[[str], None] = log.warning
        self._limits = limits
        self._trims = trim
        self._on = limits().days > 0
        self._file = RawFile(path, clock)
        self._worker = SqlWorker("liqdesk-raw")
        self._waiting: list[tuple[str | bytes, Batch]] = []
        self._going: list[tuple[str | bytes, Batch]] = []
        self._bytes = 0
        self._failing = self._stopping = self._closed = False
        self._anything, self._full = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write what comes, and remove what is beyond the limits."""
        self._anything.set()
        self._task = asyncio.get_running_loop().create_task(self._run(), name="raw messages")
        self._task.add_done_callback(self._ended)

    @property
    def held(self) -> int:
        """Bytes that wait to be written."""
        return self._bytes

    @property
    def busy(self) -> bool:
        """Whether anything waits to be written, or is being written."""
        return bool(self._waiting or self._going)

    def came(self, body: str | bytes, batch: Batch) -> None:
        """Keep the message that brought these rows."""
        if not self._on or self._bytes > HELD_BYTES:
            return
        self._waiting.append((body, batch))
        self._bytes += len(body)
        if self._bytes >= BLOCK_BYTES:
            self._full.set()
        if len(self._waiting) == 1:
            self._anything.set()

    def changed(self) -> None:
        """The limits are others."""
        self._on = self._limits().days > 0
        if not self._on:
            self._waiting, self._bytes = [], 0
        self._anything.set()

    async def find(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row; None where it is not kept, or the disk does not give it."""
        told = told_within(row)
        for body, batch in reversed((*self._going, *self._waiting)):
            at = batch[0].received_at
            if told.start <= at <= told.end and row.key in {one.key for one in batch}:
                return RawMessage(row.instrument.venue, at, body)
        return await self._stored(row)

    async def close(self) -> None:
        """Write what waits, as far as the disk answers, and let go of the file."""
        self._stopping = True
        self._anything.set()
        self._full.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=ANSWER_WITHIN_S)
            if late:
                log.info("The last raw messages were not kept: the disk does not answer")
                self._task.cancel()
        self._closed = True
        self._worker.submit(self._file.close)
        self._worker.close()

    async def _run(self) -> None:
        while not self._stopping:
            await self._anything.wait()
            self._anything.clear()
            if self._waiting:
                await within(WRITE_EVERY_S, self._full)
            await self._write()
            while self._trims and not self._stopping and await self._trimmed():
                await asyncio.sleep(PAUSE_S)
                if self._bytes >= BLOCK_BYTES:
                    await self._write()
        await self._write()

    async def _write(self) -> None:
        """Write what waits as a block; one that cannot be written is given up."""
        self._going, self._waiting, self._bytes = self._waiting, [], 0
        self._full.clear()
        going = self._going
        if not going:
            return
        try:
            await self._worker.run(lambda: self._file.add([message_of(*one) for one in going]))
        except ExpectedFailure as trouble:
            self._failed(trouble)
        else:
            if self._failing:
                self._failing = False
                self.tell(tr("Raw messages are kept again."))
        finally:
            self._going = []

    async def _trimmed(self) -> bool:
        """Remove a few of what is beyond the limits; whether there may be more."""
        limits = self._limits()
        try:
            return await self._worker.run(lambda: self._file.trim(limits))
        except ExpectedFailure as trouble:
            self._failed(trouble)
            return False

    async def _stored(self, row: Liquidation) -> RawMessage | None:
        if self._closed:
            return None
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._worker.run(lambda: self._file.find(row))
        except TimeoutError:
            return None
        except ExpectedFailure as trouble:
            self._failed(trouble)
            return None

    def _failed(self, trouble: ExpectedFailure) -> None:
        if not self._failing:
            self._failing = True
            self.tell(
                tr("Raw messages cannot be kept or looked up: {why}. Orders are stored all the same.").format(
                    why=trouble
                )
            )

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Where it ended by a fault of ours: say so to the loop's handler, and take no more."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._on, self._waiting = False, []
            task.get_loop().call_exception_handler({"message": "Keeping raw messages failed", "exception": fault})
