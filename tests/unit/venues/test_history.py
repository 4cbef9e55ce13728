"""What a session made of a page: reports of the span, oldest first, and whether everything was read."""

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.history import earlier, told
from liqdesk.venues.session import Alive, Rejected, Skipped, Unknown

SPAN = Span(UnixMs(10), UnixMs(20))


def report(at: int | None) -> LiquidationReport:
    moment = None if at is None else UnixMs(at)
    return LiquidationReport(VenueId("x"), "X", PositionSide.LONG, 1.0, SizeUnit.BASE, 1.0, PriceKind.FILL, moment)


def test_rows_of_the_span_oldest_first():
    rows, whole = told(
        [report(19), report(10), report(20), report(9), report(None), Skipped("a fill"), Alive("pong")], SPAN
    )
    assert ([one.at for one in rows], whole) == ([10, 19], True)


def test_what_was_not_read_is_said():
    assert told([Rejected("bad")], SPAN) == ([], False)
    assert told([Unknown("what")], SPAN) == ([], False)


def test_a_list_told_backwards_goes_on_with_its_last_moment():
    assert earlier(SPAN, UnixMs(12), UnixMs(18), True) == (13, True)
    assert earlier(SPAN, UnixMs(12), UnixMs(12), True) == (13, True)


def test_it_ends_with_a_page_that_is_not_full_or_passes_the_start():
    assert earlier(SPAN, UnixMs(12), UnixMs(18), False) == (None, True)
    assert earlier(SPAN, UnixMs(9), UnixMs(18), True) == (None, True)


def test_a_page_full_of_the_moment_asked_for_is_left_behind_with_a_loss():
    assert earlier(Span(UnixMs(10), UnixMs(13)), UnixMs(12), UnixMs(12), True) == (12, False)
