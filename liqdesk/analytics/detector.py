"""Squeezes and flushes found while they happen: rows in, events out, second by second of event time.

A second is judged once it is sealed, three seconds after its end, and never again. So the events are a matter of the
rows alone: neither the order in which rows arrive within that time, nor a restart, nor a replay changes them.
"""

from collections.abc import Collection, Iterable, Sequence, Set

import msgspec

from liqdesk.analytics.asked_once import Surroundings
from liqdesk.analytics.episode import Episode
from liqdesk.analytics.events import MARKET, Ending, Event
from liqdesk.analytics.evidence import OpeningTests, confirms, funding_of, interest_of, move_of, strongest
from liqdesk.analytics.lead import leader_of
from liqdesk.analytics.memory import Memory
from liqdesk.analytics.rules import Rules
from liqdesk.analytics.seconds import GRACE, LONG, SHORT, Part, Sealed, second_of
from liqdesk.analytics.surroundings import MarketContext, NoContext, Watch
from liqdesk.analytics.views import SideTotal
from liqdesk.analytics.waves import Waves
from liqdesk.analytics.windows import HOUR_S, MINUTE_S, Hour, Key
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import DAY, UnixMs

WAVE_LOOK_S = 10
NEW_NORMAL_S = 1_800
"""From so long on, what an open event brings is learnt as what is usual."""
SILENCE_LEARNT_S = DAY // 1_000
EPOCH_HOUR = 72
"""1970 began on a Thursday: its first hour is the 73rd of a week that begins on Monday."""


def hour_of_week(second: int) -> int:
    """0 to 167, from Monday 00:00 UTC on."""
    return (second // HOUR_S + EPOCH_HOUR) % 168


class Detector:
    """Give it every row, and step it about once a second; `memory` is what an earlier run knew."""

    def __init__(
        self,
        watch: Watch,
        context: MarketContext | None = None,
        rules: Rules | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._around = Surroundings(watch, NoContext() if context is None else context)
        self._rules = Rules() if rules is None else rules
        self.memory = Memory() if memory is None else memory
        self._tests = OpeningTests(self._rules, self.memory.baselines, self.memory.minutes, self.memory.passed)
        self._told: list[Event] = []

    def take(self, batch: Batch) -> None:
        """Add the rows of one frame: an addition for each."""
        self.memory.seconds.take(batch)

    def retake(self, rows: Iterable[Liquidation]) -> None:
        """Give again what was stored: of these rows those that the restored memory has not judged yet are taken.

        Nothing is missed with every row received since a minute before the last sealed second.
        """
        sealed = self.memory.seconds.sealed
        self.memory.seconds.take(tuple(entry for entry in rows if second_of(entry)[0] > sealed))

    def step(self, now: UnixMs) -> tuple[Event, ...]:
        """Judge every second that is sealed by `now`, which is the time rows are received by.

        Gives each event as it was whenever it opened, was confirmed, got louder, became part of another or closed, in
        that order; the same id may come several times, the last one counts.
        """
        seconds = self.memory.seconds
        last = (now - GRACE) // 1_000 - 1
        if seconds.sealed < 0:
            first = seconds.pending()
            seconds.sealed = last if first is None else min(first - 1, last)
        while seconds.sealed < last:
            if not self._skip_silence(last):
                self._judge(seconds.sealed + 1)
        told, self._told = tuple(self._told), []
        return told

    def finish(self) -> tuple[Event, ...]:
        """Close what is open, because the recording ends here; the seconds not sealed yet are judged first."""
        self._around.look_anew()
        seconds = self.memory.seconds
        while seconds.pending() is not None:
            self._judge(seconds.sealed + 1)
        for scope in sorted(self.memory.episodes):
            self._close(scope, seconds.sealed, Ending.CUT_OFF)
        told, self._told = tuple(self._told), []
        return told

    def standing(self) -> Event | None:
        """What goes on now and is part of nothing else: the market's event, or the largest of a coin."""
        self._around.look_anew()
        episodes = self.memory.episodes
        free = [episode for episode in episodes.values() if episode.parent is None]
        largest = max(free, key=lambda one: (one.total.long + one.total.short, one.scope), default=None)
        episode = episodes.get(MARKET, largest)
        return None if episode is None else self._value(episode, self.memory.seconds.sealed)

    def score(self, scope: str, minute: SideTotal, at: UnixMs) -> float | None:
        """How many robust deviations the busier side of a minute lies above this hour's usual one; None where that is not
        known, or nothing came."""
        hour = hour_of_week(at // 1_000)
        scores = []
        for side, micro in ((LONG, minute.long), (SHORT, minute.short)):
            usual = self.memory.baselines.usual((scope, side), hour) if micro else None
            if usual is not None:
                scores.append(usual.score(micro))
        return max(scores, default=None)

    def open_events(self, idents: Collection[str] | None = None) -> tuple[Event, ...]:
        """What goes on now, the market's first; all of it, or the events of these ids."""
        self._around.look_anew()
        wanted = [one for one in self.memory.episodes.values() if idents is None or one.id in idents]
        ordered = sorted(wanted, key=lambda episode: (episode.scope != MARKET, episode.scope))
        return tuple(self._value(episode, self.memory.seconds.sealed) for episode in ordered)

    def _value(self, episode: Episode, second: int, ending: Ending | None = None) -> Event:
        return episode.value(self._rules, self._around, self._around, second, ending)

    def _skip_silence(self, last: int) -> bool:
        """Pass over seconds in which nothing can happen, learning from their minutes; True where there were some."""
        memory = self.memory
        if memory.episodes or memory.minutes.recent:
            return False
        first = memory.seconds.pending()
        until = last if first is None else min(last, first - 1)
        if until <= memory.seconds.sealed:
            return False
        start = max(memory.seconds.sealed, until - SILENCE_LEARNT_S)
        for end in range(start - start % MINUTE_S + MINUTE_S - 1, until + 1, MINUTE_S):
            if end > memory.seconds.sealed:
                self._minute_over(end)
        memory.seconds.sealed = until
        return True

    def _judge(self, second: int) -> None:
        self._around.look_anew()
        memory = self.memory
        sealed = memory.seconds.seal(second)
        if sealed is not None:
            for scope in sorted(memory.sources.take(sealed.parts)):
                memory.baselines.forget(scope)
            self._add_hours(sealed)
        touched = memory.minutes.slide(second, sealed)
        if memory.episodes:
            for scope in sorted(memory.episodes):
                self._go_on(memory.episodes[scope], second, memory.minutes.at(second, scope))
        self._add_belated(second)
        self._open_new(second, touched)
        if (second + 1) % MINUTE_S == 0:
            self._minute_over(second)

    def _add_hours(self, sealed: Sealed) -> None:
        hours = self.memory.hours
        sums: dict[str, int] = {MARKET: sealed.crowds[LONG].micro + sealed.crowds[SHORT].micro}
        for part in sealed.parts:
            sums[part.base] = sums.get(part.base, 0) + part.micro
        for scope, micro in sums.items():
            hour = hours.get(scope)
            if hour is None:
                hour = hours[scope] = Hour()
            hour.add(sealed.second, micro)

    def _open_new(self, second: int, touched: Set[Key]) -> None:
        """Ask every side that got a row: coins first, for the market counts those that passed."""
        if not touched:
            return
        hour = hour_of_week(second)
        for key in sorted(touched, key=lambda key: (key[0] == MARKET, key)):
            if self._tests.met(key, second, hour):
                self._met(key, second, hour)

    def _met(self, key: Key, second: int, hour: int) -> None:
        scope, side = key
        episode = self.memory.episodes.get(scope)
        if episode is not None:
            if episode.side == side:
                episode.high = second
                return
            if second - episode.alive < self._rules.turn_after:
                return
            self._close(scope, second, Ending.TURNED)
        self._open(key, second, hour)

    def _open(self, key: Key, second: int, hour: int) -> None:
        memory, (scope, side) = self.memory, key
        after = max(second - MINUTE_S, memory.closed.get(scope, 0))
        parts = memory.minutes.after(after, scope)
        opened = next((each for each, told in parts.items() if any(part.side == side for part in told)), None)
        if opened is None:  # what passed the tests belongs to the event that has just been closed
            return
        market = memory.episodes.get(MARKET)
        episode = Episode(
            scope=scope,
            side=side,
            threshold=self._tests.threshold(key, hour),
            opened=opened,
            detected_at=UnixMs((second + 1) * 1_000 + GRACE),
            alive=second,
            high=second,
            waves=Waves(self._rules.wave_gap),
            opening=self._tests.evidence(key, second, hour),
            leader=leader_of(parts.values(), side),
            funding_before=None,
            parent=None if market is None else market.id,
        )
        for each in range(opened, second + 1):
            episode.absorb(each, parts.get(each, ()), active=True)
            episode.look_around(self._around, UnixMs((each + 1) * 1_000))
        funding = funding_of(self._around, episode.base, side, episode.opened_at)
        episode.funding_before, episode.confirming[funding.test] = funding.value, funding
        memory.episodes[scope] = episode
        self._measure(episode, second)
        self._confirm(episode, second)
        self._told.append(self._value(episode, second))
        if scope == MARKET:
            self._take_in_coins(episode, second)

    def _take_in_coins(self, market: Episode, second: int) -> None:
        """Coins' events that are open, or were a moment ago, are parts of the market's."""
        memory = self.memory
        for scope in sorted(memory.episodes):
            episode = memory.episodes[scope]
            if scope != MARKET and episode.parent is None:
                episode.parent = market.id
                self._told.append(self._value(episode, second))
        since = UnixMs((second - self._rules.coins_within) * 1_000)
        for event in memory.lately:
            if event.parent is None and event.closed_at is not None and event.closed_at > since:
                self._told.append(msgspec.structs.replace(event, parent=market.id))
        memory.lately.clear()

    def _go_on(self, episode: Episode, second: int, parts: Sequence[Part]) -> None:
        rules = self._rules
        minute = self.memory.minutes.get((episode.scope, episode.side))
        keep = rules.keep * episode.threshold
        active = minute.since(second - WAVE_LOOK_S)[0] >= keep * WAVE_LOOK_S / MINUTE_S
        episode.absorb(second, parts, active)
        episode.look_around(self._around, UnixMs((second + 1) * 1_000))
        crowded = episode.scope == MARKET and self._tests.coins_open(episode.side, second) >= rules.coins
        if minute.micro >= keep or crowded:
            episode.alive = second
        rose = bool(parts) and self._measure(episode, second)
        if self._confirm(episode, second) or rose:
            self._told.append(self._value(episode, second))
        if second - episode.alive >= rules.close_after:
            self._close(episode.scope, second, self._fading(second))
        elif second - episode.high >= rules.stall_after:
            self._close(episode.scope, second, Ending.STALLED)

    def _measure(self, episode: Episode, second: int) -> bool:
        """Let its peaks and its level follow; True where it got louder. Without a row the trailing sums only fall."""
        memory = self.memory
        own = memory.minutes.get((episode.scope, episode.side)).micro
        other = memory.minutes.get((episode.scope, 1 - episode.side)).micro
        hour = memory.hours[episode.scope]
        hour.slide(second - HOUR_S)
        episode.measure(second, own + other, own, hour.total)
        return episode.raise_level(self._rules)

    def _confirm(self, episode: Episode, second: int) -> bool:
        """Look at what surrounds it; True in the moment in which that confirms it."""
        at = UnixMs((second + 1) * 1_000)
        tests, base = episode.confirming, episode.base
        move = strongest(tests, move_of(self._rules, self._around, base, episode.side, at))
        interest = strongest(tests, interest_of(self._rules, self._around, base, episode.opened_at, at), falling=True)
        tests[move.test], tests[interest.test] = move, interest
        if episode.confirmed or not confirms(move, interest):
            return False
        episode.confirmed = True
        episode.raise_level(self._rules)
        return True

    def _fading(self, second: int) -> Ending:
        """Whether it faded, or was lost from sight."""
        end = UnixMs((second + 1) * 1_000)
        shares = self._around.shares(Span(UnixMs(end - self._rules.close_after * 1_000), end))
        seen = sum(shares.values()) >= 0.5 * len(shares) and bool(shares)
        return Ending.FADED if seen else Ending.UNWATCHED

    def _close(self, scope: str, second: int, ending: Ending) -> None:
        memory = self.memory
        event = self._value(memory.episodes.pop(scope), second, ending)
        memory.closed[scope] = second
        if scope != MARKET and event.parent is None:
            memory.lately.append(event)
        self._told.append(event)

    def _minute_over(self, second: int) -> None:
        """Learn from the minute that ends with this second, if it was watched; tidy up."""
        memory = self.memory
        memory.sources.minute_over()
        end = UnixMs((second + 1) * 1_000)
        if memory.sources.teaches(self._around.shares(Span(UnixMs(end - MINUTE_S * 1_000), end))):
            spared = {
                (episode.scope, side)
                for episode in memory.episodes.values()
                if second - episode.opened < NEW_NORMAL_S
                for side in (LONG, SHORT)
            }
            minutes = {key: (minute.micro, minute.prints) for key, minute in memory.minutes.of.items()}
            memory.baselines.learn(hour_of_week(second), minutes, spared)
        since = second - self._rules.coins_within
        for key in [key for key, at in memory.passed.items() if at <= since]:
            del memory.passed[key]
        for scope in [scope for scope, hour in memory.hours.items() if not hour.slide(second - HOUR_S)]:
            del memory.hours[scope]
        memory.lately[:] = [event for event in memory.lately if (event.closed_at or 0) > since * 1_000]

    def _add_belated(self, second: int) -> None:
        memory = self.memory
        for entry in memory.seconds.belated(second):
            memory.late += not entry.history
            for scope in (entry.instrument.base, MARKET):
                episode = memory.episodes.get(scope)
                if episode is not None and episode.opened <= entry.at // 1_000 <= second:
                    episode.absorb_belated(entry)
