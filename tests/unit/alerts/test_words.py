"""Titles and sentences of alerts."""

import pytest

from liqdesk.alerts.alert import Held
from liqdesk.alerts.budget import Digest
from liqdesk.alerts.conditions import Seen, measured
from liqdesk.alerts.facts import Area, VenueTrouble
from liqdesk.alerts.latches import Finding
from liqdesk.alerts.rules import resolved
from liqdesk.alerts.words import Wording, digest_words, event_wording, finding_wording, marked, over_words
from liqdesk.analytics.events import EventKind, EventState, Level
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    CoverageUnder,
    FeedTrouble,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)
from tests.fakes.events import CLOSED, OPENED, event
from tests.fakes.judging import NAMES, SaidFacts, kept_alert
from tests.fakes.rows import row

M = 1_000_000
MAJORS = Scope(kind=ScopeKind.GROUP, name="majors")


def wording(condition, facts: SaidFacts, seen: Seen | None = None) -> Wording:
    rule = resolved(SavedRule(id="a", name="Mine", conditions=(condition,)), {"majors": ("BTC", "ETH")}, NAMES)
    one = measured(rule.clauses[0], facts, seen or Seen(), 70)
    assert one.passed
    return finding_wording(Finding(rule, 0, (one,), one.clause.area or Area(ScopeKind.MARKET, "market")), facts)


def test_an_event_while_it_goes_on_and_after():
    told = event(state=EventState.OPEN, closed_at=None)
    assert event_wording(told, UnixMs(OPENED + 33 * MINUTE)).title(Level.CRITICAL) == (
        "SHORT SQUEEZE, critical: ≥ $448.30M in 33 min, SOL first"
    )
    assert event_wording(event(), CLOSED).how == "≥ $448.30M in 10 min, SOL first, over"
    flush = event(scope="SOL", kind=EventKind.LONG_FLUSH, leader=None)
    assert event_wording(flush, CLOSED).what == "LONG FLUSH of SOL"


def test_a_window_of_a_group():
    facts = SaidFacts()
    facts.say(short=120 * M, area="majors", seconds=600)
    words = wording(WindowOver(usd=100 * M, seconds=600, scope=MAJORS), facts)
    assert words.title(Level.ALERT) == "Majors shorts, alert: $120.00M in 10 min"
    assert words.sentence == "Mine: $120.00M of shorts in majors in the last 10 min, $100M asked for."


def test_both_sides_are_liquidations():
    facts = SaidFacts()
    facts.say(long=60 * M, short=60 * M)
    assert wording(WindowOver(side=Side.BOTH), facts).what == "liquidations"


def test_one_sidedness():
    facts = SaidFacts(whole=False)
    facts.say(long=4 * M, short=46 * M)
    words = wording(OneSided(), facts)
    assert words.title(Level.ALERT) == "92% shorts, alert: of ≥ $50.00M in 60 min"
    assert words.sentence.endswith("80% asked for. Covered 60% of time.")


def test_an_order_names_its_coin_side_and_venue():
    facts = SaidFacts()
    order = row(at=facts.at, micro=12_340_000_000_000)
    words = wording(OrderOver(), facts, Seen((order,)))
    assert words.sentence == "Mine: One BTC short of $12.34M was liquidated on Bybit (BTCUSDT)."


def test_feeds_and_coverage():
    facts = SaidFacts(share=0.43)
    facts.trouble = [VenueTrouble(VenueId("okx"), "OKX", Trouble.SILENT, UnixMs(facts.at - 5 * MINUTE))]
    assert wording(FeedTrouble(), facts).title(Level.WATCH) == "FEEDS, watch: OKX silent for 5 min"
    assert wording(CoverageUnder(), facts).sentence == "Mine: Only 43% of the last hour is covered."


def test_marks_and_ends():
    assert marked("SHORT SQUEEZE", "DEMO") == "DEMO  SHORT SQUEEZE"
    assert marked("SHORT SQUEEZE", "") == "SHORT SQUEEZE"
    assert over_words(Wording("shorts", "$1", ""), kept_alert(sentence="It was."))[0] == "shorts: $1, over"


@pytest.mark.parametrize(
    ("words", "alerts", "title"),
    [(1, 1, "One more word folded"), (5, 1, "5 more words folded"), (5, 2, "5 more words of 2 alerts folded")],
)
def test_a_digest(words: int, alerts: int, title: str):
    told = digest_words(Digest(UnixMs(0), words, alerts, kept_alert(), Held.BUDGET))
    assert told == (title, "The hour's budget is spent. Largest: One BTC long of $12.00M was liquidated.")
