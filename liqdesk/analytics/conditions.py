"""How liquid and how restless a market was before, during and after an event, from what was known at each of these moments."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from liqdesk.analytics.events import MARKET, Event
from liqdesk.analytics.surroundings import MarketContext
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs

FIVE = DurationMs(5 * MINUTE)
BEFORE, DURING, AFTER, HOUR_AFTER = "before", "during", "after_5m", "after_1h"
MOMENTS = (BEFORE, DURING, AFTER, HOUR_AFTER)
"""In the order in which they come: up to the opening, around the peak, and since the end."""

COINS_LOOKED_AT = 2


class Condition(msgspec.Struct, frozen=True):
    """One coin over one span of time; None is what nobody knows.

    `volatility_pct` is how far the price moved in five minutes, as one standard deviation in percent. `spread_bps` is the
    widest of the spreads read once a minute at `spread_venue`. `open_interest` is what stood open at `interest_venue` at the
    end of the span, in coins; `funding_pct` the rate of one interval at that time, in percent.
    """

    volatility_pct: float | None = None
    spread_bps: float | None = None
    spread_venue: str | None = None
    open_interest: float | None = None
    interest_venue: str | None = None
    funding_pct: float | None = None


Conditions = Mapping[str, Mapping[str, Condition]]
"""By moment (one of `MOMENTS`, as far as they are past) and coin."""


class Market(MarketContext, Protocol):
    """The market around an event with how restless and how liquid it was."""

    def volatility(self, base: str, span: Span) -> float | None:
        """One standard deviation of a move of five minutes, as a fraction, from the prices within `span`."""
        ...

    def widest_spread(self, base: str, span: Span) -> tuple[float, str] | None:
        """The widest spread read within `span` at one venue, in bps, and the venue."""
        ...

    def interest_venue(self, base: str, at: UnixMs) -> str | None:
        """Whose open interest is the coin's."""
        ...


def span_of(event: Event, moment: str) -> Span | None:
    """What a moment is measured over; None where it cannot be said yet."""
    if moment == BEFORE:
        return Span(UnixMs(event.opened_at - FIVE), event.opened_at)
    ended = event.closed_at
    if ended is None:
        return None
    if moment == DURING:
        return Span(UnixMs(event.peak_at - FIVE // 2), UnixMs(event.peak_at + FIVE // 2))
    return Span(ended, UnixMs(ended + (FIVE if moment == AFTER else HOUR)))


def coins_looked_at(event: Event) -> tuple[str, ...]:
    """The market's two, or the event's own coin beside bitcoin."""
    leading = (event.scope, "BTC", "ETH") if event.scope != MARKET else ("BTC", "ETH")
    return tuple(dict.fromkeys(leading))[:COINS_LOOKED_AT]


def completed(known: Conditions, event: Event, market: Market, now: UnixMs) -> Conditions:
    """The conditions with those that have come due; each is measured once, and not from a day on, when nothing is kept of it."""
    due = {
        moment: span
        for moment in MOMENTS
        if moment not in known and (span := span_of(event, moment)) is not None and span.end <= now < span.end + DAY
    }
    if not due:
        return known
    coins = coins_looked_at(event)
    return {**known, **{moment: measured(market, coins, span) for moment, span in due.items()}}


def measured(market: Market, coins: Sequence[str], span: Span) -> dict[str, Condition]:
    """Each coin over a span."""
    return {base: _condition(market, base, span) for base in coins}


def _condition(market: Market, base: str, span: Span) -> Condition:
    volatility, widest = market.volatility(base, span), market.widest_spread(base, span)
    interest, funding = market.open_interest(base, span.end), market.funding(base, span.end)
    return Condition(
        volatility_pct=None if volatility is None else 100 * volatility,
        spread_bps=None if widest is None else widest[0],
        spread_venue=None if widest is None else widest[1],
        open_interest=interest,
        interest_venue=None if interest is None else market.interest_venue(base, span.end),
        funding_pct=None if funding is None else 100 * funding,
    )


def interest_since(conditions: Conditions, base: str, moment: str) -> float | None:
    """The change of the open interest since before the event, in percent; None unless both are one venue's word."""
    before = conditions.get(BEFORE, {}).get(base, Condition())
    then = conditions.get(moment, {}).get(base, Condition())
    if not before.open_interest or then.open_interest is None or before.interest_venue != then.interest_venue:
        return None
    return 100 * (then.open_interest / before.open_interest - 1)
