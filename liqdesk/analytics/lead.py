"""Who moved first in the minute that opened an event."""

from collections.abc import Iterable

from liqdesk.analytics.events import Leader
from liqdesk.analytics.seconds import Part
from liqdesk.domain.language import marked
from liqdesk.domain.time import SECOND
from liqdesk.domain.venue import VenueId

COUNTS_FROM = 0.05
"""A coin on a venue is a candidate with this share of the minute's money."""
MOVED_AT = 0.2
"""It has moved once it brought this share of its own money of the minute."""
UNCERTAIN_MS = 5 * SECOND

CLOSE_CALL = marked("venues stamp and tell in their own time: a lead of under five seconds may be that alone")
CLEAR_LEAD = marked("by the venues' own times, which differ by up to some seconds")
ALONE = marked("nobody else brought a twentieth of the opening minute")

_Pair = tuple[str, VenueId]


def leader_of(seconds: Iterable[Iterable[Part]], side: int) -> Leader | None:
    """The coin and venue that moved first, of what the seconds of the opening minute brought; None where nothing had a value."""
    told: dict[_Pair, list[tuple[int, int]]] = {}
    for parts in seconds:
        for part in parts:
            if part.side == side and part.micro:
                told.setdefault((part.base, part.venue), []).append((part.first_at, part.micro))
    totals = {pair: sum(micro for _, micro in parts) for pair, parts in told.items()}
    least = COUNTS_FROM * sum(totals.values())
    moved = sorted((_moved_at(told[pair], totals[pair]), pair) for pair in told if totals[pair] >= least)
    if not moved:
        return None
    (at, (base, venue)), *others = moved
    if not others:
        return Leader(base, venue, None, ALONE)
    lead = others[0][0] - at
    return Leader(base, venue, lead, CLOSE_CALL if lead < UNCERTAIN_MS else CLEAR_LEAD)


def _moved_at(parts: list[tuple[int, int]], total: int) -> int:
    brought = 0
    for at, micro in parts:
        brought += micro
        if brought >= MOVED_AT * total:
            return at
    return parts[-1][0]
