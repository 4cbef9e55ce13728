"""A day of minutes as the timeline is given it."""

import numpy as np

from liqdesk.analytics.views import Gap, TimelineQuery, TimelineView
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, UnixMs

START = UnixMs(1_768_262_400_000)
BUCKETS = 24 * 60


def view_of(
    short: dict[int, float], long: dict[int, float], gaps: tuple[Gap, ...] = (), at_least: bool = False
) -> TimelineView:
    """A day of minutes, worth something where told."""
    up, down = np.zeros(BUCKETS), np.zeros(BUCKETS)
    for index, usd in short.items():
        up[index] = usd
    for index, usd in long.items():
        down[index] = usd
    at = START + np.arange(BUCKETS) * MINUTE
    query = TimelineQuery(MINUTE, None, None, "BTC")
    price = np.arange(90_000.0, 90_000.0 + BUCKETS)
    return TimelineView(
        query,
        START,
        down,
        up,
        ((up + down) > 0).astype(np.int64),
        gaps,
        at,
        price,
        1,
        at_least,
        UnixMs(at[-1] + MINUTE - 1),
        zero_known=True,
    )


def gap(first: int, last: int, missing: float = 1.0) -> Gap:
    return Gap(Span(UnixMs(START + first * MINUTE), UnixMs(START + last * MINUTE)), missing)
