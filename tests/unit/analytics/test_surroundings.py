"""Not available is not zero."""

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.surroundings import LedgerWatch, NoContext, change
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, info


def test_no_context_knows_nothing():
    context = NoContext()
    assert [ask("BTC", T0) for ask in (context.price, context.usual_move, context.open_interest, context.funding)] == [
        None
    ] * 4


def test_change_in_percent():
    assert change(100.0, 101.0) == 100 * (101.0 / 100.0 - 1)
    assert change(None, 1.0) is change(1.0, None) is change(0.0, 1.0) is None


def test_the_account_of_coverage_is_a_watch():
    venue = VenueId("bybit")
    ledger = CoverageLedger({venue: info("bybit")})
    ledger.covered(CoveredSpan(LaneId("bybit/1"), venue, Span(T0, UnixMs(T0 + 30_000))))
    ledger.expect_only({venue})
    watch = LedgerWatch(ledger)
    minute = Span(T0, UnixMs(T0 + 60_000))
    assert watch.shares(minute) == {venue: 0.5}
    assert watch.coverage(minute, 0).at_least
