"""The world's faults have sentences; ours stay what they are."""

import apsw
import pytest

from liqdesk.store.faults import SENTENCES, StoreDamaged, StoreTrouble, trouble_of


@pytest.mark.parametrize(("kind", "sentence"), SENTENCES)
def test_every_fault_of_the_world_has_its_sentence(kind, sentence):
    trouble = trouble_of(kind("x"))
    assert str(trouble) == sentence
    assert isinstance(trouble, StoreDamaged) is (kind in (apsw.CorruptError, apsw.NotADBError))


def test_a_fault_of_ours_has_none():
    assert trouble_of(apsw.SQLError("no such table")) is None
    assert trouble_of(apsw.ConstraintError("NOT NULL")) is None
    assert trouble_of(KeyError("x")) is None


def test_the_systems_own_words():
    assert str(trouble_of(PermissionError(13, "Permission denied"))) == "Permission denied"
    same = StoreTrouble("as it was")
    assert trouble_of(same) is same
