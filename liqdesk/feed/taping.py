"""Recording to a tape that is begun and ended while the feed runs, within a limit and as long as the disk has room."""

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.tape import TapeWriter

LEAST_FREE = 200 * 1024 * 1024
"""A tape ends before the disk has less room than this: the recordings need it more."""
PAGES_KEPT = 12
"""Pages of contracts kept of a venue, the newest; some have several."""
BEGINNING = 256
"""By so many bytes a page is known again when its venue is asked once more."""
LOOKED_EVERY = DurationMs(5 * SECOND)


def free_bytes(folder: Path) -> int | None:
    """Room on the disk of a folder; None where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


class Taping:
    """A `Recorder` with or without a tape in it. `ended` hears the sentence of a tape that ends by itself.

    A tape that begins in the middle is told first what a reader needs: the newest lists of contracts, and which connections
    stand since when.
    """

    def __init__(self, clock: Clock, free: Callable[[Path], int | None] = free_bytes) -> None:
        self._clock = clock
        self._free = free
        self._pages: dict[VenueId, dict[bytes, bytes]] = {}
        self._standing: dict[tuple[VenueId, int], tuple[UnixMs, str, str]] = {}
        self._tape: TapeWriter | None = None
        self._path: Path | None = None
        self._looked_at = DurationMs(0)
        self.ended: Callable[[str], None] = lambda _: None

    @property
    def path(self) -> Path | None:
        """The tape that is being recorded."""
        return self._path

    @property
    def size(self) -> int:
        """Bytes recorded on it, before compression."""
        return 0 if self._tape is None else self._tape.written

    def start(self, path: Path, limit: int) -> None:
        """Record to this file until `stop`, or until `limit` bytes before compression. Raises ExpectedFailure."""
        self.stop()
        tape = TapeWriter(path, self._clock, limit)
        for venue, pages in self._pages.items():
            for page in pages.values():
                tape.instruments(venue, zlib.decompress(page))
        now = self._clock.now()
        for (venue, conn), (_, url, part) in self._standing.items():
            tape.opened(venue, conn, now, url, part)
        self._tape, self._path = tape, path
        self._looked_at = self._clock.monotonic()
        self._look()

    def stop(self) -> None:
        """End the tape that is being recorded."""
        tape, self._tape, self._path = self._tape, None, None
        if tape is not None:
            tape.close()

    def instruments(self, venue: VenueId, page: bytes) -> None:
        """A page of contracts came; kept, for a tape that begins later, in place of one with the same beginning."""
        pages = self._pages.setdefault(venue, {})
        pages.pop(page[:BEGINNING], None)
        pages[page[:BEGINNING]] = zlib.compress(page, 1)
        while len(pages) > PAGES_KEPT:
            del pages[next(iter(pages))]
        if self._tape is not None:
            self._tape.instruments(venue, page)

    def opened(self, venue: VenueId, conn: int, at: UnixMs, url: str, part: str) -> None:
        """A connection stands."""
        self._standing[venue, conn] = (at, url, part)
        if self._tape is not None:
            self._tape.opened(venue, conn, at, url, part)

    def frame(self, venue: VenueId, conn: int, at: UnixMs, frame: str | bytes) -> None:
        """A frame came."""
        if self._tape is not None:
            self._tape.frame(venue, conn, at, frame)

    def closed(self, venue: VenueId, conn: int, at: UnixMs, code: int, reason: str) -> None:
        """A connection is over."""
        self._standing.pop((venue, conn), None)
        if self._tape is not None:
            self._tape.closed(venue, conn, at, code, reason)

    def flush(self) -> None:
        """Put what was recorded where a reader finds it, and look whether it can go on."""
        if self._tape is not None:
            self._tape.flush()
            self._look()

    def _look(self) -> None:
        tape, path = self._tape, self._path
        if tape is None or path is None:
            return
        if tape.trouble:
            self._end(f"{tape.trouble[0].upper()}{tape.trouble[1:]}.")
            return
        now = self._clock.monotonic()
        if now - self._looked_at >= LOOKED_EVERY:
            self._looked_at = now
            free = self._free(path.parent)
            if free is not None and free < LEAST_FREE:
                self._end(tr("The tape {name} has ended, because the disk is nearly full.").format(name=path.name))

    def _end(self, sentence: str) -> None:
        self.stop()
        self.ended(sentence)
