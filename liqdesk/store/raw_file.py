"""What the venues sent, packed in blocks, in a file of its own beside the recordings: losing it costs no row and no sum.

Commits reach the platter when the log is moved into the file (`synchronous` NORMAL). A kill loses nothing that was committed
and a power cut only the last moments; neither leaves a damaged file, as the log is checked block by block when it is read.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import apsw
import msgspec
import zstandard

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import ESTIMATED, Liquidation
from liqdesk.domain.time import DAY, MINUTE, Clock, DurationMs, UnixMs
from liqdesk.engine.ports import RawMessage
from liqdesk.store.database import beside, cannot, connect
from liqdesk.store.faults import DAMAGE, StoreDamaged, StoreTrouble, trouble_of
from liqdesk.store.recordings import COMPANIONS
from liqdesk.store.retention import Limits, give_back, is_roomy, used_bytes

log = logging.getLogger(__name__)

Result = TypeVar("Result")

FORM = """
-- Messages that came one after the other, packed together. `first` and `last` are when they came, in Unix ms UTC.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX blocks_by_time ON blocks (last, first);
"""

DAMAGED = ".damaged"
"""A damaged file is set aside under this name, in place of an earlier one."""

LEVEL = 1
"""Of short messages that are much alike higher ones cost more and pack no better."""

CORRECTED_WITHIN = DurationMs(10 * MINUTE)
"""So much later the message is looked for that told at what price an order was closed which was told at an estimate before."""

REMOVED_AT_ONCE = 32
PAGES_GIVEN_BACK = 256

UNREADABLE = (zstandard.ZstdError, msgspec.MsgspecError)


class Message(msgspec.Struct, frozen=True, array_like=True):
    """One message, of which text is kept as UTF-8; `rows` are checks of the keys of those it brought.

    They tell it from others of the same venue and millisecond.
    """

    venue: str
    at: int
    text: bool
    body: bytes
    rows: list[int]

    def content(self) -> str | bytes:
        """The message as it came."""
        return self.body.decode() if self.text else self.body


_DECODER = msgspec.msgpack.Decoder(list[Message])


def message_of(body: str | bytes, batch: Sequence[Liquidation]) -> Message:
    """A message with its rows, of which there is one at least."""
    first, text = batch[0], isinstance(body, str)
    packed = body.encode() if isinstance(body, str) else body
    return Message(first.instrument.venue, first.received_at, text, packed, [_check(row) for row in batch])


class RawFile:
    """Used from one thread. The file is opened when it is first needed, and made when something is first kept.

    What the world does to it is raised as StoreTrouble; a damaged file is set aside first, so that the next call has a new one.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        self._connection: apsw.Connection | None = None

    def add(self, messages: Sequence[Message]) -> None:
        """Keep these together."""
        times = [one.at for one in messages]
        packed = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(msgspec.msgpack.encode(messages))
        block = (min(times), max(times), packed)
        self._use(
            lambda connection: connection.execute("INSERT INTO blocks (first, last, body) VALUES (?, ?, ?)", block)
        )

    def find(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row as it stands, or None."""
        if self._connection is None and not self.path.exists():
            return None
        return self._use(lambda connection: _newest(_within(connection, told_within(row)), row))

    def trim(self, limits: Limits) -> bool:
        """Remove a few of the oldest blocks beyond the limits, of no days at all the file; whether more may have to go."""
        if limits.days == 0:
            self._remove()
            return False
        if self._connection is None and not self.path.exists():
            return False
        return self._use(lambda connection: _trimmed(connection, limits))

    def close(self) -> None:
        """Let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(apsw.Error):  # a full or vanished disk must not keep us from letting go
                connection.close()

    def _use(self, job: Callable[[apsw.Connection], Result]) -> Result:
        try:
            return job(self._connection or self._open())
        except (apsw.Error, OSError, StoreDamaged) as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            self.close()  # the next call looks what is there then: a disk that was away may be another one
            if isinstance(trouble, StoreDamaged):
                self._set_aside()
            raise trouble from fault

    def _open(self) -> apsw.Connection:
        try:
            connection = connect(self.path, self._clock, (FORM,), lambda: str(self._clock.now()))
            connection.pragma("synchronous", "normal")
        except DAMAGE:
            raise
        except (apsw.Error, OSError) as fault:
            raise cannot(self.path, "opened", fault) from fault
        self._connection = connection
        return connection

    def _set_aside(self) -> None:
        for suffix in COMPANIONS:
            with contextlib.suppress(OSError):  # what cannot be moved is told with the next failure
                beside(self.path, suffix).replace(beside(self.path, DAMAGED + suffix))

    def _remove(self) -> None:
        self.close()
        try:
            for suffix in COMPANIONS:
                beside(self.path, suffix).unlink(missing_ok=True)
        except OSError as fault:
            raise StoreTrouble(
                tr("{path} cannot be removed: {why}").format(path=self.path, why=fault.strerror)
            ) from fault


def _check(row: Liquidation) -> int:
    return crc32(row.key.encode())


def told_within(row: Liquidation) -> Span:
    """From when to when, both included, the message came that a row is as it stands.

    A stored row keeps the moment it was first told, also where that was an estimate which another message corrected: only a
    numbered row can have been, and it is none any more.
    """
    corrected = row.ident and row.price_kind not in ESTIMATED
    return Span(row.received_at, UnixMs(row.received_at + (CORRECTED_WITHIN if corrected else 0)))


def _within(connection: apsw.Connection, span: Span) -> Iterator[Message]:
    """The messages that came in this time."""
    blocks = connection.execute("SELECT body FROM blocks WHERE last >= ? AND first <= ?", (span.start, span.end))
    for (body,) in blocks:
        try:
            messages = _DECODER.decode(zstandard.ZstdDecompressor().decompress(body))
        except UNREADABLE as fault:
            log.info("A block of raw messages cannot be read: %s", fault)
        else:
            yield from (one for one in messages if span.start <= one.at <= span.end)


def _newest(messages: Iterable[Message], row: Liquidation) -> RawMessage | None:
    """The last of them that told this row."""
    wanted, venue = _check(row), row.instrument.venue
    told = [one for one in messages if one.venue == venue and wanted in one.rows]
    newest = max(told, key=lambda one: one.at, default=None)
    return None if newest is None else RawMessage(venue, UnixMs(newest.at), newest.content())


def _trimmed(connection: apsw.Connection, limits: Limits) -> bool:
    until = _aged_until(connection, limits.days)
    if used_bytes(connection) > limits.size:
        until = 2**62
    connection.execute(
        "DELETE FROM blocks WHERE id IN (SELECT id FROM blocks WHERE last < ? ORDER BY last LIMIT ?)",
        (until, REMOVED_AT_ONCE),
    )
    removed = connection.changes() > 0
    if is_roomy(connection):
        give_back(connection, PAGES_GIVEN_BACK)
        return True
    return removed


def _aged_until(connection: apsw.Connection, days: int) -> int:
    """What came before this is older than the newest `days` days that have a message: no clock that jumps makes any old."""
    before = 2**62
    for _ in range(days):
        newest = connection.execute("SELECT max(last) FROM blocks WHERE last < ?", (before,)).get
        if newest is None:
            return 0
        before = newest // DAY * DAY
    return before
