"""The account of the market as what surrounds an event: price, moves, open interest, funding and spread at a moment."""

from bisect import bisect_right
from itertools import pairwise

import numpy as np

from liqdesk.analytics.aftermath import line_price
from liqdesk.analytics.context import MarketContext, sigma
from liqdesk.analytics.prices import Prices
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs

FIVE = DurationMs(5 * MINUTE)
LEAST_RETURNS = 12
"""An hour of five-minute returns is the least that says what is usual."""


class EventContext:
    """Answers the detector from what is kept. A usual move is judged once a minute, from up to a day before it."""

    def __init__(self, prices: Prices, context: MarketContext) -> None:
        self._prices = prices
        self._context = context
        self._usual: dict[str, tuple[int, float | None]] = {}

    def price(self, base: str, at: UnixMs) -> float | None:
        """The last price at or before `at`, if it is fresh."""
        times, values = self._prices.whole_line(base)
        return line_price(times, values)(at)

    def usual_move(self, base: str, at: UnixMs) -> float | None:
        """One standard deviation of the five-minute returns of the day before this minute; None under an hour of them."""
        minute = at // MINUTE
        known = self._usual.get(base)
        if known is None or known[0] != minute:
            known = self._usual[base] = (minute, self._measured(base, UnixMs(minute * MINUTE)))
        return known[1]

    def _measured(self, base: str, end: UnixMs) -> float | None:
        times, values = self._prices.whole_line(base)
        place = bisect_right(times, end - DAY)
        if len(times) - place < 2 or end - times[place] < HOUR:
            return None
        price = line_price(times, values)
        marks = [price(UnixMs(at)) for at in range(end - DAY, end + 1, FIVE)]
        pairs = pairwise(marks)
        returns = [after / before - 1 for before, after in pairs if before is not None and after is not None]
        return float(np.std(returns)) if len(returns) >= LEAST_RETURNS else None

    def open_interest(self, base: str, at: UnixMs) -> float | None:
        """The last open interest in coins at or before `at`, if it is fresh, at one venue."""
        return self._context.interest_at(base, at)

    def interest_venue(self, base: str, at: UnixMs) -> str | None:
        """Whose open interest that is."""
        known = self._context.interest(base, at)
        return None if known is None else known.venue

    def funding(self, base: str, at: UnixMs) -> float | None:
        """The funding rate of one interval in force at `at`, as a fraction."""
        return self._context.funding_before(base, at)

    def volatility(self, base: str, span: Span) -> float | None:
        """One standard deviation of a move of five minutes, as a fraction, from the prices within `span`."""
        line = self._prices.points(base, UnixMs(span.start - MINUTE))
        return sigma(line, span.end, FIVE, DurationMs(span.end - span.start))

    def widest_spread(self, base: str, span: Span) -> tuple[float, str] | None:
        """The widest spread in bps that was read within `span`, and the venue."""
        return self._context.widest_spread(base, span)
