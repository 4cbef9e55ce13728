"""A process that stores rows until it is killed, and says on stdout up to which it was told that they are on the platter.

`python -m tests.fakes.storing FILE FIRST`: row n is `numbered(n)`, from FIRST on; every line is the number below which all
rows are acknowledged.
"""

import asyncio
import random
import sys
from pathlib import Path

from liqdesk.app.clock import MachineClock
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.rows import T0, instrument, row

OF = tuple(instrument(base) for base in ("BTC", "ETH", "SOL"))


def numbered(number: int) -> Liquidation:
    """Row n: three coins, both sides, a few without a value."""
    side = PositionSide.LONG if number % 5 else PositionSide.SHORT
    micro = None if number % 17 == 0 else 1_000_000 + number
    return row(T0 + 7 * number, micro, side, OF[number % len(OF)])


async def store(path: Path, number: int) -> None:
    """Store row after row, in groups of any size."""
    writer = Writer(SqlWorker(), path, MachineClock(), "live")
    await writer.open()
    luck = random.Random(number)
    while True:
        many = luck.choice((1, 3, 3, 40, 40, 40, 400))
        for _ in range(many):
            writer.take((numbered(number),))
            number += 1
        if not await writer.flush():
            raise SystemExit(1)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(store(Path(sys.argv[1]), int(sys.argv[2])))
