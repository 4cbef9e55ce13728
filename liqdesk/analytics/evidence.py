"""The tests that open and confirm an event: each with its value, its threshold and its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from liqdesk.analytics.baselines import Baselines
from liqdesk.analytics.events import MARKET, Evidence
from liqdesk.analytics.rules import Rules
from liqdesk.analytics.seconds import SHORT
from liqdesk.analytics.surroundings import MarketContext, change
from liqdesk.analytics.windows import Key, Minute, Minutes
from liqdesk.domain.money import MICRO
from liqdesk.domain.time import MINUTE, UnixMs

FIVE_MINUTES = 5 * MINUTE
_SIDES = ("longs", "shorts")
_WITHOUT_LARGEST = "dollars without the largest trader"
_WITHOUT_COIN = "dollars without the heaviest coin"
_PRINTS = "orders in a minute, those of one trader at one moment once"
_COINS_OPEN = "coins that passed on their own within five minutes; enough in place of the other tests"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a side must show; `score` is None where nothing is usual yet, `heavy` that history asks for more than the floor."""

    money: float
    prints: float
    score: float | None
    least_score: float
    sudden: bool
    heavy: bool

    @property
    def words(self) -> str:
        basis = "this hour's 99th percentile" if self.heavy else "the floor"
        against = f"in a minute, against {basis}"
        return f"{against}; less is asked, for they came suddenly" if self.sudden else against


def threshold(rules: Rules, baselines: Baselines, key: Key, hour: int) -> int:
    """The micro-USD of a minute that open an event: the floor, or what is heavy for this hour where that is more."""
    floor = rules.floor(key[0])
    usual = baselines.usual(key, hour)
    return floor if usual is None else max(floor, usual.heavy)


class OpeningTests:
    """Measures one side of one scope. `passed` has the last second at which each side passed."""

    def __init__(self, rules: Rules, baselines: Baselines, minutes: Minutes, passed: dict[Key, int]) -> None:
        self._rules = rules
        self._baselines = baselines
        self._minutes = minutes
        self._stirring = round(rules.stirring * rules.floor(MARKET))
        self.passed = passed

    def threshold(self, key: Key, hour: int) -> int:
        """See the function."""
        return threshold(self._rules, self._baselines, key, hour)

    def met(self, key: Key, second: int, hour: int) -> bool:
        """Whether an event of this side may open now. Coins are to be asked before the market."""
        met = self._own(key, second, hour) or (
            key[0] == MARKET and self.coins_open(key[1], second) >= self._rules.coins
        )
        if met:
            self.passed[key] = second
        return met

    def coins_open(self, side: int, second: int) -> int:
        """How many coins passed on their own within the last minutes."""
        since = second - self._rules.coins_within
        return sum(scope != MARKET and own == side and at > since for (scope, own), at in self.passed.items())

    def _own(self, key: Key, second: int, hour: int) -> bool:
        """All tests but that of coins that passed on their own, the cheap ones first."""
        rules, scope = self._rules, key[0]
        minute = self._minutes.get(key)
        if minute.micro < rules.sudden_money * rules.floor(scope) or minute.prints < rules.least_prints(scope):
            return False
        asked = self._ask(key, minute, second, hour)
        return (
            minute.micro >= asked.money
            and (asked.score is None or asked.score >= asked.least_score)
            and minute.prints >= asked.prints
            and minute.micro - minute.biggest >= rules.without_largest * asked.money
            and (minute.whole or len(minute.venues) >= rules.venues)
            and (scope != MARKET or self._broad(key[1], minute.micro, asked.money))
        )

    def _ask(self, key: Key, minute: Minute, second: int, hour: int) -> "_Asked":
        """What is asked of this side now: less money of one that comes suddenly in many prints."""
        rules = self._rules
        usual = self._baselines.usual(key, hour)
        prints = float(rules.least_prints(key[0]))
        if usual is not None:
            prints = max(prints, rules.prints_times * usual.prints)
        sudden = minute.since(second - rules.sudden_s)[1] >= rules.sudden_prints * prints
        ease = rules.sudden_money if sudden else 1.0
        money = ease * threshold(rules, self._baselines, key, hour)
        if usual is None:
            return _Asked(money, prints, None, rules.score, sudden, False)
        least_score = rules.score + log(ease) / usual.sigma
        heavy = usual.heavy > rules.floor(key[0])
        return _Asked(money, prints, usual.score(minute.micro), least_score, sudden, heavy)

    def _broad(self, side: int, micro: int, money: float) -> bool:
        heaviest, taking_part = self._minutes.coins(side, self._stirring)
        return taking_part >= self._rules.coins and micro - heaviest >= self._rules.without_coin * money

    def evidence(self, key: Key, second: int, hour: int) -> tuple[Evidence, ...]:
        """Every test of the opening as it stands."""
        rules, (scope, side) = self._rules, key
        minute = self._minutes.get(key)
        asked = self._ask(key, minute, second, hour)
        venues, rest = minute.venues, minute.micro - minute.biggest
        tests = [
            _at_least("minute", minute.micro / MICRO, asked.money / MICRO, f"dollars of {_SIDES[side]} {asked.words}"),
            _score(asked),
            _at_least("without_largest", rest / MICRO, rules.without_largest * asked.money / MICRO, _WITHOUT_LARGEST),
            _at_least("prints", minute.prints, asked.prints, _PRINTS),
            Evidence(
                "venues",
                float(len(venues)),
                1.0 if minute.whole else float(rules.venues),
                minute.whole or len(venues) >= rules.venues,
                "one of them tells everything" if minute.whole else "none of them tells everything",
            ),
        ]
        if scope == MARKET:
            heaviest, taking_part = self._minutes.coins(side, self._stirring)
            rest = minute.micro - heaviest
            tests += (
                _at_least("coins", taking_part, rules.coins, "coins taking part"),
                _at_least("without_coin", rest / MICRO, rules.without_coin * asked.money / MICRO, _WITHOUT_COIN),
                _at_least("coins_open", self.coins_open(side, second), rules.coins, _COINS_OPEN),
            )
        return tuple(tests)


def _at_least(test: str, value: float, least: float, note: str) -> Evidence:
    return Evidence(test, float(value), float(least), value >= least, note)


def _score(asked: "_Asked") -> Evidence:
    if asked.score is None:
        return Evidence("score", None, asked.least_score, None, "not available before enough is recorded")
    passed = asked.score >= asked.least_score
    return Evidence("score", asked.score, asked.least_score, passed, "robust deviations above this hour's usual minute")


def move_of(rules: Rules, context: MarketContext, base: str, side: int, at: UnixMs) -> Evidence:
    """Whether the price moved in the forced direction over five minutes: up for shorts, down for longs."""
    before, after = context.price(base, UnixMs(at - FIVE_MINUTES)), context.price(base, at)
    moved, sigma = change(before, after), context.usual_move(base, at)
    test = f"price {base}"
    if moved is None:
        return Evidence(test, None, rules.move_percent, None, "price not available")
    forced = moved if side == SHORT else -moved
    least, note = rules.move_percent, "percent in the forced direction in five minutes"
    if sigma is None:
        note += "; its usual move is not available"
    else:
        least = max(least, 100 * rules.move_sigmas * sigma)
    return Evidence(test, forced, least, forced >= least, note)


def interest_of(rules: Rules, context: MarketContext, base: str, opened_at: UnixMs, at: UnixMs) -> Evidence:
    """Whether open interest fell since just before the event."""
    changed = change(context.open_interest(base, opened_at), context.open_interest(base, at))
    least = -rules.open_interest_percent
    test = f"open interest {base}"
    if changed is None:
        return Evidence(test, None, least, None, "open interest not available")
    return Evidence(test, changed, least, changed <= least, "percent since the event began")


def funding_of(context: MarketContext, base: str, side: int, opened_at: UnixMs) -> Evidence:
    """Whether those who were forced out had been the crowded side, who pay the other. It supports; it is not needed."""
    rate = context.funding(base, opened_at)
    test = f"funding {base}"
    if rate is None:
        return Evidence(test, None, 0.0, None, "funding not available")
    crowded = rate < 0 if side == SHORT else rate > 0
    return Evidence(test, 100 * rate, 0.0, crowded, "percent of one interval just before; supports, is not required")


def confirms(move: Evidence, interest: Evidence) -> bool:
    """An event is confirmed by its price; where open interest is available, by that too."""
    return move.passed is True and interest.passed is not False


def strongest(tests: Mapping[str, Evidence], fresh: Evidence, *, falling: bool = False) -> Evidence:
    """The stronger of a test's outcomes so far; what is available before what is not."""
    known = tests.get(fresh.test)
    if known is None or known.value is None:
        return fresh
    if fresh.value is None:
        return known
    stronger = fresh.value < known.value if falling else fresh.value > known.value
    if known.passed is not fresh.passed:
        stronger = fresh.passed is True
    return fresh if stronger else known
