"""What keeping raw messages adds to a row, against committing the same rows in the same run; bytes a message; a search.

Run by name: `./run test tests/benchmarks/test_raw_messages.py -s`. Every row comes with a message of its own, the worst case.
Budget: 0.4 of the commit on a thread of its own, 1 µs of the loop a row.
"""

import time
from random import Random
from statistics import median

import pytest

from liqdesk.domain.time import UnixMs
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.raw_file import RawFile, message_of
from liqdesk.store.raw_messages import BLOCK_BYTES, RawMessages
from liqdesk.store.retention import Limits
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

ROWS, REPEATS, GROUP = 20_000, 5, 1_000
BLOCKS = 120_000
"""A week of a block every five seconds."""

BUDGET, LOOP_BUDGET_US = 0.4, 1.0


def told(number: int, chance: Random) -> tuple[str, tuple]:
    """A message as the busiest venue words it, and its row."""
    coin, usd = f"COIN{chance.randrange(300)}", chance.randrange(100, 500_000)
    price, at = round(chance.uniform(0.1, 90_000), 4), UnixMs(T0 + number // 5)
    body = (
        f'{{"stream":"!forceOrder@arr","data":{{"e":"forceOrder","E":{at + 3},"o":{{"s":"{coin}USDT","ps":"{coin}USDT",'
        f'"st":1,"S":"{chance.choice(("BUY", "SELL"))}","o":"LIMIT","f":"IOC","q":"{usd / price:.3f}","p":"{price}",'
        f'"ap":"{price * 0.999:.4f}","X":"FILLED","l":"{usd / price / 3:.3f}","z":"{usd / price:.3f}","T":{at}}}}}}}'
    )
    return body, (row(at, usd + number, of=instrument(coin, "binance-usdm"), received_at=UnixMs(at + 5)),)


def in_blocks(messages: list) -> list[list]:
    """As they go to disk under load."""
    blocks, size = [[]], 0
    for one in messages:
        blocks[-1].append(one)
        size += len(one[0])
        if size >= BLOCK_BYTES:
            blocks, size = [*blocks, []], 0
    return [block for block in blocks if block]


@pytest.mark.timeout(600)
def test_a_message_costs_a_part_of_its_row(tmp_path):
    chance = Random(5)
    messages = [told(number, chance) for number in range(ROWS)]
    rows = [one for _, batch in messages for one in batch]
    ratios, costs, floors, loops = [], [], [], []
    for repeat in range(REPEATS):
        store, file = (
            StoreFile(tmp_path / f"{repeat}.db", StepClock()),
            RawFile(tmp_path / f"{repeat}.raw", StepClock()),
        )
        keeper = RawMessages(tmp_path / "unused", StepClock(), lambda: Limits(7, 10**9))
        begun = time.perf_counter()
        for start in range(0, ROWS, GROUP):
            store.commit(rows[start : start + GROUP], Aside(), Source.LIVE)
        floors.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for block in in_blocks(messages):
            file.add([message_of(*one) for one in block])
        costs.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for one in messages:
            keeper.came(*one)
        loops.append(time.perf_counter() - begun)
        ratios.append(costs[-1] / floors[-1])
        store.recordings.close()
        file.close()
    raw, size = sum(len(body) for body, _ in messages) / ROWS, (tmp_path / "0.raw").stat().st_size / ROWS
    print(
        f"\na row: commit {median(floors) / ROWS * 1e6:.1f} µs, its message {median(costs) / ROWS * 1e6:.1f} µs on another thread"
        f" ({median(ratios):.2f} of it), {median(loops) / ROWS * 1e6:.2f} µs of the loop;"
        f" {raw:.0f} bytes come, {size:.0f} are kept"
    )
    assert median(ratios) < BUDGET
    assert median(loops) / ROWS * 1e6 < LOOP_BUDGET_US


@pytest.mark.timeout(600)
def test_a_row_s_message_is_found_among_those_of_a_week(tmp_path):
    chance, file = Random(6), RawFile(tmp_path / "raw.db", StepClock())
    block = [told(number, chance) for number in range(10)]
    for number in range(BLOCKS):
        moved = [(body, (batch[0],)) for body, batch in block] if number % 1_000 == 0 else block[:1]
        messages = [message_of(body, batch) for body, batch in moved]
        file.add([type(one)(one.venue, one.at + number * 5_000, one.text, one.body, one.rows) for one in messages])
    found = []
    for _ in range(200):
        wanted = row(
            block[0][1][0].at,
            1,
            of=block[0][1][0].instrument,
            received_at=UnixMs(T0 + 5 + chance.randrange(BLOCKS) * 5_000),
        )
        begun = time.perf_counter()
        file.find(wanted)
        found.append((time.perf_counter() - begun) * 1e3)
    print(f"\na search among {BLOCKS:,} blocks: {median(found):.2f} ms, worst of 200 {max(found):.2f} ms")
    file.close()
    assert median(found) < 50
