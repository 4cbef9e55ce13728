"""Each kind of condition measured: what was found, against what, the outcome, and whether what came late brought it about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from liqdesk.alerts.facts import MARKET_AREA, Area, Facts, VenueTrouble, WindowSum, amount
from liqdesk.alerts.rules import Clause
from liqdesk.alerts.spans import lasted_words, span_words
from liqdesk.analytics.events import MARKET, Event, Evidence, Level
from liqdesk.analytics.rank import Rank, rank_words
from liqdesk.analytics.reasons import listed
from liqdesk.analytics.story import event_name
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MICRO, MicroUsd
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.settings.rules import (
    CoverageUnder,
    EventReaches,
    FeedTrouble,
    LargestHour,
    OneSided,
    OrderOver,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)

HOUR_S = HOUR // SECOND
ORDER_FRESH = DurationMs(60 * SECOND)
"""An order counts for so long beside other conditions."""
RANK_LEFT = 99.0
"""An hour that is not the largest any more may be it anew once it is below this percentile of those recorded."""
LEVELS = tuple(Level)
AT_LEAST_NOTE = "at least"
"""Ends the note of a value that may be larger."""

NONE_NEAR = ", none near it"

SIDES: Mapping[Side, tuple[PositionSide | None, ...]] = {
    Side.LONG: (PositionSide.LONG,),
    Side.SHORT: (PositionSide.SHORT,),
    Side.EITHER: (PositionSide.LONG, PositionSide.SHORT),
    Side.BOTH: (None,),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What rows and the journal told: noteworthy live orders of late, oldest first, and the events that go on."""

    orders: Sequence[Liquidation] = ()
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A condition as it stands. `passed` is None where it is not available.

    `lively` says that it passes also without what came late, `fallen` that it is below the level at which its rule may fire
    again. `side`, `micro` and `at_least` are of the sum it looks at, `late` is how much of that came late since the last
    judgement; `events`, `orders` and `troubles` are those that meet it.
    """

    clause: Clause
    evidence: tuple[Evidence, ...]
    passed: bool | None
    lively: bool = True
    fallen: bool = False
    side: PositionSide | None = None
    micro: MicroUsd | None = None
    late: int = 0
    at_least: bool = False
    events: tuple[Event, ...] = ()
    orders: tuple[Liquidation, ...] = ()
    troubles: tuple[VenueTrouble, ...] = ()
    rank: Rank | None = None


def measured(clause: Clause, facts: Facts, seen: Seen, rearm: int) -> Measured:
    """One condition at the moment of the facts; `rearm` is the percentage of its threshold at which it counts as fallen."""
    condition, area = clause.condition, clause.area
    if area is None:
        return Measured(clause, (Evidence(condition.kind, None, None, None, clause.lacks),), None)
    match condition:
        case OrderOver():
            return _order(clause, condition, area, seen, facts.at)
        case WindowOver():
            return _window(clause, condition, area, facts, rearm)
        case OneSided():
            return _one_sided(clause, condition, area, facts, rearm)
        case EventReaches():
            return _event(clause, condition, area, seen)
        case LargestHour():
            return _rank(clause, condition, facts)
        case FeedTrouble():
            return _feed(clause, condition, area, facts)
        case CoverageUnder():
            return _coverage(clause, condition, facts, rearm)
    assert_never(condition)


def _order(clause: Clause, condition: OrderOver, area: Area, seen: Seen, at: UnixMs) -> Measured:
    mine = [
        order
        for order in seen.orders
        if at - order.received_at <= ORDER_FRESH
        and order.position in SIDES[condition.side]
        and area.holds(order.instrument.base, order.instrument.venue)
    ]
    over = tuple(order for order in mine if order_meets(condition, area, order))
    largest = max(mine, key=lambda order: order.notional or 0, default=None)
    value = None if largest is None or largest.notional is None else largest.notional / MICRO
    note = f"largest {_of(condition.side)}order of {area.called}, last minute"
    if value is None:
        note += NONE_NEAR
    found = Evidence(condition.kind, value, float(condition.usd), bool(over), note)
    side = None if largest is None else largest.position
    micro = None if largest is None else largest.notional
    return Measured(clause, (found,), bool(over), fallen=not over, side=side, micro=micro, orders=over)


def order_meets(condition: OrderOver, area: Area, order: Liquidation) -> bool:
    """Whether a live order is one that the condition asks for."""
    return (
        (order.notional or 0) >= condition.usd * MICRO
        and order.position in SIDES[condition.side]
        and area.holds(order.instrument.base, order.instrument.venue)
    )


def _window(clause: Clause, condition: WindowOver, area: Area, facts: Facts, rearm: int) -> Measured:
    window = facts.window(area, condition.seconds)
    needed = condition.usd * MICRO
    side, micro = _largest(window, condition.side)
    passed = micro >= needed
    found = Evidence(
        condition.kind,
        _known(micro, window),
        float(condition.usd),
        passed,
        _noted(f"{_sums(condition.side)}of {area.called} in {span_words(condition.seconds)}", window),
    )
    return Measured(
        clause,
        (found,),
        passed,
        lively=any(amount(window.total, each) - amount(window.late, each) >= needed for each in SIDES[condition.side]),
        fallen=micro < needed * rearm / 100,
        side=side,
        micro=micro,
        late=amount(window.late, side),
        at_least=window.at_least,
    )


def _one_sided(clause: Clause, condition: OneSided, area: Area, facts: Facts, rearm: int) -> Measured:
    window = facts.window(area, condition.seconds)
    side, micro = _largest(window, condition.side)
    both, needed = window.total.both, condition.above_usd * MICRO
    share = 100 * micro / both if both else None
    heavy = both >= needed
    passed = heavy and share is not None and share >= condition.share
    where = f"{area.called} in {span_words(condition.seconds)}"
    found = (
        Evidence(
            condition.kind, share, float(condition.share), share is not None and share >= condition.share,
            f"percent {_of(condition.side)}of {where}",
        ),
        Evidence(
            "window", _known(both, window), float(condition.above_usd), heavy,
            _noted(f"longs and shorts of {where}", window),
        ),
    )  # fmt: skip
    level = 50 + (condition.share - 50) * rearm / 100
    return Measured(
        clause,
        found,
        passed,
        lively=any(_one_sided_without_late(window, condition, each) for each in SIDES[condition.side]),
        fallen=both < needed * rearm / 100 or share is None or share < level,
        side=side,
        micro=both,
        late=window.late.both,
        at_least=window.at_least,
    )


def _one_sided_without_late(window: WindowSum, condition: OneSided, side: PositionSide | None) -> bool:
    both = window.total.both - window.late.both
    mine = amount(window.total, side) - amount(window.late, side)
    return both >= condition.above_usd * MICRO and 100 * mine >= condition.share * both


def _event(clause: Clause, condition: EventReaches, area: Area, seen: Seen) -> Measured:
    mine = [event for event in seen.events if asked(condition, area, event)]
    over = tuple(event for event in mine if reached(event, condition))
    loudest = max(mine, key=lambda event: LEVELS.index(event.level), default=None)
    note = "no such event goes on" if loudest is None else f"{event_name(loudest)}: {loudest.level}"
    value = None if loudest is None else float(LEVELS.index(loudest.level) + 1)
    needed = float(LEVELS.index(Level(condition.level.value)) + 1)
    found = Evidence(condition.kind, value, needed, bool(over), note)
    return Measured(clause, (found,), bool(over), fallen=not over, events=over)


def reached(event: Event, condition: EventReaches) -> bool:
    """Whether an event is as loud as asked."""
    return LEVELS.index(event.level) >= LEVELS.index(Level(condition.level.value))


def asked(condition: EventReaches, area: Area, event: Event) -> bool:
    """Whether an event is of the kind and scope asked for.

    A coin's event that is part of the market's counts only where the coin or its group was named.
    """
    if event.kind.value not in condition.kinds:
        return False
    if area.kind is ScopeKind.MARKET:
        return event.scope == MARKET or (condition.any_coin and event.parent is None)
    return event.scope != MARKET and (area.coins is None or event.scope in area.coins) and event.scope not in area.but


def _rank(clause: Clause, condition: LargestHour, facts: Facts) -> Measured:
    best: tuple[int, PositionSide | None, Rank] | None = None
    lively = False
    for side in SIDES[condition.side]:
        rank = facts.hour_rank(side, condition.days)
        if rank is None:
            continue
        if best is None or rank.position < best[0]:
            best = (rank.position, side, rank)
        if rank.position == 1:
            bare = facts.hour_rank(side, condition.days, without_late=True)
            lively = lively or (bare is not None and bare.position == 1)
    if best is None or best[2].days < condition.days:
        days = 0 if best is None else best[2].days
        note = f"{days} of {condition.days} days recorded"
        return Measured(clause, (Evidence(condition.kind, None, 1.0, None, note),), None, fallen=True)
    position, side, rank = best
    window = facts.window(MARKET_AREA, HOUR_S)
    found = Evidence(condition.kind, float(position), 1.0, position == 1, rank_words(rank, side))
    return Measured(
        clause,
        (found,),
        position == 1,
        lively=lively,
        fallen=position > 1 and rank.percentile < RANK_LEFT,
        side=side,
        micro=amount(window.total, side),
        late=amount(window.late, side),
        at_least=window.at_least,
        rank=rank,
    )


def _feed(clause: Clause, condition: FeedTrouble, area: Area, facts: Facts) -> Measured:
    needed = float(condition.seconds)
    if area.venue is not None and area.venue not in facts.listened():
        note = f"{area.name} is not listened to"
        return Measured(clause, (Evidence(condition.kind, None, needed, None, note),), None, fallen=True)
    mine = [
        one
        for one in facts.troubles()
        if condition.trouble in (Trouble.ANY, one.trouble) and area.venue in (None, one.venue)
    ]
    over = tuple(one for one in mine if facts.at - one.since >= condition.seconds * SECOND)
    longest = max((facts.at - one.since for one in mine), default=0)
    note = ", ".join(f"{one.name} {one.trouble}" for one in mine) or "all is heard"
    found = Evidence(condition.kind, longest / SECOND, needed, bool(over), f"seconds; {note}")
    return Measured(clause, (found,), bool(over), fallen=not mine, troubles=over)


def _coverage(clause: Clause, condition: CoverageUnder, facts: Facts, rearm: int) -> Measured:
    share = facts.covered()
    note = "percent of the last hour covered, pauses apart"
    if share is None:
        found = Evidence(condition.kind, None, float(condition.percent), None, "nothing was to be heard of late")
        return Measured(clause, (found,), None)
    percent = 100 * share
    passed = percent < condition.percent
    found = Evidence(condition.kind, percent, float(condition.percent), passed, note)
    return Measured(clause, (found,), passed, fallen=percent >= 100 - (100 - condition.percent) * rearm / 100)


def _largest(window: WindowSum, side: Side) -> tuple[PositionSide | None, MicroUsd]:
    """The side with most of those asked, and its sum."""
    sums = [(each, amount(window.total, each)) for each in SIDES[side]]
    return max(sums, key=lambda one: one[1])


def _known(micro: int, window: WindowSum) -> float | None:
    """Dollars; nothing seen while not all was watched is no zero."""
    return None if not micro and window.at_least else micro / MICRO


def _noted(note: str, window: WindowSum) -> str:
    return f"{note}, {AT_LEAST_NOTE}" if window.at_least and window.total.both else note


def _of(side: Side) -> str:
    return {Side.LONG: "long ", Side.SHORT: "short "}.get(side, "")


def _sums(side: Side) -> str:
    named = {Side.LONG: "longs ", Side.SHORT: "shorts ", Side.EITHER: "one side "}
    return named.get(side, "longs and shorts ")


def troubles_words(troubles: Sequence[VenueTrouble], at: UnixMs) -> str:
    """`OKX silent for 2 min; Bybit and Gate down for 40 min`: the newest first."""
    alike: dict[tuple[Trouble, str], list[str]] = {}
    for one in sorted(troubles, key=lambda one: -one.since):
        alike.setdefault((one.trouble, lasted_words(DurationMs(at - one.since))), []).append(one.name)
    return "; ".join(f"{listed(names)} {kind} for {lasted}" for (kind, lasted), names in alike.items())
