"""Every k-th write, sync or truncation fails: what was acknowledged is there, once, and the next try goes on."""

import pytest

from tests.fakes.failing import FailingDisk, Failure
from tests.fakes.power import Act, Unwaiting
from tests.fakes.storing_work import Judge, removed, store

GROUPS = 12
TRIES = 40

EVERYTHING = frozenset({Act.WRITE, Act.SYNC, Act.TRUNCATE})


def acts_of(path, acts):
    """How many such acts the work takes where none fails."""
    with FailingDisk(acts, Failure.FULL, lambda _: False) as disk:
        store(path, GROUPS, lambda _: None)
    removed(path)
    return disk.done


@pytest.mark.parametrize("failure", [Failure.FULL, Failure.IO_ERROR, Failure.SHORT])
@pytest.mark.parametrize("act", sorted(EVERYTHING, key=lambda one: one.value))
def test_the_kth_act_fails(tmp_path, act, failure):
    path = tmp_path / "liqdesk.db"
    judge = Judge(GROUPS * 8)
    failed = 0
    for k in range(1, acts_of(path, frozenset({act})) + 1):
        acknowledged = [0]
        with FailingDisk(frozenset({act}), failure, lambda number, k=k: number == k) as disk:
            rows = store(path, GROUPS, acknowledged.append, tries=TRIES)
        failed += disk.failed
        with Unwaiting():
            assert judge.complaints(path, acknowledged[-1], rows, sums=k % 10 == 0) == [], f"act {k}"
        removed(path)
    assert failed > 0


@pytest.mark.parametrize("k", [97, 131, 181, 251])
def test_every_kth_act_fails(tmp_path, k):
    path = tmp_path / "liqdesk.db"
    acknowledged = [0]
    with Unwaiting():
        first = store(path, 3, acknowledged.append)
    with FailingDisk(EVERYTHING, Failure.IO_ERROR, lambda number: number % k == 0) as disk:
        rows = store(path, 120, acknowledged.append, first=first, tries=TRIES)
    assert disk.failed > 5
    with Unwaiting():
        assert Judge(rows).complaints(path, acknowledged[-1], rows) == []
