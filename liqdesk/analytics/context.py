"""The market beside the liquidations, coin by coin: one source for each figure, a day of it, and what it was before.

What is not known is None everywhere: a figure too old to speak of now, a past nobody recorded, a line with holes.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log, nan, sqrt

from liqdesk.domain.feed_state import Span
from liqdesk.domain.market import Funding, OpenInterest, Spread
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

STEP = DurationMs(50 * SECOND)
"""Figures are read once a minute; one that comes sooner takes the place of the last."""

FINE = DurationMs(2 * HOUR)
COARSE_STEP = DurationMs(10 * MINUTE)
"""Beyond `FINE`, one figure in so long is kept."""

FRESH = DurationMs(3 * MINUTE)
"""A venue whose figure is older gives way to the next in the preference that has a younger one."""

SIGMA_SPAN = DurationMs(5 * MINUTE)
SIGMA_OVER = HOUR
KNOWN_SHARE = 0.8
"""Of the moments a volatility is computed from, so many must have been watched."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A coin's price at rising times (Unix ms), from `venue`."""

    venue: VenueId
    at: Sequence[int]
    price: Sequence[float]

    def before(self, moment: int, reach: int) -> float | None:
        """The last price at or before `moment` that is not older than `reach` at that time."""
        found = bisect_right(self.at, moment) - 1
        return self.price[found] if found >= 0 and moment - self.at[found] <= reach else None


def reach_of(span: int) -> int:
    """How old a figure may be, in ms, to stand for the end of a span: a quarter of it, from 15 s to 2 min."""
    return min(2 * MINUTE, max(15 * SECOND, span // 4))


def price_change(line: PriceLine | None, at: UnixMs, span: DurationMs) -> float | None:
    """The change of the price over the `span` that ends at `at`, as a fraction of the price before it."""
    if line is None:
        return None
    first, last = line.before(at - span, reach_of(span)), line.before(at, reach_of(span))
    return None if first is None or last is None else last / first - 1.0


def volatility(line: PriceLine | None, at: UnixMs, span: DurationMs) -> float | None:
    """The realised volatility of the `span` that ends at `at`: the root of the sum of squared logarithmic returns.

    Returns are over a twentieth of the span, at most a minute. None where too little of the span was watched.
    """
    if line is None:
        return None
    step = min(MINUTE, span // 20)
    moments = range(at - span, at + 1, step)
    prices = [line.before(moment, step) for moment in moments]
    steps = [log(later / sooner) for sooner, later in pairwise(prices) if sooner is not None and later is not None]
    if len(steps) < KNOWN_SHARE * (len(moments) - 1):
        return None
    return sqrt(sum(one * one for one in steps) / len(steps) * (len(moments) - 1))


def sigma(
    line: PriceLine | None, until: UnixMs, span: DurationMs = SIGMA_SPAN, over: DurationMs = SIGMA_OVER
) -> float | None:
    """How far the price usually moves in a `span`, as a fraction: from the volatility of the time `over` before `until`.

    `until` is the beginning of what is to be judged, so that a jump is not measured against itself.
    """
    whole = volatility(line, until, over)
    return None if whole is None else whole * sqrt(span / over)


@dataclass(slots=True)
class _History:
    """What one venue said of one coin; NaN stands for a figure it did not give, and never leaves this module."""

    # In quotes because array takes no parameters before Python 3.12.
    at: "array[int]" = field(default_factory=lambda: array("q"))
    coins: "array[float]" = field(default_factory=lambda: array("d"))
    rate: "array[float]" = field(default_factory=lambda: array("d"))
    spread: "array[float]" = field(default_factory=lambda: array("d"))
    interest: OpenInterest | None = None
    funding: Funding | None = None

    def put(self, at: int, coins: float = nan, rate: float = nan, spread: float = nan) -> None:
        """Note figures read at `at`, beside those of the same round."""
        if self.at and at - self.at[-1] < STEP:
            for column, value in ((self.coins, coins), (self.rate, rate), (self.spread, spread)):
                if value == value:
                    column[-1] = value
            return
        self.at.append(at)
        self.coins.append(coins)
        self.rate.append(rate)
        self.spread.append(spread)

    def before(self, column: "array[float]", moment: int, reach: int) -> float | None:
        """The last known value at or before `moment`, not older than `reach` at that time."""
        found = bisect_right(self.at, moment) - 1
        while found >= 0 and moment - self.at[found] <= reach:
            if column[found] == column[found]:
                return column[found]
            found -= 1
        return None

    def widest(self, span: Span) -> float | None:
        """The widest spread read within `span`."""
        read = self.spread[bisect_left(self.at, span.start) : bisect_left(self.at, span.end)]
        return max((spread for spread in read if spread == spread), default=None)

    def thin(self, at: int) -> None:
        """Let go of what is older than a day, and of most of what is older than `FINE`."""
        kept: list[int] = []
        last = 0
        fine = bisect_left(self.at, at - FINE)
        for index in range(bisect_left(self.at, at - DAY), fine):
            if self.at[index] - last >= COARSE_STEP:
                kept.append(index)
                last = self.at[index]
        kept.extend(range(fine, len(self.at)))
        if len(kept) < len(self.at):
            self.at = array("q", [self.at[index] for index in kept])
            self.coins = array("d", [self.coins[index] for index in kept])
            self.rate = array("d", [self.rate[index] for index in kept])
            self.spread = array("d", [self.spread[index] for index in kept])


@dataclass(frozen=True, slots=True)
class CoinContext:
    """The market of one coin at `at`. Changes and volatilities are fractions; None is what is not known.

    `price` comes with its venue and when it was heard. `interest_*` are the changes of the open interest in coins, which
    does not move with the price. A figure keeps standing when it grows old: its own `at` says how old it is.
    """

    base: str
    at: UnixMs
    price: float | None
    price_venue: VenueId | None
    price_at: UnixMs | None
    change_5m: float | None
    change_1h: float | None
    volatility_5m: float | None
    volatility_1h: float | None
    interest: OpenInterest | None
    interest_5m: float | None
    interest_1h: float | None
    funding: Funding | None
    spread: Spread | None


class MarketContext:
    """Open interest, funding and quotes of every coin. `preference` ranks the venues; those it leaves out come last."""

    def __init__(self, preference: Sequence[VenueId] = ()) -> None:
        self._rank: Mapping[VenueId, int] = {venue: rank for rank, venue in enumerate(preference)}
        self._known: dict[str, dict[VenueId, _History]] = {}
        self._spreads: dict[str, dict[VenueId, Spread]] = {}

    def take_interest(self, base: str, one: OpenInterest) -> None:
        """Note an open interest."""
        history = self._of(base, one.venue)
        history.interest = one
        history.put(one.at, coins=nan if one.coins is None else one.coins)

    def take_funding(self, base: str, one: Funding) -> None:
        """Note a funding rate."""
        history = self._of(base, one.venue)
        history.funding = one
        history.put(one.at, rate=one.rate)

    def take_spread(self, base: str, one: Spread) -> None:
        """Note the best quotes; of earlier ones the spread is kept."""
        self._spreads.setdefault(base, {})[one.venue] = one
        self._of(base, one.venue).put(one.at, spread=one.bps)

    def interest(self, base: str, at: UnixMs) -> OpenInterest | None:
        """The open interest of the preferred venue that has a fresh one, else the newest there is."""
        venue = self._source(base, at, "interest")
        return None if venue is None else self._known[base][venue].interest

    def funding(self, base: str, at: UnixMs) -> Funding | None:
        """The funding of the preferred venue that has a fresh one, else the newest there is."""
        venue = self._source(base, at, "funding")
        return None if venue is None else self._known[base][venue].funding

    def spread(self, base: str, at: UnixMs) -> Spread | None:
        """The quotes of the preferred venue that has fresh ones, else the newest there are."""
        found = self._spreads.get(base, {})
        venue = self._chosen({venue: one.at for venue, one in found.items()}, at)
        return None if venue is None else found[venue]

    def widest_spread(self, base: str, span: Span) -> tuple[float, VenueId] | None:
        """The widest spread in bps read within `span`, at the first venue of the preference that was read then."""
        read = {venue: history.widest(span) for venue, history in self._known.get(base, {}).items()}
        found = [(bps, venue) for venue, bps in read.items() if bps is not None]
        return min(found, key=lambda one: self._preferred(one[1]), default=None)

    def interest_change(self, base: str, at: UnixMs, span: DurationMs) -> float | None:
        """The change of the open interest in coins over the `span` that ends at `at`, as a fraction, at one venue."""
        venue = self._source(base, at, "interest")
        if venue is None:
            return None
        history, reach = self._known[base][venue], FRESH if span > SIGMA_SPAN else 2 * MINUTE
        first = history.before(history.coins, at - span, reach)
        last = history.before(history.coins, at, reach)
        return None if not first or last is None else last / first - 1.0

    def interest_at(self, base: str, at: UnixMs) -> float | None:
        """The open interest in coins that was known at `at`, of the venue whose open interest is shown."""
        venue = self._source(base, at, "interest")
        if venue is None:
            return None
        history = self._known[base][venue]
        return history.before(history.coins, at, FRESH)

    def funding_before(self, base: str, at: UnixMs) -> float | None:
        """The funding rate that was known at `at`, of the venue whose funding is shown."""
        venue = self._source(base, at, "funding")
        if venue is None:
            return None
        history = self._known[base][venue]
        return history.before(history.rate, at, COARSE_STEP + FRESH)

    def coin(self, base: str, at: UnixMs, line: PriceLine | None) -> CoinContext:
        """Everything about a coin, its price being that of `line`."""
        known = line is not None and len(line.at) > 0
        return CoinContext(
            base=base,
            at=at,
            price=line.price[-1] if line is not None and known else None,
            price_venue=line.venue if line is not None and known else None,
            price_at=UnixMs(line.at[-1]) if line is not None and known else None,
            change_5m=price_change(line, at, DurationMs(5 * MINUTE)),
            change_1h=price_change(line, at, HOUR),
            volatility_5m=volatility(line, at, DurationMs(5 * MINUTE)),
            volatility_1h=volatility(line, at, HOUR),
            interest=self.interest(base, at),
            interest_5m=self.interest_change(base, at, DurationMs(5 * MINUTE)),
            interest_1h=self.interest_change(base, at, HOUR),
            funding=self.funding(base, at),
            spread=self.spread(base, at),
        )

    def thin(self, at: UnixMs) -> None:
        """Keep less of what is old, as of `at`, and nothing that is older than a day."""
        for histories in self._known.values():
            for history in histories.values():
                history.thin(at)

    def _of(self, base: str, venue: VenueId) -> _History:
        return self._known.setdefault(base, {}).setdefault(venue, _History())

    def _source(self, base: str, at: UnixMs, figure: str) -> VenueId | None:
        heard: dict[VenueId, int] = {}
        for venue, history in self._known.get(base, {}).items():
            one = history.interest if figure == "interest" else history.funding
            if one is not None:
                heard[venue] = one.at
        return self._chosen(heard, at)

    def _chosen(self, heard: Mapping[VenueId, int], at: UnixMs) -> VenueId | None:
        """The first of the preference that was heard lately, else the one that was heard last."""
        fresh = [venue for venue, when in heard.items() if at - when <= FRESH]
        if fresh:
            return min(fresh, key=self._preferred)
        return max(heard, key=lambda venue: heard[venue], default=None)

    def _preferred(self, venue: VenueId) -> tuple[int, VenueId]:
        return self._rank.get(venue, len(self._rank)), venue
