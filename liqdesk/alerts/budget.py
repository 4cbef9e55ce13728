"""How much may be said: the hour's budget, the flood limit, quiet hours, snoozing and muting; every silence has its reason."""

from collections.abc import Callable
from dataclasses import dataclass

from liqdesk.alerts.alert import Alert, Held
from liqdesk.analytics.events import Level
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.rules import SavedRule

MinuteOfDay = Callable[[UnixMs], int]
"""The minute of the day (0 to 1439) that a clock in the zone of labels shows at a moment."""

FLOOD_LIMIT = 10
FLOOD_SPAN = DurationMs(10 * MINUTE)
"""More than so many words in this time are a flood (EEMUA 191): what comes then is folded into a digest."""
BUDGET_SPAN = HOUR


@dataclass(frozen=True, slots=True)
class Digest:
    """What was folded since the last one: how many words of how many alerts, and the largest of those."""

    at: UnixMs
    words: int
    alerts: int
    largest: Alert
    why: Held


class Budget:
    """Decides on every word whether it is told, and remembers what was. `source` is live, demo or replay."""

    def __init__(self, settings: AlertSettings, minute_of_day: MinuteOfDay, source: str = "live") -> None: ...

    muted: bool
    snoozed_until: UnixMs | None

    def apply(self, settings: AlertSettings) -> None:
        """Go on with other settings."""

    def mute(self, on: bool) -> None:
        """Hold everything back until it is switched off again."""

    def snooze(self, until: UnixMs | None) -> None:
        """Hold everything back until then; None ends it."""

    def weigh(self, at: UnixMs, level: Level, rule: SavedRule) -> Held:
        """Whether a word of this rule may be told now; one that may is counted."""
        raise NotImplementedError

    def used(self, at: UnixMs) -> int:
        """How many words were told within the hour before."""
        raise NotImplementedError

    def quiet(self, at: UnixMs) -> tuple[str, UnixMs | None]:
        """What keeps it quiet in a sentence, empty where nothing does, and when that ends, if it ends by itself."""
        raise NotImplementedError

    def digest(self, at: UnixMs) -> Digest | None:
        """What was folded, when it is time to say so; once."""
        raise NotImplementedError

    def recall(self, alerts: tuple[Alert, ...]) -> None:
        """Count what an earlier run told."""


def until_tomorrow(at: UnixMs, minute_of_day: MinuteOfDay) -> UnixMs:
    """Six in the morning of the next day, by the clock of labels."""
    raise NotImplementedError
