"""An alert as a value: what was met, how loud it is by now, what was told of it and what was held back, and its form on disk."""

from enum import StrEnum

import msgspec

from liqdesk.analytics.events import Evidence, Level
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs


class Held(StrEnum):
    """Why a word was kept out of the channels; the alert still stands in the history."""

    NOT = ""
    MUTED = marked("muted")
    SNOOZED = marked("snoozed")
    QUIET = marked("quiet hours")
    BUDGET = marked("the hour's budget is spent")
    FLOOD = marked("too many at once, folded into a digest")
    COOLDOWN = marked("cooling down")
    REPLAYED = marked("of a recording")
    SWITCHED_OFF = marked("alerts are switched off")


class Word(msgspec.Struct, frozen=True):
    """One time an alert spoke up, or would have."""

    at: UnixMs
    level: Level
    micro: MicroUsd | None
    held: Held = Held.NOT


class Alert(msgspec.Struct, frozen=True):
    """One alert, as far as it is known; it grows with what it is about.

    `about` is what it is one alert of: an event's id, or else a rule with its scope. `scope` is `market`, a coin, a group or
    a venue, by name. `micro` is the sum it speaks of, None where it speaks of none. `sentence` says it with how whole the
    number is; `why` holds each condition with value, threshold and outcome. `rules` are those that were met, by id, the
    first one first; `names` their names at that time. `words` are the times it spoke up, oldest first. `source` is live,
    demo or replay. `over_at` is when it ended: nothing is added after that.
    """

    id: str
    about: str
    rules: tuple[str, ...]
    names: tuple[str, ...]
    level: Level
    scope: str
    side: PositionSide | None
    event: str | None
    opened_at: UnixMs
    updated_at: UnixMs
    micro: MicroUsd | None
    sentence: str
    why: tuple[Evidence, ...]
    words: tuple[Word, ...]
    source: str
    at_least: bool = False
    over_at: UnixMs | None = None

    @property
    def told(self) -> int:
        """How often it was told."""
        return sum(word.held is Held.NOT for word in self.words)


class Announcement(msgspec.Struct, frozen=True):
    """A word of an alert on its way to ears and eyes.

    `title` and `text` are plain text. `loud` says that a sound belongs to it; without, it only brings what is shown up to date.
    `sound` is a name of the set or a path, empty for the one of the level. `key` is the same for every word of one alert, so
    that a later one takes the place of the earlier. `mark` is `DEMO`, `REPLAY`, `TEST` or empty. `folded` counts
    other alerts that are told with this one.
    """

    key: str
    alert: Alert
    level: Level
    title: str
    text: str
    sound: str
    loud: bool
    desktop: bool
    mark: str = ""
    folded: int = 0


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Alert)


def packed(alert: Alert) -> bytes:
    """The alert as bytes for the disk."""
    return _ENCODER.encode(alert)


def unpacked(data: bytes) -> Alert:
    """What `packed` made. Raises ValueError where it is nothing of the kind."""
    return _DECODER.decode(data)
