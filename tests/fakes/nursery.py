"""A process that has loaded what is needed to store rows, and makes one child after another that does so until it is killed.

`python -m tests.fakes.nursery`: a line `FILE FIRST` on stdin makes a child (see `tests.fakes.storing`), whose number comes
on stdout as `born PID`; then come the child's own lines, and `gone` once it has ended. A child costs a fork, not a start.
"""

import asyncio
import os
import sys
from pathlib import Path

from liqdesk.store import recordings
from tests.fakes.storing import store

MOVED_EVERY = 60
"""Pages of the log after which it is moved into the file: so seldom as in life, no kill would ever come in between."""


def nurse() -> None:
    """Make children until stdin ends."""
    recordings.CHECKPOINT_PAGES = MOVED_EVERY
    for line in sys.stdin:
        path, first = line.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(store(Path(path), int(first)))
            finally:
                os._exit(1)
        _say(f"born {child}")
        os.waitpid(child, 0)
        _say("gone")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    nurse()
