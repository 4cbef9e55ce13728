"""Rows are written behind: soon, in groups, whole; on trouble they wait, and what is lost is said and not covered."""

import asyncio
import logging
import threading

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.engine.ports import StoreStatus
from liqdesk.store import writer as writing
from tests.fakes.rows import T0, row
from tests.fakes.stored import column, complaints
from tests.fakes.writing import Desk

BYBIT, LANE = VenueId("bybit"), LaneId("bybit/linear-1")
ALL = (UnixMs(0), UnixMs(2 * T0), 10**9)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


def span(end, start=T0):
    return CoveredSpan(LANE, BYBIT, Span(UnixMs(start), UnixMs(end)))


def test_a_row_is_on_disk_soon_without_being_asked_for(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take((row(),))
            await desk.until(lambda: desk.stored() == [T0], limit=1.5)

    run(work())


def test_rows_taken_before_the_file_is_open_are_kept(path, run):
    async def work():
        desk = Desk(path)
        desk.writer.take((row(),))
        desk.writer.covered(span(T0 + 50))
        async with desk:
            assert await desk.writer.flush()
            assert desk.stored() == [T0]

    run(work())


def test_closing_writes_what_waits(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take(tuple(row(T0 + n) for n in range(10_000)))
            desk.writer.covered(span(T0 + 99))
        assert len(desk.stored()) == 10_000
        assert not path.with_name("liqdesk.db-wal").exists()
        assert complaints(path) == []

    run(work())


def test_a_flood_goes_out_in_groups_and_the_spans_with_the_last(path, run):
    async def work():
        async with Desk(path) as desk:
            rows, aside = [row(T0 + n) for n in range(9_000)], span(T0 + 9_000)
            desk.writer.take(tuple(rows))
            desk.writer.covered(aside)
            first, _ = desk.writer._cut()
            assert len(first) == writing.LARGEST_GROUP
            assert desk.writer._aside.spans
            desk.writer._put_back(first, writing.Aside())
            assert await desk.writer.flush()
            assert desk.stored() == [one.at for one in rows]
            assert await desk.writer.past(lambda past: past.spans(T0)) == [aside]

    run(work())


def test_a_replay_after_a_restart_adds_nothing(path, run):
    async def work():
        for _ in range(2):
            async with Desk(path) as desk:
                desk.writer.take((row(), row(occurrence=1)))
        assert len(desk.stored()) == 2
        assert complaints(path) == []

    run(work())


def test_lanes_and_prices_are_kept_thinned(path, run):
    async def work():
        async with Desk(path) as desk:
            for state in (LaneState.CONNECTING, LaneState.LIVE, LaneState.LIVE, LaneState.STALE):
                desk.writer.lane_changed(LaneStatus(LANE, BYBIT, state))
            for second in range(70):
                desk.writer.priced("BTC", BYBIT, UnixMs(T0 + second * 1_000), 95_000.0 + second)
            desk.writer.covered(span(T0 + 5))
            desk.writer.covered(span(T0 + 9))
            assert await desk.writer.flush()
            assert column(path, "SELECT state FROM lane_log ORDER BY number") == ["connecting", "live", "stale"]
            assert [one.price for one in await desk.writer.past(lambda past: past.prices(T0))] == [
                95_000.0,
                95_030.0,
                95_060.0,
            ]
            assert await desk.writer.past(lambda past: past.spans(T0)) == [span(T0 + 9)]

    run(work())


def test_what_a_person_decided_is_kept_though_nothing_else_is(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.learnt("alerts", T0, b"muted", at_once=True)
            await desk.until(lambda: column(path, "SELECT value FROM memories") == [b"muted"], limit=1.5)

    run(work())


def test_the_past_is_read_in_pieces(path, run, monkeypatch):
    monkeypatch.setattr(writing, "PAGE", 7)

    async def work():
        async with Desk(path) as desk:
            desk.writer.take(tuple(row(T0 + n // 3, occurrence=n % 3) for n in range(60)))
            await desk.writer.flush()
            for limit in (1, 6, 7, 8, 14, 59, 60, 61, 1_000):
                pieces = await desk.writer.rows(*ALL[:2], limit)
                at_once = await desk.writer.past(lambda past, limit=limit: past.rows(*ALL[:2], limit))
                assert [one.key for one in pieces] == [one.key for one in at_once]
                assert len(pieces) == min(limit, 60)

    run(work())


def test_a_word_about_the_file(path, run):
    async def work():
        async with Desk(path) as desk:
            await desk.writer.remember("replayed_to", "7")
            assert await desk.writer.past(lambda past: past.fact("replayed_to")) == "7"

    run(work())


def test_a_damaged_file_is_told_at_the_start(path, run):
    path.write_bytes(b"rubbish" * 1_000)

    async def work():
        async with Desk(path) as desk:
            assert "damaged" in desk.told
            assert desk.writer.status().trouble == ""

    run(work())


def test_a_refused_file_is_said_and_nothing_piles_up(path, run):
    async def work():
        async with Desk(path):
            pass
        column(path, "PRAGMA user_version = 99")
        refused = Desk(path)
        with pytest.raises(ExpectedFailure, match="newer"):
            await refused.writer.open()
        refused.writer.take((row(),))
        refused.writer.covered(span(T0 + 1))
        assert refused.writer.backlog == 0
        assert "newer" in refused.writer.status().trouble
        assert refused.writer.status().size is None
        with pytest.raises(ExpectedFailure, match="nothing is being recorded"):
            await refused.writer.past(lambda past: past.fact("x"))
        await refused.writer.close()
        refused.worker.close()

    run(work())


def away(path):
    path.parent.rename(path.parent.with_name("away"))


def back(path):
    path.parent.with_name("away").rename(path.parent)


@pytest.mark.expected_log("Rows are not being stored: .*cannot be opened")
@pytest.mark.expected_log("moved or replaced while in use")
def test_trouble_is_said_with_its_time_and_goes_by_itself(tmp_path, run, monkeypatch, caplog):
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.02)
    caplog.set_level(logging.INFO)
    path = tmp_path / "profile" / "liqdesk.db"
    path.parent.mkdir()

    async def work():
        async with Desk(path) as desk:
            away(path)
            desk.writer.take((row(),))
            assert not await desk.writer.flush()
            desk.clock.step(600_000)
            desk.writer.take((row(T0 + 1),))
            assert not await desk.writer.flush()
            trouble = desk.writer.status().trouble
            assert trouble.startswith("not being stored since 21:26 UTC: ")
            assert "cannot be opened" in trouble
            back(path)
            await desk.until(lambda: desk.writer.status().trouble == "")
            assert desk.stored() == [T0, T0 + 1]
        assert "Rows are being stored again" in caplog.text

    run(work())


@pytest.mark.expected_log("Rows are not being stored")
@pytest.mark.expected_log("rows were lost")
@pytest.mark.expected_log("moved or replaced while in use")
def test_beyond_the_bound_the_oldest_go_and_their_time_is_not_covered(tmp_path, run, monkeypatch):
    monkeypatch.setattr(writing, "BUFFERED", 100)
    monkeypatch.setattr(writing, "READY", 10)
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.02)
    path = tmp_path / "profile" / "liqdesk.db"
    path.parent.mkdir()

    async def work():
        async with Desk(path) as desk:
            away(path)
            desk.writer.take((row(T0, received_at=T0),))
            assert not await desk.writer.flush()
            for n in range(1, 300):
                desk.writer.take((row(T0 + n, received_at=T0 + n),))
                assert desk.writer.backlog <= 100
            desk.writer.covered(span(T0 + 300))
            assert "rows are lost" in desk.writer.status().trouble
            back(path)
            await desk.until(lambda: desk.writer.status().trouble == "")
            assert await desk.writer.flush()
            kept = desk.stored()
            assert kept == list(range(kept[0], T0 + 300))
            (loss,) = column(path, "SELECT rows FROM losses")
            assert loss == kept[0] - T0
            (left,) = await desk.writer.past(lambda past: past.spans(T0))
            assert left.span.end == T0 + 300
            assert left.span.start == kept[0]

    run(work())


def test_a_mute_disk_is_said_while_it_is_mute(path, run):
    gate = threading.Event()

    async def work():
        async with Desk(path) as desk:
            desk.worker.submit(gate.wait)
            desk.writer.take((row(),))
            await desk.until(lambda: desk.writer._health.busy)
            assert desk.writer.status().trouble == ""
            desk.clock.step(6_000)
            assert desk.writer.status().trouble == "not being stored since 21:26 UTC: the disk does not answer"
            gate.set()
            assert await desk.writer.flush()
            assert desk.writer.status().trouble == ""

    run(work())


@pytest.mark.expected_log("The recordings are kept as .* a new file was begun")
def test_damage_under_way_costs_no_new_row(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take((row(),))
            await desk.writer.flush()
            recordings = desk.writer._file.recordings
            root = await desk.worker.run(lambda: recordings.use(root_page))
            await desk.worker.run(recordings.close)
            with path.open("r+b") as file:  # as a bad disk would leave it
                file.seek((root - 1) * 4096)
                file.write(b"\xff" * 4096)
            desk.writer.take((row(T0 + 1),))
            assert await desk.writer.flush()
            assert desk.stored() == [T0 + 1]
            assert len(list(path.parent.glob("*.damaged-*"))) == 1

    run(work())


def root_page(connection):
    return connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'liquidations'").get


def test_a_fault_of_ours_is_heard_and_ends_the_taking(path, run):
    async def work():
        heard = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context["exception"]))
        async with Desk(path) as desk:
            desk.writer.take((row(position="sideways"),))
            assert not await desk.writer.flush()
            assert [type(one) for one in heard] == [KeyError]
            assert "a fault in liqdesk" in desk.writer.status().trouble
            desk.writer.take((row(),))
            assert desk.writer.backlog == 0

    run(work())


def test_an_idle_writer_says_how_much_is_on_disk(path, run):
    async def work():
        async with Desk(path) as desk:
            status = desk.writer.status()
            assert isinstance(status, StoreStatus)
            assert status.size > 4_096
            assert await desk.writer.flush()

    run(work())


def filling(end=T0):
    return FilledSpan(LANE, BYBIT, Span(UnixMs(T0 - 1_000), UnixMs(end)), Refill.PART)


def test_what_became_of_a_gap_is_kept_with_the_rows_that_filled_it(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take((row(T0 - 500, history=True),))
            desk.writer.filled(filling())
            assert await desk.writer.flush()
            assert await desk.writer.past(lambda past: past.fills(UnixMs(0))) == [filling()]
        assert desk.stored() == [T0 - 500]

    run(work())


@pytest.mark.expected_log("rows were lost")
def test_a_gap_whose_rows_may_be_lost_is_not_said_to_be_filled(path, run, monkeypatch):
    monkeypatch.setattr(writing, "BUFFERED", 10)
    monkeypatch.setattr(writing, "READY", 5)

    async def work():
        desk = Desk(path)
        desk.writer.filled(filling())
        desk.writer.take(tuple(row(T0 + number) for number in range(20)))
        desk.writer.filled(filling(T0 + 1))
        async with desk:
            assert await desk.writer.flush()
            assert await desk.writer.past(lambda past: past.fills(UnixMs(0))) == []
            desk.writer.filled(filling())
            assert await desk.writer.flush()
            assert await desk.writer.past(lambda past: past.fills(UnixMs(0))) == [filling()]

    run(work())
