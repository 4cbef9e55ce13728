"""Rules and what is done to a rule book that follows them."""

from liqdesk.alerts.alert import Announcement
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.rules import (
    AlertLevel,
    EventReaches,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    WindowOver,
)
from tests.fakes.judging import book_of
from tests.fakes.rows import instrument, row
from tests.fakes.storms import Stage, open_event

BTC = Scope(kind=ScopeKind.COIN, name="BTC")
M = 1_000_000
MARKET_EVENT = SavedRule(id="market-event", name="Market", conditions=(EventReaches(),), cooldown_s=0)
COIN_EVENT = SavedRule(id="coin-event", name="Coin", conditions=(EventReaches(any_coin=True),), cooldown_s=0)
WINDOW = SavedRule(id="window", name="Window", conditions=(WindowOver(usd=100 * M),))
ORDER = SavedRule(id="order", name="Order", conditions=(OrderOver(usd=10 * M),), level=AlertLevel.WATCH)


def stage(*rules: SavedRule, judged: bool = True, hourly_budget: int = 6) -> Stage:
    """A rule book that has looked at a calm market once, unless it has not."""
    made = Stage(*book_of(rules, AlertSettings(hourly_budget=hourly_budget)))
    if judged:
        made.judge()
    return made


def over(one: Stage, usd: int, late: int = 0) -> list[Announcement]:
    """The trailing hour holds so many dollars of shorts, some of which came late; a second later it is judged."""
    one.facts.say(short=usd)
    one.facts.say_late(short=late)
    return one.wait(1)


def order(one: Stage, usd: int, base: str = "BTC", history: bool = False, lag_ms: int = 40) -> list[Announcement]:
    """A short of so many dollars dies now, and is told after a while."""
    at = one.facts.at
    of = instrument(base)
    one.book.take((row(at=at, micro=usd * M, of=of, history=history, received_at=at + lag_ms),))
    return one.judge()


def replace_rule(rule: SavedRule, **changes: object) -> SavedRule:
    """The rule with some fields changed."""
    return rule.model_copy(update=changes)


def hear_event(one: Stage) -> None:
    """An event of the market begins."""
    one.hear(open_event(at=one.facts.at))


def cross_window(one: Stage) -> None:
    """The hour's sum is large."""
    one.facts.say(short=100 * M)


def take_order(one: Stage) -> None:
    """A large order is told."""
    one.book.take((row(at=one.facts.at, micro=12 * M * M),))
