"""Asks for the news of releases: by hand at any time, once a day where the user wants that."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, HOUR, Clock, DurationMs, UnixMs
from liqdesk.updates.judging import Finding, Memory, judge
from liqdesk.updates.manifest import ReleaseFile, open_envelope
from liqdesk.updates.publisher import Publisher

Fetch = Callable[[str], Awaitable[bytes]]
"""Gives the body of a page. Raises ExpectedFailure with why it cannot be had."""

NO_PUBLISHER = (
    "this copy was built without a publisher's key, so news of releases could not be trusted and are not asked for"
)
EVERY = DurationMs(DAY)
AFTER_FAILURE = DurationMs(4 * HOUR)
WORRYING = DurationMs(14 * DAY)
LOOK_EVERY_S = 300.0
PIECE = 1024 * 1024


class MemoryFile(Protocol):
    """Keeps what was believed last."""

    def load(self) -> bytes: ...

    def save(self, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class News:
    """What is known of releases: a finding, or why there is none. `checked_at` is when it was asked for, 0 for never."""

    finding: Finding | None = None
    trouble: str = ""
    checked_at: UnixMs = UnixMs(0)


class UpdateChecker:
    """`wanted` says whether it may ask by itself; `told` gets news worth a line in the window."""

    def __init__(
        self,
        publisher: Publisher,
        running: str,
        fetch: Fetch,
        memory: MemoryFile,
        clock: Clock,
        wanted: Callable[[], bool],
        told: Callable[[str], None],
    ) -> None:
        self.publisher = publisher
        self.running = running
        self._fetch = fetch
        self._file = memory
        self._clock = clock
        self._wanted = wanted
        self._told = told
        self._tried_at = UnixMs(0)
        self.news = News()

    async def check(self) -> News:
        """Ask now, whatever the settings say. What cannot be believed is in the news' `trouble`."""
        now = self._tried_at = self._clock.now()
        if not self.publisher.known:
            self.news = News(None, NO_PUBLISHER, now)
            return self.news
        memory = self._memory()
        try:
            opened = open_envelope(await self._fetch(self.publisher.news), self.publisher)
            finding, remembered = judge(opened, memory, self.running, now)
        except ExpectedFailure as failure:
            since = memory.failing_since or now
            self._keep(msgspec.structs.replace(memory, failing_since=since))
            self.news = News(None, str(failure), now)
        else:
            self._keep(remembered)
            self.news = News(finding, "", now)
        return self.news

    async def run(self) -> None:
        """Look whether it is time to ask, for as long as the program runs."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Ask where that is wanted and a day has passed; says what is new, and what fails for weeks."""
        now = self._clock.now()
        if not (self._wanted() and self.publisher.known) or 0 <= now - self._tried_at < AFTER_FAILURE:
            return
        try:
            if not 0 <= now - self._memory().believed_at < EVERY:
                await self.check()
                self._tell()
        except ExpectedFailure as unkept:
            self._tried_at = now
            self._told(f"News of releases are not asked for: {unkept}.")

    def _tell(self) -> None:
        finding, memory = self.news.finding, self._memory()
        if finding is not None:
            if finding.newer:
                self._told(
                    f"liqdesk {finding.manifest.version} is out. Help, Check for updates says what is new and where."
                )
        elif self._clock.now() - memory.failing_since >= WORRYING:
            self._told(f"News of releases could not be had for two weeks: {self.news.trouble}.")

    def _memory(self) -> Memory:
        try:
            return msgspec.json.decode(self._file.load(), type=Memory)
        except (FileNotFoundError, msgspec.DecodeError):
            return Memory()
        except OSError as fault:
            raise ExpectedFailure(f"what was known of releases cannot be read: {fault}") from fault

    def _keep(self, memory: Memory) -> None:
        try:
            self._file.save(msgspec.json.encode(memory))
        except OSError as fault:
            raise ExpectedFailure(f"what is known of releases cannot be kept: {fault}") from fault


async def matching(file: Path, offered: tuple[ReleaseFile, ...]) -> ReleaseFile | None:
    """The file of a release that a download is, byte for byte; None where it is none. Raises ExpectedFailure."""
    digest, size = await asyncio.to_thread(_digest, file)
    return next((one for one in offered if one.sha256 == digest and one.size == size), None)


def _digest(file: Path) -> tuple[str, int]:
    import hashlib

    digest, size = hashlib.sha256(), 0
    try:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as fault:
        raise ExpectedFailure(f"{file.name} cannot be read: {fault.strerror or fault}") from fault
    return digest.hexdigest(), size
