"""How often a rule would have fired on the recorded past: the rule played over recorded minutes, large orders and events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from liqdesk.alerts.conditions import asked, reached
from liqdesk.alerts.facts import Area
from liqdesk.alerts.growing import ORDER_LASTS
from liqdesk.alerts.happenings import covers
from liqdesk.alerts.latches import area_of_clauses, coin_area, event_area
from liqdesk.alerts.past import MinuteSums, Past, RecordedOrder, Track, orders_over, track
from liqdesk.alerts.rules import Clause, Rule
from liqdesk.analytics.events import Event
from liqdesk.analytics.rank import DAY_MINUTES, Mask
from liqdesk.analytics.story import event_name
from liqdesk.domain.money import MICRO, MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.rules import CoverageUnder, EventReaches, FeedTrouble, Match, OneSided, OrderOver, WindowOver

__all__ = ["DryRun", "Fired", "MinuteSums", "Past", "RecordedOrder", "areas_of", "least_order", "tried"]

TRIED_DAYS = 30
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Fired:
    """One time a rule would have fired: when, the sum it spoke of in dollars (None where of none), and a few words."""

    at: UnixMs
    usd: float | None
    words: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """How often a rule would have fired on the recorded past: in the last 7 and 30 recorded days, and when, newest first.

    `days` is how many whole days were recorded of the 30; `note` says what could not be tried, in a sentence, or is empty.
    """

    last_7: int
    last_30: int
    days: int
    fired: tuple[Fired, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _Met:
    """A moment at which conditions were met together, before cooldown and events have their say."""

    at: UnixMs
    micro: int | None
    words: str
    area: Area
    money: bool
    event: Event | None = None


def areas_of(rule: Rule) -> tuple[Area, ...]:
    """The areas whose minutes a trial of the rule asks for."""
    areas = [
        clause.area
        for clause in rule.clauses
        if clause.area is not None and isinstance(clause.condition, WindowOver | OneSided)
    ]
    return tuple(dict.fromkeys(areas))


def least_order(rule: Rule) -> MicroUsd | None:
    """The smallest order a trial of the rule asks for; None where it asks for none."""
    limits = [clause.condition.usd * MICRO for clause in rule.clauses if isinstance(clause.condition, OrderOver)]
    return MicroUsd(min(limits)) if limits else None


def tried(rule: Rule, past: Past, cancelled: Callable[[], bool] = lambda: False) -> DryRun:
    """Play a rule over the recorded past; minutes nobody watched are no part of it. Cancelled, it returns what it has."""
    notes: dict[str, None] = {}
    met: list[_Met] = []
    parts = (rule.clauses,) if rule.saved.match is Match.ALL else tuple((clause,) for clause in rule.clauses)
    for clauses in parts:
        if cancelled():
            break
        tracks = [track(clause, past, rule.saved.rearm) for clause in clauses]
        notes.update(dict.fromkeys(one.note for one in tracks if one.note))
        met += _met(clauses, tracks, past)
    times = _told(sorted(met, key=lambda one: one.at), past, rule.saved.cooldown_s * 1_000)
    recorded = int(np.count_nonzero(past.watched)) // DAY_MINUTES
    week, month = _since(past, WEEK_DAYS), _since(past, TRIED_DAYS)
    fired = tuple(
        Fired(one.at, None if one.micro is None else one.micro / MICRO, one.words)
        for one in reversed(times)
        if one.at > month
    )
    return DryRun(sum(one.at > week for one in fired), len(fired), min(recorded, TRIED_DAYS), fired, " ".join(notes))


def _since(past: Past, days: int) -> UnixMs:
    """The moment since which so many days were recorded, or the beginning."""
    minutes = np.flatnonzero(past.watched)
    if len(minutes) <= days * DAY_MINUTES:
        return UnixMs(past.first * MINUTE)
    return UnixMs((past.first + int(minutes[-days * DAY_MINUTES])) * MINUTE)


def _met(clauses: Sequence[Clause], tracks: Sequence[Track], past: Past) -> Iterator[_Met]:
    events = [clause for clause in clauses if isinstance(clause.condition, EventReaches)]
    rest = [one for clause, one in zip(clauses, tracks, strict=True) if clause not in events]
    if any(not one.tried for one in rest) or any(clause.area is None for clause in clauses):
        return
    if events:
        yield from _by_event(events, rest, past)
    elif all(isinstance(clause.condition, OrderOver) for clause in clauses):
        yield from _by_order(clauses, past)
    else:
        yield from _by_state(clauses, rest, past)


def _by_event(clauses: Sequence[Clause], rest: Sequence[Track], past: Past) -> Iterator[_Met]:
    """Events by how loud they got in the end: when they got there is not kept, so it counts from when they were found."""
    passed = _all(past.watched, [one.passed for one in rest])
    for event in (entry.event for entry in past.entries):
        if not all(_wants(clause, event) for clause in clauses):
            continue
        start = max(0, event.detected_at // MINUTE - past.first)
        end = len(passed) if event.closed_at is None else max(start + 1, event.closed_at // MINUTE - past.first)
        hits = np.flatnonzero(passed[start:end])
        if len(hits):
            at = past.end_of(start + int(hits[0])) if hits[0] else event.detected_at
            yield _Met(at, event.both, f"{event_name(event)}, {event.level}", event_area(event), True, event)


def _wants(clause: Clause, event: Event) -> bool:
    condition, area = clause.condition, clause.area
    return (
        isinstance(condition, EventReaches)
        and area is not None
        and asked(condition, area, event)
        and reached(event, condition)
    )


def _by_order(clauses: Sequence[Clause], past: Past) -> Iterator[_Met]:
    found = [
        orders_over(clause.condition, clause.area, past)
        for clause in clauses
        if isinstance(clause.condition, OrderOver) and clause.area is not None
    ]
    last: dict[str, UnixMs] = {}
    for order in found[0]:
        if all(order in other for other in found[1:]):
            before = last.get(order.base)
            last[order.base] = order.at
            if before is None or order.at - before >= ORDER_LASTS:
                words = f"{order.base} {order.position} on {order.venue}"
                yield _Met(order.at, order.micro, words, coin_area(order.base), True)


def _by_state(clauses: Sequence[Clause], tracks: Sequence[Track], past: Past) -> Iterator[_Met]:
    """Armed and met in turns, as the rule book does it: what is met at the beginning does not count."""
    passed = np.flatnonzero(_all(past.watched, [one.passed for one in tracks]))
    fallen = np.flatnonzero(past.watched & np.logical_or.reduce([one.fallen for one in tracks]))
    watched = np.flatnonzero(past.watched)
    if not len(passed):
        return
    money = next((one for one in tracks if one.micro is not None), None)
    words = ", ".join(one.words for one in tracks)
    area = area_of_clauses(clauses)
    of_money = not all(isinstance(clause.condition, FeedTrouble | CoverageUnder) for clause in clauses)
    place, armed = int(passed[0]), int(passed[0]) != int(watched[0])
    while True:
        if armed:
            micro = None if money is None or money.micro is None else int(money.micro[place])
            yield _Met(past.end_of(place), micro, words, area, of_money)
        next_fallen = int(np.searchsorted(fallen, place, side="right"))
        if next_fallen == len(fallen):
            return
        next_passed = int(np.searchsorted(passed, int(fallen[next_fallen]), side="right"))
        if next_passed == len(passed):
            return
        place, armed = int(passed[next_passed]), True


def _all(watched: Mask, masks: Sequence[Mask]) -> Mask:
    both: Mask = np.logical_and.reduce([watched, *masks])
    return both


def _told(met: Sequence[_Met], past: Past, cooldown: int) -> list[_Met]:
    """What would have been told: once for each event, and not while it cools down."""
    events = [entry.event for entry in past.entries]
    told: list[_Met] = []
    about: set[str] = set()
    for one in met:
        event = one.event or (_covering(events, one) if one.money else None)
        ident = None if event is None else event.parent or event.id
        if ident in about or (told and one.at - told[-1].at < cooldown):
            continue
        if ident is not None:
            about.add(ident)
        told.append(one)
    return told


def _covering(events: Sequence[Event], one: _Met) -> Event | None:
    return next(
        (
            event
            for event in events
            if event.parent is None
            and event.detected_at <= one.at
            and (event.closed_at is None or one.at < event.closed_at)
            and covers(event, one.area)
        ),
        None,
    )
