"""The account in memory outlives a clock that is set wrong and right again."""

import pytest

from liqdesk.analytics.live import DOUBT, MOST_WAITING, PORTION, LiveAnalytics
from liqdesk.domain.feed_state import COVERING, CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, info, row

LANE, BYBIT = LaneId("bybit/main"), VenueId("bybit")


def watching() -> LiveAnalytics:
    """A day of one row an hour, all of it covered."""
    live = LiveAnalytics({BYBIT: info("bybit")})
    live.coverage.lane_changed(LaneStatus(LANE, BYBIT, LaneState.LIVE, "", T0, DurationMs(0)))
    live.coverage.covered(CoveredSpan(LANE, BYBIT, Span(UnixMs(T0 - DAY), T0)))
    for hour in range(24):
        live.take((row(at=T0 - hour * HOUR - MINUTE),))
    live.step(T0)
    return live


@pytest.mark.parametrize("by", [DAY, -DAY, 30 * DAY, -30 * DAY, 400 * DAY])
def test_twenty_leaps_of_the_clock_and_back_cost_nothing(by: int) -> None:
    live = watching()
    before = live.totals(T0)
    assert (before.window("24h").total.count, before.window("24h").coverage.share) == (24, 1.0)
    for _ in range(10):
        for minute in range(10):
            live.totals(UnixMs(T0 + by + minute * MINUTE))
        assert live.totals(T0) == before


def test_what_is_a_day_old_is_forgotten_once_a_leap_is_believed() -> None:
    live = watching()
    later = T0 + 3 * DAY
    live.step(UnixMs(later))
    for minute in range(0, (DOUBT + 10 * MINUTE) // MINUTE, 5):
        live.step(UnixMs(later + minute * MINUTE))
    assert live.totals(UnixMs(later + DOUBT)).window("24h").total.count == 0
    assert live.totals(T0).window("24h").total.count == 0
    assert live.totals(T0).window("24h").coverage.share == 0.0


def test_single_windows_are_those_of_all_and_coins_come_the_largest_first() -> None:
    live = watching()
    live.take((row(at=T0 - 2 * MINUTE), row(at=T0 - MINUTE)))
    whole = live.totals(T0)
    assert live.trailing_windows(("1h", "5m"), T0) == (whole.window("1h"), whole.window("5m"))
    coins = live.largest_coins("1h", 2)
    assert coins == tuple(live.by_base("1h").items())[:2]
    assert sum(total.both for _, total in coins) == whole.window("1h").total.both


def test_feeds_are_counted_among_those_listened_to() -> None:
    live = watching()
    lines = live.venues(T0, DurationMs(0), dict.fromkeys(live.coverage.expected_venues(), True))
    heard = sum(line.state in COVERING for line in lines if line.enabled)
    assert live.feeds(frozenset(live.coverage.expected_venues()), DurationMs(0)) == (heard, len(lines))
    assert live.feeds(frozenset(), DurationMs(0)) == (0, 0)


def test_a_frame_of_ten_thousand_is_counted_by_portions_and_whole_for_who_looks() -> None:
    account, now = LiveAnalytics({VenueId("bybit"): info("bybit")}), UnixMs(T0 + 30_000)
    huge = tuple(row(T0 + number, 1_000, occurrence=number) for number in range(10_000))
    account.take(huge)
    assert len(account._waiting) == len(huge), "reading it takes long enough"
    account.take((row(T0 + 20_000, 1_000),))
    assert len(account._waiting) == len(huge) - PORTION + 1
    hour = account.totals(now).window("1h").total
    assert (hour.both, hour.count) == (10_001 * 1_000, 10_001)
    for _ in range(5):
        account.take(huge)
        assert len(account._waiting) < MOST_WAITING + len(huge)
