"""Alert rules as they are saved: conditions over the market, and what happens when they are met."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from liqdesk.domain.language import marked, tr
from liqdesk.settings.section import Section

DAY_S = 86_400
ID_FORM = r"^[a-z0-9][a-z0-9-]{0,39}$"

Usd = Annotated[int, Field(ge=1, le=10**12)]
Span = Annotated[int, Field(ge=10, le=DAY_S)]


class ScopeKind(StrEnum):
    """What a condition looks at."""

    MARKET = marked("market")
    GROUP = marked("group")
    COIN = marked("coin")
    VENUE = marked("venue")


class Side(StrEnum):
    """Whose positions are counted: one side, either side for itself, or both together."""

    LONG = marked("long")
    SHORT = marked("short")
    EITHER = marked("either")
    BOTH = marked("both")


class AlertLevel(StrEnum):
    """How loud an alert is."""

    WATCH = marked("watch")
    ALERT = marked("alert")
    CRITICAL = marked("critical")


class EventKindName(StrEnum):
    """The kinds of events a rule may ask for."""

    SHORT_SQUEEZE = "short_squeeze"
    LONG_FLUSH = "long_flush"
    TWO_SIDED = "two_sided"


class Trouble(StrEnum):
    """What may be wrong with a feed."""

    ANY = "any"
    DOWN = "down"
    SILENT = "silent"
    BLOCKED = "blocked"


class Scope(Section):
    """The market, or one group of coins, coin or venue by its name."""

    kind: ScopeKind = ScopeKind.MARKET
    name: Annotated[str, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _named(self) -> "Scope":
        if (self.kind is ScopeKind.MARKET) is bool(self.name.strip()):
            raise ValueError(tr("the market has no name; a group, a coin or a venue needs one"))
        return self


class OrderOver(Section):
    """One order of at least so many dollars."""

    kind: Literal["order"] = "order"
    usd: Usd = 5_000_000
    side: Literal[Side.LONG, Side.SHORT, Side.EITHER] = Side.EITHER
    scope: Scope = Scope()


class WindowOver(Section):
    """A trailing window whose total reaches so many dollars."""

    kind: Literal["window"] = "window"
    usd: Usd = 100_000_000
    seconds: Span = 3_600
    side: Side = Side.EITHER
    scope: Scope = Scope()


class OneSided(Section):
    """One side has at least `share` percent of a trailing window that totals at least `above_usd`."""

    kind: Literal["one-sided"] = "one-sided"
    share: Annotated[int, Field(ge=50, le=100)] = 80
    above_usd: Usd = 20_000_000
    seconds: Span = 3_600
    side: Literal[Side.LONG, Side.SHORT, Side.EITHER] = Side.EITHER
    scope: Scope = Scope()


class EventReaches(Section):
    """A detected event reaches a level; `scope` may be the market, a group, or a coin. A coin's event inside one of the
    market is no other event."""

    kind: Literal["event"] = "event"
    level: AlertLevel = AlertLevel.WATCH
    kinds: Annotated[tuple[EventKindName, ...], Field(min_length=1)] = tuple(EventKindName)
    scope: Scope = Scope()
    any_coin: bool = False
    """Also the events of every coin for itself."""

    @field_validator("scope")
    @classmethod
    def _of_no_venue(cls, scope: Scope) -> Scope:
        if scope.kind is ScopeKind.VENUE:
            raise ValueError(tr("an event is of the market, a group or a coin, never of a venue"))
        return scope


class LargestHour(Section):
    """The trailing hour of the market is the largest one in so many recorded days."""

    kind: Literal["rank"] = "rank"
    days: Annotated[int, Field(ge=7, le=3_650)] = 30
    side: Side = Side.EITHER


class FeedTrouble(Section):
    """An enabled venue (or the one named) has been in trouble for so long."""

    kind: Literal["feed"] = "feed"
    trouble: Trouble = Trouble.ANY
    venue: Annotated[str, Field(max_length=40)] = ""
    seconds: Span = 120


class CoverageUnder(Section):
    """Of the trailing hour less than so many percent are covered."""

    kind: Literal["coverage"] = "coverage"
    percent: Annotated[int, Field(ge=1, le=100)] = 50


Condition = Annotated[
    OrderOver | WindowOver | OneSided | EventReaches | LargestHour | FeedTrouble | CoverageUnder,
    Field(discriminator="kind"),
]


class Match(StrEnum):
    """How the conditions of a rule combine."""

    ALL = "all"
    ANY = "any"


class Channels(Section):
    """Where an alert is told, beside the window and the history, where it always is."""

    sound: bool = True
    desktop: bool = True
    webhooks: bool = False


class SavedRule(Section):
    """One rule. `rearm` is the percentage of a threshold below which a total must fall before the rule may fire again.

    An event's alert takes the event's level, `level` is that of all others. `sound` names a sound of the set or a WAV file;
    empty stands for the one of the alert's level.
    """

    id: Annotated[str, Field(pattern=ID_FORM)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    enabled: bool = True
    match: Match = Match.ALL
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=8)]
    level: AlertLevel = AlertLevel.ALERT
    channels: Channels = Channels()
    sound: Annotated[str, Field(max_length=500)] = ""
    cooldown_s: Annotated[int, Field(ge=0, le=DAY_S)] = 900
    rearm: Annotated[int, Field(ge=10, le=100)] = 70
    quiet_hours: bool = True
    """Whether it keeps the quiet hours."""

    @field_validator("name")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.strip() or not value.isprintable():
            raise ValueError(tr("a rule needs a name of one line"))
        return value


DEFAULT_RULES = (
    SavedRule(
        id="market-event",
        name=marked("Squeeze or flush of the market"),
        conditions=(EventReaches(level=AlertLevel.WATCH),),
        cooldown_s=0,
    ),
    SavedRule(
        id="coin-event",
        name=marked("Squeeze or flush of one coin"),
        conditions=(EventReaches(level=AlertLevel.ALERT, any_coin=True),),
        cooldown_s=0,
    ),
    SavedRule(
        id="large-order",
        name=marked("One very large order"),
        conditions=(OrderOver(usd=25_000_000),),
        level=AlertLevel.WATCH,
    ),
    SavedRule(
        id="largest-hour",
        name=marked("Largest hour in 30 days"),
        conditions=(LargestHour(days=30), WindowOver(usd=60_000_000, side=Side.BOTH)),
    ),
    SavedRule(
        id="blind",
        name=marked("Less than half of the market is heard"),
        conditions=(CoverageUnder(percent=50),),
        channels=Channels(sound=False),
        cooldown_s=3_600,
        quiet_hours=True,
    ),
)
"""What rings after installation: few, and none of it on a calm day."""
