"""A line of the journal: an event, where it ranks, what came after it; and its form on disk."""

import msgspec

from liqdesk.analytics.aftermath import Aftermath
from liqdesk.analytics.conditions import Conditions
from liqdesk.analytics.events import Event, EventKind
from liqdesk.analytics.rank import Rank
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd

RANKED_SIDE = {
    EventKind.SHORT_SQUEEZE: PositionSide.SHORT,
    EventKind.LONG_FLUSH: PositionSide.LONG,
    EventKind.TWO_SIDED: None,
}
"""Which side of an event's largest hour is compared with other hours."""


class JournalEntry(msgspec.Struct, frozen=True):
    """One event of the journal. All but the event comes later; `source` says where its rows came from."""

    event: Event
    rank: Rank | None = None
    aftermath: Aftermath | None = None
    source: str = "live"
    conditions: Conditions = msgspec.field(default_factory=dict)

    @property
    def sum_of_side(self) -> MicroUsd:
        """What its side lost; of a two-sided event both did."""
        side = RANKED_SIDE[self.event.kind]
        if side is None:
            return self.event.both
        return self.event.long if side is PositionSide.LONG else self.event.short


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(JournalEntry)


def packed(entry: JournalEntry) -> bytes:
    """The entry as bytes for the disk."""
    return _ENCODER.encode(entry)


def unpacked(data: bytes) -> JournalEntry:
    """What `packed` made. Raises ValueError where it is nothing of the kind."""
    return _DECODER.decode(data)
