"""Live alerts over an account in memory, with a disk that remembers what it was given and can be slow or refuse."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.analytics.events import Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.surroundings import NoContext
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import Clock, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.engine.alert_delivery import Delivery
from liqdesk.engine.alert_facts import AccountReader
from liqdesk.engine.desk import Mode
from liqdesk.engine.journal import Journal
from liqdesk.engine.live_alerts import LiveAlerts
from liqdesk.engine.ports import Parcel
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import SavedRule
from tests.fakes.detecting import SaidWatch
from tests.fakes.rows import T0, info

VENUES = {one.id: one for one in (info("bybit"), info("okx"))}


class KeptAlerts:
    """A disk for alerts. `log` holds what happened, in order; while `gate` is cleared nothing is on the platter."""

    def __init__(self, log: list[str]) -> None:
        self.log = log
        self.alerts: dict[str, Alert] = {}
        self.parcels: list[Parcel] = []
        self.memories: dict[str, tuple[UnixMs, bytes]] = {}
        self.entries: dict[str, JournalEntry] = {}
        self.refuses = False
        self.gate = asyncio.Event()
        self.gate.set()

    def alerted(self, alert: Alert, parcels: Sequence[Parcel]) -> None:
        self.log.append(f"taken {alert.rules[0]}")
        self.alerts[alert.id] = alert
        self.parcels += parcels

    async def flush(self) -> bool:
        return await self.kept()

    async def kept(self) -> bool:
        if self.refuses:
            return False
        await self.gate.wait()
        self.log.append("kept")
        return True

    def learnt(self, name: str, at: UnixMs, value: bytes) -> None:
        self.memories[name] = (at, value)

    def entered(self, entry: JournalEntry) -> None:
        self.entries[entry.event.id] = entry


class KeptPast:
    """What such a disk gives back to a later run."""

    def __init__(self, disk: KeptAlerts, refusal: str = "") -> None:
        self._disk = disk
        self.refusal = refusal
        self.orders_held: list[RecordedOrder] = []
        self.spans_held: list[CoveredSpan] = []
        self.sums_held: dict[tuple[int, PositionSide], int] = {}
        self.asked: list[str] = []

    async def alerts(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        self._ask("alerts")
        found = [one for one in self._disk.alerts.values() if since <= one.opened_at < until]
        return sorted(found, key=lambda one: -one.opened_at)[:limit]

    async def memory(self, name: str) -> tuple[UnixMs, bytes] | None:
        self._ask("memory")
        return self._disk.memories.get(name)

    async def spans(self, since: UnixMs) -> Sequence[CoveredSpan]:
        self._ask("spans")
        return [one for one in self.spans_held if one.span.end > since]

    async def sums_of(
        self, coins: Collection[str] | None, but: Collection[str], venue: VenueId | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        self._ask("sums")
        return [(minute, side, micro) for (minute, side), micro in self.sums_held.items() if first <= minute < until]

    async def orders(self, since: UnixMs, until: UnixMs, least: MicroUsd) -> Sequence[RecordedOrder]:
        self._ask("orders")
        return [one for one in self.orders_held if since <= one.at < until and one.micro >= least]

    async def events(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[JournalEntry]:
        self._ask("events")
        return list(self._disk.entries.values())[-limit:]

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.refusal:
            raise ExpectedFailure(self.refusal)


class Courier:
    """A `ParcelMaker` with one target."""

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        return [Parcel(f"{alert.id}-{level}", alert.id, "chat", alert.updated_at, alert.updated_at, b"words")]


@dataclass
class Listener:
    """An `Announcer` that notes what it heard among what else happened."""

    log: list[str]
    heard: list[Announcement] = field(default_factory=list)

    def announce(self, announcement: Announcement) -> None:
        self.log.append(f"told {announcement.alert.rules[0]}")
        self.heard.append(announcement)


class AlertScene:
    """An account, a journal and alerts over them; `take` brings rows as the pipeline would."""

    def __init__(
        self,
        clock: Clock,
        rules: Sequence[SavedRule],
        mode: Mode = Mode.LIVE,
        disk: KeptAlerts | None = None,
        venues: dict[VenueId, VenueInfo] | None = None,
        settings: AlertSettings | None = None,
    ) -> None:
        known = venues or VENUES
        self.log: list[str] = []
        self.paused = False
        self.disk = disk or KeptAlerts(self.log)
        self.disk.log = self.log
        chosen = (settings or AlertSettings()).model_copy(update={"rules": tuple(rules)})
        self.settings = CurrentSettings(Settings(alerts=chosen))
        self.analytics = LiveAnalytics(known)
        self.journal = Journal(SaidWatch(), NoContext(), self.disk, mode.value)
        self.reader = AccountReader(self.analytics, known, clock, lambda: known.keys(), lambda: self.paused)
        names = {venue: one.name for venue, one in known.items()}
        self.alerts = LiveAlerts(
            mode, clock, self.settings, names, self.reader, self.journal, self.disk, Delivery(self.disk)
        )
        self.listener = Listener(self.log)
        self.alerts.announce_to(self.listener)

    def take(self, *rows: Liquidation) -> None:
        """The rows of one frame."""
        self.journal.step(rows[-1].received_at)
        self.analytics.take(rows)
        self.journal.take(rows)
        self.alerts.take(rows)

    def change_rules(self, *rules: SavedRule) -> None:
        """Put other rules in force."""
        value = self.settings.value
        alerts = value.alerts.model_copy(update={"rules": rules})
        self.settings.replace(value.model_copy(update={"alerts": alerts}))

    @property
    def heard(self) -> list[Announcement]:
        """What was told, oldest first."""
        return self.listener.heard


START = UnixMs(T0)
