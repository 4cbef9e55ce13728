"""A minute teaches when the venues that matter were watched; a change of class is felt where the venue matters."""

from liqdesk.analytics.events import MARKET
from liqdesk.analytics.seconds import Part
from liqdesk.analytics.sources import HALVED_EVERY, Sources
from liqdesk.domain.venue import Completeness, VenueId

BYBIT, OKX = VenueId("bybit"), VenueId("okx")
FULL, SAMPLED = Completeness.FULL, Completeness.SAMPLED


def part(venue: VenueId, micro: int, base: str = "BTC", completeness: Completeness = FULL) -> Part:
    return Part(base, venue, 0, micro, 1, 0, 1, 1, micro, 0, completeness, ())


def test_unwatched_minutes_teach_nothing():
    sources = Sources()
    assert not sources.teaches({})
    assert not sources.teaches({BYBIT: 0.0})
    assert sources.teaches({BYBIT: 1.0})
    assert not sources.teaches({BYBIT: 1.0, OKX: 0.0})


def test_what_matters_is_who_brings_the_money():
    sources = Sources()
    sources.take((part(BYBIT, 95), part(OKX, 5)))
    sources.minute_over()
    assert sources.teaches({BYBIT: 1.0, OKX: 0.0})
    assert not sources.teaches({BYBIT: 0.5, OKX: 1.0})


def test_a_venue_that_stays_away_stops_to_matter():
    sources = Sources()
    sources.take((part(BYBIT, 1_000), part(OKX, 1_000)))
    for _ in range(5 * HALVED_EVERY):
        sources.take((part(BYBIT, 1),))
        sources.minute_over()
    assert sources.teaches({BYBIT: 1.0, OKX: 0.0})


def test_a_change_of_class_is_felt_where_the_venue_matters():
    sources = Sources()
    assert sources.take((part(BYBIT, 100), part(OKX, 1), part(OKX, 50, "ETH"))) == set()
    sources.minute_over()
    assert sources.take((part(OKX, 1, completeness=SAMPLED),)) == {"ETH", MARKET}
    assert sources.take((part(OKX, 1, completeness=SAMPLED),)) == set()
