"""The rule book: takes rows and events, judges the market by the rules, and says what is to be told, one alert for one event."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from liqdesk.alerts.alert import Alert, Announcement, Held
from liqdesk.alerts.announcing import announcement, digest_announcement, trial
from liqdesk.alerts.budget import Budget
from liqdesk.alerts.conditions import HOUR_S, LEVELS, Seen
from liqdesk.alerts.facts import Facts, live
from liqdesk.alerts.growing import UNHEARD, Growing, of_money, opened, resumed
from liqdesk.alerts.happenings import Happenings, covers
from liqdesk.alerts.latches import Finding, RuleWatch, event_area
from liqdesk.alerts.rules import Rule
from liqdesk.analytics.events import Event, Evidence
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.money import MICRO
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import OrderOver

NEAR = 0.1
"""Orders of at least this part of the smallest limit are remembered, to answer why a rule has not fired."""
ORDERS_HELD = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an alert in one judgement, to be kept as it stands, with the announcement to make, if any.

    `announcement.loud` is False where it only brings up to date what is shown. `webhooks` says that the word goes there
    too. Of a digest `alert` is the largest of those folded, and nothing about it has changed. `unsaid` is what would have been
    told if it were not of a recording.
    """

    alert: Alert
    announcement: Announcement | None = None
    webhooks: bool = False
    unsaid: Announcement | None = None


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

    def __init__(self, rules: Sequence[Rule], budget: Budget, source: str = "live") -> None:
        self._budget = budget
        self._source = source
        self._rules: tuple[Rule, ...] = ()
        self._watches: dict[str, RuleWatch] = {}
        self._growing: list[Growing] = []
        self._events = Happenings()
        self._orders: deque[Liquidation] = deque(maxlen=ORDERS_HELD)
        self._fresh: list[Liquidation] = []
        self._near: int | None = None
        self._over: int | None = None
        self._out_of_sight: dict[VenueId, str] = {}
        self.apply(rules)

    def apply(self, rules: Sequence[Rule]) -> None:
        """Go on with other rules; those that stayed the same keep what they know."""
        known, self._rules = self._watches, tuple(rules)
        self._watches = {
            rule.id: known[rule.id] if rule.id in known and known[rule.id].rule == rule else RuleWatch(rule)
            for rule in rules
            if rule.saved.enabled
        }
        for ident, watch in known.items():
            if self._watches.get(ident) is not watch:
                watch.retire()
        limits = [
            clause.condition.usd * MICRO
            for watch in self._watches.values()
            for clause in watch.rule.clauses
            if isinstance(clause.condition, OrderOver)
        ]
        self._over = min(limits, default=None)
        self._near = None if self._over is None else round(NEAR * self._over)

    def resume(self, alerts: Iterable[Alert]) -> None:
        """Go on with the alerts an earlier run left open, and count the words it told."""
        known = tuple(alerts)
        self._budget.recall(known)
        for alert in known:
            if alert.over_at is None:
                growing = resumed(alert)
                for ident in alert.rules:
                    if ident in self._watches:
                        growing.take_up(self._watches[ident])
                self._growing.append(growing)

    def take(self, batch: Batch) -> None:
        """Look at the rows of one frame for large orders."""
        near, over = self._near, self._over
        if near is None or over is None:
            return
        for entry in batch:
            notional = entry.notional
            if notional is not None and notional >= near and live(entry):
                self._orders.append(entry)
                if notional >= over:
                    self._fresh.append(entry)

    def hear(self, entry: JournalEntry) -> None:
        """An entry of the journal: as it opens, gets louder, closes, and as it stands meanwhile, as often as one likes."""
        self._events.hear(entry.event)

    @property
    def pressing(self) -> bool:
        """Whether something waits that should be judged without delay."""
        return bool(self._fresh) or self._events.news

    def judge(self, facts: Facts) -> tuple[Outcome, ...]:
        """Step to the moment of the facts: what fired, grew or ended, in the order it is to be told."""
        self._events.look(facts.at)
        seen = Seen(tuple(self._orders), self._events.open())
        fresh, self._fresh = tuple(self._fresh), []
        self._regroup(facts.at)
        for watch in self._watches.values():
            for finding in tuple(watch.judge(facts, seen, fresh, self._events.stale)):
                self._place(watch, finding, facts)
        self._go_on(facts)
        self._look_around(facts)
        outcomes = (*self._speak(facts), *self._end(facts))
        for outcome in outcomes:
            self._budget.update(outcome.alert)
        self._events.settle(facts.at)
        return (*outcomes, *self._digest(facts.at))

    def _regroup(self, at: UnixMs) -> None:
        """The alert of a coin's event that turned out to be part of the market's is about the market's from now on."""
        for growing in tuple(self._growing):
            event = None if growing.follows is None else self._events.known(growing.follows)
            if event is None or event.parent is None or growing.alert.about == event.parent:
                continue
            holder = self._about(event.parent)
            if holder is None:
                growing.belong_to(event.parent)
            else:
                holder.take_in(growing, at)

    def _about(self, about: str) -> Growing | None:
        """The alert that goes on about this."""
        return next((one for one in self._growing if one.alert.about == about and one.alert.over_at is None), None)

    def _place(self, watch: RuleWatch, finding: Finding, facts: Facts) -> None:
        """Put what was found into the alert it belongs to, or open one."""
        event, cooling = finding.event, watch.cooling(facts.at)
        watch.fired(facts.at, freely=not cooling)
        about = self._subject(finding)
        holder = self._about(about)
        related = () if event is None else self._related(event, about)
        if holder is None and related:
            holder, related = related[0], related[1:]
            holder.belong_to(about)
        if holder is None:
            holder = opened(finding, watch, about, facts, self._source)
            holder.cooling = cooling
            if self._events.known(about) is not None:
                holder.belong_to(about)
            self._growing.append(holder)
        else:
            holder.join(finding, watch, facts)
            if not cooling:
                holder.free()
        for other in related:
            holder.take_in(other, facts.at)

    def _subject(self, finding: Finding) -> str:
        """What an alert of it is one alert of: an event that goes on, or the rule with what it is about."""
        if finding.event is not None:
            return finding.event.parent or finding.event.id
        covering = self._events.covering(finding.area) if of_money(finding) else None
        return f"{finding.rule.id}/{finding.area.name}" if covering is None else covering.id

    def _related(self, event: Event, about: str) -> tuple[Growing, ...]:
        """Open alerts that an event takes over, oldest first: what came up since it began, in what it covers."""
        return tuple(
            one
            for one in self._growing
            if one.alert.over_at is None
            and one.alert.about != about
            and one.follows is None
            and one.of_money
            and one.alert.opened_at >= event.opened_at
            and covers(event, one.area)
        )

    def _go_on(self, facts: Facts) -> None:
        """Let what goes on grow: with its event, or with what its rules measure."""
        for growing in self._growing:
            if growing.alert.over_at is not None:
                continue
            event = None if growing.follows is None else self._events.known(growing.follows)
            if event is None:
                growing.grow(facts.at)
                continue
            growing.raise_bar(facts.window(event_area(event), HOUR_S).late.both)
            growing.update(event, facts.at)

    def _speak(self, facts: Facts) -> Iterator[Outcome]:
        """Say what is new, the loudest first, as far as it may be said; hand on what has changed."""
        going = [one for one in self._growing if one.alert.over_at is None]
        speaking = sorted(
            (one for one in going if one.speaks(facts.at)), key=lambda one: -LEVELS.index(one.alert.level)
        )
        for growing in speaking:
            held = Held.COOLDOWN
            if not growing.cooling or growing.escalates:
                keeps_quiet = all(rule.saved.quiet_hours for rule in growing.rules.values())
                held = self._budget.weigh(facts.at, growing.alert.level, keeps_quiet)
            growing.say(held, facts, self._measured_of(growing))
            growing.worth_keeping(facts.at)
            if held in (Held.BUDGET, Held.FLOOD):
                self._budget.fold(facts.at, growing.alert, held)
            told = announcement(growing) if held is Held.NOT else None
            webhooks = told is not None and any(rule.saved.channels.webhooks for rule in growing.rules.values())
            unsaid = announcement(growing) if held is Held.REPLAYED else None
            yield Outcome(growing.alert, told, webhooks, unsaid)
        for growing in going:
            if growing.worth_keeping(facts.at):
                yield Outcome(growing.alert)

    def _measured_of(self, growing: Growing) -> tuple[Evidence, ...]:
        """What the rules of an alert measure now."""
        watches = (self._watches[ident] for ident in growing.rules if ident in self._watches)
        return tuple(one for watch in watches for one in watch.evidence)

    def _end(self, facts: Facts) -> Iterator[Outcome]:
        """Close what is over."""
        for growing in self._growing:
            if growing.alert.over_at is None and self._is_over(growing, facts.at):
                growing.end(facts.at)
            if growing.alert.over_at is not None:
                yield Outcome(growing.alert, announcement(growing, loud=False) if growing.alert.told else None)
        self._growing = [one for one in self._growing if one.alert.over_at is None]

    def _is_over(self, growing: Growing, at: UnixMs) -> bool:
        event = growing.alert.event
        if event is None:
            return not growing.lasts(at)
        if self._events.known(event) is None:
            return at - growing.alert.updated_at >= UNHEARD
        return self._events.over(event)

    def _digest(self, at: UnixMs) -> Iterator[Outcome]:
        digest = self._budget.digest(at)
        if digest is not None:
            yield Outcome(digest.largest, digest_announcement(digest))

    def _look_around(self, facts: Facts) -> None:
        """Which venues that a rule names cannot be seen now."""
        self._out_of_sight = {}
        named = {venue for watch in self._watches.values() for venue in watch.rule.venues}
        if not named:
            return
        troubled = {
            one.venue: tr("{name} is {trouble}.").format(name=one.name, trouble=one.trouble) for one in facts.troubles()
        }
        for venue in named:
            if venue not in facts.listened():
                self._out_of_sight[venue] = tr("A venue it names is not listened to.")
            elif venue in troubled:
                self._out_of_sight[venue] = troubled[venue]

    def try_out(self, rule: Rule, at: UnixMs) -> Announcement:
        """A made-up alert of this rule, marked TEST; it counts nowhere and is not kept."""
        return trial(rule, at, self._source)

    def standings(self) -> tuple[Standing, ...]:
        """Every rule as it stood at the last judgement."""
        held = {
            ident: tr("Its last word was held back: {held}.").format(held=tr(growing.held))
            for growing in reversed(self._growing)
            if growing.held is not Held.NOT
            for ident in growing.rules
        }
        return tuple(self._standing(rule, held) for rule in self._rules)

    def _standing(self, rule: Rule, held: Mapping[str, str]) -> Standing:
        """`held` says of rules by id that their last word was held back: then that is why one does not speak up."""
        watch = self._watches.get(rule.id)
        if watch is None:
            return Standing(rule, rule.impaired, "", (), None)
        lacks = [rule.impaired, *(self._out_of_sight[venue] for venue in rule.venues if venue in self._out_of_sight)]
        return Standing(
            rule,
            " ".join(sentence for sentence in lacks if sentence),
            held.get(rule.id) or watch.waiting,
            watch.evidence,
            watch.last_fired_at,
        )

    def open_alerts(self) -> tuple[Alert, ...]:
        """The alerts that go on, oldest first."""
        return tuple(sorted((one.alert for one in self._growing), key=lambda alert: (alert.opened_at, alert.id)))
