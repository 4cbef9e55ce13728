"""Gaps filled over real sockets: what a dropped line, or a program that was off, missed comes from the venue's past."""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import apsw
import pytest

from tests.integration.test_program import PROGRAM, liqdesk, simulated

PATIENCE_S = 75
VENUES = ("okx", "gateio")


def until(condition: Callable[[], bool], what: str) -> None:
    """Look at other processes until they have come so far."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < PATIENCE_S, f"still waiting: {what}"
        time.sleep(0.25)


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


def fills(profile: Path) -> Counter:
    """How many gaps were asked about, by lane."""
    try:
        connection = apsw.Connection(str(profile / "liqdesk.db"), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.CantOpenError:
        return Counter()
    try:
        return Counter(lane for (lane,) in connection.execute("SELECT lane FROM fills"))
    except (apsw.SQLError, apsw.BusyError):  # the tables are being made
        return Counter()
    finally:
        connection.close()


def asked_about(profile: Path, venue: str, times: int) -> bool:
    """Whether so many gaps of each of the venue's lanes are done with; the day before the first start is one."""
    found = [count for lane, count in fills(profile).items() if lane.startswith(f"{venue}/")]
    return bool(found) and min(found) >= times


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
    assert Counter(map(event, rows)) == Counter(map(event, happened))
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(row["history"] for row in rows if row["received_at"] - row["at"] > 5_000)
    until(lambda: stored(profile, venue).get("count") == len(happened), "everything is stored")
    assert stored(profile, venue) == pytest.approx(true_totals(truth), abs=0.004)


@pytest.mark.parametrize("venue", VENUES)
def test_what_a_dropped_line_missed_is_filled_to_the_cent(tmp_path, venue):
    profile, out = tmp_path / "p", tmp_path / "told.jsonl"
    faults = ("--fault", f"{venue}:drop@3s", "--fault", f"{venue}:refuse=503*4@3s")
    words = ("--venue", venue, "--rate", "30", "--wait-for-client", *faults)
    with ExitStack() as stack:
        with simulated(tmp_path, *words) as (endpoints, truth):
            stack.enter_context(tail(venue, endpoints, profile, out))
            until(lambda: any(not row["sent"] for row in published(truth)), "the line is down")
            until(lambda: asked_about(profile, venue, 2), "the gap is filled")
        equal_to_the_truth(profile, venue, truth, out)


@pytest.mark.parametrize("venue", VENUES)
def test_the_time_the_program_was_off_is_filled_to_the_cent(tmp_path, venue):
    """The first handshakes of the second start are refused, so that its list of contracts is there before its rows."""
    profile, out = tmp_path / "p", tmp_path / "told.jsonl"
    words = ("--venue", venue, "--rate", "30", "--wait-for-client", "--fault", f"{venue}:refuse=503*6@200e")
    with ExitStack() as stack:
        with simulated(tmp_path, *words) as (endpoints, truth):
            with tail(venue, endpoints, profile, out):
                until(lambda: len(published(truth)) > 60, "rows are heard")
            until(lambda: len(published(truth)) > 260, "nobody listens")
            before = min(fills(profile).values(), default=0)
            stack.enter_context(tail(venue, endpoints, profile, out))
            until(lambda: asked_about(profile, venue, before + 1), "the time off is filled")
        equal_to_the_truth(profile, venue, truth, out)
