"""The rule book: takes rows and events, judges the market by the rules, and says what is to be told, one alert for one event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.budget import Budget
from liqdesk.alerts.facts import Facts
from liqdesk.alerts.rules import Rule
from liqdesk.analytics.events import Evidence
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.liquidation import Batch
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an alert in one judgement, to be kept as it stands, with the announcement to make, if any.

    `announcement.loud` is False where it only brings up to date what is shown. `webhooks` says that the word goes there
    too. Of a digest `alert` is the largest of those folded, and nothing about it has changed.
    """

    alert: Alert
    announcement: Announcement | None = None
    webhooks: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as it stands: `impaired` what it cannot see now, `waiting` why it does not speak up though it is met."""

    rule: Rule
    impaired: str
    waiting: str
    conditions: tuple[Evidence, ...]
    last_fired_at: UnixMs | None


class RuleBook:
    """Judges by the rules. `budget` decides which words are told; `source` is live, demo or replay.

    Give it every batch (`take`, constant time per row) and every journal entry as it is told or grows (`hear`), and
    have it judge about once a second, or at once where it is `pressing`.
    """

    def __init__(self, rules: Sequence[Rule], budget: Budget, source: str = "live") -> None: ...

    def apply(self, rules: Sequence[Rule]) -> None:
        """Go on with other rules; those that stayed the same keep what they know."""

    def resume(self, alerts: Iterable[Alert]) -> None:
        """Go on with the alerts an earlier run left open, and count the words it told."""

    def take(self, batch: Batch) -> None:
        """Look at the rows of one frame for large orders."""

    def hear(self, entry: JournalEntry) -> None:
        """An entry of the journal: as it opens, gets louder, closes, and as it stands meanwhile, as often as one likes."""

    @property
    def pressing(self) -> bool:
        """Whether something waits that should be judged without delay."""
        raise NotImplementedError

    def judge(self, facts: Facts) -> tuple[Outcome, ...]:
        """Step to the moment of the facts: what fired, grew or ended, in the order it is to be told."""
        raise NotImplementedError

    def try_out(self, rule: Rule, at: UnixMs) -> Announcement:
        """A made-up alert of this rule, marked TEST; it counts nowhere and is not kept."""
        raise NotImplementedError

    def standings(self) -> tuple[Standing, ...]:
        """Every rule as it stood at the last judgement."""
        raise NotImplementedError

    def open_alerts(self) -> tuple[Alert, ...]:
        """The alerts that go on, oldest first."""
        raise NotImplementedError
