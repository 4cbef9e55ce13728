"""Letters, and their form in the store."""

import pytest

from liqdesk.domain.time import HOUR, MINUTE
from liqdesk.outbox.letter import marked_late, packed, shortened, unpacked
from tests.fakes.outbox import letter
from tests.fakes.time import START


def test_it_survives_the_store():
    assert unpacked(packed(letter())) == letter()
    with pytest.raises(ValueError, match=r"."):
        unpacked(b"words")


def test_what_is_late_says_so():
    assert marked_late(letter(), START + 5 * MINUTE) == letter()
    assert marked_late(letter(), START + 6 * MINUTE).lines[-1] == "Sent 6 min late."
    assert marked_late(letter(), START + 5 * HOUR).lines[-1] == "Sent 5 h late."


def test_cutting_shows():
    assert (shortened("abcdef", 6), shortened("abcdef", 4)) == ("abcdef", "abc…")
