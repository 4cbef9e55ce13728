"""What a venue sent, byte for byte behind every row: over real sockets, through a restart, a kill and a broken file."""

import asyncio
import json
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import apsw
import pytest
from websockets.exceptions import ConnectionClosed

from liqdesk.app.clock import MachineClock
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core, build_core, running
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.endpoints import Endpoints
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.simulator.endpoints import addresses
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.raw_file import RawFile
from liqdesk.store.raw_messages import RawMessages
from liqdesk.store.retention import Limits
from liqdesk.venues.session import Addresses
from tests.fakes.serving import Served, serving, until
from tests.integration.test_program import PROGRAM, simulated
from tests.integration.test_simulator import push_of

FOREVER = UnixMs(2**53)
WIDE = Limits(7, 10**9)
ROWS = 6


@asynccontextmanager
async def watching(served: Served, path: Path) -> AsyncIterator[Core]:
    """The inside of a program that listens to this venue and keeps what it sends."""
    venue, clock = VenueId(served.server.venue), MachineClock()
    where = addresses([served.server])[venue]
    told = Endpoints({venue: Addresses(where["ws"], where["rest"], where.get("ws_by_category", {}))})
    core = build_core(
        Mode.LIVE, clock, CurrentSettings(Settings()), Resources(), Unstored("a test"), frozenset({venue})
    )
    messages = RawMessages(path, clock, lambda: WIDE)
    core.ingest.keep_messages(messages)
    core.desk.attach_messages(messages)
    messages.start()
    try:
        async with running(core, told, Resources()):
            yield core
    finally:
        await messages.close()


@pytest.mark.parametrize("venue", ["bybit", "okx", "htx"])
def test_a_row_s_message_is_byte_for_byte_what_was_sent(run, tmp_path, venue):
    """Beside the program somebody else listens on the same server, and says what came over the wire."""

    async def scene():
        heard = []
        async with serving(venue) as served:
            async with served.client(served.server.dialect.tape_conversations()[0][0]) as witness:
                await served.subscribe(witness)
                listening = asyncio.ensure_future(_listen(witness, heard))
                async with watching(served, tmp_path / "raw.db") as core:
                    await until(lambda: subscribed(core, venue))
                    for number in range(1, ROWS):
                        served.server.publish(push_of(venue, number))
                    served.server.publish(push_of(venue, ROWS, ROWS + 1))
                    await until(lambda: core.ring.newest == ROWS + 1)
                    rows = core.desk.recent(100)
                    sent = [await core.desk.raw(row) for row in rows]
            await listening
        for row, message in zip(rows, sent, strict=True):
            assert (message.venue, message.received_at) == (venue, row.received_at)
            assert heard.count(message.body) == 1
        assert {type(message.body) for message in sent} == {bytes if venue == "htx" else str}
        assert sent[-1].body == sent[-2].body != sent[0].body
        async with serving(venue) as served, watching(served, tmp_path / "raw.db") as again:
            assert [await again.desk.raw(row) for row in rows] == sent

    run(scene())


def subscribed(core: Core, venue: str) -> bool:
    """Whether all of a venue's topics are confirmed."""
    (view,) = (one for one in core.desk.frame(0)[0].venues if one.id == venue)
    return 0 < view.topics_wanted == view.topics


async def _listen(witness, heard):
    with suppress(ConnectionClosed):
        async for frame in witness:
            heard.append(frame)


def test_a_kill_leaves_a_sound_file_in_which_the_stored_rows_find_theirs(tmp_path):
    rows = killed_among_rows(tmp_path)
    path = tmp_path / "p" / "raw.db"
    with apsw.Connection(str(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        last = connection.execute("SELECT max(last) FROM blocks").get
    file = RawFile(path, MachineClock())
    there = [row for row in rows if row.received_at < last and not row.history]
    assert len(there) > 200
    for row in there[:: len(there) // 200]:
        found = file.find(row)
        assert found is not None
        if isinstance(found.body, str):
            assert row.instrument.symbol in found.body
    file.close()


def killed_among_rows(folder: Path):
    """What is in the store of a program that was killed a while after its first block of messages."""
    profile = folder / "p"
    with simulated(folder, "--rate", "400", "--wait-for-client") as (endpoints, _):
        command = [*PROGRAM, "tail", "--json", "--endpoints", str(endpoints), "--profile", str(profile)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tail:
            assert tail.stdout is not None
            for number, _ in enumerate(tail.stdout):
                if number % 100 == 0 and blocks_in(profile / "raw.db") > 1:
                    break
            tail.send_signal(signal.SIGKILL)
    return StoredHistory(open_for_reading(profile / "liqdesk.db")).rows(UnixMs(0), FOREVER, 100_000)


def blocks_in(path: Path) -> int:
    if not path.exists():
        return 0
    with apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY) as connection, suppress(apsw.SQLError):
        return connection.execute("SELECT count(*) FROM blocks").get
    return 0


def test_a_file_that_cannot_be_costs_no_row_and_is_told_once(tmp_path):
    profile = tmp_path / "p"
    (profile / "raw.db").mkdir(parents=True)
    with simulated(tmp_path, "--rate", "300", "--wait-for-client") as (endpoints, _):
        command = [*PROGRAM, "tail", "--json", "--endpoints", endpoints, "--profile", profile, "--for", "8"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Raw messages cannot be kept") == 1
    printed = {json.loads(line)["key"] for line in done.stdout.splitlines()}
    rows = StoredHistory(open_for_reading(profile / "liqdesk.db")).rows(UnixMs(0), FOREVER, 100_000)
    assert {row.key for row in rows} >= printed
    assert len(printed) > 100
