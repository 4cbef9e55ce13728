"""One rule over time: when it is met anew, and why it keeps silent while it is met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from liqdesk.alerts.conditions import LEVELS, Measured, Seen, measured
from liqdesk.alerts.facts import MARKET_AREA, Area, Facts
from liqdesk.alerts.rules import Clause, Rule
from liqdesk.analytics.events import Event, Evidence, Level
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import EventReaches, LargestHour, Match, OneSided, OrderOver, ScopeKind, WindowOver


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that has just been met: by an event that goes on, by an order, or by what it measures.

    `part` counts the conditions that must be met together: all of the rule's, or each for itself. `area` is what it is
    about. `further` says that it was met already, and one more venue is in trouble since.
    """

    rule: Rule
    part: int
    measured: tuple[Measured, ...]
    area: Area
    event: Event | None = None
    order: Liquidation | None = None
    further: bool = False

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The conditions with value, threshold and outcome."""
        return tuple(chain.from_iterable(one.evidence for one in self.measured))


class Why(StrEnum):
    """Why a rule that is met keeps silent."""

    TOLD = marked("It has fired; it may fire again once it is met no longer, past its re-arm level.")
    BEFORE = marked(
        "It was met already when it was first looked at; it may fire once it is met no longer, past its re-arm level."
    )
    LATE = marked("What came late brought it about; it may fire once it is met no longer, past its re-arm level.")
    LASTS = marked("What meets it goes on; it may fire again when that gets louder, or for another event.")


class _Kind(StrEnum):
    """What meets a part: an event that goes on, single orders, or the state of the market."""

    EVENT = "event"
    ORDER = "order"
    STATE = "state"


@dataclass(slots=True)
class _Part:
    """Conditions that must be met together. `met` says why it is silent while it is met, None while it is armed."""

    clauses: tuple[int, ...]
    kind: _Kind
    met: Why | None = None
    known: dict[str, Level] = field(default_factory=dict)
    """The level up to which each event was looked at: one that is louder is news."""
    troubled: frozenset[VenueId] = frozenset()
    """The venues whose trouble was looked at: one more is news."""


class RuleWatch:
    """Judges one rule again and again; the first time nothing fires that went on already."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.evidence: tuple[Evidence, ...] = ()
        self.last_fired_at: UnixMs | None = None
        self._fired_freely_at: UnixMs | None = None
        places = range(len(rule.clauses))
        together = (tuple(places),) if rule.saved.match is Match.ALL else tuple((place,) for place in places)
        self._parts = tuple(_Part(clauses, _kind(rule, clauses)) for clauses in together)
        self._found: tuple[Measured, ...] = ()
        self._judged = False
        self._retired = False

    def retire(self) -> None:
        """It was changed or removed: what it holds is over."""
        self._retired = True

    @property
    def state_parts(self) -> tuple[int, ...]:
        """The parts that the state of the market meets, as long as it lasts."""
        return tuple(number for number, part in enumerate(self._parts) if part.kind is _Kind.STATE)

    @property
    def by_events(self) -> bool:
        """Whether events meet it."""
        return any(part.kind is _Kind.EVENT for part in self._parts)

    def measured(self, part: int) -> tuple[Measured, ...]:
        """The conditions of a part as they were last measured."""
        return tuple(self._found[place] for place in self._parts[part].clauses)

    @property
    def waiting(self) -> str:
        """Why it does not speak up though it is met, in a sentence, else empty."""
        return next((why.value for why in map(self._why, range(len(self._parts))) if why is not None), "")

    def _why(self, number: int) -> Why | None:
        part = self._parts[number]
        looked_at = bool(part.known) and all(one.passed for one in self.measured(number))
        return Why.LASTS if looked_at else part.met

    def cooling(self, at: UnixMs) -> bool:
        """Whether it fired so lately that a new alert of it is only noted."""
        fired = self._fired_freely_at
        return fired is not None and at - fired < self.rule.saved.cooldown_s * 1_000

    def fired(self, at: UnixMs, freely: bool) -> None:
        """Note that it opened an alert, or would have while it was cooling down."""
        self.last_fired_at = at
        if freely:
            self._fired_freely_at = at

    def holds(self, part: int) -> bool:
        """Whether a part is still met, or has not fallen far enough since."""
        return self._parts[part].met is not None and not self._retired

    def take_up(self, part: int) -> None:
        """Go on with an alert of an earlier run: its part counts as met."""
        self._parts[part].met = Why.TOLD

    def judge(
        self, facts: Facts, seen: Seen, fresh: Sequence[Liquidation], stale: Mapping[str, Level]
    ) -> Iterator[Finding]:
        """Measure it; what is met anew. `fresh` are the orders since the last time, `stale` the events that were told late."""
        first, self._judged = not self._judged, True
        rearm = self.rule.saved.rearm
        self._found = tuple(measured(clause, facts, seen, rearm) for clause in self.rule.clauses)
        self.evidence = tuple(chain.from_iterable(one.evidence for one in self._found))
        for number, part in enumerate(self._parts):
            mine = self.measured(number)
            match part.kind:
                case _Kind.EVENT:
                    yield from self._by_event(number, mine, first, stale)
                case _Kind.ORDER:
                    yield from self._by_order(number, mine, fresh)
                case _Kind.STATE:
                    yield from self._by_state(number, mine, first)

    def _by_event(
        self, number: int, mine: tuple[Measured, ...], first: bool, stale: Mapping[str, Level]
    ) -> Iterator[Finding]:
        known = self._parts[number].known
        asked = [one for one in mine if isinstance(one.clause.condition, EventReaches)]
        for gone in known.keys() - {event.id for event in asked[0].events}:
            del known[gone]
        if not all(one.passed for one in mine):
            return
        for event in asked[0].events:
            if not all(event in one.events for one in asked[1:]):
                continue
            before = known.get(event.id)
            known[event.id] = event.level
            if first:
                continue
            before = before or stale.get(event.id)
            if before is None or _louder(event.level, before):
                yield Finding(self.rule, number, mine, event_area(event), event=event)

    def _by_order(self, number: int, mine: tuple[Measured, ...], fresh: Sequence[Liquidation]) -> Iterator[Finding]:
        largest: dict[str, Liquidation] = {}
        for order in fresh:
            if all(order in one.orders for one in mine):
                held = largest.get(order.instrument.base)
                if held is None or (order.notional or 0) > (held.notional or 0):
                    largest[order.instrument.base] = order
        for base, order in largest.items():
            yield Finding(self.rule, number, mine, coin_area(base), order=order)

    def _by_state(self, number: int, mine: tuple[Measured, ...], first: bool) -> Iterator[Finding]:
        part = self._parts[number]
        before, part.troubled = part.troubled, frozenset(each.venue for one in mine for each in one.troubles)
        if part.met is not None:
            if _fallen(mine):
                part.met = None
            elif not first and part.troubled - before and all(one.passed for one in mine):
                part.met = Why.TOLD
                yield Finding(self.rule, number, mine, area_of_clauses([one.clause for one in mine]), further=True)
            return
        if not all(one.passed for one in mine):
            return
        if first:
            part.met = Why.BEFORE
        elif not all(one.lively for one in mine):
            part.met = Why.LATE
        else:
            part.met = Why.TOLD
            yield Finding(self.rule, number, mine, area_of_clauses([one.clause for one in mine]))


def _kind(rule: Rule, clauses: tuple[int, ...]) -> _Kind:
    conditions = [rule.clauses[place].condition for place in clauses]
    if any(isinstance(one, EventReaches) for one in conditions):
        return _Kind.EVENT
    return _Kind.ORDER if all(isinstance(one, OrderOver) for one in conditions) else _Kind.STATE


def _fallen(mine: Sequence[Measured]) -> bool:
    """Whether any condition that can be asked is below its re-arm level."""
    return any(one.fallen for one in mine)


def _louder(level: Level, than: Level) -> bool:
    return LEVELS.index(level) > LEVELS.index(than)


def area_of_clauses(clauses: Sequence[Clause]) -> Area:
    """What conditions that are met together are about: the area of the first that looks at money, else the market."""
    areas = [one.area for one in clauses if isinstance(one.condition, OrderOver | WindowOver | OneSided | LargestHour)]
    return next((area for area in areas if area is not None), MARKET_AREA)


def coin_area(base: str) -> Area:
    """The area of one coin."""
    return Area(ScopeKind.COIN, base, frozenset({base}))


def event_area(event: Event) -> Area:
    """The area of an event."""
    return MARKET_AREA if event.scope == MARKET_AREA.name else coin_area(event.scope)
