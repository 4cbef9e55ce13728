"""The largest coins of the made-up market, each with its part of every bar."""

from collections.abc import Callable

from liqdesk.analytics.courses import CoinCourse, CoursesQuery, CoursesView
from liqdesk.analytics.views import WINDOWS, Gap, SideTotal, TimelineQuery, TimelineView, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs, floor_to
from tests.fakes.market import COINS


def courses_of(
    query: CoursesQuery, market: WindowTotal, now: UnixMs, timeline: Callable[[TimelineQuery], TimelineView]
) -> CoursesView:
    """The courses at a moment; `timeline` tells the bars of a coin."""
    count = WINDOWS[query.window] // query.bucket
    weights = sum(weight for weight, _ in COINS.values())
    coins = []
    for base, (weight, _) in list(COINS.items())[: query.count]:
        view, share = timeline(TimelineQuery(query.bucket, base, None, base)), weight / weights
        long, short = (MicroUsd(round(one * share)) for one in (market.total.long, market.total.short))
        total = SideTotal(long, short, round(market.total.count * share))
        whole = WindowTotal(query.window, total, market.coverage)
        coins.append(CoinCourse(base, view.long[-count:], view.short[-count:], whole, share))
    if market.coverage.blind:
        coins = []
    start = UnixMs(floor_to(now, query.bucket) - (count - 1) * query.bucket)
    gap = Gap(Span(UnixMs(start + 9 * query.bucket), UnixMs(start + 13 * query.bucket)), 1.0)
    return CoursesView(query, start, tuple(coins), market, (gap,), now, True)
