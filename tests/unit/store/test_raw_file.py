"""Raw messages on disk: found by their rows byte for byte, within bounds, and of no weight when they are lost."""

from random import Random

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store.faults import StoreTrouble
from liqdesk.store.raw_file import CORRECTED_WITHIN, RawFile, message_of
from liqdesk.store.retention import Limits
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, priced, row

WIDE = Limits(7, 10**9)
BODIES = st.one_of(st.text(max_size=200), st.binary(max_size=200))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "raw.db"


@pytest.fixture
def file(path):
    opened = RawFile(path, StepClock())
    yield opened
    opened.close()


def came(at: int, *usd: int, venue: str = "bybit"):
    """The rows of one message."""
    of = instrument(venue=venue)
    return tuple(row(UnixMs(at - 5), amount, of=of, received_at=UnixMs(at)) for amount in usd)


def kept(file: RawFile, at: int, body: str | bytes = "told", amount: int = 100) -> tuple:
    batch = came(at, amount)
    file.add([message_of(body, batch)])
    return batch


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(BODIES, st.integers(0, 2), st.sampled_from(("bybit", "okx"))), min_size=1, max_size=12))
def test_each_row_finds_the_message_that_brought_it_also_among_others_of_its_millisecond(tmp_path_factory, told):
    path = tmp_path_factory.mktemp("raw") / "raw.db"
    batches = [
        (body, came(T0 + late, 1_000 + number, 2_000 + number, venue=venue))
        for number, (body, late, venue) in enumerate(told)
    ]
    file = RawFile(path, StepClock())
    half = len(batches) // 2
    for block in (batches[:half], batches[half:]):
        if block:
            file.add([message_of(body, batch) for body, batch in block])
    file.close()
    again = RawFile(path, StepClock())
    for body, batch in batches:
        for one in batch:
            assert again.find(one).body == body
            assert type(again.find(one).body) is type(body)
    again.close()


def test_a_row_whose_message_is_not_there_has_none(file):
    (known,) = kept(file, T0)
    (other,) = came(T0, 999)
    (later,) = came(T0 + 1, 100)
    (elsewhere,) = came(T0, 100, venue="okx")
    assert file.find(known).body == "told"
    assert [file.find(one) for one in (other, later, elsewhere)] == [None] * 3


def test_a_corrected_row_has_the_message_that_told_what_was_paid(file):
    estimate = priced(PriceKind.ENTRY, 100, T0)
    later = UnixMs(T0 + CORRECTED_WITHIN)
    paid = priced(PriceKind.FILL, 120, later)
    file.add([message_of("the trigger", [estimate]), message_of("others", came(T0 + 5, 100))])
    as_stored = priced(PriceKind.FILL, 120, T0)  # a correction on disk keeps the receipt
    assert file.find(as_stored).body == "the trigger"
    file.add([message_of("the match", [paid])])
    assert (file.find(as_stored).body, file.find(as_stored).received_at) == ("the match", later)
    assert file.find(paid).body == "the match"
    assert (file.find(estimate).body, file.find(estimate).received_at) == ("the trigger", T0)


def test_looking_makes_no_file(file, path):
    assert file.find(came(T0, 100)[0]) is None
    assert not file.trim(WIDE)
    assert not path.exists()


def test_the_newest_days_that_have_a_message_stay_whatever_the_clock_says(file):
    days = [0, 1, 2, 5, 400, 401]
    rows = [kept(file, T0 + day * DAY)[0] for day in days]
    while file.trim(Limits(4, 10**9)):
        pass
    assert [file.find(one) is not None for one in rows] == [False, False, True, True, True, True]


def test_beyond_its_size_the_oldest_go_a_few_at_a_time(file, path):
    rows = [kept(file, T0 + number, noise(number, 20_000), number + 1)[0] for number in range(200)]
    limit = 1_000_000
    steps = 1
    while file.trim(Limits(7, limit)):
        steps += 1
    assert steps > 3
    there = [file.find(one) is not None for one in rows]
    assert there == sorted(there)
    assert 10 < sum(there) < 60
    with apsw.Connection(str(path)) as connection:
        pages = connection.pragma("page_count") - connection.pragma("freelist_count")
    assert pages * 4096 <= limit


def noise(seed: int, size: int) -> bytes:
    """Bytes that do not pack."""
    return Random(seed).randbytes(size)


def test_of_no_days_nothing_is_left_on_disk(file, path):
    (one,) = kept(file, T0)
    assert not file.trim(Limits(0, 10**9))
    assert file.find(one) is None
    assert list(path.parent.iterdir()) == []
    kept(file, T0 + 1)
    assert path.exists()


def test_a_damaged_file_is_set_aside_and_the_next_message_begins_another(path):
    path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 64)
    file = RawFile(path, StepClock())
    with pytest.raises(StoreTrouble):
        kept(file, T0)
    (one,) = kept(file, T0 + 1)
    assert file.find(one).body == "told"
    assert path.with_name("raw.db.damaged").exists()
    file.close()


def test_a_block_that_was_damaged_costs_itself(file, path):
    (lost,), (other,) = kept(file, T0), kept(file, T0 + DAY)
    with apsw.Connection(str(path)) as connection:
        connection.execute("UPDATE blocks SET body = zeroblob(40) WHERE first = ?", (T0,))
    assert file.find(lost) is None
    assert file.find(other).body == "told"


def test_another_program_s_database_is_left_alone(path):
    with apsw.Connection(str(path)) as connection:
        connection.execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
    before = path.read_bytes()
    with pytest.raises(ExpectedFailure, match="another program"):
        kept(RawFile(path, StepClock()), T0)
    assert path.read_bytes() == before


def test_where_the_file_cannot_be_it_says_so(tmp_path):
    (tmp_path / "raw.db").mkdir()
    with pytest.raises(StoreTrouble, match="cannot be opened"):
        kept(RawFile(tmp_path / "raw.db", StepClock()), T0)


def test_after_trouble_it_looks_again_what_is_there(file, path, monkeypatch):
    monkeypatch.setattr("liqdesk.store.database.BUSY_MS", 1)
    kept(file, T0)
    other = apsw.Connection(str(path))
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreTrouble, match="another program"):
        kept(file, T0 + 1)
    other.close()
    for one in path.parent.glob("raw.db*"):
        one.rename(one.with_name(f"away-{one.name}"))
    (later,) = kept(file, T0 + 2)
    assert path.exists()
    assert file.find(later).body == "told"
