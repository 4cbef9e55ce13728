"""How often a lane tells anything, and whether its present silence can be chance: by its own past, and by the others."""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from liqdesk.domain.feed_state import COVERING, LaneId, LaneStatus
from liqdesk.domain.language import figure, in_percent, tr
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

IMPROBABLE = 1e-4
"""A silence that chance brings less often than this is doubted."""

FEWEST_MINUTES = 30
"""Below so many watched minutes nothing is known of a rhythm."""

FEWEST_IN_WEEK_HOUR = 120
"""Watched minutes of one hour of the week that speak for it: two weeks at least."""

RECENT = 120
"""Watched minutes before the silence that stand for how things are today."""

BOUT = DurationMs(10 * SECOND)
"""Orders that follow one another within this are one bout: cascades are no measure of how often a lane speaks."""

FEWEST_BOUTS = 20
SHORTEST_AMONG_OTHERS = DurationMs(60 * SECOND)
WEEK_HOURS = 168
DAY_HOURS = DAY // HOUR


@dataclass(frozen=True, slots=True)
class Minutes:
    """Of `watched` whole minutes, `active` had at least one order."""

    watched: int = 0
    active: int = 0

    def __add__(self, more: "Minutes") -> "Minutes":
        return Minutes(self.watched + more.watched, self.active + more.active)

    @property
    def rate(self) -> float:
        """Bouts a minute of the Poisson process that leaves as many minutes empty; one more is taken as empty than was."""
        return -math.log((self.watched - self.active + 1) / (self.watched + 1))


@dataclass(frozen=True, slots=True)
class HourOfVenue:
    """What one past hour, counted from 1970, knows of a venue's rhythm."""

    hour: int
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a lane has been silent, and what to think of it.

    `chance` (0 to 1) is how often a living lane is silent for so long, the smaller of the two tests; None where too little
    is known. `per_minute` is the rate it was judged by and `basis` where that comes from; `others` counts the bouts of
    other lanes meanwhile and is set where they made the smaller chance.
    """

    since: UnixMs
    length: DurationMs
    chance: float | None = None
    per_minute: float | None = None
    basis: str = ""
    others: int | None = None

    @property
    def improbable(self) -> bool:
        """Whether it is to be doubted that the lane still tells what happens."""
        return self.chance is not None and self.chance < IMPROBABLE


@dataclass(slots=True)
class _Hour:
    hour: int
    watched: int = 0
    active: int = 0
    bouts: int = 0


@dataclass(slots=True)
class _Lane:
    venue: VenueId
    heard: UnixMs | None = None
    bout: UnixMs = UnixMs(0)
    minute: int = -1
    whole: bool = False
    active: bool = False
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT))
    hours: deque[_Hour] = field(default_factory=lambda: deque(maxlen=DAY_HOURS + 1))
    pending: deque[int] = field(default_factory=lambda: deque(maxlen=4 * RECENT))
    """Minutes of the present silence: they teach something once a row proves that they were no failure."""
    bouts: int = 0
    others_at: int = 0
    connected_at: UnixMs | None = None
    covering: bool = False
    doubted: Silence | None = None
    judged_by: tuple[int, UnixMs, float | None, str] | None = None
    """The minute and the silence it was found for, the rate and its basis: it moves only by the minute."""


class Rhythms:
    """The rhythm of every lane, learnt from its statuses once a second; what a venue's past says is `learn`ed beside it.

    The past counts for a lane that is the only one of its venue, since only then the venue's rows are its rows.
    """

    def __init__(self) -> None:
        self._lanes: dict[LaneId, _Lane] = {}
        self._bouts = 0
        self._past: dict[VenueId, dict[int, Minutes]] = {}
        self._past_weeks: dict[VenueId, dict[int, Minutes]] = {}

    def learn(self, past: Mapping[VenueId, Iterable[HourOfVenue]]) -> None:
        """Take the recorded hours of these venues instead of what was known of their past."""
        for venue, hours in past.items():
            by_hour = {one.hour: one.minutes for one in hours}
            weeks: dict[int, Minutes] = {}
            for hour, minutes in by_hour.items():
                weeks[hour % WEEK_HOURS] = weeks.get(hour % WEEK_HOURS, Minutes()) + minutes
            self._past[venue], self._past_weeks[venue] = by_hour, weeks

    def past_of(self, venue: VenueId) -> Mapping[int, Minutes]:
        """What was learnt of a venue's recorded hours, by the hour since 1970."""
        return self._past.get(venue, {})

    def forget(self, lane: LaneId) -> None:
        """The lane is gone."""
        self._lanes.pop(lane, None)

    def hear(self, status: LaneStatus) -> Silence | None:
        """Take a lane's newest word; what to think of its silence, None where it covers nothing now."""
        lane = self._lanes.get(status.lane)
        if lane is None:
            lane = self._lanes[status.lane] = _Lane(status.venue)
        lane.covering = status.state in COVERING and status.at > 0
        self._note_minute(lane, status.at)
        self._note_event(lane, status)
        if not lane.covering or status.connected_at is None:
            lane.doubted = None
            return None
        since = UnixMs(max(status.connected_at, lane.heard or 0))
        length = DurationMs(max(0, status.at - since))
        if lane.doubted is not None and lane.doubted.since == since:
            return replace(lane.doubted, length=length)  # only an order or a fresh connection ends a doubt
        judged = self._judged(lane, since, length, status.at)
        lane.doubted = judged if judged.improbable else None
        return judged

    def _note_minute(self, lane: _Lane, at: UnixMs) -> None:
        minute = at // MINUTE
        if minute != lane.minute:
            if lane.whole and minute == lane.minute + 1:
                if lane.active:
                    self._teach(lane, lane.minute, True)
                else:
                    lane.pending.append(lane.minute)
            # A minute counts as watched if it was from its first second on.
            lane.whole = lane.covering and minute == lane.minute + 1
            lane.minute, lane.active = minute, False
        lane.whole = lane.whole and lane.covering

    def _teach(self, lane: _Lane, minute: int, active: bool) -> None:
        lane.recent.append(active)
        hour = self._hour(lane, minute * MINUTE // HOUR)
        hour.watched += 1
        hour.active += active

    def _note_event(self, lane: _Lane, status: LaneStatus) -> None:
        if status.connected_at != lane.connected_at:
            lane.connected_at = status.connected_at
            lane.others_at = self._bouts
            if lane.doubted is not None:
                lane.pending.clear()  # nobody will ever know whether it was silent or mute
        heard = status.last_event_at
        if heard is None or heard == lane.heard:
            return
        lane.heard = heard
        lane.active = True
        while lane.pending:
            self._teach(lane, lane.pending.popleft(), False)
        if heard - lane.bout >= BOUT:
            lane.bout = heard
            lane.bouts += 1
            self._bouts += 1
            self._hour(lane, heard // HOUR).bouts += 1
        lane.others_at = self._bouts

    @staticmethod
    def _hour(lane: _Lane, hour: int) -> _Hour:
        for one in reversed(lane.hours):
            if one.hour == hour:
                return one
        lane.hours.append(_Hour(hour))
        return lane.hours[-1]

    def _judged(self, lane: _Lane, since: UnixMs, length: DurationMs, at: UnixMs) -> Silence:
        if lane.judged_by is None or lane.judged_by[:2] != (lane.minute, since):
            lane.judged_by = (lane.minute, since, *self._rate(lane, at))
        _, _, rate, basis = lane.judged_by
        if rate is None:
            return Silence(since, length)
        chance = math.exp(-rate * length / MINUTE)
        among, told = self._among_others(lane, length, at)
        if among < chance:
            return Silence(since, length, among, rate, basis, told)
        return Silence(since, length, chance, rate, basis)

    def _rate(self, lane: _Lane, at: UnixMs) -> tuple[float | None, str]:
        """The slower of what is usual and what was lately, so that a calm day is not taken for a fault."""
        minutes, basis = self._usual(lane, at)
        if minutes is None:
            return None, ""
        recent = Minutes(len(lane.recent), sum(lane.recent))
        if recent.watched >= FEWEST_MINUTES and recent.rate < minutes.rate:
            return recent.rate, tr("the two hours before")
        return minutes.rate, basis

    def _usual(self, lane: _Lane, at: UnixMs) -> tuple[Minutes | None, str]:
        """The watched minutes to judge by, and what they are."""
        alone = sum(other.venue == lane.venue for other in self._lanes.values()) == 1
        hour = at // HOUR
        if alone:
            week = self._past_weeks.get(lane.venue, {}).get(hour % WEEK_HOURS, Minutes())
            if week.watched >= FEWEST_IN_WEEK_HOUR:
                return week, tr("this hour of the week")
        own = {one.hour: one for one in lane.hours}
        past = self._past.get(lane.venue, {}) if alone else {}
        watched = active = 0
        for number in range(hour - DAY_HOURS, hour + 1):  # asked for each lane every second
            mine, before = own.get(number), past.get(number)
            one = before if mine is None or (before is not None and before.watched > mine.watched) else mine
            if one is not None:
                watched, active = watched + one.watched, active + one.active
        total = Minutes(watched, active)
        return (total, tr("the last 24 h")) if total.watched >= FEWEST_MINUTES else (None, "")

    def _among_others(self, lane: _Lane, length: DurationMs, at: UnixMs) -> tuple[float, int]:
        """How often so many bouts of others come without one of this lane, by its usual share of all bouts."""
        told = self._bouts - lane.others_at
        if told < FEWEST_BOUTS or length < SHORTEST_AMONG_OTHERS:
            return 1.0, told
        first = at // HOUR - DAY_HOURS
        mine = sum(one.bouts for one in lane.hours if one.hour >= first)
        all_of_them = sum(one.bouts for other in self._lanes.values() for one in other.hours if one.hour >= first)
        if mine < FEWEST_BOUTS or mine == all_of_them:
            return 1.0, told
        return float((1 - mine / (all_of_them - told)) ** told) if all_of_them - told > mine else 1.0, told


def of_venue(silences: Iterable[Silence | None]) -> Silence | None:
    """Of a venue's lanes' silences the one that chance explains least, or else the shortest: the venue spoke then."""
    known = [silence for silence in silences if silence is not None]
    judged = [silence for silence in known if silence.improbable]
    if judged:
        return min(judged, key=lambda one: one.chance or 0.0)
    return min(known, key=lambda one: one.length, default=None)


def silence_words(silence: Silence) -> str:
    """What is improbable about it: `silent for 3 min, by its rhythm 1 in 40,000`."""
    said = tr("silent for {length}").format(length=long_words(silence.length))
    if silence.chance is None:
        return said
    if silence.others is not None:
        return tr("{said} while others told {others} bouts, {chance}").format(
            said=said, others=silence.others, chance=odds_words(silence.chance)
        )
    return tr("{said}, by its rhythm {chance}").format(said=said, chance=odds_words(silence.chance))


def odds_words(chance: float) -> str:
    """How rare something is: `32%`, `1 in 40,000`, `under 1 in a million`."""
    if chance >= 0.01:
        return in_percent(f"{chance * 100:.0f}")
    return (
        tr("1 in {number}").format(number=figure(f"{1 / chance:,.0f}"))
        if chance >= 1e-6
        else tr("under 1 in a million")
    )


def long_words(length: DurationMs) -> str:
    """A length of time in its unit: `95 s`, `14 min`, `5 h`."""
    if length >= 3 * HOUR:
        return f"{length // HOUR} h"
    return tr("{length} min").format(length=length // MINUTE) if length >= 2 * MINUTE else f"{length // SECOND} s"
