"""The price at a moment, and how far it usually moves."""

import pytest

from liqdesk.analytics.context import MarketContext
from liqdesk.analytics.event_context import EventContext
from liqdesk.analytics.prices import Prices
from liqdesk.domain.market import Funding, OpenInterest
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0

END = UnixMs(T0 - T0 % MINUTE)


def lines(points: list[tuple[int, float]]) -> EventContext:
    prices = Prices()
    prices.restore("BTC", VenueId("bybit"), [(UnixMs(at), price) for at, price in points])
    return EventContext(prices, MarketContext())


def zigzag(hours: float) -> list[tuple[int, float]]:
    """Up one percent and down again every five minutes."""
    count = int(hours * HOUR // MINUTE)
    return [(END - (count - n) * MINUTE, 101.0 if n // 5 % 2 else 100.0) for n in range(count + 1)]


def test_the_price_of_a_moment():
    known = lines([(END, 100.0), (END + MINUTE, 101.0)])
    assert known.price("BTC", UnixMs(END + 30_000)) == 100.0
    assert known.price("BTC", UnixMs(END - 1)) is None
    assert known.price("ETH", END) is None


def test_the_usual_move_is_a_deviation_of_five_minutes():
    known = lines(zigzag(3))
    assert known.usual_move("BTC", END) == pytest.approx(0.00995, abs=0.0005)
    assert known.usual_move("BTC", UnixMs(END + 1)) == known.usual_move("BTC", END)


@pytest.mark.parametrize("points", [[], [(END, 100.0)], zigzag(0.9), [(END - 3 * HOUR, 1.0), (END, 1.0)]])
def test_too_little_says_nothing(points):
    assert lines(points).usual_move("BTC", END) is None


def test_open_interest_and_funding_of_a_moment():
    context = MarketContext()
    venue = VenueId("bybit")
    for at, coins in ((END, 100.0), (END + MINUTE, 97.0)):
        context.take_interest("BTC", OpenInterest(venue, "BTCUSDT", coins, None, UnixMs(at)))
    context.take_funding("BTC", Funding(venue, "BTCUSDT", -0.0001, None, None, END))
    known = EventContext(Prices(), context)
    assert known.open_interest("BTC", UnixMs(END + 30_000)) == 100.0
    assert known.open_interest("BTC", UnixMs(END + MINUTE)) == 97.0
    assert known.open_interest("BTC", UnixMs(END - 1)) is None
    assert known.funding("BTC", UnixMs(END + MINUTE)) == -0.0001


def test_what_nobody_told_is_not_available():
    known = lines(zigzag(3))
    assert (known.open_interest("BTC", END), known.funding("BTC", END)) == (None, None)
