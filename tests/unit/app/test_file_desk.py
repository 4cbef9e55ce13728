"""The window's files in processes of their own: what they say comes back, and giving up leaves what is whole."""

import asyncio
import sys

import pytest

from liqdesk.app.file_desk import ProcessFileDesk
from liqdesk.app.paths import profile_at
from liqdesk.console.tables import PART
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.ui.dialogs.files.doors import Outgoing, Step
from tests.fakes.clock import StepClock
from tests.fakes.files import written
from tests.fakes.rows import T0, row

ROWS = [row(T0 + number, 1_000_000, list(PositionSide)[number % 2]) for number in range(30)]


@pytest.fixture
def profile(tmp_path):
    folder = tmp_path / "profile"
    folder.mkdir()
    file = StoreFile(folder / "liqdesk.db", StepClock())
    file.commit(ROWS, Aside(), Source.LIVE)
    file.recordings.close()
    return profile_at(folder)


def run(work):
    return asyncio.run(asyncio.wait_for(work, 60))


def test_a_file_comes_in_and_goes_again(tmp_path, profile):
    desk = ProcessFileDesk(profile)
    path = written(tmp_path / "-odd name.jsonl", *ROWS)
    steps: list[Step] = []

    async def story():
        seen = await desk.preview([path, tmp_path / "none.csv"], steps.append)
        taken = await desk.take([path], steps.append)
        (held,) = await desk.imports()
        await desk.remove(held.id)
        return seen, taken, held, await desk.imports()

    (seen, none), (taken,), held, after = run(story())
    assert (seen.rows, seen.new, seen.sides) == (30, 30, {PositionSide.LONG: 15, PositionSide.SHORT: 15})
    assert seen.venues == {"Bybit": 30}
    assert seen.told == {"long": "≥ $15", "short": "≥ $15", "total": "≥ $30"}
    assert "cannot be read: No such file" in none.failed
    assert (taken.new, held.added, held.file, held.whole) == (30, 30, "-odd name.jsonl", True)
    assert after == []
    assert all(0 <= one.share <= 1 for one in steps)
    assert steps[-1].lines == 30


def test_what_was_chosen_goes_out(tmp_path, profile):
    desk = ProcessFileDesk(profile)
    path = tmp_path / "out.csv"
    span = Span(UnixMs(T0 + 4), UnixMs(T0 + 14))
    chosen = Outgoing(path, "rows", False, span, ("bybit",), ("BTC",), PositionSide.LONG, 1)
    assert run(desk.give(chosen, lambda step: None)) == 5
    assert path.read_text().count("\n") == 6


def test_the_programs_own_sentence_is_the_failure(tmp_path, profile):
    desk = ProcessFileDesk(profile)
    with pytest.raises(ExpectedFailure, match="cannot be written: No such file"):
        run(desk.give(Outgoing(tmp_path / "no" / "out.csv", "rows"), lambda step: None))
    with pytest.raises(ExpectedFailure, match="nothing was imported here yet"):
        run(desk.remove(1))


SLOW = (
    "import pathlib, sys, time; path = pathlib.Path(sys.argv[-1]); part = path.with_name('.part-' + path.name);"
    " part.write_text('x'); print('{\"progress\": 0.5, \"lines\": 1}', flush=True); time.sleep(60)"
)


def test_giving_up_ends_the_process_and_leaves_no_half_file(tmp_path, profile):
    """A program that writes and never ends: as an export of years, given up on."""
    desk = ProcessFileDesk(profile, (sys.executable, "-c", SLOW))
    path, half = tmp_path / "out.csv", tmp_path / f"{PART}out.csv"
    there: list[bool] = []

    async def story():
        begun = asyncio.Event()

        def told(step: Step) -> None:
            there.append(half.exists())
            begun.set()

        giving = asyncio.ensure_future(desk.give(Outgoing(path, "rows"), told))
        await begun.wait()
        giving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving

    run(story())
    assert there == [True]
    assert list(tmp_path.glob("*out.csv")) == []
