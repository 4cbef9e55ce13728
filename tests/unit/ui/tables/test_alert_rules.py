"""Rules as lines: where each stands, what was measured of every condition, and the sentence that explains silence."""

from liqdesk.analytics.events import Evidence
from liqdesk.domain.time import UnixMs
from liqdesk.engine.alerting import RuleState
from liqdesk.settings.model import Zone
from liqdesk.settings.rules import CoverageUnder, OrderOver, SavedRule
from liqdesk.ui.tables.alert_rules import Standing, rule_rows

AT = UnixMs(1_768_343_160_000)
ORDER = Evidence("order", 3_100_000.0, 10_000_000.0, False, "dollars")
HEARD = Evidence("coverage", 41.0, 50.0, True, "percent")
SAVED = SavedRule(id="one", name="One", conditions=(OrderOver(usd=10_000_000), CoverageUnder()))


def state(**changes) -> RuleState:
    fields = {
        "id": "one", "name": "One", "enabled": True, "impaired": "", "waiting": "", "conditions": (ORDER, HEARD),
        "last_fired_at": None,
    }  # fmt: skip
    return RuleState(**{**fields, **changes})


def lines(of: RuleState, saved: SavedRule | None = SAVED) -> list[tuple[str, ...]]:
    return [row.cells for row in rule_rows(of, saved, {}, AT, Zone.UTC)]


def test_a_line_for_each_condition_with_what_was_measured():
    assert lines(state()) == [
        ("One", "● armed", "One order is $10M or more on the whole market", "$3.10M", "$10M", "not yet"),
        ("", "", "Less than 50% of the last hour is heard", "41%", "50%", ""),
    ]


def test_what_keeps_it_quiet_has_a_line_of_its_own():
    for changes, standing in (
        ({"impaired": "Bybit is off"}, Standing.IMPAIRED),
        ({"waiting": "Cooling down"}, Standing.WAITING),
        ({"impaired": "Bybit is off", "waiting": "Cooling down"}, Standing.IMPAIRED),
    ):
        rows = list(rule_rows(state(**changes), SAVED, {}, AT, Zone.UTC))
        assert rows[0].cells[1] == standing.value
        assert rows[-1].cells == (next(iter(changes.values())),)
        assert all(f"{sentence}." in rows[0].tip for sentence in changes.values())


def test_a_rule_that_is_off_says_only_that():
    rows = list(rule_rows(state(enabled=False, impaired="Bybit is off"), SAVED, {}, AT, Zone.UTC))
    assert [row.standing for row in rows] == [Standing.OFF] * 2
    assert "Switched off." in rows[0].tip


def test_a_rule_that_is_gone_or_was_never_measured_has_a_line_too():
    assert lines(state(), None) == [
        ("One", "● armed", "order: dollars", "$3.10M", "$10M", "not yet"),
        ("", "", "coverage: percent", "41%", "50%", ""),
    ]
    assert lines(state(conditions=()))[0][2:5] == ("One order is $10M or more on the whole market", "", "")
    assert lines(state(conditions=(), last_fired_at=AT), None) == [("One", "● armed", "", "", "", "22:26:00")]


def test_the_tip_answers_why_not():
    tip = next(rule_rows(state(), SAVED, {}, AT, Zone.UTC)).tip
    assert "order: dollars: measured $3.10M, needed $10M, not passed" in tip
    assert "coverage: percent: measured 41%, needed 50%, passed" in tip
