"""Where recordings are put on: one replay at a time, beside the live market, which goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from liqdesk.alerts.alert import Announcement
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import Clock, UnixMs
from liqdesk.engine.desk import Desk
from liqdesk.engine.replay import Replay, Source
from liqdesk.engine.shown_desk import ShownDesk

BROKEN = marked("The replay failed and was ended; nothing else was touched.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be replayed. `stored` is None where nothing is stored; each raises ExpectedFailure with a sentence.

    `extent` is from the first stored row to the last, None where there is none.
    """

    tape: Callable[[Path], Awaitable[Source]]
    stored: Callable[[Span, str], Awaitable[Source]] | None = None
    extent: Callable[[], Awaitable[Span | None]] | None = None


class ReplayDeck:
    """Puts recordings on and takes them off; the desk that is `shown` is exchanged with them. `run` works until cancelled,
    whatever becomes of a recording: what goes wrong in one ends that one alone.

    `failed` hears the sentence of a recording that cannot be read any more, `hear` the words of a replay's alerts.
    """

    def __init__(self, shown: ShownDesk, shelf: Shelf, clock: Clock) -> None:
        self.shown = shown
        self.shelf = shelf
        self._clock = clock
        self._changed = asyncio.Event()
        self._told: list[Callable[[], None]] = []
        self.current: Replay | None = None
        self.failed: Callable[[str], None] = lambda _: None
        self.hear: Callable[[Announcement], None] = lambda _: None

    def subscribe(self, told: Callable[[], None]) -> None:
        """Have `told` called whenever a recording is put on or taken off."""
        self._told.append(told)

    async def put_on_tape(self, path: Path) -> None:
        """Replay a tape from its beginning. Raises ExpectedFailure."""
        self._put_on(await self.shelf.tape(path))

    async def put_on_stored(self, span: Span, name: str, at: UnixMs | None = None) -> None:
        """Replay a stored span from its beginning, or from a moment within it. Raises ExpectedFailure."""
        if self.shelf.stored is None:
            raise ExpectedFailure("Nothing is stored here that could be replayed.")
        self._put_on(await self.shelf.stored(span, name), at)

    def leave(self) -> None:
        """Take off what is on, and show the live market at once."""
        self.current = None
        self.shown.look_at(None)
        self._tell()

    async def run(self) -> None:
        """Have what is put on play, until cancelled."""
        while True:
            self._changed.clear()
            replay = self.current
            if replay is None:
                await self._changed.wait()
                continue
            failure = await self._while_on(replay)
            if failure is not None and self.current is replay:
                self.leave()
            if isinstance(failure, ExpectedFailure):
                self.failed(str(failure))
            elif failure is not None:
                self.failed(tr(BROKEN))
                told = {"message": "A replay failed", "exception": failure}
                asyncio.get_running_loop().call_exception_handler(told)

    def _put_on(self, source: Source, at: UnixMs | None = None) -> None:
        def show(desk: Desk) -> None:
            if self.current is replay:
                self.shown.look_at(desk)

        self.shown.look_at(None)
        replay = self.current = Replay(source, self._clock, show)
        replay.told = self.hear
        if at is not None:
            replay.seek(at)
        replay.play(True)
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        for told in tuple(self._told):
            told()

    async def _while_on(self, replay: Replay) -> BaseException | None:
        """Have it play until something else is put on; gives the failure that ended it before."""
        loop = asyncio.get_running_loop()
        playing, changed = loop.create_task(replay.run()), loop.create_task(self._changed.wait())
        try:
            await asyncio.wait((playing, changed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            playing.cancel()
            changed.cancel()
            await asyncio.wait((playing, changed))
        return None if playing.cancelled() else playing.exception()
