"""What a lost connection missed comes from the venues' pasts, each within the limits of its pages, in virtual time."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from liqdesk.domain.feed_state import LaneId
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.feed.budget import REQUEST_GAP
from liqdesk.venues.registry import HISTORIES, VENUES
from tests.fakes.street import Key, Seen, Street, on_the_street

DOWN, BACK, END = 60.0, 80.0, 400.0
SETTLED = 10.0
"""What was sent so shortly before the end may still be under way."""


@cache
def scene() -> Seen:
    """Every venue is lost for twenty seconds, and has minutes to be asked about them."""

    async def work(street: Street) -> None:
        await street.until(END)

    faults = (f"*:drop@{DOWN:.0f}s", f"*:refuse=503@{DOWN:.0f}s+{BACK - DOWN:.0f}s")
    return on_the_street(faults, work, histories=HISTORIES)


def order(key: Key) -> tuple[str, str, float]:
    """An order without its time, which some pasts tell in whole seconds, to the cent, as some tell it in coins."""
    _, symbol, position, _, micro = key
    return symbol, position, round((micro or 0) / 1e6, 2)


def told(venue: VenueId) -> Counter[tuple[str, str, float]]:
    counted: Counter[tuple[str, str, float]] = Counter()
    for key, count in scene().rows.items():
        if key[0] == venue:
            counted[order(key)] += count
    return +counted


def sent(venue: VenueId, since: float, until: float) -> Counter[tuple[str, str, float]]:
    return Counter(
        order(one.key) for one in scene().sendings.values() if one.key[0] == venue and since <= one.at < until
    )


def test_nothing_went_wrong() -> None:
    assert scene().errors == []


@pytest.mark.parametrize("venue", HISTORIES)
def test_every_order_counts_once_whoever_heard_it_when_it_happened(venue: VenueId) -> None:
    assert sum(sent(venue, DOWN + 2, BACK).values()) > 5, "something was missed"
    assert sent(venue, DOWN, END - SETTLED) - told(venue) == Counter()
    assert told(venue) - sent(venue, 0, END + 60) == Counter()


@pytest.mark.parametrize("venue", HISTORIES)
def test_every_lane_is_filled_as_well_as_its_history_can(venue: VenueId) -> None:
    seen = scene()
    down, back = seen.began + DOWN * 1_000 + 2_000, seen.began + BACK * 1_000
    lanes = {lane for lane, of in seen.venue_of.items() if of == venue and not lane.endswith("/list")}
    fills = [one for one in seen.fills if one.venue == venue and one.span.start <= down and one.span.end >= back]
    filled = {one.lane: one.refill for one in fills}
    assert filled.keys() == lanes
    assert set(filled.values()) == {VENUES[venue].info.refill}
    assert Refill.NEVER not in filled.values()


@pytest.mark.parametrize("venue", HISTORIES)
def test_pages_keep_the_distance_that_their_venue_asks_for(venue: VenueId) -> None:
    asked = [at for at in scene().pages[venue] if at > BACK]
    least = max(HISTORIES[venue].every, REQUEST_GAP) / 1_000
    assert asked
    assert min((after - before for before, after in pairwise(asked)), default=least) >= least - 1e-6


def test_who_keeps_no_history_loses_what_was_missed() -> None:
    lost = sent(VenueId("bybit"), DOWN + 2, BACK)
    assert lost
    assert lost - told(VenueId("bybit")) == lost
    assert LaneId("bybit/linear-1") not in {one.lane for one in scene().fills}
