"""Killed between firing and sending, again and again: what the store took arrives, at least once, by the same id."""

import asyncio
import random
import sys
from collections import Counter

from liqdesk.store.database import open_for_reading
from tests.fakes.hook import Say, hook_server, until

KILLS = 4
FIRED = 3
"""Alerts a run, while the other side answers nobody."""


async def start(path, address: str, first: int, count: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.mailing", str(path), address, str(first), str(count),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


def test_what_was_kept_arrives_after_kills(run, tmp_path):
    path, luck, kept = tmp_path / "liqdesk.db", random.Random(7), []

    async def story():
        async with hook_server() as hook:
            hook.usual = Say(silent=True, then="hang")
            for number in range(KILLS):
                process = await start(path, hook.address, number * FIRED, FIRED)
                for _ in range(luck.randint(1, FIRED)):
                    kept.append((await process.stdout.readline()).decode().strip())
                before = len(hook.heard)
                if number % 2:  # every other time with a message on its way
                    await until(lambda before=before: len(hook.heard) > before)
                await kill(process)
            began = Counter(one.headers["idempotency-key"] for one in hook.heard)
            hook.heard.clear()
            hook.usual = Say()
            process = await start(path, hook.address, KILLS * FIRED, 0)
            await until(lambda: set(kept) <= {one.headers["idempotency-key"] for one in hook.heard})
            await until(lambda: waiting(path) == 0)
            await kill(process)
            return began, Counter(one.headers["idempotency-key"] for one in hook.heard), hook.heard

    began, arrived, heard = run(story(), limit=60)
    assert len(kept) >= KILLS
    assert set(kept) <= set(arrived)
    assert began, "no kill came while a message was on its way"
    assert set(arrived.values()) == {1}
    assert {one.json["id"] for one in heard} == set(arrived)


def waiting(path) -> int:
    connection = open_for_reading(path)
    ((count,),) = connection.execute("SELECT count(*) FROM parcels WHERE ended_at IS NULL")
    connection.close()
    return count
