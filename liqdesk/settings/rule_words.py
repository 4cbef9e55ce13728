"""Alert rules as a person reads them: each condition in words, a rule as one sentence, and a name for a new one."""

from collections.abc import Mapping, Sequence

from liqdesk.domain.language import in_percent, marked, tr
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
    EventKindName.SHORT_SQUEEZE: marked("a short squeeze"),
    EventKindName.LONG_FLUSH: marked("a long flush"),
    EventKindName.TWO_SIDED: marked("a two-sided event"),
}
_TROUBLES = {
    Trouble.ANY: marked("in trouble"),
    Trouble.DOWN: marked("down"),
    Trouble.SILENT: marked("silent"),
    Trouble.BLOCKED: marked("blocked"),
}


def scope_words(scope: Scope, venues: Names) -> str:
    """Where a condition looks: `on the whole market`, `in BTC`, `in the group majors`, `on Bybit`."""
    if scope.kind is ScopeKind.MARKET:
        return tr("on the whole market")
    if scope.kind is ScopeKind.COIN:
        return tr("in {name}").format(name=scope.name)
    if scope.kind is ScopeKind.VENUE:
        return tr("on {name}").format(name=venues.get(scope.name, scope.name))
    return tr("in the coins of no group") if scope.name == OTHER else tr("in the group {name}").format(name=scope.name)


def condition_words(condition: Condition, venues: Names) -> str:
    """A condition as the part of a sentence that follows "when"; `venues` are their names by id."""
    match condition:
        case OrderOver():
            order = {Side.LONG: tr("one order of longs"), Side.SHORT: tr("one order of shorts")}
            return tr("{order} is {usd} or more {scope}").format(
                order=order.get(condition.side, tr("one order")),
                usd=chosen_usd(condition.usd),
                scope=scope_words(condition.scope, venues),
            )
        case WindowOver():
            return tr("{side} in {seconds} reach {usd} {scope}").format(
                side=_of_side(condition.side),
                seconds=write_duration(condition.seconds),
                usd=chosen_usd(condition.usd),
                scope=scope_words(condition.scope, venues),
            )
        case OneSided():
            who = {Side.LONG: tr("longs are"), Side.SHORT: tr("shorts are")}.get(condition.side, tr("one side is"))
            return tr("{who} at least {share} of {above_usd} or more liquidated in {seconds} {scope}").format(
                who=who,
                share=in_percent(str(condition.share)),
                above_usd=chosen_usd(condition.above_usd),
                seconds=write_duration(condition.seconds),
                scope=scope_words(condition.scope, venues),
            )
        case EventReaches():
            return tr("{event} reaches {level}").format(
                event=_event(condition, venues), level=tr(condition.level.value)
            )
        case LargestHour():
            hour = {
                Side.LONG: tr("hour of longs"),
                Side.SHORT: tr("hour of shorts"),
                Side.EITHER: tr("hour of either side"),
            }
            return tr("the last hour is the largest {hour} in {days} days").format(
                hour=hour.get(condition.side, tr("hour")), days=condition.days
            )
        case FeedTrouble():
            who = venues.get(condition.venue, condition.venue) if condition.venue else tr("any venue")
            return tr("{who} is {trouble} for {seconds}").format(
                who=who, trouble=tr(_TROUBLES[condition.trouble]), seconds=write_duration(condition.seconds)
            )
        case CoverageUnder():
            return tr("less than {share} of the last hour is heard").format(share=in_percent(str(condition.percent)))


def rule_sentence(rule: SavedRule, venues: Names) -> str:
    """A rule as one sentence: `Rings when liquidated shorts in 5m reach $20M on the whole market.`"""
    return tr("{rings} when {condition}.").format(
        rings=_verb(rule), condition=_joined(rule.match, [condition_words(one, venues) for one in rule.conditions])
    )


def limits_words(rule: SavedRule) -> str:
    """What keeps a rule from ringing too often, as a sentence."""
    again = (
        tr("Rings anew at once")
        if rule.cooldown_s == 0
        else tr("Rings anew after {time}").format(time=write_duration(rule.cooldown_s))
    )
    if any(isinstance(one, WindowOver | OneSided | LargestHour) for one in rule.conditions):
        again = tr("{again}, once the sum fell below {rearm} of its threshold").format(
            again=again, rearm=in_percent(str(rule.rearm))
        )
    form = tr("{again}; silent in quiet hours.") if rule.quiet_hours else tr("{again}; heard in quiet hours.")
    return form.format(again=again)


def suggested_name(conditions: Sequence[Condition], venues: Names) -> str:
    """A name for a rule that was given none: its first condition, and how many more there are."""
    first = condition_words(conditions[0], venues).removesuffix(" " + tr("on the whole market"))
    name = _first_up(first[:70].rstrip())
    return tr("{name} and {count} more").format(name=name, count=len(conditions) - 1) if len(conditions) > 1 else name


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
        Side.LONG: tr("liquidated longs"),
        Side.SHORT: tr("liquidated shorts"),
        Side.EITHER: tr("liquidated longs or shorts"),
        Side.BOTH: tr("all liquidations"),
    }[side]


def _event(condition: EventReaches, venues: Names) -> str:
    kinds = [tr(_KINDS[kind]) for kind in EventKindName if kind in condition.kinds]
    if len(kinds) in (0, len(_KINDS)):
        kinds = [tr("a squeeze or flush")]
    where = tr("of the market") if condition.scope.kind is ScopeKind.MARKET else scope_words(condition.scope, venues)
    if condition.any_coin:
        where = tr("{where} or of any coin").format(where=where)
    return tr("{kinds} {where}").format(kinds=" {} ".format(tr("or")).join(kinds), where=where)


def _verb(rule: SavedRule) -> str:
    if rule.channels.sound:
        return tr("Rings")
    return tr("Tells you") if rule.channels.desktop or rule.channels.webhooks else tr("Is noted in the history")


def _joined(match: Match, words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    form = tr("all of this holds: {conditions}") if match is Match.ALL else tr("any of this holds: {conditions}")
    return form.format(conditions="; ".join(words))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
