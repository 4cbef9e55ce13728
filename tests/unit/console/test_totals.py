"""The table of totals says what it is a table of."""

import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.console.totals import totals_text
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import UnixMs
from tests.fakes.rows import T0, info, row, share


def table(with_tradfi: bool = False, window: str | None = None) -> list[str]:
    live = LiveAnalytics({info().id: info()})
    live.count_tradfi(with_tradfi)
    lane = LaneId("bybit/a")
    live.coverage.lane_changed(LaneStatus(lane, info().id, LaneState.LIVE))
    live.coverage.covered(CoveredSpan(lane, info().id, Span(UnixMs(T0 - 1_800_000), T0)))
    live.take((row(micro=39_040_000_000), row(micro=1_000_000, of=share())))
    return totals_text(live.totals(T0), "the sentence", window).splitlines()


@pytest.mark.parametrize(
    ("with_tradfi", "of", "dollars"),
    [(False, "coins alone", "39,040.00"), (True, "coins, shares, metals, indices and currencies", "39,041.00")],
)
def test_the_first_line_says_what_is_counted(with_tradfi, of, dollars):
    first, head, *lines = table(with_tradfi)
    assert first == f"2026-01-13 21:26:00 UTC, {of}"
    assert head.split() == ["longs", "shorts", "orders", "covered"]
    assert any(dollars in line for line in lines)
    assert lines[-1] == "the sentence"


def test_one_window_can_be_asked_for():
    lines = table(window="1h")
    assert any(line.strip().startswith("1h") for line in lines)
    assert not any(line.strip().startswith("24h") for line in lines)
