"""An alert while it goes on: it takes up what belongs to it, grows, and knows when it has something new to say."""

from collections.abc import Collection
from dataclasses import replace

import msgspec

from liqdesk.alerts.alert import Alert, Held, Word
from liqdesk.alerts.conditions import AT_LEAST_NOTE, LEVELS, NONE_NEAR
from liqdesk.alerts.facts import MARKET_AREA, Area, Facts
from liqdesk.alerts.latches import Finding, RuleWatch, coin_area, event_area
from liqdesk.alerts.rules import Rule
from liqdesk.alerts.words import Wording, event_wording, finding_wording
from liqdesk.analytics.events import MARKET, Event, Evidence, Level
from liqdesk.analytics.journal import RANKED_SIDE
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.settings.rules import CoverageUnder, FeedTrouble

GROWN = 2
"""An alert speaks again when its sum is so many times what it last spoke of."""
GROWN_PAUSE = DurationMs(10 * MINUTE)
"""But not sooner after its last word than this: in its first minutes an event doubles many times over."""
FURTHER_PAUSE = DurationMs(MINUTE)
"""One more venue in trouble is told, but not sooner: where a line goes, they go one after the other."""
ORDER_LASTS = DurationMs(10 * MINUTE)
UNHEARD = DurationMs(15 * MINUTE)
"""An event of an earlier run that nobody speaks of any more has ended."""
KEPT_EVERY = DurationMs(10 * SECOND)
"""A sum that grows is kept this often."""


def level_of(finding: Finding) -> Level:
    """The event's level, or else the rule's."""
    return finding.event.level if finding.event is not None else Level(finding.rule.saved.level.value)


def louder(level: Level, than: Level) -> bool:
    """Whether a level is above another."""
    return LEVELS.index(level) > LEVELS.index(than)


def of_money(finding: Finding) -> bool:
    """Whether it is about liquidations, hence may be part of an event."""
    met = [one.clause.condition for one in finding.measured if one.passed]
    return finding.order is not None or not all(isinstance(one, FeedTrouble | CoverageUnder) for one in met)


class Growing:
    """One open alert, about `area`; `rules` are those that were met, by id.

    `follows` is the event whose figures it tells, None while it tells its own. `cooling` says that its rule had fired too
    lately for a word. `news` says that it should be kept at once.
    """

    def __init__(self, alert: Alert, area: Area, money: bool, cooling: bool = False) -> None:
        self.alert = alert
        self.area = area
        self.of_money = money
        self.cooling = cooling
        self.rules: dict[str, Rule] = {}
        self.follows: str | None = None
        self.wording = Wording("ALERT", alert.sentence, alert.sentence)
        self.news = True
        self._kept_at = alert.updated_at
        self._latches: list[tuple[RuleWatch, int]] = []
        self._finding: Finding | None = None
        self._event: Event | None = None
        self._last: Word | None = None
        self._further = False
        self._bar: int | None = None
        if alert.words:
            self._measure_by(alert.words[-1])
            self._bar_over(alert)

    def _change(self, **fields: object) -> None:
        self.alert = msgspec.structs.replace(self.alert, **fields)

    def join(self, finding: Finding, watch: RuleWatch, facts: Facts) -> None:
        """Take up what a rule has found; its event, where it has one, is followed from now on."""
        self._add((finding.rule,), finding.evidence, level_of(finding))
        self._change(updated_at=facts.at)
        if finding.event is not None:
            self._follow(finding.event, facts)
            return
        self._further = self._further or finding.further
        if finding.order is None and (watch, finding.part) not in self._latches:
            self._latches.append((watch, finding.part))
        if self.follows is None:
            self._tell(finding, facts)

    def take_in(self, other: "Growing", at: UnixMs) -> None:
        """Take up another alert, which ends with that: it turned out to be about the same."""
        self._add(other.rules.values(), other.alert.why, other.alert.level)
        self._change(updated_at=at)
        self._latches += other._latches
        other.end(at)

    def take_up(self, watch: RuleWatch) -> None:
        """Go on with a rule of an earlier run's alert: what it measures counts as met and told."""
        self.rules[watch.rule.id] = watch.rule
        if watch.by_events:
            self.follows = self.alert.event
        for part in watch.state_parts:
            watch.take_up(part)
            self._latches.append((watch, part))

    def _add(self, rules: Collection[Rule], why: Collection[Evidence], level: Level) -> None:
        self.rules.update({rule.id: rule for rule in rules})
        names = dict(zip(self.alert.rules, self.alert.names, strict=True))
        names.update({rule.id: rule.saved.name for rule in rules})
        kept = {_subject_of(one): one for one in (*self.alert.why, *why)}
        self._change(
            rules=tuple(names),
            names=tuple(names.values()),
            why=tuple(kept.values()),
            level=max(self.alert.level, level, key=LEVELS.index),
        )
        self.news = True

    def _tell(self, finding: Finding, facts: Facts) -> None:
        """Speak of an order or a sum from now on, if it is more than what is spoken of."""
        micro, side, at_least = _sum_of(finding)
        if self.alert.micro is not None and (micro or 0) < self.alert.micro:
            return
        self._finding = finding
        self.wording = finding_wording(finding, facts)
        self._change(micro=micro, side=side, at_least=at_least, sentence=self.wording.sentence)

    def _follow(self, event: Event, facts: Facts) -> None:
        if self.follows is not None and self.area == MARKET_AREA and event.scope != MARKET:
            return
        self.follows = event.id
        self.area = event_area(event)
        self._change(event=event.parent or event.id, scope=event.scope)
        self.update(event, facts.at)

    def belong_to(self, ident: str) -> None:
        """Be about this event from now on."""
        self._change(about=ident, event=ident)
        self.news = True

    def update(self, event: Event, at: UnixMs) -> None:
        """Bring it up to date with the event it follows."""
        if event is self._event:
            return
        self._event = event
        level = max(self.alert.level, event.level, key=LEVELS.index)
        self.news = self.news or level is not self.alert.level
        self.wording = event_wording(event, at)
        self._change(
            level=level,
            side=RANKED_SIDE[event.kind],
            micro=event.both,
            at_least=event.coverage.at_least,
            sentence=self.wording.sentence,
            updated_at=at,
        )

    def grow(self, at: UnixMs) -> None:
        """Follow the largest sum of the rules that opened it, unless it follows an event."""
        if self.follows is not None or self._finding is None or self._finding.order is not None:
            return
        for watch, part in self._latches:
            if watch.holds(part) and (watch.rule.id, part) == (self._finding.rule.id, self._finding.part):
                finding = replace(self._finding, measured=watch.measured(part))
                micro, side, at_least = _sum_of(finding)
                self.raise_bar(max((one.late for one in finding.measured), default=0))
                if micro is not None and micro > (self.alert.micro or 0):
                    self._finding = finding
                    self._change(micro=micro, side=side, at_least=at_least, updated_at=at)

    def free(self) -> None:
        """A rule that is not cooling down was met too: the word that was held back for that is due."""
        if self.cooling:
            self.cooling, self._last = False, None

    def raise_bar(self, late: int) -> None:
        """What came late is no growth: the sum that is needed for another word rises along."""
        if self._bar is not None:
            self._bar += late

    def speaks(self, at: UnixMs) -> bool:
        """Whether it has something new to say: that it is there, that it got louder, that its sum doubled, or that one more
        venue is in trouble."""
        last = self._last
        if last is None or louder(self.alert.level, last.level):
            return True
        if self._further and at - last.at >= FURTHER_PAUSE:
            return True
        grown = self._bar is not None and (self.alert.micro or 0) >= self._bar
        return grown and at - last.at >= GROWN_PAUSE

    def say(self, held: Held, facts: Facts, evidence: Collection[Evidence]) -> None:
        """Note a word, told or held back; `evidence` is what its rules measure now."""
        self._add((), [one for one in evidence if one.passed], self.alert.level)
        if self._last is not None and louder(self.alert.level, self._last.level):
            self.cooling = False
        if self.follows is None and self._finding is not None:
            self.wording = finding_wording(self._finding, facts)
            self._change(sentence=self.wording.sentence)
        word = Word(facts.at, self.alert.level, self.alert.micro, held)
        self._measure_by(word)
        self._change(words=(*self.alert.words, word))
        self.news = True

    def _measure_by(self, word: Word) -> None:
        self._last, self._further = word, False
        self._bar = None if not word.micro else GROWN * word.micro

    def _bar_over(self, alert: Alert) -> None:
        """What an earlier run knew is no growth."""
        if self._bar is not None and self._last is not None:
            self._bar = max(self._bar, (alert.micro or 0) + (self._last.micro or 0))

    @property
    def escalates(self) -> bool:
        """Whether what it has to say is that it got louder."""
        return self._last is not None and louder(self.alert.level, self._last.level)

    @property
    def held(self) -> Held:
        """Why its last word was held back, if it was."""
        return Held.NOT if self._last is None else self._last.held

    def lasts(self, at: UnixMs) -> bool:
        """Whether it goes on, apart from its event."""
        if at - self.alert.opened_at >= DAY:
            return False
        if self._latches:
            return any(watch.holds(part) for watch, part in self._latches)
        return at - self.alert.updated_at < ORDER_LASTS

    def end(self, at: UnixMs) -> None:
        """It is over."""
        self._change(over_at=at, updated_at=at)
        self.news = True

    def worth_keeping(self, at: UnixMs) -> bool:
        """Whether it differs from what was kept: at once where there is news, else every few seconds. Asking settles it."""
        grown = self.alert.updated_at > self._kept_at and at - self._kept_at >= KEPT_EVERY
        if self.news or grown:
            self.news, self._kept_at = False, at
            return True
        return False


def opened(finding: Finding, watch: RuleWatch, about: str, facts: Facts, source: str) -> Growing:
    """A new alert of what a rule has found."""
    at = facts.at
    alert = Alert(
        id=f"{about}@{at}",
        about=about,
        rules=(),
        names=(),
        level=level_of(finding),
        scope=finding.area.name,
        side=None,
        event=about if finding.event is not None else None,
        opened_at=at,
        updated_at=at,
        micro=None,
        sentence="",
        why=(),
        words=(),
        source=source,
    )
    made = Growing(alert, finding.area, of_money(finding))
    made.join(finding, watch, facts)
    return made


def resumed(alert: Alert) -> Growing:
    """An alert that an earlier run left open."""
    area = MARKET_AREA if alert.scope == MARKET else coin_area(alert.scope)
    made = Growing(alert, area, money=alert.micro is not None)
    made.news = False
    return made


def _subject_of(evidence: Evidence) -> tuple[str, str]:
    """What a test is about, whatever it measured."""
    note = evidence.note
    for mark in (":", ";", f", {AT_LEAST_NOTE}", NONE_NEAR):
        note = note.partition(mark)[0]
    return evidence.test, note


def _sum_of(finding: Finding) -> tuple[MicroUsd | None, PositionSide | None, bool]:
    """The sum that a finding speaks of, its side, and whether more may have happened."""
    if finding.order is not None:
        return finding.order.notional, finding.order.position, False
    for one in finding.measured:
        if one.passed and one.micro is not None:
            return one.micro, one.side, one.at_least
    return None, None, False
