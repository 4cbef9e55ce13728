"""What may happen to a rule book, drawn: sums that rise and fall, rows that come late, events, large orders; and what it said."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from liqdesk.alerts.alert import Alert, Announcement, Word
from liqdesk.alerts.budget import Budget
from liqdesk.alerts.watch import RuleBook
from liqdesk.analytics.events import Ending, Event, EventState, Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import SECOND, UnixMs
from tests.fakes.events import event
from tests.fakes.judging import SaidFacts
from tests.fakes.rows import instrument, row

LEVELS = tuple(Level)


def open_event(ident: str = "market-1", at: int = 0, usd: int = 5_000_000, **changes: object) -> Event:
    """An event of the market that goes on since `at`; ten million dollars, watch."""
    opened = UnixMs(at - 30 * SECOND)
    made = event(
        id=ident,
        state=EventState.OPEN,
        level=Level.WATCH,
        opened_at=opened,
        detected_at=UnixMs(at),
        closed_at=None,
        ending=None,
        long=MicroUsd(0),
        short=MicroUsd(usd * 1_000_000),
    )
    return msgspec.structs.replace(made, **changes)


@dataclass(frozen=True)
class Step:
    """After `wait` seconds, what happens: a sum in dollars, of which some came late; events by number; an order in dollars."""

    wait: int
    short: int | None = None
    late: int = 0
    event: tuple[int, str] | None = None
    order: int = 0
    scope: str = "market"


@dataclass
class Stage:
    """A rule book that is taken through steps."""

    book: RuleBook
    budget: Budget
    facts: SaidFacts = field(default_factory=SaidFacts)
    said: list[tuple[UnixMs, Announcement]] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)
    going: dict[int, Event] = field(default_factory=dict)
    _number: int = 0

    def judge(self) -> list[Announcement]:
        """Judge now; the announcements of this moment."""
        made = []
        for outcome in self.book.judge(self.facts):
            self.alerts[outcome.alert.id] = outcome.alert
            if outcome.announcement is not None:
                self.said.append((self.facts.at, outcome.announcement))
                made.append(outcome.announcement)
        self.facts.late.clear()
        return made

    def wait(self, seconds: float) -> list[Announcement]:
        """Let time go by, and judge."""
        self.facts.at = UnixMs(round(self.facts.at + seconds * SECOND))
        return self.judge()

    def hear(self, told: Event) -> None:
        """The journal tells an event."""
        self.book.hear(JournalEntry(told))

    def take(self, step: Step) -> list[Announcement]:
        """One step of a drawn story."""
        self.facts.at = UnixMs(self.facts.at + step.wait * SECOND)
        if step.short is not None:
            self.facts.say(short=step.short + step.late)
        self.facts.say_late(short=step.late)
        if step.event is not None:
            self._event(*step.event, scope=step.scope)
        if step.order:
            self.book.take(
                (
                    row(
                        at=self.facts.at,
                        micro=step.order * 1_000_000,
                        of=instrument(step.scope if step.scope != "market" else "BTC"),
                    ),
                )
            )
        return self.judge()

    def _event(self, number: int, what: str, scope: str) -> None:
        known = self.going.get(number)
        if known is None:
            self._number += 1
            ident = f"{scope}-{number}-{self._number}"
            known = open_event(ident, self.facts.at, scope=scope)
        elif what == "louder":
            louder = LEVELS[min(2, LEVELS.index(known.level) + 1)]
            known = msgspec.structs.replace(known, level=louder, short=MicroUsd(known.short * 2))
        elif what == "grown":
            known = msgspec.structs.replace(known, short=MicroUsd(known.short * 3))
        else:
            closed = msgspec.structs.replace(
                known, state=EventState.CLOSED, closed_at=self.facts.at, ending=Ending.FADED
            )
            del self.going[number]
            self.hear(closed)
            return
        self.going[number] = known
        self.hear(known)

    @property
    def words(self) -> list[Word]:
        """Every word of every alert, told or held back."""
        return sorted((word for alert in self.alerts.values() for word in alert.words), key=lambda word: word.at)

    @property
    def told(self) -> Sequence[tuple[UnixMs, Announcement]]:
        """The words that were told: no digests, no ends."""
        return [(at, one) for at, one in self.said if not one.folded and one.alert.over_at is None]
