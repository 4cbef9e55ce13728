"""Everything the detector knows between two seconds, and its form on the disk."""

from binascii import crc32
from dataclasses import dataclass, field

import msgspec

from liqdesk.analytics.baselines import Baselines, BaselinesState
from liqdesk.analytics.episode import Episode
from liqdesk.analytics.events import DETECTOR_VERSION, Event
from liqdesk.analytics.seconds import Sealed, Seconds
from liqdesk.analytics.sources import Sources, SourcesState
from liqdesk.analytics.windows import Hour, Key, Minutes
from liqdesk.domain.language import tr

HEAD = b"liqdesk detector"


@dataclass(slots=True)
class Memory:
    """What a detector has learnt and has in hand."""

    seconds: Seconds = field(default_factory=Seconds)
    minutes: Minutes = field(default_factory=Minutes)
    hours: dict[str, Hour] = field(default_factory=dict)
    baselines: Baselines = field(default_factory=Baselines)
    sources: Sources = field(default_factory=Sources)
    passed: dict[Key, int] = field(default_factory=dict)
    """The last second at which each side passed the opening tests, of the last minutes."""
    episodes: dict[str, Episode] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    """By scope, the last second of the event closed last."""
    lately: list[Event] = field(default_factory=list)
    """Coins' events closed within the last minutes, which an event of the market may still take in."""
    late: int = 0
    """Rows that came too late to decide anything."""


class _AtRest(msgspec.Struct, frozen=True):
    sealed: int
    recent: list[Sealed]
    hours: dict[str, tuple[list[int], list[int]]]
    baselines: BaselinesState
    sources: SourcesState
    passed: list[tuple[str, int, int]]
    episodes: list[Episode]
    closed: dict[str, int]
    lately: list[Event]
    late: int


def saved(memory: Memory) -> bytes:
    """The memory as of the last sealed second.

    Rows of later seconds are not in it: whoever restores it gives them again, see `Detector.retake`.
    """
    at_rest = _AtRest(
        sealed=memory.seconds.sealed,
        recent=[heard.sealed for heard in memory.minutes.recent],
        hours={scope: hour.kept() for scope, hour in memory.hours.items()},
        baselines=memory.baselines.saved(),
        sources=memory.sources.saved(),
        passed=[(scope, side, at) for (scope, side), at in memory.passed.items()],
        episodes=list(memory.episodes.values()),
        closed=memory.closed,
        lately=memory.lately,
        late=memory.late,
    )
    body = msgspec.msgpack.encode(at_rest)
    return b"%s %s %08x\n%s" % (HEAD, DETECTOR_VERSION.encode(), crc32(body), body)


def restored(data: bytes) -> tuple[Memory, str]:
    """What was saved, and nothing to say; or a fresh memory, and the sentence that says why."""
    head, _, body = data.partition(b"\n")
    words = head.split(b" ")
    if b" ".join(words[:2]) != HEAD or len(words) != 4:
        return Memory(), tr("The detector's memory is not one; it starts to learn anew.")
    if words[2] != DETECTOR_VERSION.encode():
        return Memory(), tr("The detector's memory is that of another version; it starts to learn anew.")
    if words[3] != b"%08x" % crc32(body):
        return Memory(), tr("The detector's memory is damaged; it starts to learn anew.")
    try:
        return _awake(msgspec.msgpack.decode(body, type=_AtRest)), ""
    except (msgspec.DecodeError, ValueError) as wrong:
        return Memory(), tr("The detector's memory cannot be read ({wrong}); it starts to learn anew.").format(
            wrong=wrong
        )


def _awake(at_rest: _AtRest) -> Memory:
    minutes = Minutes()
    for sealed in at_rest.recent:
        minutes.slide(sealed.second, sealed)
    seconds = Seconds()
    seconds.sealed = at_rest.sealed
    return Memory(
        seconds=seconds,
        minutes=minutes,
        hours={scope: Hour(*kept) for scope, kept in at_rest.hours.items()},
        baselines=Baselines.restored(at_rest.baselines),
        sources=Sources(at_rest.sources),
        passed={(scope, side): at for scope, side, at in at_rest.passed},
        episodes={episode.scope: episode for episode in at_rest.episodes},
        closed=at_rest.closed,
        lately=at_rest.lately,
        late=at_rest.late,
    )
