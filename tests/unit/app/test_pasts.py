"""A day of recorded rows, read in pieces."""

import asyncio

from liqdesk.app.pasts import stored_rows
from liqdesk.domain.time import UnixMs
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row


async def read(folder, count, at_once):
    worker = SqlWorker()
    disk = Writer(worker, folder / "liqdesk.db", StepClock(), "live")
    await disk.open()
    rows = [row(at=UnixMs(T0 + number // 3), micro=number) for number in range(count)]
    disk.take(tuple(rows))
    await disk.flush()
    pieces = [piece async for piece in stored_rows(disk, UnixMs(T0), UnixMs(T0 + 1_000), at_once)]
    before = [piece async for piece in stored_rows(disk, UnixMs(T0 + 1), UnixMs(T0 + 2), at_once)]
    await disk.close()
    worker.close()
    return rows, pieces, before


def test_every_row_comes_once_and_in_order_whatever_the_pieces(tmp_path):
    for name, at_once in (("odd", 7), ("even", 10), ("all", 100)):
        (tmp_path / name).mkdir()
        rows, pieces, between = asyncio.run(read(tmp_path / name, 30, at_once))
        told = [one for piece in pieces for one in piece]
        assert {one.notional for one in told} == {one.notional for one in rows}
        assert len(told) == 30
        assert [one.at for one in told] == sorted(one.at for one in rows)
        assert max(map(len, pieces)) == min(at_once, 30)
        assert {one.at for piece in between for one in piece} == {T0 + 1}
