"""Old news, old versions and two truths under one number are refused."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.updates.judging import Memory, judge
from liqdesk.updates.manifest import open_envelope
from tests.fakes.releases import MadeUpPublisher
from tests.fakes.rows import T0

PUBLISHER = MadeUpPublisher()


def news(**changed):
    return open_envelope(PUBLISHER.signed(PUBLISHER.manifest(**changed)), PUBLISHER.publisher)


@pytest.mark.parametrize(("running", "newer"), [("0.1.0", True), ("0.2.0", False), ("0.3.0", False)])
def test_news_are_newer_or_not(running, newer):
    finding, memory = judge(news(), Memory(), running, T0)
    assert finding.newer is newer
    assert (memory.serial, memory.version, memory.believed_at) == (7, "0.2.0", T0)


def test_the_same_news_again_are_no_trouble():
    _, memory = judge(news(), Memory(), "0.1.0", T0)
    assert judge(news(), memory, "0.1.0", UnixMs(T0 + DAY))[0].newer


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"serial": 6}, "older .number 6. than what was read before .number 7"),
        ({"serial": 7, "notes": "other words"}, "two different news"),
        ({"serial": 8, "version": "0.1.9"}, "offer 0.1.9 after 0.2.0"),
    ],
)
def test_going_back_is_refused(changed, said):
    _, memory = judge(news(), Memory(), "0.1.0", T0)
    with pytest.raises(ExpectedFailure, match=said):
        judge(news(**changed), memory, "0.1.0", T0)


def test_news_that_ran_out_are_refused():
    judge(news(), Memory(), "0.1.0", UnixMs(T0 + 44 * DAY))
    with pytest.raises(ExpectedFailure, match="holds newer ones back"):
        judge(news(), Memory(), "0.1.0", UnixMs(T0 + 45 * DAY))


def test_a_clock_set_back_does_not_revive_old_news():
    _, memory = judge(news(at=UnixMs(T0 + 60 * DAY), serial=9), Memory(), "0.1.0", UnixMs(T0 + 61 * DAY))
    with pytest.raises(ExpectedFailure, match="clock is before that"):
        judge(news(), memory, "0.1.0", UnixMs(T0 + DAY))
