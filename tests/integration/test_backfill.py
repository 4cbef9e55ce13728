"""Gaps filled by the program itself: what a dropped line, or a time off, missed comes from the venue's past.

`tests/faults/test_gaps.py` has every venue, in virtual time; here are two, as processes, with their files.
"""

import asyncio
import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import apsw
import pytest

from liqdesk.app.clock import MachineClock
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from tests.integration.test_program import PROGRAM, liqdesk, simulated

PATIENCE_S = 50
LANES = ("gateio/usdt", "gateio/btc", "gateio/usd1", "deribit/public")


def until(condition: Callable[[], bool], what: str) -> None:
    """Look at other processes until they have come so far."""

    async def looking() -> None:
        while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.05)

    try:
        asyncio.run(asyncio.wait_for(looking(), PATIENCE_S))
    except TimeoutError:
        pytest.fail(f"still waiting: {what}")


@contextmanager
def tail(venue: str, endpoints: Path, profile: Path, out: Path) -> Iterator[None]:
    words = ["tail", "--json", "--venue", venue, "--endpoints", str(endpoints), "--profile", str(profile)]
    with out.open("a") as told, subprocess.Popen([*PROGRAM, *words], stdout=told) as process:
        try:
            yield
        finally:
            process.terminate()


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")] if path.exists() else []


def published(truth: Path) -> list[dict]:
    return [line for line in lines(truth) if "notional_usd" in line]


def watched_until_now(profile: Path) -> None:
    """A store that says that these lanes were covered until just now, so that no whole day is asked about."""
    now = MachineClock().now()
    file = StoreFile(profile / "liqdesk.db", MachineClock())
    spans = [CoveredSpan(LaneId(lane), VenueId(lane.partition("/")[0]), Span(UnixMs(now - DAY), now)) for lane in LANES]
    file.commit([], Aside(spans={(one.lane, one.span.start): one for one in spans}), Source.LIVE)
    file.recordings.close()


def filled_since(profile: Path, venue: str, moment: int) -> bool:
    """Whether of each of the venue's lanes a gap that ended after the moment was asked about."""
    connection = apsw.Connection(str(profile / "liqdesk.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        found = connection.execute("SELECT lane FROM fills WHERE until > ?", (moment,)).fetchall()
    finally:
        connection.close()
    return {lane for (lane,) in found} >= {lane for lane in LANES if lane.startswith(f"{venue}/")}


def stored(profile: Path, venue: str) -> dict:
    done = liqdesk("totals", "--json", "--profile", profile)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["venues"].get(venue, {}).get("1h", {})


def true_totals(truth: Path) -> dict:
    """What was published, as the simulator sums it up when it ends."""
    return lines(truth)[-1]["totals"]["published"]


def event(row: dict) -> tuple:
    """An order without its time, which some pasts tell in whole seconds."""
    return row["symbol"], row["position"], round(row["notional_usd"], 2)


def equal_to_the_truth(profile: Path, venue: str, truth: Path, out: Path) -> None:
    """Every order once, on the screen and in the store, whoever heard it when it happened."""
    happened = published(truth)
    assert sum(not row["sent"] for row in happened) > 5
    until(lambda: len(lines(out)) >= len(happened), "everything was told")
    rows = lines(out)
    last = {row["key"]: row for row in rows}
    assert Counter(map(event, last.values())) == Counter(map(event, happened))
    assert len(rows) == len(last)
    assert all(row["history"] for row in rows if row["received_at"] - row["at"] > 5_000)
    until(lambda: stored(profile, venue).get("count") == len(happened), "everything is stored")
    assert stored(profile, venue) == pytest.approx(true_totals(truth), abs=0.004)


@pytest.mark.parametrize("venue", ["deribit"])
def test_what_a_dropped_line_missed_is_filled_to_the_cent(tmp_path, venue):
    profile, out = tmp_path / "p", tmp_path / "told.jsonl"
    profile.mkdir()
    watched_until_now(profile)
    faults = ("--fault", f"{venue}:drop@3s", "--fault", f"{venue}:refuse=503*3@3s")
    words = ("--venue", venue, "--rate", "30", "--wait-for-client", *faults)
    with ExitStack() as stack:
        with simulated(tmp_path, *words) as (endpoints, truth):
            stack.enter_context(tail(venue, endpoints, profile, out))
            until(lambda: any(not row["sent"] for row in published(truth)), "the line is down")
            down = next(row["at"] for row in published(truth) if not row["sent"])
            until(lambda: filled_since(profile, venue, down), "the gap is filled")
        equal_to_the_truth(profile, venue, truth, out)


@pytest.mark.parametrize("venue", ["gateio"])
def test_the_time_the_program_was_off_is_filled_to_the_cent(tmp_path, venue):
    """The first handshakes of the second start are refused, so that its list of contracts is there before its rows."""
    profile, out = tmp_path / "p", tmp_path / "told.jsonl"
    profile.mkdir()
    watched_until_now(profile)
    words = ("--venue", venue, "--rate", "30", "--wait-for-client", "--fault", f"{venue}:refuse=503*3@200e")
    with ExitStack() as stack:
        with simulated(tmp_path, *words) as (endpoints, truth):
            with tail(venue, endpoints, profile, out):
                until(lambda: len(published(truth)) > 60, "rows are heard")
            until(lambda: len(published(truth)) > 260, "nobody listens")
            began = published(truth)[-1]["at"]
            stack.enter_context(tail(venue, endpoints, profile, out))
            until(lambda: filled_since(profile, venue, began), "the time off is filled")
        equal_to_the_truth(profile, venue, truth, out)
