"""Alert rules as a person reads them: each condition in words, a rule as one sentence, and a name for a new one."""

from collections.abc import Mapping, Sequence

from liqdesk.domain.money import chosen_usd
from liqdesk.settings.amounts import write_duration
from liqdesk.settings.groups import OTHER
from liqdesk.settings.rules import (
    Condition,
    CoverageUnder,
    EventKindName,
    EventReaches,
    FeedTrouble,
    LargestHour,
    Match,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)

LONGEST_ID = 40
Names = Mapping[str, str]

_KINDS = {
    EventKindName.SHORT_SQUEEZE: "a short squeeze",
    EventKindName.LONG_FLUSH: "a long flush",
    EventKindName.TWO_SIDED: "a two-sided event",
}
_TROUBLES = {Trouble.ANY: "in trouble", Trouble.DOWN: "down", Trouble.SILENT: "silent", Trouble.BLOCKED: "blocked"}


def scope_words(scope: Scope, venues: Names) -> str:
    """Where a condition looks: `on the whole market`, `in BTC`, `in the group majors`, `on Bybit`."""
    if scope.kind is ScopeKind.MARKET:
        return "on the whole market"
    if scope.kind is ScopeKind.COIN:
        return f"in {scope.name}"
    if scope.kind is ScopeKind.VENUE:
        return f"on {venues.get(scope.name, scope.name)}"
    return "in the coins of no group" if scope.name == OTHER else f"in the group {scope.name}"


def condition_words(condition: Condition, venues: Names) -> str:
    """A condition as the part of a sentence that follows "when"; `venues` are their names by id."""
    match condition:
        case OrderOver():
            whose = {Side.LONG: " of longs", Side.SHORT: " of shorts"}.get(condition.side, "")
            return f"one order{whose} is {chosen_usd(condition.usd)} or more {scope_words(condition.scope, venues)}"
        case WindowOver():
            return (
                f"{_of_side(condition.side)} in {write_duration(condition.seconds)} reach {chosen_usd(condition.usd)}"
                f" {scope_words(condition.scope, venues)}"
            )
        case OneSided():
            who = {Side.LONG: "longs are", Side.SHORT: "shorts are"}.get(condition.side, "one side is")
            return (
                f"{who} at least {condition.share} % of {chosen_usd(condition.above_usd)} or more liquidated"
                f" in {write_duration(condition.seconds)} {scope_words(condition.scope, venues)}"
            )
        case EventReaches():
            return f"{_event(condition, venues)} reaches {condition.level.value}"
        case LargestHour():
            what = "hour" if condition.side in (Side.BOTH, Side.EITHER) else f"hour of {condition.side.value}s"
            either = " of either side" if condition.side is Side.EITHER else ""
            return f"the last hour is the largest {what}{either} in {condition.days} days"
        case FeedTrouble():
            who = venues.get(condition.venue, condition.venue) if condition.venue else "any venue"
            return f"{who} is {_TROUBLES[condition.trouble]} for {write_duration(condition.seconds)}"
        case CoverageUnder():
            return f"less than {condition.percent} % of the last hour is heard"


def rule_sentence(rule: SavedRule, venues: Names) -> str:
    """A rule as one sentence: `Rings when liquidated shorts in 5m reach $20M on the whole market.`"""
    return f"{_verb(rule)} when {_joined(rule.match, [condition_words(one, venues) for one in rule.conditions])}."


def limits_words(rule: SavedRule) -> str:
    """What keeps a rule from ringing too often, as a sentence."""
    again = "Rings anew at once" if rule.cooldown_s == 0 else f"Rings anew after {write_duration(rule.cooldown_s)}"
    if any(isinstance(one, WindowOver | OneSided | LargestHour) for one in rule.conditions):
        again = f"{again}, once the sum fell below {rule.rearm} % of its threshold"
    return f"{again}; {'silent' if rule.quiet_hours else 'heard'} in quiet hours."


def suggested_name(conditions: Sequence[Condition], venues: Names) -> str:
    """A name for a rule that was given none: its first condition, and how many more there are."""
    first = condition_words(conditions[0], venues).removesuffix(" on the whole market")
    more = f" and {len(conditions) - 1} more" if len(conditions) > 1 else ""
    return _first_up(f"{first[:70].rstrip()}{more}")


def new_id(name: str, taken: Sequence[str]) -> str:
    """An id for a rule called `name` that no other rule has."""
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name.lower())
    stem = "-".join(part for part in letters.split("-") if part)[: LONGEST_ID - 5].strip("-") or "rule"
    ident, number = stem, 1
    while ident in taken:
        number += 1
        ident = f"{stem}-{number}"
    return ident


def _of_side(side: Side) -> str:
    return {
        Side.LONG: "liquidated longs",
        Side.SHORT: "liquidated shorts",
        Side.EITHER: "liquidated longs or shorts",
        Side.BOTH: "all liquidations",
    }[side]


def _event(condition: EventReaches, venues: Names) -> str:
    kinds = [_KINDS[kind] for kind in EventKindName if kind in condition.kinds]
    if len(kinds) in (0, len(_KINDS)):
        kinds = ["a squeeze or flush"]
    where = "of the market" if condition.scope.kind is ScopeKind.MARKET else scope_words(condition.scope, venues)
    if condition.any_coin:
        where = f"{where} or of any coin"
    return f"{' or '.join(kinds)} {where}"


def _verb(rule: SavedRule) -> str:
    if rule.channels.sound:
        return "Rings"
    return "Tells you" if rule.channels.desktop or rule.channels.webhooks else "Is noted in the history"


def _joined(match: Match, words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{'all' if match is Match.ALL else 'any'} of this holds: {'; '.join(words)}"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
