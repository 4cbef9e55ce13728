"""The price at a moment, and how far it usually moves."""

import pytest

from liqdesk.analytics.context import MarketContext
from liqdesk.analytics.event_context import EventContext
from liqdesk.analytics.prices import Prices
from liqdesk.domain.feed_state import Span
from liqdesk.domain.market import Funding, OpenInterest, Spread
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


def test_how_restless_the_price_was_within_a_span():
    five = UnixMs(END - 5 * MINUTE)
    steps = [(END - 5 * MINUTE + n * 15_000, 101.0 if n % 2 else 100.0) for n in range(21)]
    assert lines(steps).volatility("BTC", Span(five, END)) == pytest.approx(0.00995 * 20**0.5, rel=0.01)
    assert lines(steps).volatility("BTC", Span(five, UnixMs(END + HOUR))) is None, "most of it was not watched"
    assert lines(steps).volatility("ETH", Span(five, END)) is None
    hour = lines(zigzag(1)).volatility("BTC", Span(UnixMs(END - HOUR), END))
    assert hour == pytest.approx(0.00995 * (11 / 12) ** 0.5, rel=0.05), "eleven of twelve fives moved by a percent"


def test_the_widest_spread_of_a_span_is_one_venues():
    context = MarketContext((VenueId("bybit"), VenueId("okx")))
    for minute, venue, ask in ((0, "bybit", 100.02), (1, "bybit", 100.05), (1, "okx", 101.0), (2, "bybit", 100.09)):
        at = UnixMs(END + minute * MINUTE)
        context.take_spread("BTC", Spread(VenueId(venue), "BTCUSDT", 100.0, ask, at))
    known = EventContext(Prices(), context)
    assert known.widest_spread("BTC", Span(END, UnixMs(END + 2 * MINUTE))) == (pytest.approx(5, abs=0.01), "bybit")
    assert known.widest_spread("BTC", Span(UnixMs(END + HOUR), UnixMs(END + 2 * HOUR))) is None
    assert known.widest_spread("ETH", Span(END, UnixMs(END + HOUR))) is None


def test_whose_open_interest_it_is():
    context = MarketContext()
    context.take_interest("BTC", OpenInterest(VenueId("okx"), "BTC-USDT-SWAP", 5.0, None, END))
    known = EventContext(Prices(), context)
    assert known.interest_venue("BTC", END) == "okx"
    assert known.interest_venue("ETH", END) is None
