"""The rules as a table: where each one stands, and why it does not ring, condition by condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtCore import QObject

from liqdesk.analytics.events import Evidence
from liqdesk.analytics.story import outcome_words
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.engine.alerting import RuleState
from liqdesk.settings.model import Zone
from liqdesk.settings.rule_words import condition_words, rule_sentence
from liqdesk.settings.rules import SavedRule
from liqdesk.ui.tables.alerts import time_words
from liqdesk.ui.tables.measured import lines_of, measured_words, needed_words, paired
from liqdesk.ui.tables.text_table import Head, TextModel


class Column(IntEnum):
    """The columns, in their order."""

    RULE = 0
    STATE = 1
    CONDITION = 2
    MEASURED = 3
    NEEDED = 4
    FIRED = 5


HEADS = (
    Head(marked("Rule"), 146, grows=1, goes=3, least=120, right=False),
    Head(marked("State"), 88, right=False),
    Head(marked("Rings when"), 190, grows=3, goes=2, least=88, right=False),
    Head(marked("Measured"), 90, hint=marked("What was measured last.")),
    Head(marked("Needed"), 74),
    Head(marked("Last fired"), 104, goes=1, right=False),
)


class Standing(StrEnum):
    """Where a rule stands, with its glyph."""

    ARMED = marked("● armed")
    WAITING = marked("◐ waiting")
    IMPAIRED = marked("✕ impaired")
    OFF = marked("○ off")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line about a rule: its first one, one of a further condition, or a sentence across all columns (of one cell)."""

    id: str
    number: int
    standing: Standing
    passed: bool | None
    cells: tuple[str, ...]
    tip: str


def standing_of(state: RuleState) -> Standing:
    """Where a rule stands; what it cannot see weighs more than why it waits."""
    if not state.enabled:
        return Standing.OFF
    if state.impaired:
        return Standing.IMPAIRED
    return Standing.WAITING if state.waiting else Standing.ARMED


def rule_rows(
    state: RuleState, saved: SavedRule | None, venues: Mapping[str, str], now: UnixMs, zone: Zone
) -> Iterator[RuleRow]:
    """The lines of one rule; `saved` is how it was set up, where it still is, `venues` are their names by id."""
    standing = standing_of(state)
    tip = "\n".join(_tip(state, saved, venues))
    fired = tr("not yet") if state.last_fired_at is None else time_words(state.last_fired_at, now, zone)
    named = _named(state, saved, venues)
    first = (tr(state.name), tr(standing.value))
    if not named:
        yield RuleRow(state.id, 0, standing, None, (*first, "", "", "", fired), tip)
    for number, (words, evidence) in enumerate(named):
        measured, needed, passed = "", "", None
        if evidence is not None:
            measured, needed, passed = measured_words(evidence), needed_words(evidence), evidence.passed
        head, tail = (first, fired) if number == 0 else (("", ""), "")
        yield RuleRow(state.id, number, standing, passed, (*head, words, measured, needed, tail), tip)
    said = state.impaired or tr(state.waiting)
    if said and state.enabled:
        yield RuleRow(state.id, len(named) + 1, standing, None, (said,), tip)


def _named(state: RuleState, saved: SavedRule | None, venues: Mapping[str, str]) -> list[tuple[str, Evidence | None]]:
    """Each condition in words, beside what was measured of it."""
    conditions = () if saved is None else saved.conditions
    if state.conditions:
        return list(paired(conditions, state.conditions, venues))
    words = [condition_words(one, venues) for one in conditions]
    return [(f"{said[:1].upper()}{said[1:]}", None) for said in words]


def _tip(state: RuleState, saved: SavedRule | None, venues: Mapping[str, str]) -> Iterator[str]:
    if saved is not None:
        yield rule_sentence(saved, venues)
    if not state.enabled:
        yield tr("Switched off.")
    for sentence in (state.impaired, tr(state.waiting)):
        if sentence:
            yield f"{sentence.removesuffix('.')}."
    yield from lines_of(state.conditions, outcome_words)
    yield tr("Enter changes the rule, Space switches it on or off.")


class RulesModel(TextModel[RuleRow]):
    """The rows of the rules."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: (row.id, row.number), lambda row: (row.standing, row.passed), parent)
