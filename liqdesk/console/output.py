"""Writing to standard output, and what it means when that is not possible."""

import errno
import io
import os
import sys
from typing import TextIO

from liqdesk.domain.failure import ExpectedFailure


class OutputLost(ExpectedFailure):
    """What was to be printed could not be written."""


def write_out(text: str, stream: TextIO | None = None) -> None:
    """Write `text` and a line end to `stream`, or to standard output, at once.

    Raises BrokenPipeError where the reader has gone away, OutputLost where it cannot be written for another reason.
    """
    out = sys.stdout if stream is None else stream
    # Python leaves no stream at all where the descriptor was closed when the program began.
    if out is None:
        raise OutputLost("standard output is closed")
    try:
        out.write(f"{text}\n")
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise OutputLost(f"standard output cannot be written: {fault.strerror or fault}") from fault


def speak_utf8() -> None:
    """Write UTF-8 to files and pipes, whatever the locale says; on a terminal what it cannot show becomes a mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def abandon_output() -> None:
    """Let whatever is still to be written go nowhere, so that the interpreter's last flush does not fail as well."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except OSError as fault:
        if fault.errno != errno.EBADF:
            raise
    finally:
        os.close(nowhere)
