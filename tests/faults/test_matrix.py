"""No fault of a venue or of the network brings the feed down, makes it lie, or makes it rude."""

from collections.abc import Callable

import pytest

from liqdesk.simulator.faults import WORDS
from liqdesk.simulator.publishing import FEEDS
from tests.faults.cases import BACK, CASES, SOON, Case
from tests.faults.judge import Judge
from tests.faults.play import play
from tests.faults.table import PROPERTY, Row, Table

ELSEWHERE = {
    "refuse-rest": "tests/unit/feed/test_instruments.py has lists that cannot be had",
    "bad-topic": "tests/contract has refused topics of every venue",
}
"""Words of the fault language that no script uses, and why."""


@pytest.fixture(scope="module")
def played() -> list[Row]:
    """The rows of this file's scenes, which one process plays in their order."""
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_venue_stands_it(case: Case, played: list[Row], record_property: Callable[[str, object], None]) -> None:
    judge = Judge(case, play(case))
    found = judge.findings()
    short = case.end > 0 and case.length < 60 and case.back == BACK and case.leaves
    played.append(Row(case.name, found, {feed: judge.back_after(feed) for feed in FEEDS} if short else {}))
    record_property(PROPERTY, tuple(played[-1]))
    assert not found


def test_after_a_short_outage_all_are_soon_back(played: list[Row]) -> None:
    """Over every script above that stops the feeds for less than a minute and states no wait."""
    table = Table(played)
    if not table.complete:
        pytest.skip("only some scripts were played")
    assert {share: seconds for share, seconds in table.returns.items() if seconds > SOON[share]} == {}


def test_every_word_is_in_a_script() -> None:
    played = {spec.partition(":")[2].partition("@")[0].partition("=")[0] for case in CASES for spec in case.faults}
    assert WORDS.keys() - played == ELSEWHERE.keys()
