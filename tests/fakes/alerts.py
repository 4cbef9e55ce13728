"""Alerts without rules: a made-up evening of them, and a desk that can be muted, snoozed, asked, and made to ring by hand."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from liqdesk.alerts.alert import Alert, Announcement, Held, Word
from liqdesk.analytics.events import MARKET, Evidence, Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd, micro_usd
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs, floor_to
from liqdesk.engine.alerting import AlertsView, Announcer, DryRun, Fired, RuleState, Snooze
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.rules import OrderOver, SavedRule, WindowOver

LARGE = 1_000_000
"""A dry run of a rule over so many dollars fires once for each time they go into a hundred millions."""


def alert(opened_at: UnixMs, **changes: object) -> Alert:
    """One very large order, told once."""
    made = Alert(
        id=f"large-order-{opened_at}",
        about=f"large-order/{opened_at}",
        rules=("large-order",),
        names=("One very large order",),
        level=Level.WATCH,
        scope="ETH",
        side=PositionSide.LONG,
        event=None,
        opened_at=opened_at,
        updated_at=opened_at,
        micro=micro_usd(12_400_000),
        sentence="One order of $12.4M of ETH longs on OKX",
        why=(Evidence("order", 12_400_000.0, 10_000_000.0, True, "dollars of one order"),),
        words=(Word(opened_at, Level.WATCH, micro_usd(12_400_000)),),
        source="live",
        over_at=opened_at,
    )
    return msgspec.structs.replace(made, **changes)


def squeeze(opened_at: UnixMs, **changes: object) -> Alert:
    """A short squeeze of the market that goes on: watch, alert and critical, each told."""
    steps = ((Level.WATCH, 14), (Level.ALERT, 96), (Level.CRITICAL, 288))
    words = tuple(
        Word(UnixMs(opened_at + number * 4 * MINUTE), level, micro_usd(millions * 1_000_000))
        for number, (level, millions) in enumerate(steps)
    )
    made = alert(
        opened_at,
        id=f"market-event-{opened_at}",
        about=f"market-{opened_at}",
        rules=("market-event", "largest-hour"),
        names=("Squeeze or flush of the market", "Largest hour in 30 days"),
        level=Level.CRITICAL,
        scope=MARKET,
        side=PositionSide.SHORT,
        event=f"market-{opened_at}",
        updated_at=UnixMs(opened_at + 11 * MINUTE),
        micro=micro_usd(312_000_000),
        sentence="Short squeeze of the market: ≥ $312M of shorts in 11 minutes",
        why=(
            Evidence("event", 312_000_000.0, 250_000_000.0, True, "dollars of shorts, critical from here on"),
            Evidence("rank", 1.0, 1.0, True, "place among 41 recorded days"),
        ),
        words=words,
        at_least=True,
        over_at=None,
    )
    return msgspec.structs.replace(made, **changes)


def evening(now: UnixMs) -> list[Alert]:
    """An escalated squeeze that goes on, an order that was told, a flush and a blindness that were held back; oldest first."""
    flush_at, blind_at = UnixMs(now - 25 * MINUTE), UnixMs(now - 3 * HOUR)
    flush = alert(
        flush_at,
        id=f"coin-event-{flush_at}",
        about=f"SOL-{flush_at}",
        rules=("coin-event",),
        names=("Squeeze or flush of one coin",),
        level=Level.ALERT,
        scope="SOL",
        event=f"SOL-{flush_at}",
        micro=micro_usd(41_000_000),
        sentence="Long flush of SOL: ≥ $41.0M of longs in 6 minutes",
        why=(Evidence("event", 41_000_000.0, 40_000_000.0, True, "dollars of longs, alert from here on"),),
        words=(Word(flush_at, Level.ALERT, micro_usd(41_000_000), Held.BUDGET),),
        at_least=True,
        over_at=UnixMs(flush_at + 8 * MINUTE),
    )
    blind = alert(
        blind_at,
        id=f"blind-{blind_at}",
        about="blind/market",
        rules=("blind",),
        names=("Less than half of the market is heard",),
        level=Level.ALERT,
        scope=MARKET,
        side=None,
        micro=None,
        sentence="Less than half of the market is heard: 41% of the last hour",
        why=(Evidence("coverage", 41.0, 50.0, True, "percent of the trailing hour"),),
        words=(Word(blind_at, Level.ALERT, None, Held.QUIET),),
        over_at=UnixMs(blind_at + 9 * MINUTE),
    )
    return [blind, alert(UnixMs(now - 50 * MINUTE)), flush, squeeze(UnixMs(now - 12 * MINUTE))]


class FakeAlerts:
    """Implements `AlertDesk`. Public attributes set what it claims.

    `held` holds the alerts, oldest first; `impaired` and `waiting` are sentences by rule; `used` is what the hour has seen;
    `refusal` makes every question fail with this sentence; while `gate` is cleared, a dry run does not end.
    """

    def __init__(
        self, settings: CurrentSettings, now: Callable[[], UnixMs], touched: Callable[[], None] = lambda: None
    ) -> None:
        self._settings = settings
        self._now = now
        self._touched = touched
        self._announcers: list[Announcer] = []
        self._muted = False
        self._snoozed_until: UnixMs | None = None
        self.revision = 1
        self.held = evening(now())
        self.impaired = {"largest-hour": "Only 3 of the 7 days that are needed were recorded"}
        self.waiting = {"coin-event": "This hour's six alerts are spent"}
        self.used = 4
        self.sending = ""
        self.refusal = ""
        self.tried_out: list[SavedRule] = []
        self.dry_runs: list[SavedRule] = []
        self.cancelled = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def touch(self) -> None:
        """Say that something changed."""
        self.revision += 1
        self._touched()

    def view(self) -> AlertsView:
        now, quiet, until, held = self._now(), "", None, Held.NOT
        snoozed = self._snoozed_until if self._snoozed_until is not None and self._snoozed_until > now else None
        if not self._settings.value.alerts.enabled:
            quiet, held = "Alerts are switched off", Held.SWITCHED_OFF
        elif self._muted:
            quiet, held = "Muted until you switch it off", Held.MUTED
        elif snoozed is not None:
            quiet, until, held = "Snoozed", snoozed, Held.SNOOZED
        newest = tuple(reversed(self.held))
        return AlertsView(
            at=now,
            used=self.used,
            budget=self._settings.value.alerts.hourly_budget,
            muted=self._muted,
            snoozed_until=snoozed,
            quiet=quiet,
            silent_until=until,
            rules=tuple(map(self._state, self._settings.value.alerts.rules)),
            alerts=newest,
            fresh=next((one for one in newest if one.over_at is None), None),
            sending=self.sending,
            held=held,
        )

    def alert(self, ident: str) -> Alert | None:
        return next((one for one in self.held if one.id == ident), None)

    def announce_to(self, announcer: Announcer) -> None:
        self._announcers.append(announcer)

    def mute(self, on: bool) -> None:
        self._muted = on
        self.touch()

    def snooze(self, long: Snooze | None) -> None:
        now = self._now()
        ends = {Snooze.QUARTER: now + 15 * MINUTE, Snooze.HOUR: now + HOUR, Snooze.TOMORROW: floor_to(now, DAY) + DAY}
        self._snoozed_until = None if long is None else UnixMs(ends[long])
        self.touch()

    def try_out(self, rule: SavedRule) -> None:
        self.tried_out.append(rule)
        made = alert(
            self._now(), id=f"test-{rule.id}", rules=(rule.id,), names=(rule.name,), level=Level(rule.level.value)
        )
        self._announce(msgspec.structs.replace(made, sentence=f"{rule.name}: this is how it sounds"), rule, "TEST")

    async def dry_run(self, rule: SavedRule) -> DryRun:
        self.dry_runs.append(rule)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self._refuse()
        first, now = rule.conditions[0], self._now()
        usd = first.usd if isinstance(first, OrderOver | WindowOver) else 25 * LARGE
        times = min(40, 100 * LARGE // usd)
        fired = tuple(
            Fired(UnixMs(now - (number + 1) * 18 * HOUR), 1.2 * usd, f"{rule.name}, the made-up way")
            for number in range(times)
        )
        return DryRun(sum(one.at >= now - 7 * DAY for one in fired), times, 30, fired, "")

    async def history(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        self._refuse()
        found = [one for one in self.held if since <= one.opened_at < until]
        return sorted(found, key=lambda one: -one.opened_at)[:limit]

    def fire(self, of: Alert | None = None, loud: bool = True, mark: str = "") -> Alert:
        """Let an alert go off now (a new one unless given), in place of what was held of it; announced unless kept quiet."""
        now = self._now()
        made = alert(now, over_at=None) if of is None else of
        held = Held.MUTED if self._muted else Held.SNOOZED if self.view().snoozed_until else Held.NOT
        word = msgspec.structs.replace(made.words[-1], held=held)
        made = msgspec.structs.replace(made, updated_at=now, words=(*made.words[:-1], word))
        self.held = [*(one for one in self.held if one.id != made.id), made]
        self.used += 1
        rule = next((one for one in self._settings.value.alerts.rules if one.id in made.rules), None)
        if held is Held.NOT:
            self._announce(made, rule, mark, loud)
        self.touch()
        return made

    def escalate(self, made: Alert, level: Level, micro: MicroUsd | None = None) -> Alert:
        """Let an alert grow louder."""
        word = Word(self._now(), level, micro or made.micro)
        return self.fire(msgspec.structs.replace(made, level=level, micro=word.micro, words=(*made.words, word)))

    def end(self, made: Alert) -> None:
        """Let an alert be over."""
        over = msgspec.structs.replace(made, over_at=self._now())
        self.held = [over if one.id == made.id else one for one in self.held]
        self.touch()

    def _announce(self, made: Alert, rule: SavedRule | None, mark: str, loud: bool = True) -> None:
        told = Announcement(
            key=made.id,
            alert=made,
            level=made.level,
            title=made.names[0],
            text=made.sentence,
            sound="" if rule is None else rule.sound,
            loud=loud and (rule is None or rule.channels.sound),
            desktop=rule is None or rule.channels.desktop,
            mark=mark,
        )
        for announcer in self._announcers:
            announcer.announce(told)

    def _state(self, rule: SavedRule) -> RuleState:
        fired = next((one for one in reversed(self.held) if rule.id in one.rules), None)
        tests = (
            (Evidence(rule.conditions[0].kind, 3_100_000.0, 10_000_000.0, False, "dollars"),)
            if fired is None
            else fired.why[:1]
        )
        return RuleState(
            rule.id,
            rule.name,
            rule.enabled,
            self.impaired.get(rule.id, ""),
            self.waiting.get(rule.id, ""),
            tests,
            None if fired is None else fired.words[-1].at,
        )

    def _refuse(self) -> None:
        if self.refusal:
            raise ExpectedFailure(self.refusal)


class Ear:
    """An `Announcer` that remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Announcement] = []

    def announce(self, announcement: Announcement) -> None:
        self.heard.append(announcement)
