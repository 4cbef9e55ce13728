"""The simulated exchanges as a process of their own: for the word `simulate`, and beside a demo."""

import asyncio
import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from pathlib import Path

from liqdesk.app.crash import CrashHooks
from liqdesk.app.venues import demo_venues
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.simulator.run import main as simulator_main

READY_WITHIN_S = 30.0
GONE_WITHIN_S = 1.0


def simulate_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Serve the simulated exchanges until stopped, or write a scenario to a tape."""
    return simulator_main(arguments)


@contextlib.asynccontextmanager
async def simulator_process(scenario: str, seed: int, folder: Path) -> AsyncIterator[Path]:
    """Run the simulated exchanges beside this process; gives their endpoints file. Raises ExpectedFailure.

    Its story is about the venues that are on by default. All others are served too: whatever is switched on in a demo,
    nothing is sent outside.
    """
    about = [word for venue in demo_venues() for word in ("--venue", venue)]
    endpoints = folder / "endpoints.toml"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "liqdesk.simulator", "--scenario", scenario, "--seed", str(seed),
        "--endpoints-file", str(endpoints), "--parent", str(os.getpid()), "--wait-for-client",
        "--serve-all", *about,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        await _ready(process)
        yield endpoints
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), GONE_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _ready(process: asyncio.subprocess.Process) -> None:
    if process.stdout is None:
        raise ExpectedFailure("the simulated exchanges cannot be heard")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_S)
    except TimeoutError as late:
        raise ExpectedFailure("the simulated exchanges did not start in time") from late
    if not line:
        raise ExpectedFailure("the simulated exchanges did not start")
