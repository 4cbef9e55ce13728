"""What is done for the store beside writing: the oldest orders go, copies are made every day; in steps too small to notice."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import Clock, DurationMs
from liqdesk.store.daily_copy import DailyCopy
from liqdesk.store.groups import StoreFile
from liqdesk.store.retention import CHOSEN, Limits, Removal, Survey, Verdict, limits_from
from liqdesk.store.waiting import within
from liqdesk.store.writer import Writer

log = logging.getLogger(__name__)

Result = TypeVar("Result")

FIRST_LOOK_S, LOOK_EVERY_S = 60.0, 600.0
FIRST_BACKUP_S, BACKUP_LOOK_S = 180.0, 1_800.0

FEWEST, MOST = 20, 2_000
LONG_STEP, SHORT_STEP = DurationMs(12), DurationMs(6)
"""A step that took longer is followed by a smaller one, one that took less by a larger: a group of rows may come in between."""

PAUSE_S = 0.03
PAGES_GIVEN_BACK = 64


class Pace:
    """How many rows the next step may remove, from how long the last took."""

    def __init__(self) -> None:
        self.rows = 200

    def took(self, duration: int) -> None:
        """Learn from a step of so many ms."""
        if duration > LONG_STEP:
            self.rows = max(FEWEST, self.rows // 2)
        elif duration < SHORT_STEP:
            self.rows = min(MOST, self.rows * 3 // 2)


LESS_THAN_BEFORE = marked(
    "more is kept than the settings say, because they said more before this start; change them to have it go"
)


NOT_COPIED = marked("The recordings were not backed up: {reason}.")
IMPORTS_NOT_COPIED = marked("The imported rows were not backed up: {reason}.")


class Upkeep:
    """Keeps one store; `words` say what stays although a limit is passed. `imports`, where such a file is, has its copies too.

    `limits` is asked at every look. Limits that were lowered while the program did not run are no reason to remove anything:
    a settings file that was lost or broken gives way to the defaults. Those that somebody changes now (`chosen`) are.
    Nothing is removed and nothing copied while rows cannot be stored.
    """

    def __init__(
        self, writer: Writer, path: Path, clock: Clock, limits: Callable[[], Limits], imports: Path | None = None
    ) -> None:
        self.words = ""
        self._writer = writer
        self._clock = clock
        self._copies = [DailyCopy(path, clock, NOT_COPIED)]
        if imports is not None:
            self._copies.append(DailyCopy(imports, clock, IMPORTS_NOT_COPIED, optional=True))
        self._limits = limits
        self._look = asyncio.Event()
        self._chosen = False
        self._tell: Callable[[str], object] = log.warning

    def chosen(self) -> None:
        """Somebody has changed the limits: look soon."""
        self._chosen = True
        self._look.set()

    def listen(self, tell: Callable[[str], object]) -> None:
        """Have somebody told, in a sentence and once, why there is no new copy; else it goes into the log."""
        self._tell = tell

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._prune_on(), name="store pruning")
            group.create_task(self._back_up_on(), name="store backups")

    async def prune(self) -> None:
        """Remove what is beyond the limits, a day after the other. Raises ExpectedFailure where the file does not answer."""
        limits, words = await self._in_force()
        while verdict := await self._verdict(limits):
            await self._remove(verdict)
        self.words = words or verdict.words
        while await self._paced(lambda file: file.give_back(PAGES_GIVEN_BACK)):
            await self._writer.tidy()

    async def back_up(self) -> bool:
        """Make the copies that are due; whether any was made. `backup_trouble` says why not, where it should have been."""
        made = [await copy.make(self._tell) for copy in self._copies]
        return any(made)

    @property
    def backup_trouble(self) -> str:
        """Why there is no new copy, where there should be; else empty."""
        return next((copy.trouble for copy in self._copies if copy.trouble), "")

    async def _prune_on(self) -> None:
        await within(FIRST_LOOK_S, self._look)
        while True:
            self._look.clear()
            if not self._writer.status().trouble:
                try:
                    await self.prune()
                except ExpectedFailure as trouble:  # the writer says by itself what is wrong with the disk
                    log.info("The oldest orders were not removed: %s", trouble)
            await within(LOOK_EVERY_S, self._look)

    async def _back_up_on(self) -> None:
        await asyncio.sleep(FIRST_BACKUP_S)
        while True:
            if not self._writer.status().trouble:
                await self.back_up()
            await asyncio.sleep(BACKUP_LOOK_S)

    async def _in_force(self) -> tuple[Limits, str]:
        """The limits to go by, which are remembered, and words where they are not those of the settings."""
        wanted = self._limits()
        told = await self._writer.past(lambda past: past.fact(CHOSEN))
        before = wanted if told is None else limits_from(told)
        if not self._chosen and not before.within(wanted):
            return Limits(max(wanted.days, before.days), max(wanted.size, before.size)), tr(LESS_THAN_BEFORE)
        if told != wanted.form:
            await self._writer.remember(CHOSEN, wanted.form)
        return wanted, ""

    async def _verdict(self, limits: Limits) -> Verdict:
        survey = Survey(limits, self._clock.now())
        while survey.verdict is None:
            await self._paced(lambda file: file.survey(survey))
        return survey.verdict

    async def _remove(self, verdict: Verdict) -> None:
        removal, pace = Removal(verdict), Pace()

        def step(file: StoreFile) -> bool:
            begun = self._clock.monotonic()
            done = file.remove(removal, pace.rows)
            pace.took(self._clock.monotonic() - begun)
            return done

        while not await self._paced(step):
            await self._writer.tidy()

    async def _paced(self, step: Callable[[StoreFile], Result]) -> Result:
        """Have a step done between two groups of rows, and leave time for others."""
        done = await self._writer.change(step)
        await asyncio.sleep(PAUSE_S)
        return done
