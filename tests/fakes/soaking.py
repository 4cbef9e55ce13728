"""Simulated venues and the program for as long as wanted, as processes over real sockets, held to the truth at the end."""

import json
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from liqdesk.app.paths import profile_at
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.simulator.contracts import VENUES
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory

PROGRAM = [sys.executable, "-m", "liqdesk"]
SETTLE_MS = 3_000
"""What was published so shortly before the end may still be under way."""

WARM_S = 30
MIB = 1024 * 1024

Place = tuple[str, str, str]
"""Venue, coin and side."""


CORRECTING = frozenset({"bitfinex"})
"""Venues that tell an order again once they know better what it came to: the last row of a key counts."""


@dataclass(frozen=True)
class Soaked:
    """What came of it. Sums are (micro-dollars, events) by venue, coin and side, up to the same moment.

    The truth is what was sent at all, at once or as a replay; `never` counts what was not. `counted` are the printed rows,
    the last of each key.
    `memory` are MiB of the program once warm, at half-time and at the end; `covered` each lane's share of the time watched.
    """

    truth: dict[Place, tuple[int, int]]
    never: int
    counted: dict[Place, int]
    stored: dict[Place, tuple[int, int]]
    covered: dict[str, float]
    flaws: list[str]
    memory: tuple[float, float, float]
    attempts: Counter[str]
    complaints: str

    @property
    def wrong(self) -> list[Place]:
        """Where what was stored or printed is not the truth."""
        counts = {place: count for place, (_, count) in self.truth.items()}
        places = self.truth.keys() | self.stored.keys() | self.counted.keys()
        return [
            place
            for place in sorted(places)
            if self.truth.get(place) != self.stored.get(place) or counts.get(place) != self.counted.get(place)
        ]

    def report(self) -> str:
        """A few lines for people."""
        events = sum(count for _, count in self.truth.values())
        venues = len({venue for venue, _, _ in self.truth})
        least = min(self.covered, key=lambda lane: self.covered[lane])
        warm, half, end = self.memory
        return "\n".join(
            (
                f"{events} events of {venues} venues, {self.never} more were never sent",
                f"{len(self.truth)} sums by venue, coin and side, {len(self.wrong)} of them wrong",
                f"{len(self.covered)} lanes, the least covered {least} with {self.covered[least]:.4f}",
                f"connects: {dict(self.attempts.most_common(3))}",
                f"memory: {warm:.1f} MiB once warm, {half:.1f} MiB at half-time, {end:.1f} MiB at the end",
                f"flaws: {self.flaws or 'none'}",
            )
        )


def soak(folder: Path, seconds: int, rate: int, faults: Sequence[str] = ()) -> Soaked:
    """Run the simulated venues, all of them, and `tail` in front of them for so many seconds."""
    endpoints, truth, profile = folder / "endpoints.toml", folder / "truth.jsonl", folder / "profile"
    venues = [word for venue in VENUES for word in ("--venue", venue)]
    serve = ["simulate", "--endpoints-file", str(endpoints), "--truth", str(truth), "--rate", str(rate), *venues]
    serve += ["--wait-for-client", *(word for fault in faults for word in ("--fault", fault))]
    with subprocess.Popen([*PROGRAM, *serve], stdout=subprocess.PIPE, text=True) as simulator:
        try:
            assert simulator.stdout is not None
            assert "ready" in simulator.stdout.readline()
            printed, memory, complaints = _listen(folder, endpoints, profile, venues, seconds)
        finally:
            simulator.send_signal(signal.SIGINT)
    newest = max(row["at"] for row in printed)
    until = UnixMs(newest - SETTLE_MS)
    history = StoredHistory(open_for_reading(profile_at(profile).store))
    covered, flaws = _lanes(history)
    last = {row["key"]: row for row in printed}
    twice = Counter(row["venue"] for row in printed) - Counter(row["venue"] for row in last.values())
    sums, never = _truth(truth, until)
    return Soaked(
        sums,
        never,
        Counter((row["venue"], row["base"], row["position"]) for row in last.values() if row["at"] < until),
        _stored(history, until),
        covered,
        flaws + [f"{count} rows of {venue} printed twice" for venue, count in twice.items() if venue not in CORRECTING],
        memory,
        _attempts(truth),
        complaints,
    )


def _listen(
    folder: Path, endpoints: Path, profile: Path, venues: Sequence[str], seconds: int
) -> tuple[list[dict[str, Any]], tuple[float, float, float], str]:
    """What `tail` prints, what memory it takes, what it says on stderr."""
    words = ["tail", "--json", "--endpoints", str(endpoints), "--profile", str(profile), "--for", str(seconds), *venues]
    sizes: list[float] = []
    out, err = folder / "rows.jsonl", folder / "tail.err"
    with (
        out.open("w") as rows,
        err.open("w") as told,
        subprocess.Popen([*PROGRAM, *words], stdout=rows, stderr=told) as tail,
    ):
        over = threading.Event()
        watch = threading.Thread(target=_weigh, args=(tail.pid, over, sizes))
        watch.start()
        try:
            assert tail.wait(seconds + 60) == 0, err.read_text()
        finally:
            over.set()
            watch.join()
    printed = [json.loads(line) for line in out.read_text().splitlines()]
    warm = sizes[min(len(sizes) // 2, WARM_S)]
    return printed, (warm, sizes[len(sizes) // 2], sizes[-1]), err.read_text()


def _weigh(pid: int, over: threading.Event, into: list[float]) -> None:
    """The program's memory, once a second, where the system tells."""
    status = Path(f"/proc/{pid}/statm")
    while not over.wait(1.0):
        try:
            into.append(int(status.read_text().split()[1]) * 4096 / MIB)
        except (OSError, IndexError):
            into.append(0.0)


def _sums(rows: Iterable[dict[str, Any]]) -> dict[Place, tuple[int, int]]:
    sums: dict[Place, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        one = sums[row["venue"], row["base"], row["position"]]
        one[0] += row["micro_usd"]
        one[1] += 1
    return {place: (micro, count) for place, (micro, count) in sums.items()}


def _truth(path: Path, until: UnixMs) -> tuple[dict[Place, tuple[int, int]], int]:
    """The sums of what was sent, and how many events were not."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    again = {line["resent"] for line in lines if "resent" in line}
    events = [line for line in lines if "micro_usd" in line and line["at"] < until]
    sent = [line for line in events if line["sent"] or line["number"] in again]
    return _sums(sent), len(events) - len(sent)


def _attempts(path: Path) -> Counter[str]:
    """How often each venue was connected to."""
    lines = (json.loads(line) for line in path.read_text().splitlines())
    return Counter(line["attempt"] for line in lines if line.get("outcome") == "opened")


def _stored(history: StoredHistory, until: UnixMs) -> dict[Place, tuple[int, int]]:
    rows = history.rows(UnixMs(0), until, 10_000_000)
    told = (
        {
            "venue": row.instrument.venue,
            "base": row.instrument.base,
            "position": row.position.value,
            "micro_usd": row.notional,
        }
        for row in rows
    )
    return _sums(told)


def _lanes(history: StoredHistory) -> tuple[dict[str, float], list[str]]:
    """Each lane's covered share, and where its covered spans and the gaps between them do not make up the time."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for told in history.spans(UnixMs(0)):
        spans[told.lane].append(told.span)
    begin = min(span.start for own in spans.values() for span in own)
    end = max(span.end for own in spans.values() for span in own)
    covered, flaws = {}, []
    for lane, own in spans.items():
        own.sort(key=lambda span: span.start)
        gaps = [after.start - before.end for before, after in pairwise(own)]
        overlaps = [gap for gap in gaps if gap < 0]
        watched = sum(span.end - span.start for span in own)
        edges = (own[0].start - begin) + (end - own[-1].end)
        if overlaps:
            flaws.append(f"{lane} has {len(overlaps)} overlapping spans")
        if watched + sum(gaps) + edges != end - begin:
            flaws.append(f"{lane}: {watched} ms covered and {sum(gaps) + edges} ms not do not make {end - begin} ms")
        covered[lane] = watched / (end - begin)
    return covered, flaws
