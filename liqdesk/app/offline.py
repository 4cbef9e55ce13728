"""The words that need no network: decode."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.resources import Resources
from liqdesk.app.venues import known_venue, new_catalogue
from liqdesk.console.decode import print_decoded
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.intake import Intake
from liqdesk.engine.seen import EveryTime
from liqdesk.feed.decoding import decode
from liqdesk.venues.registry import VENUES


def decode_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Frames from a file or stdin, line by line; what became of each on stdout, a count on stderr."""
    venue = known_venue(arguments.venue)
    catalogue = new_catalogue(Resources())
    for path in arguments.instruments or ():
        try:
            page = VENUES[venue].read_instruments(read_bytes(path), "")
        except ValueError as fault:
            raise ExpectedFailure(f"{path}: {fault}") from fault
        for owner in {one.venue for one in page.instruments}:
            catalogue.add(owner, [one for one in page.instruments if one.venue == owner], str(path), None)
    intake = Intake(catalogue, {known: one.info.completeness for known, one in VENUES.items()}, EveryTime())
    counts = print_decoded(venue, decode(VENUES[venue].decoder(), _lines(arguments.file), intake, MachineClock()))
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    sys.stderr.write(f"liqdesk: {told or 'no frames'}\n")
    return 0


def _lines(path: Path | None) -> Iterator[bytes]:
    if path is None:
        if sys.stdin is None:  # closed when the program began
            raise ExpectedFailure("standard input is closed; name a file")
        yield from sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as fault:
        raise ExpectedFailure(f"{path} cannot be read: {fault.strerror}") from fault
    with file:
        yield from file


def read_bytes(path: Path) -> bytes:
    """A whole file. Raises ExpectedFailure with the system's reason."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ExpectedFailure(f"{path} cannot be read: {fault.strerror}") from fault
