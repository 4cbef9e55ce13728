"""What was measured of a rule's conditions, each in its own unit, beside the condition in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from liqdesk.analytics.events import Evidence, Level
from liqdesk.analytics.told import tell_noted
from liqdesk.domain.language import figure, in_percent, tr
from liqdesk.domain.money import chosen_usd
from liqdesk.settings.amounts import write_duration
from liqdesk.settings.rule_words import condition_words
from liqdesk.settings.rules import Condition, EventReaches, OneSided, OrderOver, WindowOver
from liqdesk.ui.format import UNKNOWN, fmt_usd

Named = tuple[str, Evidence]

_DOLLARS = ("order", "window")
_PERCENT = ("one-sided", "coverage")
_LEVELS = tuple(Level)


def sum_words(micro: int | None, at_least: bool) -> str:
    """The sum an alert speaks of; its sentence says how much was watched."""
    return tell_noted(micro, at_least, fmt_usd)


def measured_words(evidence: Evidence, at_least: bool = False) -> str:
    """What was measured; a dash where it could not be. `at_least` says that its dollars may be more."""
    if evidence.value is None:
        return UNKNOWN
    floor = at_least or "at least" in evidence.note
    return _figure(evidence, evidence.value, lambda usd: sum_words(round(usd * 1e6), floor))


def needed_words(evidence: Evidence) -> str:
    """What it had to reach; empty where nothing was asked."""
    if evidence.threshold is None:
        return ""
    return _figure(evidence, evidence.threshold, lambda usd: figure(chosen_usd(round(usd))))


def paired(conditions: Sequence[Condition], measured: Sequence[Evidence], venues: Mapping[str, str]) -> list[Named]:
    """Each measurement beside what it is of: its condition in words or, where none of them asks for it, its own."""
    left = list(conditions)
    named: list[Named] = []
    share = False
    for one in measured:
        # What was measured of one condition more than once, as an event grew, belongs to it each time.
        condition = next((each for each in (*left, *conditions) if _asks(each, one)), None)
        if share and one.test == "window":
            named.append((tr("as a total"), one))
        elif condition is None:
            named.append((own_words(one), one))
        else:
            if condition in left:
                left.remove(condition)
            said = condition_words(condition, venues)
            named.append((f"{said[:1].upper()}{said[1:]}", one))
        share = isinstance(condition, OneSided) and one.threshold is not None
    return named


def _asks(condition: Condition, evidence: Evidence) -> bool:
    """Whether a measurement is of that condition, as far as it tells."""
    if condition.kind != evidence.test:
        return False
    if isinstance(condition, EventReaches):
        return evidence.threshold not in {1.0, 2.0, 3.0} - {float(_LEVELS.index(Level(condition.level.value)) + 1)}
    if isinstance(condition, OrderOver | WindowOver):
        return evidence.threshold is None or evidence.threshold == condition.usd
    return True


def own_words(evidence: Evidence) -> str:
    """A measurement by itself."""
    return f"{evidence.test}: {evidence.note}" if evidence.note else evidence.test


def lines_of(measured: Sequence[Evidence], outcome: Callable[[Evidence], str]) -> Iterator[str]:
    """Each measurement as a sentence."""
    for one in measured:
        needed = needed_words(one)
        form = (
            tr("{what}: measured {value}, needed {needed}, {outcome}")
            if needed
            else tr("{what}: measured {value}, {outcome}")
        )
        yield form.format(what=own_words(one), value=measured_words(one), needed=needed, outcome=outcome(one))


def _figure(evidence: Evidence, value: float, money: Callable[[float], str]) -> str:
    if evidence.test in _DOLLARS or evidence.note.startswith("dollars"):
        return money(value)
    if evidence.test in _PERCENT or evidence.note.startswith("percent"):
        return in_percent(f"{value:.3g}")
    if evidence.test == "feed":
        return write_duration(round(value))
    if evidence.test == "event" and 1 <= value <= len(_LEVELS):
        return tr(_LEVELS[round(value) - 1].value)
    if evidence.test == "rank":
        return tr("place {rank}").format(rank=round(value))
    return figure(f"{value:,.4g}")
