"""How easily the shipped rules ring: three sets of amounts for the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from liqdesk.settings.rules import (
    DEFAULT_RULES,
    AlertLevel,
    Condition,
    EventReaches,
    OrderOver,
    SavedRule,
    WindowOver,
)


class Sensitivity(StrEnum):
    """How easily the shipped rules ring."""

    SENSITIVE = "sensitive"
    NORMAL = "normal"
    ONLY_LARGE = "only large"


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the shipped rules ask for: the levels an event must reach, one order and one hour in US dollars."""

    market_event: AlertLevel
    coin_event: AlertLevel
    order_usd: int
    hour_usd: int


AMOUNTS: Mapping[Sensitivity, Amounts] = {
    Sensitivity.SENSITIVE: Amounts(AlertLevel.WATCH, AlertLevel.WATCH, 10_000_000, 25_000_000),
    Sensitivity.NORMAL: Amounts(AlertLevel.WATCH, AlertLevel.ALERT, 25_000_000, 60_000_000),
    Sensitivity.ONLY_LARGE: Amounts(AlertLevel.ALERT, AlertLevel.CRITICAL, 75_000_000, 200_000_000),
}
"""Those of NORMAL are what the rules come with."""

_SHIPPED = frozenset(rule.id for rule in DEFAULT_RULES)


def with_sensitivity(rules: Sequence[SavedRule], wanted: Sensitivity) -> tuple[SavedRule, ...]:
    """The rules with the amounts of `wanted` in those that were shipped; every other rule and every other field stays."""
    amounts = AMOUNTS[wanted]
    return tuple(_tuned(rule, amounts) if rule.id in _SHIPPED else rule for rule in rules)


def sensitivity_of(rules: Sequence[SavedRule]) -> Sensitivity | None:
    """Which set of amounts the shipped rules have; None where they were changed by hand, or none is left."""
    rules = tuple(rules)
    if not _SHIPPED & {rule.id for rule in rules}:
        return None
    return next((one for one in Sensitivity if with_sensitivity(rules, one) == rules), None)


def _tuned(rule: SavedRule, amounts: Amounts) -> SavedRule:
    return rule.model_copy(update={"conditions": tuple(_asking(one, amounts) for one in rule.conditions)})


def _asking(condition: Condition, amounts: Amounts) -> Condition:
    if isinstance(condition, OrderOver):
        return condition.model_copy(update={"usd": amounts.order_usd})
    if isinstance(condition, WindowOver):
        return condition.model_copy(update={"usd": amounts.hour_usd})
    if isinstance(condition, EventReaches):
        return condition.model_copy(
            update={"level": amounts.coin_event if condition.any_coin else amounts.market_event}
        )
    return condition
