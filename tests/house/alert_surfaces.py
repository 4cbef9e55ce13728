"""What alerts say of a total, for the rule that none is shown without its coverage."""

from dataclasses import replace

from liqdesk.alerts.alert import Alert, Word
from liqdesk.alerts.conditions import Seen, measured
from liqdesk.alerts.facts import MARKET_AREA
from liqdesk.alerts.latches import Finding
from liqdesk.alerts.rules import resolved
from liqdesk.alerts.words import finding_wording
from liqdesk.analytics.events import Evidence, Level
from liqdesk.analytics.told import tell
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.settings.model import Zone
from liqdesk.settings.rules import LargestHour, OneSided, SavedRule, Side, WindowOver
from liqdesk.ui.dialogs.alert_words import facts_rows, why_rows, word_rows
from liqdesk.ui.format import fmt_usd
from liqdesk.ui.tables.alerts import alert_row
from tests.fakes.alerts import alert
from tests.fakes.judging import CoveredFacts
from tests.fakes.rows import T0


def noted(total: SideTotal, coverage: Coverage) -> Alert:
    """An alert that speaks of a total, as it is noted when it rings."""
    told = tell(total, coverage, fmt_usd)
    known = not coverage.blind and (total.both or coverage.zero_known)
    return alert(
        T0,
        micro=total.both if known else None,
        at_least=told.more_possible,
        sentence=f"Liquidated {told.signed(told.total)}, covered {told.covered}",
        why=(Evidence("window", total.both / 1e6 if known else None, 1e6, known or None, "dollars"),),
        words=(Word(T0, Level.ALERT, total.both if known else None),),
    )


def alert_line(_: object, total: SideTotal, coverage: Coverage) -> str:
    made = alert_row(noted(total, coverage), T0, Zone.UTC)
    return " ".join((*made.cells, made.tip))


def opened_alert(_: object, total: SideTotal, coverage: Coverage) -> str:
    made = noted(total, coverage)
    rows = (*facts_rows(made, Zone.UTC), *why_rows(made, (), {}), *word_rows(made, Zone.UTC))
    return " ".join((made.sentence, *(" ".join(row) for row in rows)))


def alert_words(_: object, total: SideTotal, coverage: Coverage) -> str:
    conditions = (WindowOver(side=Side.BOTH), OneSided(), LargestHour(side=Side.BOTH))
    facts = CoveredFacts(sums={("market", 3_600): total}, how_whole=coverage)
    said = []
    for condition in conditions:
        rule = resolved(SavedRule(id="a", name="A", conditions=(condition,)), {}, {})
        met = replace(measured(rule.clauses[0], facts, Seen(), 70), passed=True)
        words = finding_wording(Finding(rule, 0, (met,), MARKET_AREA), facts)
        said.append(f"{words.title(Level.ALERT)} {words.sentence}")
    assert all(("of time" in text) is not coverage.throughout for text in said)
    return " ".join(said)


ALERT_SURFACES = {
    "liqdesk/alerts/words.py": (alert_words,),
    "liqdesk/ui/tables/measured.py": (alert_line, opened_alert),
}
