"""How often a rule would have fired on the recorded past: the rule played over recorded minutes, large orders and events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liqdesk.alerts.facts import Area
from liqdesk.alerts.rules import Rule
from liqdesk.analytics.buckets import Ints
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rank import Mask, MinuteHistory
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

TRIED_DAYS = 30


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
class RecordedOrder:
    """One large order of the past."""

    at: UnixMs
    venue: VenueId
    base: str
    position: PositionSide
    micro: MicroUsd


@dataclass(frozen=True, slots=True, eq=False)
class MinuteSums:
    """Micro-USD per minute of an area, as long as `Past.watched`."""

    long: Ints
    short: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The recorded past up to `now`: index i of every column is the minute `first + i` since 1970.

    `watched` says in which minutes somebody listened, `covered` which share (0 to 1) of the expected feeds did. `sums`
    holds each area of `areas_of`; `orders` those of at least `least_order`, oldest first; `entries` the journal, oldest
    first; `hours` the history the market's hours are ranked by, which may begin before `first`.
    """

    now: UnixMs
    first: int
    watched: Mask
    sums: Mapping[Area, MinuteSums]
    orders: Sequence[RecordedOrder] = ()
    entries: Sequence[JournalEntry] = ()
    hours: MinuteHistory | None = None


def areas_of(rule: Rule) -> tuple[Area, ...]:
    """The areas whose minutes a trial of the rule asks for."""
    raise NotImplementedError


def least_order(rule: Rule) -> MicroUsd | None:
    """The smallest order a trial of the rule asks for; None where it asks for none."""
    raise NotImplementedError


def tried(rule: Rule, past: Past, cancelled: Callable[[], bool] = lambda: False) -> DryRun:
    """Play a rule over the recorded past; minutes nobody watched are no part of it."""
    raise NotImplementedError
