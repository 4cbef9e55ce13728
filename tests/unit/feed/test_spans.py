"""Only time between near proofs is covered."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.feed.spans import ProofSpans

LIMIT = DurationMs(30_000)
BASE = 1_768_338_000_000


def prove(spans: ProofSpans, *moments: int) -> None:
    for moment in moments:
        spans.prove(UnixMs(BASE + moment), DurationMs(moment))


def span(start: int, end: int) -> Span:
    return Span(UnixMs(BASE + start), UnixMs(BASE + end))


def test_a_single_proof_covers_nothing_and_two_cover_what_is_between() -> None:
    spans = ProofSpans(LIMIT)
    prove(spans, 1_000)
    assert spans.pieces() == []
    prove(spans, 5_000)
    assert spans.pieces() == [span(1_000, 5_000)]
    assert spans.pieces() == []


def test_a_span_keeps_its_start_while_it_grows() -> None:
    spans = ProofSpans(LIMIT)
    prove(spans, 0, 1_000)
    spans.pieces()
    prove(spans, 2_000)
    assert spans.pieces() == [span(0, 2_000)]


def test_too_long_a_pause_ends_a_span_at_its_last_proof() -> None:
    spans = ProofSpans(LIMIT)
    prove(spans, 0, 10_000, 40_001, 41_000)
    assert spans.pieces() == [span(0, 10_000), span(40_001, 41_000)]


def test_a_jump_of_the_wall_clock_ends_a_span() -> None:
    for jump in (-60_000, 60_000):
        spans = ProofSpans(LIMIT)
        prove(spans, 0, 10_000)
        for moment in (11_000, 12_000):
            spans.prove(UnixMs(BASE + moment + jump), DurationMs(moment))
        assert spans.pieces() == [span(0, 10_000), span(11_000 + jump, 12_000 + jump)]


def test_a_clock_that_is_set_right_by_a_little_ends_nothing() -> None:
    spans = ProofSpans(LIMIT)
    prove(spans, 0, 10_000)
    spans.prove(UnixMs(BASE + 9_990), DurationMs(10_020))
    prove(spans, 12_000)
    assert spans.pieces() == [span(0, 12_000)]


def test_an_overlapping_successor_goes_on_with_the_span() -> None:
    elder, younger = ProofSpans(LIMIT), ProofSpans(LIMIT)
    prove(elder, 0, 10_000)
    prove(younger, 9_000)
    younger.go_on_from(elder)
    prove(younger, 12_000)
    assert younger.pieces() == [span(0, 12_000)]


def test_a_successor_that_came_too_late_begins_anew() -> None:
    elder, younger = ProofSpans(LIMIT), ProofSpans(LIMIT)
    prove(elder, 0, 10_000)
    prove(younger, 10_001)
    younger.go_on_from(elder)
    prove(younger, 12_000)
    assert younger.pieces() == [span(10_001, 12_000)]


@given(st.lists(st.tuples(st.integers(1, 90_000), st.booleans()), min_size=1, max_size=40))
def test_only_time_between_two_near_proofs_is_ever_covered(steps: list[tuple[int, bool]]) -> None:
    spans = ProofSpans(LIMIT)
    told: dict[int, int] = {}
    moments, at = [], 0
    for pause, asked in steps:
        at += pause
        moments.append(at)
        prove(spans, at)
        if asked:
            told.update((piece.start, piece.end) for piece in spans.pieces())
    told.update((piece.start, piece.end) for piece in spans.pieces())
    expected = {(BASE + before, BASE + after) for before, after in pairwise(moments) if after - before <= LIMIT}
    covered = sorted(told.items())
    assert sum(end - start for start, end in covered) == sum(end - start for start, end in expected)
    for start, end in expected:
        assert any(a <= start and end <= b for a, b in covered)
    assert all(before[1] <= after[0] for before, after in pairwise(covered))
