"""Tapes play in their own time."""

import asyncio
import itertools
import json
from pathlib import Path

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneId, LaneState, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo
from liqdesk.engine.catalogue import Catalogue
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.venues.session import Venue
from tests.fakes.listener import RecordingListener
from tests.fakes.time import run_in_manual_time
from tests.fakes.venue import GUEST, PLAIN, PlainVenue

T = 1_768_339_560_000


class Stage:
    """A player with its listener, and tapes made of short lines."""

    def __init__(self, folder: Path, bundled: str | None = None) -> None:
        guest = PlainVenue(info=VenueInfo(GUEST, "Guest", Completeness.FULL, "", "", carried_by=PLAIN))
        venues: dict[VenueId, Venue] = {PLAIN: PlainVenue(), GUEST: guest}
        self.listener = RecordingListener()
        self.catalogue = Catalogue({venue: one.infer for venue, one in venues.items()})
        self.clock = ReplayClock()
        self.player = TapePlayer(
            venues, self.catalogue, self.listener, self.clock, lambda venue: bundled if venue == PLAIN else None
        )
        self._path = folder / "t.tape"
        self.reader = TapeReader(self._path)

    def play(self, *lines: dict[str, object] | str, speed: float | None = None) -> float:
        """Play these lines; the virtual seconds it took."""
        texts = [line if isinstance(line, str) else json.dumps(line) for line in ({"liqdesk_tape": 1}, *lines)]
        self._path.write_text("\n".join(texts) + "\n")

        async def timed() -> float:
            await self.player.play(self.reader, speed)
            return asyncio.get_running_loop().time()

        return run_in_manual_time(timed())


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def opened(at: int, conn: int = 0, **more: object) -> dict[str, object]:
    return {"kind": "opened", "venue": "plain", "conn": conn, "at": T + at, "url": "ws://x", **more}


def frame(at: int, text: str, conn: int = 0) -> dict[str, object]:
    return {"kind": "frame", "venue": "plain", "conn": conn, "at": T + at, "text": text}


def closed(at: int, conn: int = 0) -> dict[str, object]:
    return {"kind": "closed", "venue": "plain", "conn": conn, "at": T + at, "code": 1006, "reason": ""}


def span(start: int, end: int) -> Span:
    return Span(UnixMs(T + start), UnixMs(T + end))


def test_rows_arrive_in_the_order_and_at_the_time_of_their_lines(stage: Stage) -> None:
    stage.play(opened(0), frame(100, "liq A 1;liq B 2"), frame(200, "liq C 3"))
    assert [report.symbol for report in stage.listener.reports] == ["A", "B", "C"]
    assert [at - T for _, at, _ in stage.listener.frames] == [100, 200]
    assert stage.player.at == T + 200
    assert stage.player.venues == {PLAIN}


def test_between_closed_and_opened_nothing_is_covered(stage: Stage) -> None:
    stage.play(
        opened(0), frame(5_000, "pong"), closed(6_000), opened(60_000, 1), frame(61_000, "pong", 1), closed(70_000, 1)
    )
    assert stage.listener.covered_spans("plain/tape-1") == [span(0, 6_000), span(60_000, 70_000)]
    assert stage.listener.lanes[LaneId("plain/tape-1")].state is LaneState.STALE
    assert set(stage.listener.lanes) == {LaneId("plain/tape-1")}


def test_a_connection_that_died_silently_is_covered_to_its_last_frame(stage: Stage) -> None:
    stage.play(opened(0), frame(5_000, "pong"), closed(40_000))
    assert stage.listener.covered_spans("plain/tape-1") == [span(0, 5_000)]


def test_two_connections_at_once_are_two_lanes(stage: Stage) -> None:
    stage.play(opened(0), opened(1_000, 1), frame(5_000, "pong"), frame(5_000, "pong", 1), closed(5_500, 1))
    assert stage.listener.covered_spans("plain/tape-1") == [span(0, 5_000)]
    assert stage.listener.covered_spans("plain/tape-2") == [span(1_000, 5_500)]


def test_an_overlapping_successor_shares_the_lane_of_its_part(stage: Stage) -> None:
    stage.play(
        opened(0, part="main"),
        frame(5_000, "pong"),
        opened(6_000, 1, part="main"),
        frame(7_000, "pong", 1),
        closed(7_500),
        frame(9_000, "pong", 1),
    )
    assert stage.listener.covered_spans("plain/main") == [span(0, 7_500), span(6_000, 9_000)]
    assert stage.listener.states[LaneId("plain/main")] == [LaneState.LIVE]


def test_a_carried_venue_counts_with_the_connection_that_brings_it(stage: Stage) -> None:
    stage.play(opened(0), frame(5_000, "liq A 1 guest"), frame(9_000, "pong"))
    assert [report.venue for report in stage.listener.reports] == [GUEST]
    assert stage.listener.covered_spans("guest/tape-1")[-1].end == T + 9_000


def test_lists_on_the_tape_are_added_to_those_that_came_with_the_program(tmp_path: Path) -> None:
    bundled = (
        '{"venue":"plain","as_of":"2026-11-22","note":"","page":[{"symbol":"OLDUSDT","base":"OLD","quote":"USDT"}]}'
    )
    stage = Stage(tmp_path, bundled)
    page = {"kind": "instruments", "venue": "plain", "page": "NEWUSDT"}
    stage.play(opened(0), page, frame(1, "liq OLDUSDT 1"))
    assert {one.symbol for one in stage.catalogue.of(PLAIN)} == {"OLDUSDT", "NEWUSDT"}


def test_bad_lines_stop_nothing(stage: Stage) -> None:
    stage.play(
        {"kind": "instruments", "venue": "plain", "page": "<html>"},
        opened(0),
        frame(1, "liq A 1"),
        {"kind": "frame", "venue": "nobody", "conn": 0, "at": T, "text": "x"},
        {"kind": "frame", "venue": "plain", "conn": 0, "at": T, "base64": "!"},
        closed(2, 7),
        {"kind": "frame", "venue": "plain", "conn": 0, "at": -5, "text": "x"},
        "rubbish",
        frame(3, "liq B 1"),
        frame(4, "liq C 1", 9),
    )
    assert [report.symbol for report in stage.listener.reports] == ["A", "B", "C"]
    assert [number for number, _ in stage.reader.bad] == [2, 5, 6, 7, 8, 9]
    assert stage.player.at == T + 4


def test_a_clock_on_the_tape_that_goes_back_does_not(stage: Stage) -> None:
    stage.play(opened(0), frame(5_000, "liq A 1"), frame(4_000, "liq B 1"))
    assert [at - T for _, at, _ in stage.listener.frames] == [5_000, 5_000]


def test_at_a_given_speed_it_takes_its_time_and_renews_its_leases(stage: Stage) -> None:
    took = stage.play(opened(0), frame(1_000, "pong"), frame(61_000, "liq A 1"), speed=60.0)
    assert 1.0 <= took <= 1.2
    vouched = [int(status.vouched_at) for status in stage.listener.statuses]
    assert max(after - before for before, after in itertools.pairwise(vouched)) <= 12_000


def test_at_full_speed_it_takes_none(stage: Stage) -> None:
    assert stage.play(opened(0), frame(86_400_000, "pong")) == 0.0


def test_what_is_no_tape_is_an_expected_failure(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    (tmp_path / "t.tape").write_text("hello")
    with pytest.raises(ExpectedFailure):
        run_in_manual_time(stage.player.play(stage.reader, None))


def test_the_end_is_the_last_line_and_not_the_latest_time(stage: Stage) -> None:
    stage.play(opened(0), frame(900_000, "liq A 1"), frame(5_000, "liq B 2"))
    assert stage.player.at == T + 5_000


def test_a_row_that_makes_no_sense_is_told_by_its_line(stage: Stage) -> None:
    stage.play(opened(0), frame(100, "liq A 1;bad"), frame(200, "liq B 2"))
    assert [report.symbol for report in stage.listener.reports] == ["A", "B"]
    assert stage.reader.bad == [(3, "a price below zero")]


def test_a_venue_whose_rows_another_one_brings_is_on_the_tape_too(stage: Stage) -> None:
    stage.play(opened(0), frame(100, "liq A 1 guest"))
    assert stage.player.venues == {PLAIN, GUEST}
