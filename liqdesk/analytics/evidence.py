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
    """What a side must show.

    `score` is None where nothing is usual yet, `heavy` that history asks for more than the floor, `times` how many times
    the threshold the money is, `lone` that one venue alone tells of it, and only samples.
    """

    money: float
    prints: float
    score: float | None
    least_score: float
    times: float
    heavy: bool
    lone: bool

    @property
    def words(self) -> str:
        basis = "this hour's 99th percentile" if self.heavy else "the floor"
        against = f"in a minute, against {basis}"
        if self.times > 1:
            return f"{against}; {self.times:g} times as much is asked of one venue that tells samples"
        return f"{against}; less is asked, for they came suddenly" if self.times < 1 else against


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
        if minute.micro < rules.sudden_least * rules.floor(scope) or minute.prints < rules.least_prints(scope):
            return False
        prints, lately = self._crowd(key, minute, second)
        asked = self._ask(key, minute, lately, hour)
        return (
            minute.micro >= asked.money
            and (asked.score is None or asked.score >= asked.least_score)
            and prints >= asked.prints
            and minute.micro - minute.biggest >= rules.without_largest * asked.money
            and (scope != MARKET or self._broad(key[1], minute.micro, asked))
        )

    def _crowd(self, key: Key, minute: Minute, second: int) -> tuple[int, int]:
        """The prints of the minute and of its last seconds; for the market without those of its busiest coin alone."""
        since = second - self._rules.sudden_s
        lately = minute.since(since)[1]
        if key[0] != MARKET:
            return minute.prints, lately
        busiest, busiest_lately = self._minutes.busiest(key[1], since)
        return minute.prints - busiest, lately - busiest_lately

    def _ask(self, key: Key, minute: Minute, lately: int, hour: int) -> _Asked:
        """What is asked now: less money of many prints of the last seconds, more of one venue that tells samples."""
        rules, scope = self._rules, key[0]
        usual = self._baselines.usual(key, hour)
        prints = float(rules.least_prints(scope))
        if usual is not None:
            prints = max(prints, rules.prints_times * usual.prints)
        lone = not minute.whole and len(minute.venues) < rules.venues
        times = rules.lone_money if lone and scope != MARKET else rules.eased(lately, prints)
        money = times * threshold(rules, self._baselines, key, hour)
        prints *= rules.lone_prints if lone else 1.0
        if usual is None:
            return _Asked(money, prints, None, rules.score, times, False, lone)
        least_score = rules.score + log(times) / usual.sigma
        heavy = usual.heavy > rules.floor(scope)
        return _Asked(money, prints, usual.score(minute.micro), least_score, times, heavy, lone)

    def _broad(self, side: int, micro: int, asked: _Asked) -> bool:
        rules = self._rules
        heaviest, taking_part = self._minutes.coins(side, asked.times * self._stirring)
        return (
            taking_part >= rules.taking_part
            and micro - heaviest >= rules.without_coin * asked.money
            and (not asked.lone or self._minutes.coins(side, 1)[1] >= rules.lone_coins)
        )

    def evidence(self, key: Key, second: int, hour: int) -> tuple[Evidence, ...]:
        """Every test of the opening as it stands."""
        rules, (scope, side) = self._rules, key
        minute = self._minutes.get(key)
        prints, lately = self._crowd(key, minute, second)
        asked = self._ask(key, minute, lately, hour)
        rest = minute.micro - minute.biggest
        counted = f"{_PRINTS}, without those of the busiest coin" if scope == MARKET else _PRINTS
        tests = (
            _at_least("minute", minute.micro / MICRO, asked.money / MICRO, f"dollars of {_SIDES[side]} {asked.words}"),
            _score(asked),
            _at_least("without_largest", rest / MICRO, rules.without_largest * asked.money / MICRO, _WITHOUT_LARGEST),
            _at_least("prints", prints, asked.prints, counted),
            self._venues(scope, minute, asked),
        )
        return tests + self._breadth(side, second, minute.micro, asked) if scope == MARKET else tests

    def _venues(self, scope: str, minute: Minute, asked: _Asked) -> Evidence:
        rules, told = self._rules, len(minute.venues)
        if minute.whole:
            return _at_least("venues", told, 1, "one of them tells everything")
        if not asked.lone:
            return _at_least("venues", told, rules.venues, "none of them tells everything")
        more = f"{rules.lone_prints:g} times the orders"
        more += f" in {rules.lone_coins} coins" if scope == MARKET else f" and {rules.lone_money:g} times the money"
        return _at_least("venues", told, 1, f"it tells samples and is alone: {more} are asked of it")

    def _breadth(self, side: int, second: int, micro: int, asked: _Asked) -> tuple[Evidence, ...]:
        rules, least = self._rules, asked.times * self._stirring
        heaviest, taking_part = self._minutes.coins(side, least)
        rest = (micro - heaviest) / MICRO
        tests = (
            _at_least(
                "coins", taking_part, rules.taking_part, f"coins taking part, with {least / MICRO:,.0f} dollars each"
            ),
            _at_least("without_coin", rest, rules.without_coin * asked.money / MICRO, _WITHOUT_COIN),
            _at_least("coins_open", self.coins_open(side, second), rules.coins, _COINS_OPEN),
        )
        if not asked.lone:
            return tests
        spread = self._minutes.coins(side, 1)[1]
        return (
            *tests,
            _at_least("lone_coins", spread, rules.lone_coins, "coins with an order, asked of one venue alone"),
        )


def _at_least(test: str, value: float, least: float, note: str) -> Evidence:
    return Evidence(test, float(value), float(least), value >= least, note)


def _score(asked: _Asked) -> Evidence:
    if asked.score is None:
        return Evidence("score", None, asked.least_score, None, "not available before enough is recorded")
    passed = asked.score >= asked.least_score
    return Evidence("score", asked.score, asked.least_score, passed, "robust deviations above this hour's usual minute")


def move_of(rules: Rules, context: MarketContext, base: str, side: int, at: UnixMs) -> Evidence:
    """Whether the price moved in the forced direction over five minutes: up for shorts, down for longs."""
    after, test = context.price(base, at), f"price {base}"
    moved = None if after is None else change(context.price(base, UnixMs(at - FIVE_MINUTES)), after)
    if moved is None:
        return Evidence(test, None, rules.move_percent, None, "price not available")
    sigma = context.usual_move(base, at)
    forced = moved if side == SHORT else -moved
    least, note = rules.move_percent, "percent in the forced direction in five minutes"
    if sigma is None:
        note += "; its usual move is not available"
    else:
        least = max(least, 100 * rules.move_sigmas * sigma)
    return Evidence(test, forced, least, forced >= least, note)


def interest_of(rules: Rules, context: MarketContext, base: str, opened_at: UnixMs, at: UnixMs) -> Evidence:
    """Whether open interest fell since just before the event."""
    after = context.open_interest(base, at)
    changed = None if after is None else change(context.open_interest(base, opened_at), after)
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
