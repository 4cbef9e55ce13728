"""The last day in memory answers as recordings on disk do."""

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.memory_past import MemoryPast
from tests.fakes.rows import T0, info, instrument, row

BYBIT = VenueId("bybit")


def known() -> LiveAnalytics:
    analytics = LiveAnalytics({BYBIT: info("bybit")})
    analytics.coverage.covered(CoveredSpan(LaneId("bybit/1"), BYBIT, Span(UnixMs(T0 - HOUR), T0)))
    analytics.prices.restore("BTC", BYBIT, [(UnixMs(T0 - MINUTE), 94_000.0), (T0, 94_100.0)])
    analytics.restore([row(micro=7_000_000, of=instrument("BTC")), row(micro=5_000_000, of=instrument("ETH"))])
    analytics.step(UnixMs(T0 + SECOND))
    return analytics


def test_spans_and_prices_are_those_of_the_account(run):
    past = MemoryPast(known())
    (span,) = run(past.spans())
    assert (span.venue, span.span) == (BYBIT, Span(UnixMs(T0 - HOUR), T0))
    assert run(past.price_line("BTC", UnixMs(0), T0)) == ([T0 - MINUTE, T0], [94_000.0, 94_100.0])
    assert run(past.price_line("ETH", UnixMs(0), T0)) == ([], [])


def test_sums_are_by_minute_side_and_coin(run):
    past = MemoryPast(known())
    first, until = (T0 - DAY) // MINUTE, T0 // MINUTE + 1
    venue = instrument("BTC").venue
    ((minute, side, micro),) = run(past.minute_sums([venue], None, first, until))
    assert (minute, side, micro) == (T0 // MINUTE, PositionSide.SHORT, 12_000_000)
    assert [micro for _, _, micro in run(past.minute_sums([venue], "ETH", first, until))] == [5_000_000]
    assert run(past.minute_sums([VenueId("okx")], None, first, until)) == []
