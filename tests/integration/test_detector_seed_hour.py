"""The seed hour, played from its tape through the real adapters into the detector and the rules: one squeeze, to the cent."""

import pytest

from liqdesk.analytics.events import MARKET, Event, EventKind, Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import cents
from liqdesk.domain.time import MINUTE
from liqdesk.settings.rules import DEFAULT_RULES
from tests.fakes.detecting import journal
from tests.fakes.judging import book_of
from tests.fakes.taped import Listener, played, seed_hour_tape, surge_began

MOST_WORDS = 6


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Listener:
    book, _ = book_of(DEFAULT_RULES)
    return played(seed_hour_tape(tmp_path_factory.mktemp("seed")), book)


def journal_of(heard: Listener) -> list[Event]:
    return journal(heard.watched.events)


def test_the_journal_has_one_squeeze_of_the_market(heard: Listener) -> None:
    (event,) = journal_of(heard)
    assert (event.scope, event.kind, event.confirmed) == (MARKET, EventKind.SHORT_SQUEEZE, True)
    assert [share.name for share in event.bases[:2]] == ["BTC", "ETH"]
    assert event.detected_at - surge_began(heard.rows) <= 2 * MINUTE


def test_its_totals_are_those_of_its_rows_to_the_cent(heard: Listener) -> None:
    (event,) = journal_of(heard)
    assert event.closed_at is not None
    mine = [row for row in heard.rows if event.opened_at <= row.at < event.closed_at]
    for side, told in ((PositionSide.LONG, event.long), (PositionSide.SHORT, event.short)):
        assert told == sum(row.notional or 0 for row in mine if row.position is side)
    assert event.count == len(mine)
    assert cents(event.peak_hour) == 45_807_000_000, "all 458.07 million lie within one hour"
    assert sum(event.course.long) + sum(event.course.short) == event.both
    for parts in (event.bases, event.venues):
        assert sum(share.both for share in parts) == event.both
    assert event.largest[0].notional == max(row.notional or 0 for row in mine)


def test_the_shipped_rules_make_one_alert_of_it_in_few_words(heard: Listener) -> None:
    words = heard.watched.told
    began = surge_began(heard.rows)
    assert 0 < len(words) <= MOST_WORDS
    assert words[0][0] <= began + 2 * MINUTE
    assert words[-1][1].level is Level.CRITICAL
    assert len(heard.watched.alerts) == 1
