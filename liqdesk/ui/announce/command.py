"""How the player is started and asked for outputs, for those who have no window; no Qt."""

import asyncio
import json
import sys
from pathlib import Path

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import figure, tr

PLAYER = "liqdesk.ui.announce.player"


def player_command() -> tuple[str, ...]:
    """What starts `player.py` with the Python of this program: by its path, for it needs nothing else of the package."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "-m", PLAYER)
    return (sys.executable, "-P", str(Path(__file__).with_name("player.py")))


async def sound_outputs(limit: float, command: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of the sound outputs, asked of a process that is ended after `limit` seconds. Raises ExpectedFailure."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *(command or player_command()), stdin=pipe, stdout=pipe, stderr=pipe
        )
    except OSError as fault:
        raise ExpectedFailure(tr("the player cannot be started: {why}").format(why=fault.strerror)) from fault
    try:
        async with asyncio.timeout(limit):
            return await _asked(process)
    except TimeoutError:
        process.kill()
        raise ExpectedFailure(
            tr("the sound server does not answer within {limit} s").format(limit=figure(f"{limit:g}"))
        ) from None
    finally:
        # Killing one that ends by itself would take its exit code from the thread by which asyncio waits for it.
        await process.communicate(b"")  # it ends with its input


async def _asked(process: asyncio.subprocess.Process) -> tuple[str, ...]:
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ExpectedFailure(tr("the player has no pipes"))
    process.stdin.write(json.dumps({"do": "outputs"}).encode() + b"\n")
    line = await process.stdout.readline()
    if not line:
        said = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
        raise ExpectedFailure(said[-1] if said else tr("the player broke off"))
    told = json.loads(line)
    if told["told"] == "failed":
        raise ExpectedFailure(told["why"])
    return tuple(told["names"])
