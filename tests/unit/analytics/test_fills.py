"""Gaps and what histories make of them: filled ones count as covered, the others stay, nothing is counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.fills import LaneAccount, LaneFills, gaps_of, unfilled, united, without
from liqdesk.analytics.views import Gap, GapFills
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, Refill, VenueId, VenueInfo

OKX, BYBIT, DERIBIT = VenueId("okx"), VenueId("bybit"), VenueId("deribit")
WITHIN = Span(UnixMs(0), UnixMs(100_000))


def span(start: float, end: float) -> Span:
    """In seconds."""
    return Span(UnixMs(round(start * 1000)), UnixMs(round(end * 1000)))


def spans(*pairs: tuple[float, float]) -> list[Span]:
    return [span(*pair) for pair in pairs]


def account(*covered, whole=(), part=(), refill=Refill.PART) -> LaneAccount:
    return LaneAccount(spans(*covered), LaneFills(spans(*whole), spans(*part)), refill)


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(10, 20)]),
        ([(0, 5), (30, 40)], [(10, 20)]),
        ([(0, 30)], []),
        ([(0, 12), (11, 13)], [(13, 20)]),
        ([(15, 20)], [(10, 15)]),
    ],
)
def test_without(taken, left):
    assert without(span(10, 20), spans(*taken)) == spans(*left)


def test_only_gaps_that_are_over_can_be_filled():
    nothing = LaneFills()
    assert unfilled([], nothing, WITHIN) == ()
    assert unfilled(spans((20, 100)), nothing, WITHIN) == (span(0, 20),)
    assert unfilled(spans((20, 40), (60, 70)), nothing, WITHIN) == (span(0, 20), span(40, 60))
    assert unfilled(spans((20, 40), (60, 70)), nothing, span(0, 30)) == (span(0, 20),)


def test_what_was_asked_about_once_is_not_asked_about_again():
    fills = LaneFills()
    fills.take(span(0, 20), Refill.PART)
    fills.take(span(40, 50), Refill.WHOLE)
    fills.take(span(50, 55), Refill.NEVER)
    assert unfilled(spans((20, 40), (60, 70)), fills, WITHIN) == (span(50, 60),)


def test_a_filled_gap_is_told_and_misses_nothing():
    (gap,) = gaps_of([account((0, 40), (60, 100), whole=[(40, 60)])], WITHIN)
    assert gap == Gap(span(40, 60), 0.0, GapFills(filled=1))


def test_each_lane_of_a_gap_fares_in_its_way():
    listening = (0, 40), (60, 100)
    lanes = [
        account(*listening, whole=[(40, 60)]),
        account(*listening, part=[(40, 60)]),
        account(*listening, refill=Refill.NEVER),
        account(*listening),
    ]
    assert gaps_of(lanes, WITHIN) == (Gap(span(40, 60), 0.75, GapFills(1, 1, 1, 1)),)


def test_filled_and_partly_filled_stretches_of_one_time_count_once():
    one, two = gaps_of([account((60, 100), whole=[(0, 50)], part=[(20, 80)])], WITHIN)
    assert (one.span, one.fills) == (span(0, 50), GapFills(filled=1))
    assert (two.span, two.fills) == (span(50, 60), GapFills(partly=1))


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=6),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=4),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=4),
    st.sampled_from(Refill),
)
def test_every_second_is_covered_or_part_of_one_gap(covered, whole, part, refill):
    def merged(pairs):
        out: list[Span] = []
        for start, length in pairs:
            out = united(out, span(start, min(100, start + length)))
        return out

    def at(pieces, second):
        return any(piece.start <= second * 1000 < piece.end for piece in pieces)

    lane = LaneAccount(merged(covered), LaneFills(merged(whole), merged(part)), refill)
    gaps = gaps_of([lane], WITHIN)
    for second in range(100):
        found = [gap for gap in gaps if gap.span.start <= second * 1000 < gap.span.end]
        heard = at(lane.covered, second)
        assert len(found) == (0 if heard else 1)
        if found:
            fills = found[0].fills
            filled = at(lane.fills.whole, second)
            assert found[0].missing == (0.0 if filled else 1.0)
            assert fills.filled == int(filled)
            if refill is not Refill.NEVER:
                partly = at(lane.fills.part, second) and not filled
                assert fills == GapFills(int(filled), int(partly), 0, int(not filled and not partly))


def ledger() -> CoverageLedger:
    infos = {
        OKX: VenueInfo(OKX, "OKX", Completeness.FULL, "", "", refill=Refill.PART),
        BYBIT: VenueInfo(BYBIT, "Bybit", Completeness.FULL, "", ""),
        DERIBIT: VenueInfo(DERIBIT, "Deribit", Completeness.FULL, "", "", refill=Refill.WHOLE),
    }
    book = CoverageLedger(infos)
    for venue in infos:
        lane = LaneId(f"{venue}/main")
        book.lane_changed(LaneStatus(lane, venue, LaneState.LIVE))
        for heard in spans((0, 40), (60, 100)):
            book.covered(CoveredSpan(lane, venue, heard))
    return book


def test_a_whole_filling_raises_the_share_and_a_partial_one_does_not():
    book = ledger()
    assert book.share(WITHIN, DERIBIT) == pytest.approx(0.8)
    assert book.unfilled(LaneId("deribit/main"), WITHIN) == (span(40, 60),)
    book.filled(FilledSpan(LaneId("deribit/main"), DERIBIT, span(40, 60), Refill.WHOLE))
    book.filled(FilledSpan(LaneId("okx/main"), OKX, span(40, 60), Refill.PART))
    assert (book.share(WITHIN, DERIBIT), book.share(WITHIN, OKX)) == (1.0, pytest.approx(0.8))
    assert not book.coverage(WITHIN, 0, DERIBIT).at_least
    assert book.coverage(WITHIN, 0, OKX).at_least
    assert book.unfilled(LaneId("deribit/main"), WITHIN) == book.unfilled(LaneId("okx/main"), WITHIN) == ()
    (gap,) = book.gaps(WITHIN)
    assert gap.fills == GapFills(filled=1, partly=1, never=1)
    assert gap.missing == pytest.approx(2 / 3)


def test_a_lane_nobody_knows_has_nothing_to_fill():
    assert ledger().unfilled(LaneId("htx/none"), WITHIN) == ()


def test_a_filling_from_an_earlier_run_may_come_before_its_lane():
    book = CoverageLedger({})
    book.filled(FilledSpan(LaneId("okx/main"), OKX, span(0, 10), Refill.WHOLE))
    assert book.expected_lanes() == ()


def test_old_fillings_are_let_go_of():
    book = ledger()
    book.filled(FilledSpan(LaneId("deribit/main"), DERIBIT, span(40, 60), Refill.WHOLE))
    book.forget_before(UnixMs(61_000))
    assert book.share(span(0, 60), DERIBIT) == 0.0
