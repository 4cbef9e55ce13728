"""The alerts of a running program: rows and events in, the rules judged, what they say kept and told."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.budget import Budget, until_tomorrow
from liqdesk.alerts.facts import BELATED
from liqdesk.alerts.rules import Rule, resolved
from liqdesk.alerts.watch import RuleBook, Standing
from liqdesk.analytics.events import EventState
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import in_english, tr
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.alert_delivery import Delivery
from liqdesk.engine.alert_facts import AccountReader, HourRanking
from liqdesk.engine.alert_trials import RecordedAlerts, Trials
from liqdesk.engine.alerting import AlertsView, Announcer, DryRun, RuleState, Snooze
from liqdesk.engine.desk import Mode
from liqdesk.engine.journal import Journal
from liqdesk.engine.ports import AlertSink, JournalSink, ParcelMaker
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings, Zone
from liqdesk.settings.rules import LargestHour, SavedRule

log = logging.getLogger(__name__)

MEMORY = "alerts"
STEP_S, CALM_STEP_S = 0.2, 1.0
"""How often rules are judged while rows come, and while none do."""

OVERDUE = DurationMs(300)
"""In a burst the loop comes late to `run`; from so long on the rows themselves do what it would have done."""

AGAIN = DurationMs(7 * DAY)
AGAIN_AT_MOST = 500
"""The alerts of an earlier run that are known after a restart."""

HELD, SHOWN = 1_000, 200
FOREVER = UnixMs(2**53)
SNOOZES: Mapping[Snooze, DurationMs] = {Snooze.QUARTER: DurationMs(15 * MINUTE), Snooze.HOUR: HOUR}


class AlertDisk(AlertSink, JournalSink, Protocol):
    """Keeps alerts, and what must outlive the program beside them."""


class RememberedAlerts(RecordedAlerts, Protocol):
    """What was kept. Raises ExpectedFailure where it cannot be read."""

    async def alerts(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The newest `limit` alerts opened in since <= t < until, newest first."""
        ...

    async def damaged_alerts(self, since: UnixMs, until: UnixMs) -> int:
        """How many alerts opened in that time are left out because they are damaged."""
        ...

    async def memory(self, name: str) -> tuple[UnixMs, bytes] | None:
        """When it was kept, and what."""
        ...


class _Silence(msgspec.Struct, frozen=True):
    """What the user asked to be spared."""

    muted: bool = False
    snoozed_until: UnixMs | None = None


class LiveAlerts:
    """Implements `AlertDesk`, and is the sink that every row passes.

    In a replay it steps with the rows and the tape's own clock, and tells nobody but `preview`; else `run` steps it.
    """

    def __init__(
        self,
        mode: Mode,
        clock: Clock,
        settings: CurrentSettings,
        known: Mapping[VenueId, str],
        reader: AccountReader,
        journal: Journal,
        disk: AlertDisk,
        delivery: Delivery,
    ) -> None:
        self._mode = mode
        self._clock = clock
        self._settings = settings
        self._known = known
        self._reader = reader
        self._journal = journal
        self._disk = disk
        self._delivery = delivery
        self._sending: Callable[[], str] = str
        self.preview: Callable[[Announcement], None] = lambda _: None
        self._budget = Budget(settings.value.alerts, self._minute_of_day, mode.value)
        self._book = RuleBook(self._rules(settings.value), self._budget, mode.value)
        self._past: RememberedAlerts | None = None
        self._trials: Trials | None = None
        self._entries: list[JournalEntry] = []
        self._late: list[Liquidation] = []
        self._stirred, self._pressed = asyncio.Event(), asyncio.Event()
        self._stepped_at = UnixMs(0)
        self._judged_at: DurationMs | None = None
        self._alerts: dict[str, Alert] = {}
        self._newest: tuple[Alert, ...] = ()
        self._standings: tuple[Standing, ...] | None = None
        self._gist: list[tuple[object, ...]] = []
        self.revision = 0
        journal.subscribe(self.hear)
        settings.subscribe(lambda value: (value.alerts, value.groups), lambda _: self._apply())

    def take(self, batch: Batch) -> None:
        """Look at the rows of one frame."""
        self._book.take(batch)
        for row in batch:
            if row.history or row.received_at - row.at > BELATED:
                self._late.append(row)
        if self._mode is Mode.REPLAY:
            self._follow()
        elif self._stirred.is_set() and self._overdue():
            self._catch_up()
        elif self._book.pressing:
            self._pressed.set()
            self._stirred.set()
        elif not self._stirred.is_set():
            self._stirred.set()

    def _overdue(self) -> bool:
        """Whether `run` should have judged by now what rows have stirred."""
        return self._judged_at is not None and self._clock.monotonic() - self._judged_at >= OVERDUE

    def _catch_up(self) -> None:
        """Judge, and tell what was judged before: it has had its time to be kept."""
        self._delivery.tell_waiting()
        self._judged_at = self._clock.monotonic()
        self.step()
        self._pressed.set()
        self._stirred.set()

    def hear(self, entry: JournalEntry) -> None:
        """Note that an event is new or has changed; looked at in the next step."""
        self._entries.append(entry)
        self._pressed.set()
        self._stirred.set()

    def rank_by(self, ranking: HourRanking) -> None:
        """Who knows where an hour of the live market stands, from now on."""
        self._reader.ranking = ranking

    def send_by(self, parcels: ParcelMaker, trouble: Callable[[], str]) -> None:
        """Who makes what is to be sent, and what is said where something could not be, from now on."""
        self._delivery.parcels = parcels
        self._sending = trouble

    async def resume(self, past: RememberedAlerts) -> str:
        """Go on where an earlier run ended, and ask `past` from now on; a sentence where some of it is damaged, else empty.

        Raises ExpectedFailure where it cannot be read.
        """
        self._past = past
        self._trials = Trials(past, lambda: self._reader.ranking.recorded, self._clock.now)
        now = self._clock.now()
        kept = await past.memory(MEMORY)
        if kept is not None:
            silence = _silence_of(kept[1])
            self._budget.mute(silence.muted)
            self._budget.snooze(silence.snoozed_until)
        found = await past.alerts(UnixMs(now - AGAIN), FOREVER, AGAIN_AT_MOST)
        self._journal.step(now)  # what faded meanwhile is over before anybody asks whether it goes on
        earlier = [self._as_it_stands(alert) for alert in reversed(found) if alert.source == self._mode.value]
        self._book.resume(earlier)
        self._alerts.update((alert.id, alert) for alert in earlier)
        self._changed()
        damaged = await past.damaged_alerts(UnixMs(0), FOREVER)
        return _damage_words(damaged) if damaged else ""

    def _as_it_stands(self, alert: Alert) -> Alert:
        """An alert of an earlier run: over, if its event is."""
        if alert.over_at is not None or alert.event is None:
            return alert
        entry = self._journal.entry(alert.event)
        if entry is not None and entry.event.state is EventState.OPEN:
            self._entries.append(entry)
            return alert
        ended = None if entry is None else entry.event.closed_at
        alert = msgspec.structs.replace(alert, over_at=ended or alert.updated_at)
        self._disk.alerted(alert, ())
        return alert

    async def run(self) -> None:
        """Judge and tell until cancelled."""
        loop = asyncio.get_running_loop()
        judged = loop.time() - CALM_STEP_S
        try:
            while True:
                await _until(judged + CALM_STEP_S, self._stirred)
                await _until(judged + STEP_S, self._pressed)
                judged = loop.time()
                self._judged_at = self._clock.monotonic()
                self._stirred.clear()
                self._pressed.clear()
                self.step()
                await self._delivery.tell()
        finally:
            self._judged_at = None

    def step(self) -> None:
        """Judge now."""
        now = self._clock.now()
        another_second = now // SECOND != self._stepped_at // SECOND
        self._hear_all(another_second)
        self._stepped_at = now
        late, self._late = self._late, []
        with in_english():  # they are kept and sent
            outcomes = self._book.judge(self._reader.facts(late))
        if self._mode is not Mode.REPLAY:
            self._delivery.take(outcomes)
        else:
            for unsaid in filter(None, (outcome.unsaid for outcome in outcomes)):
                self.preview(unsaid)
        for outcome in outcomes:
            self._alerts[outcome.alert.id] = outcome.alert
        self._standings = None
        if outcomes or (another_second and _gist(self._standing()) != self._gist):
            self._changed()

    def _standing(self) -> tuple[Standing, ...]:
        """How the rules stand, put together when somebody looks after a step."""
        if self._standings is None:
            self._standings = self._book.standings()
        return self._standings

    def _hear_all(self, another_second: bool) -> None:
        """The journal's news, and once a second how the events stand that alerts are about."""
        entries, self._entries = self._entries, []
        for entry in entries:
            self._book.hear(entry)
        if another_second:
            about = {alert.event for alert in self._book.open_alerts() if alert.event is not None}
            for entry in self._journal.grown(about) if about else ():
                self._book.hear(entry)

    def _follow(self) -> None:
        """Step as far as the tape has come."""
        if not 0 <= self._clock.now() - self._stepped_at < STEP_S * SECOND:
            self.step()

    def _changed(self) -> None:
        if len(self._alerts) > 2 * HELD:
            opened = sorted(self._alerts.values(), key=lambda alert: alert.opened_at)
            self._alerts = {alert.id: alert for alert in opened[-HELD:]}
        newest = sorted(self._alerts.values(), key=lambda alert: (-alert.opened_at, alert.id))
        self._newest = tuple(newest[:SHOWN])
        self._gist = _gist(self._standing())
        self.revision += 1

    def view(self) -> AlertsView:
        """What is known now, from memory."""
        now = self._clock.now()
        quiet, until = self._budget.quiet(now)
        snoozed = self._budget.snoozed_until
        return AlertsView(
            at=now,
            used=self._budget.used(now),
            budget=self._settings.value.alerts.hourly_budget,
            muted=self._budget.muted,
            snoozed_until=snoozed if snoozed is not None and snoozed > now else None,
            quiet=quiet,
            silent_until=until,
            rules=tuple(map(_state, self._standing())),
            alerts=self._newest,
            fresh=next((alert for alert in self._newest if alert.over_at is None), None),
            sending=self._sending(),
            held=self._budget.held(now),
        )

    def alert(self, ident: str) -> Alert | None:
        """One of the alerts still in memory."""
        return self._alerts.get(ident)

    def announce_to(self, announcer: Announcer) -> None:
        """Have `announcer` hear every word from now on."""
        self._delivery.announce_to(announcer)

    def mute(self, on: bool) -> None:
        """Nothing is told until it is switched off again; the history goes on."""
        self._budget.mute(on)
        self._keep_silence()

    def snooze(self, long: Snooze | None) -> None:
        """Nothing is told for so long; None ends it."""
        now = self._clock.now()
        if long is None:
            self._budget.snooze(None)
        elif long is Snooze.TOMORROW:
            self._budget.snooze(until_tomorrow(now, self._minute_of_day))
        else:
            self._budget.snooze(UnixMs(now + SNOOZES[long]))
        self._keep_silence()

    def try_out(self, rule: SavedRule) -> None:
        """Tell a made-up alert of this rule through its channels, marked as a test."""
        self._delivery.tell_now(self._book.try_out(self._resolved(rule), self._clock.now()))

    async def dry_run(self, rule: SavedRule) -> DryRun:
        """Try a rule on the recorded days. Raises ExpectedFailure."""
        if self._trials is None:
            raise ExpectedFailure(tr("Nothing is recorded here that a rule could be tried on."))
        return await self._trials.run(self._resolved(rule))

    async def history(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The newest alerts opened in that time, from the store where there is one. Raises ExpectedFailure."""
        if self._past is None:
            here = (alert for alert in self._alerts.values() if since <= alert.opened_at < until)
            return sorted(here, key=lambda alert: (-alert.opened_at, alert.id))[:limit]
        found = await self._past.alerts(since, until, limit)
        return [self._alerts.get(alert.id, alert) for alert in found]

    def ranked_days(self) -> frozenset[int]:
        """Among how many days' hours the rules ask."""
        rules = self._settings.value.alerts.rules
        return frozenset(one.days for rule in rules for one in rule.conditions if isinstance(one, LargestHour))

    def _apply(self) -> None:
        value = self._settings.value
        self._budget.apply(value.alerts)
        self._book.apply(self._rules(value))
        self._standings = None
        self._changed()

    def _rules(self, value: Settings) -> tuple[Rule, ...]:
        return tuple(resolved(rule, value.groups.coins, self._known) for rule in value.alerts.rules)

    def _resolved(self, rule: SavedRule) -> Rule:
        return resolved(rule, self._settings.value.groups.coins, self._known)

    def _keep_silence(self) -> None:
        silence = _Silence(self._budget.muted, self._budget.snoozed_until)
        self._disk.learnt(MEMORY, self._clock.now(), msgspec.msgpack.encode(silence), at_once=True)
        self._changed()

    def _minute_of_day(self, at: UnixMs) -> int:
        zone = UTC if self._settings.value.look.zone is Zone.UTC else None
        shown = datetime.fromtimestamp(at / SECOND, tz=zone)
        return shown.hour * 60 + shown.minute


def _silence_of(kept: bytes) -> _Silence:
    try:
        return msgspec.msgpack.decode(kept, type=_Silence)
    except ValueError as fault:
        log.warning("Whether alerts were muted cannot be read any more, so they are not: %s", fault)
        return _Silence()


def _damage_words(damaged: int) -> str:
    if damaged == 1:
        return tr("One earlier alert cannot be read any more: it is left out of the history.")
    return tr("%n earlier alerts cannot be read any more: they are left out of the history.", "", damaged)


def _gist(standings: Sequence[Standing]) -> list[tuple[object, ...]]:
    """What of the rules does not change with time alone, as what they measure does."""
    return [
        (one.rule.id, one.impaired, one.waiting, one.last_fired_at, *(test.passed for test in one.conditions))
        for one in standings
    ]


def _state(standing: Standing) -> RuleState:
    saved = standing.rule.saved
    return RuleState(
        saved.id,
        saved.name,
        saved.enabled,
        standing.impaired,
        standing.waiting,
        standing.conditions,
        standing.last_fired_at,
    )


async def _until(then: float, event: asyncio.Event) -> None:
    """Until the event, but not longer than to this time of the loop."""
    try:
        async with asyncio.timeout_at(then):
            await event.wait()
    except TimeoutError:
        return
