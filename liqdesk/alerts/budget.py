"""How much may be said: the hour's budget, the flood limit, quiet hours, snoozing and muting; every silence has its reason."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from liqdesk.alerts.alert import Alert, Held
from liqdesk.analytics.events import Level
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.settings.alerting import AlertSettings

MinuteOfDay = Callable[[UnixMs], int]
"""The minute of the day (0 to 1439) that a clock in the zone of labels shows at a moment."""

FLOOD_LIMIT = 10
FLOOD_SPAN = DurationMs(10 * MINUTE)
"""More than so many words in this time are a flood (EEMUA 191): what comes then is folded into a digest."""
BUDGET_SPAN = HOUR
DIGEST_AFTER = MINUTE
"""A digest waits so long for more to fold; a critical alert in it lets it come at once."""
DAY_MINUTES = 1_440
MORNING = 6 * 60
"""Tomorrow begins at this minute of the day: whoever puts alerts off at midnight means the night."""

_SENTENCES = {
    Held.REPLAYED: marked("A recording is played: nothing of it is told"),
    Held.SWITCHED_OFF: marked("Alerts are switched off"),
    Held.MUTED: marked("Muted"),
    Held.SNOOZED: marked("Snoozed"),
    Held.QUIET: marked("Quiet hours"),
    Held.FLOOD: marked("Too many at once: alerts are folded into a digest"),
    Held.BUDGET: marked("The hour's alerts are told; only critical ones still come"),
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What was folded since the last one: how many words of how many alerts, why, and the largest of those."""

    at: UnixMs
    words: int
    alerts: int
    largest: Alert
    why: Held


class Budget:
    """Decides on every word whether it is told, and remembers what was. `source` is live, demo or replay."""

    def __init__(self, settings: AlertSettings, minute_of_day: MinuteOfDay, source: str = "live") -> None:
        self._settings = settings
        self._minute_of_day = minute_of_day
        self._source = source
        self._told: deque[UnixMs] = deque()
        self._folded: dict[str, Alert] = {}
        self._folded_words = 0
        self._folded_why = Held.BUDGET
        self._due: UnixMs | None = None
        self._digested_at: UnixMs | None = None
        self.muted = False
        self.snoozed_until: UnixMs | None = None

    def apply(self, settings: AlertSettings) -> None:
        """Go on with other settings."""
        self._settings = settings

    def mute(self, on: bool) -> None:
        """Hold everything back until it is switched off again."""
        self.muted = on

    def snooze(self, until: UnixMs | None) -> None:
        """Hold everything back until then; None ends it."""
        self.snoozed_until = until

    def weigh(self, at: UnixMs, level: Level, keeps_quiet_hours: bool = True) -> Held:
        """Whether a word may be told now; one that may is counted. Critical ones pass the budget, and count."""
        critical = level is Level.CRITICAL
        held = self._silence(at)
        if held is Held.QUIET and (not keeps_quiet_hours or (critical and self._settings.quiet.critical)):
            held = Held.NOT
        if held is Held.NOT:
            held = self._spent(at)
        if held is Held.BUDGET and critical:
            held = Held.NOT
        if held is Held.NOT:
            self._told.append(at)
        return held

    def _silence(self, at: UnixMs) -> Held:
        """What keeps everything quiet."""
        if self._source == "replay":
            return Held.REPLAYED
        if not self._settings.enabled:
            return Held.SWITCHED_OFF
        if self.muted:
            return Held.MUTED
        if self.snoozed_until is not None and at < self.snoozed_until:
            return Held.SNOOZED
        return Held.QUIET if self._quiet_hours(at) else Held.NOT

    def _spent(self, at: UnixMs) -> Held:
        used = self.used(at)
        if sum(at - told < FLOOD_SPAN for told in self._told) >= FLOOD_LIMIT:
            return Held.FLOOD
        return Held.BUDGET if used >= self._settings.hourly_budget else Held.NOT

    def _quiet_hours(self, at: UnixMs) -> bool:
        quiet = self._settings.quiet
        if not quiet.enabled:
            return False
        start, end, now = minute_named(quiet.start), minute_named(quiet.end), self._minute_of_day(at)
        return start <= now < end if start <= end else now >= start or now < end

    def used(self, at: UnixMs) -> int:
        """How many words were told within the hour before."""
        while self._told and at - self._told[0] >= BUDGET_SPAN:
            self._told.popleft()
        return len(self._told)

    def quiet(self, at: UnixMs) -> tuple[str, UnixMs | None]:
        """What keeps all or some of it quiet in a sentence, empty where nothing does, and when that ends by itself."""
        held = self.held(at)
        if held is Held.NOT:
            return "", None
        return tr(_SENTENCES[held]), self._until(held, at)

    def held(self, at: UnixMs) -> Held:
        """What keeps all or some of it quiet."""
        held = self._silence(at)
        return self._spent(at) if held is Held.NOT else held

    def _until(self, held: Held, at: UnixMs) -> UnixMs | None:
        match held:
            case Held.SNOOZED:
                return self.snoozed_until
            case Held.QUIET:
                return next_time(minute_named(self._settings.quiet.end), at, self._minute_of_day)
            case Held.BUDGET:
                return UnixMs(self._told[len(self._told) - self._settings.hourly_budget] + BUDGET_SPAN)
            case Held.FLOOD:
                return UnixMs(self._told[len(self._told) - FLOOD_LIMIT] + FLOOD_SPAN)
            case _:
                return None

    def fold(self, at: UnixMs, alert: Alert, why: Held) -> None:
        """Keep a word that was held back by the budget or the flood limit for a digest."""
        self._folded[alert.id] = alert
        self._folded_words += 1
        self._folded_why = why
        span = FLOOD_SPAN if why is Held.FLOOD else BUDGET_SPAN
        due = UnixMs(at if alert.level is Level.CRITICAL else at + DIGEST_AFTER)
        if self._digested_at is not None:
            due = UnixMs(max(due, self._digested_at + span))
        self._due = due if self._due is None else min(self._due, due)

    def update(self, alert: Alert) -> None:
        """An alert as it stands now, in case it is among those to be told of in a digest."""
        if alert.id in self._folded:
            self._folded[alert.id] = alert

    def digest(self, at: UnixMs) -> Digest | None:
        """What was folded, when it is time to say so and nothing else keeps it quiet; once."""
        if self._due is None or at < self._due or self._silence(at) is not Held.NOT:
            return None
        levels = list(Level)
        largest = max(self._folded.values(), key=lambda alert: (levels.index(alert.level), alert.micro or 0))
        told = Digest(at, self._folded_words, len(self._folded), largest, self._folded_why)
        self._folded.clear()
        self._folded_words, self._due, self._digested_at = 0, None, at
        return told

    def recall(self, alerts: Iterable[Alert]) -> None:
        """Count what an earlier run told."""
        told = [word.at for alert in alerts for word in alert.words if word.held is Held.NOT]
        self._told = deque(sorted((*told, *self._told)))


def minute_named(clock: str) -> int:
    """`07:30` as the minute of the day."""
    hours, _, minutes = clock.partition(":")
    return 60 * int(hours) + int(minutes)


def next_time(minute: int, at: UnixMs, minute_of_day: MinuteOfDay) -> UnixMs:
    """When a clock next shows this minute of the day, after `at`; also where the clocks are changed in between."""
    start = UnixMs(at - at % MINUTE)
    ahead = (minute - minute_of_day(start)) % DAY_MINUTES or DAY_MINUTES
    found = UnixMs(start + ahead * MINUTE)
    # On a day with a change of clocks that is an hour early or late.
    off = (minute - minute_of_day(found) + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2
    shifted = UnixMs(found + off * MINUTE)
    return shifted if shifted > at else found


def until_tomorrow(at: UnixMs, minute_of_day: MinuteOfDay) -> UnixMs:
    """Six in the morning of the next day, by the clock of labels."""
    midnight = next_time(0, at, minute_of_day)
    return next_time(MORNING, midnight, minute_of_day)
