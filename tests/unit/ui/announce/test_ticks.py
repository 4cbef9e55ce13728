"""Ticks: fresh rows of the tape's size alone, and never many."""

from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.announce.ticks import A_SECOND, FRESH, Ration
from tests.fakes.rows import T0, row

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
LARGE = 2_000 * 10**6


def test_each_side_ticks_once_a_frame():
    rows = [row(micro=LARGE, position=side) for side in (SHORT, LONG, SHORT, LONG)]
    assert list(Ration().sides(rows, T0, 1_000)) == [SHORT, LONG]


def test_small_old_and_told_again_rows_are_not_heard():
    rows = [
        row(micro=LARGE // 4, position=LONG),
        row(micro=LARGE, position=LONG, history=True),
        row(micro=LARGE, position=LONG, received_at=T0 - FRESH),
    ]
    assert list(Ration().sides(rows, T0, 1_000)) == []
    assert list(Ration().sides([row(micro=None, position=LONG)], T0, 1_000)) == [LONG]


def test_there_are_never_more_than_so_many_a_second():
    ration, heard = Ration(), []
    for step in range(30):
        at = T0 + step * 100
        rows = [row(micro=LARGE, position=side, received_at=at) for side in (LONG, SHORT)]
        heard += [at] * len(list(ration.sides(rows, at, 0)))
    for begin in heard:
        assert sum(begin <= at < begin + 1_000 for at in heard) <= A_SECOND
    assert len(heard) == 3 * A_SECOND
