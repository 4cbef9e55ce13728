"""A live run that is recorded both ways, on a tape and in a store, and replays of what it recorded."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from liqdesk.analytics.events import Event, EventState
from liqdesk.analytics.views import WINDOWS, SideTotal
from liqdesk.app.clock import MachineClock
from liqdesk.app.replay import new_player
from liqdesk.app.replays import Reels
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core, build_core
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.replay import Replay, Source
from liqdesk.feed.player import ReplayClock
from liqdesk.feed.tape import TapeReader
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer

BEGIN = UnixMs(1_768_339_560_000)
LONG = DurationMs(12 * MINUTE)
COINS = (("BTCUSDT", 95_000.0), ("ETHUSDT", 3_300.0), ("SOLUSDT", 145.0))

Sums = dict[str, tuple[int, int, int, int]]
"""Of each window: micro-USD long and short, rows, and rows without a value."""


def liquidated(at: int, symbol: str, side: str, size: float, price: float) -> dict[str, object]:
    """One order in the words of Bybit."""
    return {"T": at, "s": symbol, "S": side, "v": f"{size:.6g}", "p": f"{price:.6g}"}


def stormy_frames(seed: int = 3, begin: int = BEGIN, long: int = LONG) -> Iterator[tuple[int, str]]:
    """Frames of Bybit with their moments: calm between two storms of shorts, one of which takes several coins along."""
    luck = random.Random(seed)
    at = begin + 200
    while at < begin + long:
        minute = (at - begin) // MINUTE
        stormy = minute in (2, 3, 8, 9)
        rows = []
        for _ in range(luck.randint(1, 4 if stormy else 1)):
            symbol, price = COINS[0] if luck.random() < 0.5 else luck.choice(COINS)
            usd = luck.uniform(150_000, 900_000) if stormy else luck.uniform(500, 40_000)
            side = "Sell" if stormy and luck.random() < 0.9 else luck.choice(("Buy", "Sell"))
            rows.append(
                liquidated(at - luck.randint(5, 900), symbol, side, usd / price, price * luck.uniform(0.99, 1.01))
            )
        topic = f"allLiquidation.{rows[0]['s']}"
        own = [row for row in rows if row["s"] == rows[0]["s"]]
        yield at, json.dumps({"topic": topic, "type": "snapshot", "ts": at - 3, "data": own})
        at += luck.randint(60, 400) if stormy else luck.randint(400, 4_000)


def write_tape(path: Path, frames: Sequence[tuple[int, str]], begin: int = BEGIN, end: int = BEGIN + LONG) -> Path:
    """A tape of one connection of Bybit that stood from the beginning to the end."""
    lines: list[dict[str, object]] = [{"liqdesk_tape": 1, "created_at": begin}]
    lines.append({"kind": "opened", "venue": "bybit", "conn": 0, "at": begin, "url": "wss://x"})
    lines += ({"kind": "frame", "venue": "bybit", "conn": 0, "at": at, "text": text} for at, text in frames)
    lines.append({"kind": "closed", "venue": "bybit", "conn": 0, "at": end, "code": 1000, "reason": ""})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def sums_of(core_or_desk: Core | Desk) -> Sums:
    """What every trailing window holds now."""
    desk = core_or_desk.desk if isinstance(core_or_desk, Core) else core_or_desk
    frame, _ = desk.frame(2**62)
    return {name: _exact(frame.totals.window(name).total) for name in WINDOWS}


def _exact(total: SideTotal) -> tuple[int, int, int, int]:
    return total.long, total.short, total.count, total.unvalued


def events_of(desk: Desk) -> dict[str, Event | tuple[object, ...]]:
    """Every event that is known now, with its parts, by its id: whole where it is over, or is what goes on now.

    Of one that goes on as part of another the journal holds what was told of it last: that it is there, since when and of what
    kind is all that can be compared.
    """
    found: dict[str, Event | tuple[object, ...]] = {}
    for entry in desk.journal(1_000):
        known = desk.event(entry.event.id)
        assert known is not None
        for one in (known[0], *known[1]):
            event = one.event
            over = event.state is EventState.CLOSED
            found[event.id] = (
                _weighed_by_nobody(event) if over else (event.opened_at, event.detected_at, event.side, event.scope)
            )
    standing = desk.standing()
    if standing is not None:
        found["standing"] = _weighed_by_nobody(standing.event)
    return found


def _weighed_by_nobody(event: Event) -> Event:
    """An event without what depends on whether anybody looked at the totals meanwhile: how its venues were weighed."""
    return msgspec.structs.replace(event, coverage=replace(event.coverage, by_volume=None, volume_basis=""))


class Recorded:
    """A live run over a tape, kept in a store; what it showed at the moments that were `looked` at."""

    def __init__(self, tape: Path, store: Path) -> None:
        self.tape = tape
        self.store = store
        self.sums: dict[int, Sums] = {}
        self.events: dict[int, dict[str, Event | tuple[object, ...]]] = {}

    async def live(self, moments: Sequence[int]) -> None:
        """Live through the tape's time as a program would, with its rows stored, looking at these moments."""
        clock, worker = ReplayClock(), SqlWorker()
        disk = Writer(worker, self.store, MachineClock(), "live")
        await disk.open()
        core = build_core(Mode.LIVE, clock, CurrentSettings(Settings()), Resources(), disk)
        player = new_player(core, clock)
        player.thread(TapeReader(self.tape))
        waiting = sorted(moments)
        while (at := player.ahead()) is not None:
            while waiting and waiting[0] < at:
                self._look(core, player.pass_to, waiting.pop(0))
            if disk.backlog > 20_000:
                await disk.flush()
            player.play_next()
            core.journal.step(clock.now())
        while waiting:
            self._look(core, player.pass_to, waiting.pop(0))
        await disk.flush()
        await disk.close()
        worker.close()

    def _look(self, core: Core, pass_to: Callable[[UnixMs], None], at: int) -> None:
        pass_to(UnixMs(at))
        core.journal.step(UnixMs(at))
        self.sums[at] = sums_of(core)
        self.events[at] = events_of(core.desk)


class Shown:
    """Which desk a window would look at."""

    def __init__(self) -> None:
        self.desks: list[Desk] = []

    @property
    def desk(self) -> Desk:
        return self.desks[-1]

    def __call__(self, desk: Desk) -> None:
        self.desks.append(desk)


class HastyClock:
    """A `Clock` on which a quarter of a second passes whenever somebody looks at it."""

    def __init__(self) -> None:
        self._at = 0

    def now(self) -> UnixMs:
        return UnixMs(BEGIN + self._at)

    def monotonic(self) -> DurationMs:
        self._at += SECOND // 4
        return DurationMs(self._at)


class Running:
    """A replay at work on the running loop, with what it shows."""

    def __init__(self, source: Source, hasty: bool = False) -> None:
        self.shown = Shown()
        self.replay = Replay(source, HastyClock() if hasty else MachineClock(), self.shown)

    async def __aenter__(self) -> "Running":
        self._task = asyncio.get_running_loop().create_task(self.replay.run())
        await self.until(lambda: bool(self.shown.desks))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def until(self, so: Callable[[], bool]) -> None:
        """Let the loop turn until it is so; a replay that fails fails the test."""
        while not so():
            if self._task.done():
                self._task.result()
            await asyncio.sleep(0.001)

    async def arrive(self) -> Desk:
        """Until nothing is sought any more."""
        await self.until(lambda: self.replay.view().winding is None)
        return self.shown.desk


def reels() -> Reels:
    """Who threads, with the settings of a new installation."""
    return Reels(CurrentSettings(Settings()), Resources())


async def stored_source(store: Path, span: Span) -> tuple[Source, Writer, SqlWorker]:
    """A stored span, with what must be closed afterwards."""
    worker = SqlWorker()
    disk = Writer(worker, store, MachineClock(), "live")
    await disk.open()
    return await reels().stored(disk, span, "stored"), disk, worker
