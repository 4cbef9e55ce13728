"""The newest keys are known by whatever time they come again; the oldest generation goes as a whole; older ones are small."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.engine.seen import GENERATION, PACKED, EveryTime, Seen
from tests.fakes.rows import T0
from tests.unit.engine.test_intake import intake, report


class PlainSeen:
    """What `Seen` is to do, said plainly: generations of keys, the newest last, all of them asked."""

    def __init__(self, generation: int, packed: int) -> None:
        self.generation = generation
        self.most = packed + 2
        self.held: list[set[object]] = [set()]

    def frame(self, rows: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The rows of a frame that are new; a row is its time, and its number where it has one."""
        new = [row for row in rows if not any((row[1] or row) in keys for keys in self.held)]
        self.held[-1].update(row[1] or row for row in new)
        if len(self.held[-1]) >= self.generation:
            self.held = [*self.held, set()][-self.most :]
        return new


def told(row: tuple[int, str]) -> LiquidationReport:
    at, ident = row
    return report(at=T0 + at, ident=ident)


ROWS = st.tuples(st.integers(-5, 5), st.sampled_from(["", "", "7", "8"]))
FRAMES = st.lists(st.lists(ROWS, max_size=4, unique_by=lambda row: row[1] or row), max_size=30)


@given(FRAMES, st.integers(1, 4), st.integers(0, 3))
def test_every_row_comes_once_for_as_long_as_it_is_held(frames, generation, packed):
    """Times go back and forth, and what is numbered comes again with other times."""
    into, plain = intake(Seen(generation, packed)), PlainSeen(generation, packed)
    for frame in frames:
        got = [(row.at - T0, row.ident) for row in into.take([told(row) for row in frame], UnixMs(T0))]
        assert got == plain.frame(frame)


def test_what_comes_live_is_not_looked_for_among_the_packed():
    seen = Seen(generation=1, packed=2)
    into = intake(seen)
    for at in (5, 9, 7, 8):
        into.take([report(at=T0 + at)], UnixMs(T0))
    assert seen.horizon == T0 + 9
    into.take([report(at=T0 + 8)], UnixMs(T0))
    for at in (10, 11, 12):
        into.take([report(at=T0 + at)], UnixMs(T0))
    assert seen.horizon == T0 + 11  # 12 is in `old`


def test_reading_frame_by_frame_remembers_nothing():
    into = intake(EveryTime())
    assert [len(into.take([report(), report()], UnixMs(T0))) for _ in range(3)] == [2, 2, 2]


def test_as_many_as_are_remembered_take_a_few_megabytes():
    seen = Seen()
    keys = [hash((number, 0.5)) for number in range(300_000)]
    for key in keys:
        seen.young.add(key)
        if len(seen.young) >= seen.generation:
            seen.turn()
    newest = GENERATION * (PACKED + 1)
    assert all(seen.knows(key) for key in keys[-newest:])
    assert not any(seen.knows(key) for key in keys[: -newest - GENERATION])
    sets = sum(sys.getsizeof(one) + sum(map(sys.getsizeof, one)) for one in (seen.young, seen.old))
    assert sets + 8 * GENERATION * PACKED < 4_000_000
