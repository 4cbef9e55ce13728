"""The program as a process that is told to end in some state, beside servers of the desktop that never answer."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LIMIT = 60
PROGRAM = [sys.executable, "-m", "liqdesk"]

Reached = Callable[[int], bool]
"""Whether the process of that number has come to the state that is waited for."""


@contextmanager
def mute_server(path: Path) -> Iterator[str]:
    """A socket that takes every connection and never says anything; gives its path."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen(50)
        yield str(path)


def loaded(library: str) -> Reached:
    """The process has mapped a library of that name."""
    return lambda number: library in Path(f"/proc/{number}/maps").read_text()


def there(folder: Path, pattern: str) -> Reached:
    """A file of that pattern is in the folder, at whatever depth."""
    return lambda number: any(folder.rglob(pattern))


def ended(
    words: list[str], reached: Reached, ending: signal.Signals = signal.SIGTERM, **environment: str
) -> tuple[int, str]:
    """Start, wait for the state, send the signal; exit code and what was said on stderr. Fails where it does not end."""
    off_screen = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    with subprocess.Popen([*PROGRAM, *words], env=off_screen, stderr=subprocess.PIPE, text=True) as process:
        try:
            while not reached(process.pid):
                assert process.poll() is None, process.stderr and process.stderr.read()
            process.send_signal(ending)
            code = process.wait(LIMIT)
        finally:
            process.kill()
        assert process.stderr is not None
        return code, process.stderr.read()
