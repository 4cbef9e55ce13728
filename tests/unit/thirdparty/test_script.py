"""Which span of time is compared."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.thirdparty.script import SETTLING, closed_spans, trailing_spans

NOON = 1_768_305_600_000
MOMENTS = st.integers(NOON, NOON + 10 * DAY).map(UnixMs)


@given(MOMENTS)
def test_closed_hours_are_whole_and_have_settled(now):
    spans = closed_spans(now)
    assert spans["1h"].end == spans["24h"].end
    assert spans["1h"].end % HOUR == 0
    assert SETTLING <= now - spans["1h"].end < HOUR + SETTLING
    assert spans["1h"].end - spans["1h"].start == HOUR
    assert spans["24h"].end - spans["24h"].start == DAY


def test_an_hour_that_has_just_ended_is_not_compared_yet():
    assert closed_spans(UnixMs(NOON + MINUTE))["1h"].end == NOON - HOUR
    assert closed_spans(UnixMs(NOON + 2 * MINUTE))["1h"].end == NOON


@given(MOMENTS)
def test_trailing_ones_end_now_to_the_second(now):
    spans = trailing_spans(now)
    assert {name: span.end - span.start for name, span in spans.items()} == {"1h": HOUR, "24h": DAY}
    assert all(span.end % 1_000 == 0 and 0 <= now - span.end < 1_000 for span in spans.values())
