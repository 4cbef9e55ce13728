"""The alerts' door on the desk: what front ends may ask of the alerts and order of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liqdesk.alerts.alert import Alert, Announcement, Held
from liqdesk.alerts.budget import FLOOD_LIMIT, FLOOD_SPAN
from liqdesk.alerts.dry_run import DryRun, Fired
from liqdesk.analytics.events import Evidence
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.rules import SavedRule

__all__ = [
    "FLOOD_LIMIT", "FLOOD_SPAN", "AlertDesk", "AlertsView", "Announcer", "DryRun", "Fired", "NoAlerts", "RuleState", "Snooze",
]  # fmt: skip


class Snooze(StrEnum):
    """How long alerts are put off."""

    QUARTER = "15m"
    HOUR = "1h"
    TOMORROW = marked("until tomorrow")


@dataclass(frozen=True, slots=True)
class RuleState:
    """One rule as it stands: `impaired` says what it cannot see now, `waiting` why it does not speak up though it is met.

    `conditions` hold each condition with what was last measured, the threshold and the outcome: the answer to "why not".
    """

    id: str
    name: str
    enabled: bool
    impaired: str
    waiting: str
    conditions: tuple[Evidence, ...]
    last_fired_at: UnixMs | None


@dataclass(frozen=True, slots=True)
class AlertsView:
    """The alerts at one moment: how much of the hour's budget is used, and what keeps them quiet.

    `quiet` is a sentence where nothing or not everything is told now (muted, snoozed, quiet hours, switched off), else
    empty; `silent_until` is when that ends, None where it has no end of its own. `alerts` are the newest, newest first.
    `fresh` is the newest one that still goes on. `sending` is a sentence where something could not be sent, else empty.
    `held` is what `quiet` says, as a value.
    """

    at: UnixMs
    used: int
    budget: int
    muted: bool
    snoozed_until: UnixMs | None
    quiet: str
    silent_until: UnixMs | None
    rules: tuple[RuleState, ...]
    alerts: tuple[Alert, ...]
    fresh: Alert | None
    sending: str = ""
    held: Held = Held.NOT


class Announcer(Protocol):
    """Tells alerts somewhere: a sound, the desktop, the tray, the window. Returns at once and raises nothing."""

    def announce(self, announcement: Announcement) -> None:
        """A word of an alert; a later one with the same key takes its place."""
        ...


class AlertDesk(Protocol):
    """What may be asked and ordered of the alerts. Orders return at once."""

    @property
    def revision(self) -> int:
        """Grows whenever a view would differ, but for the passing of time."""
        ...

    def view(self) -> AlertsView:
        """What is known now, from memory."""
        ...

    def alert(self, ident: str) -> Alert | None:
        """One of the alerts still in memory."""
        ...

    def announce_to(self, announcer: Announcer) -> None:
        """Have `announcer` hear every word from now on."""
        ...

    def mute(self, on: bool) -> None:
        """Nothing is told until it is switched off again; the history goes on."""
        ...

    def snooze(self, long: Snooze | None) -> None:
        """Nothing is told for so long; None ends it."""
        ...

    def try_out(self, rule: SavedRule) -> None:
        """Tell a made-up alert of this rule through its channels, marked as a test."""
        ...

    async def dry_run(self, rule: SavedRule) -> DryRun:
        """Try a rule on the recorded days, off the event loop; may be cancelled. Raises ExpectedFailure."""
        ...

    async def history(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The newest `limit` alerts opened in since <= t < until, newest first, from the store. Raises ExpectedFailure."""
        ...


class NoAlerts:
    """An `AlertDesk` of a program that watches no rules, such as a console's."""

    revision = 0

    def __init__(self, now: UnixMs = UnixMs(0)) -> None:
        self._view = AlertsView(now, 0, 0, False, None, tr("No alerts here"), None, (), (), None)

    def view(self) -> AlertsView:
        """Nothing."""
        return self._view

    def alert(self, ident: str) -> Alert | None:
        """None."""
        return None

    def announce_to(self, announcer: Announcer) -> None:
        """There is nothing to hear."""

    def mute(self, on: bool) -> None:
        """There is nothing to mute."""

    def snooze(self, long: Snooze | None) -> None:
        """There is nothing to put off."""

    def try_out(self, rule: SavedRule) -> None:
        """There is no channel."""

    async def dry_run(self, rule: SavedRule) -> DryRun:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(tr("There are no alerts here."))

    async def history(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """Nothing."""
        return ()
