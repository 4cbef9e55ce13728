"""The market of a picture: the story of a demo up to its moment, the same as a recording, or a live one nobody hears yet."""

import argparse
import asyncio
import contextlib
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liqdesk.app.clock import MachineClock
from liqdesk.app.demo_past import invent_past, planned_lanes
from liqdesk.app.past_day import PastDay
from liqdesk.app.past_files import archive_of
from liqdesk.app.replay import new_player
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session
from liqdesk.app.venues import demo_venues, infos
from liqdesk.app.wiring import Core, build_afterwards, build_core, take_past, watch
from liqdesk.domain.feed_state import LaneId, LaneState, LaneStatus
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import Standing
from liqdesk.engine.alerting import Announcer
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock
from liqdesk.feed.tape import Instruments, TapeLine, TapeReader

if TYPE_CHECKING:
    from liqdesk.app.demo_archive import DemoArchive

STORY_BEGINS = UnixMs(1_768_339_560_000)
"""Pictures of a demo are of the evening of 13 January 2026, so that the same command draws the same picture."""

MOMENT = {"squeeze": DurationMs(218 * SECOND), "flush": DurationMs(218 * SECOND)}
"""How far into its story a demo is shown: a squeeze and a flush at their height, the others at their end."""

SEED = 1
PATIENCE_S = 20.0
JUDGED_EVERY = DurationMs(5 * SECOND)
"""How often the rules of alerts look at a tape that is played in no time."""
OFFLINE, LOADING, REPLAYED = "offline", "loading", "replay"
STATES = (OFFLINE, LOADING, REPLAYED)
"""What a window can be in beside a live market or a demo: no exchange is reached, its chart is not there yet, a recording."""


class Excerpt(TapeReader):
    """A tape up to a moment; `judged` is called whenever `JUDGED_EVERY` of it has passed."""

    def __init__(self, path: Path, until: UnixMs, judged: Callable[[], None]) -> None:
        super().__init__(path)
        self._until = until
        self._judged = judged

    def __iter__(self) -> Iterator[TapeLine]:
        step = None
        for line in super().__iter__():
            if not isinstance(line, Instruments):
                if line.at > self._until:
                    return
                if line.at // JUDGED_EVERY != step:
                    step = line.at // JUDGED_EVERY
                    self._judged()
            yield line


def blank_core(opened: Session, resources: Resources) -> Core:
    """An account that waits for a recording."""
    return _core(Mode.REPLAY, ReplayClock(), opened, resources)


async def story_market(
    arguments: Namespace,
    opened: Session,
    resources: Resources,
    archives: contextlib.AsyncExitStack | None = None,
    announcer: Announcer | None = None,
) -> Core:
    """The market of a picture: the story of a demo up to its moment, with a day before it, or a live one that is empty yet.

    With `archives` it has its archive, open as long as those are. `announcer` hears what the alerts of a demo say.
    """
    if arguments.demo is None:
        core = _core(Mode.LIVE, MachineClock(), opened, resources)
        if arguments.state == OFFLINE:
            _fail(core)
        if archives is not None:
            await archives.enter_async_context(archive_of(core.desk, opened.profile))
        return core
    clock = ReplayClock(STORY_BEGINS)
    core = _core(Mode.DEMO, clock, opened, resources)
    completeness = {venue: info.completeness for venue, info in infos().items()}
    if announcer is not None:
        core.desk.alerts.announce_to(announcer)
    past = await asyncio.to_thread(partial(invent_past, SEED, STORY_BEGINS, completeness))
    take_past(core, past, ())
    archive = None if archives is None else await _invented_archive(core, clock, opened, past, archives)
    with recording(arguments.demo) as (tape, until):
        judged = core.alerts.step if core.alerts is not None else lambda: None
        await new_player(core, clock).play(Excerpt(tape, until, judged), None)
        judged()
    watch(core, past.watched, core.analytics.coverage.expected_lanes())
    await build_afterwards(core, False).look(last=True)
    if archive is not None:
        await archive.catch_up()
    return core


async def _invented_archive(
    core: Core, clock: Clock, opened: Session, past: PastDay, archives: contextlib.AsyncExitStack
) -> "DemoArchive":
    """The archive of the demo, with all that was before the story."""
    from liqdesk.app.demo_archive import DemoArchive

    archive = DemoArchive(opened.profile.store, clock, core)
    archive.invented = past, planned_lanes()
    await archives.enter_async_context(archive.kept())
    await asyncio.wait_for(archive.filled.wait(), PATIENCE_S)
    return archive


def _fail(core: Core) -> None:
    """Let every exchange have been tried in vain."""
    at, monotonic = core.clock.now(), core.clock.monotonic()
    for venue, info in infos().items():
        if info.standing is Standing.REGULAR:
            lane = LaneId(f"{venue}/1")
            core.analytics.coverage.lane_changed(
                LaneStatus(
                    lane, venue, LaneState.BACKING_OFF, "its name cannot be resolved", at, monotonic, at,
                    next_attempt_at=UnixMs(at + 30 * SECOND), attempt=4,
                )
            )  # fmt: skip


@contextlib.contextmanager
def recording(scenario: str) -> Iterator[tuple[Path, UnixMs]]:
    """The story as a tape, as long as it is used, and its moment."""
    with tempfile.TemporaryDirectory() as folder:
        tape = Path(folder) / "story.tape"
        _write_story(scenario, tape)
        yield tape, UnixMs(STORY_BEGINS + MOMENT.get(scenario, 90 * MINUTE))


def _core(mode: Mode, clock: Clock, opened: Session, resources: Resources) -> Core:
    return build_core(mode, clock, opened.settings, resources, Unstored(""), ringing=True)


def _write_story(scenario: str, tape: Path) -> None:
    """The scenario as the exchanges would have sent it."""
    from liqdesk.simulator.run import add_arguments, read_order, record

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    about = [word for venue in demo_venues() for word in ("--venue", venue)]
    words = parser.parse_args(["--scenario", scenario, "--seed", str(SEED), "--tape", str(tape), *about])
    record(read_order(words), words, STORY_BEGINS)
