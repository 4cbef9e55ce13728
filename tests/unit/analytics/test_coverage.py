"""Who was looking, and when: covered and missing time add up, and a total says how whole it is."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from tests.fakes.rows import T0, info

HOUR = Span(UnixMs(T0 - 3_600_000), T0)


def ledger():
    return CoverageLedger(
        {one.id: one for one in (info("bybit"), info("okx", Completeness.SAMPLED, "OKX"), info("htx", name="HTX"))}
    )


def lane(book, name, *spans, state=LaneState.BACKING_OFF):
    venue = VenueId(name.split("/")[0])
    book.lane_changed(LaneStatus(LaneId(name), venue, state))
    for start, end in spans:
        book.covered(CoveredSpan(LaneId(name), venue, Span(UnixMs(T0 + start), UnixMs(T0 + end))))


def test_a_fully_covered_full_feed_is_whole():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    coverage = book.coverage(HOUR, unvalued=0)
    assert (coverage.share, coverage.at_least, coverage.reasons) == (1.0, False, ())
    assert coverage.since == HOUR.start
    assert not coverage.blind


def test_nothing_covered_is_blind_not_zero():
    book = ledger()
    lane(book, "bybit/linear")
    coverage = book.coverage(HOUR, unvalued=0)
    assert coverage.blind
    assert coverage.share == 0
    assert coverage.at_least


def test_a_sampled_feed_is_at_least_and_says_so():
    book = ledger()
    lane(book, "okx/public", (-4_000_000, 0))
    coverage = book.coverage(HOUR, unvalued=0)
    assert coverage.at_least
    assert coverage.reasons == ("OKX publishes samples",)


def test_missing_time_is_named_with_its_venue():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    lane(book, "htx/swap", (-900_000, 0))
    coverage = book.coverage(HOUR, unvalued=0)
    assert coverage.share == (1 + 0.25) / 2
    assert coverage.reasons == ("covered only in part: HTX 25%",)


def test_unvalued_rows_are_told():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    assert book.coverage(HOUR, unvalued=1).reasons == ("1 order of unknown size not valued",)
    assert book.coverage(HOUR, unvalued=3).at_least


def test_since_is_the_first_covered_moment():
    book = ledger()
    lane(book, "bybit/linear", (-600_000, 0))
    assert book.coverage(HOUR, unvalued=0).since == T0 - 600_000


def test_a_covering_lane_covers_up_to_now_for_a_while():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, -9_000), state=LaneState.LIVE)
    assert book.share(HOUR) == 1.0
    lane(book, "bybit/linear", state=LaneState.SUSPECT)
    assert book.share(HOUR) < 1.0


def test_a_lane_that_is_gone_is_not_missed():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    lane(book, "htx/swap")
    assert book.gaps(HOUR)
    book.lane_gone(LaneId("htx/swap"))
    assert book.gaps(HOUR) == ()
    assert book.expected_venues() == ("bybit",)


def test_a_switched_off_lane_is_not_expected():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    lane(book, "htx/swap", state=LaneState.DISABLED)
    assert book.share(HOUR) == 1.0


def test_old_spans_are_let_go_of():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, -3_000_000), (-100, 0))
    book.forget_before(UnixMs(T0 - 1_000_000))
    assert book.coverage(Span(UnixMs(T0 - 5_000_000), T0), 0).since == T0 - 100


SPANS = st.lists(st.tuples(st.integers(-4_000, 100), st.integers(1, 2_000)), max_size=12)


@given(st.lists(SPANS, min_size=1, max_size=3))
def test_covered_and_missing_time_add_up(lanes):
    book = ledger()
    within = Span(UnixMs(T0 - 3_000_000), T0)
    covered = 0
    for number, spans in enumerate(lanes):
        told = [(start * 1000, (start + length) * 1000) for start, length in spans]
        lane(book, f"bybit/{number}", *told)
        covered += sum(any(start <= second * 1000 < end for start, end in told) for second in range(-3_000, 0))
    missing = sum(round(gap.missing * len(lanes)) * (gap.span.end - gap.span.start) for gap in book.gaps(within))
    assert covered * 1000 + missing == 3_000_000 * len(lanes)
    assert round(book.share(within) * 3_000_000 * len(lanes)) == covered * 1000


def test_where_nobody_is_expected_nobody_looked():
    assert [(gap.span, gap.missing) for gap in ledger().gaps(HOUR)] == [(HOUR, 1.0)]


def test_who_listens_at_a_moment():
    book = ledger()
    lane(book, "bybit/linear", (-4_000_000, 0))
    lane(book, "okx/public", (-4_000_000, -60_000))
    assert book.listening(T0) == ("bybit",)
    assert book.listening(UnixMs(T0 - 70_000)) == ("bybit", "okx")


def test_where_all_lack_the_same_it_is_said_once():
    book = ledger()
    lane(book, "bybit/linear", (-3_600_000 + 900_000, 0))
    lane(book, "htx/linear", (-3_600_000 + 900_000, 0))
    assert book.coverage(HOUR, unvalued=0).reasons == ("covered 75% of the time",)
    lane(book, "okx/public", (-3_600_000, 0))
    assert "covered only in part: Bybit 75%, HTX 75%" in book.coverage(HOUR, unvalued=0).reasons
