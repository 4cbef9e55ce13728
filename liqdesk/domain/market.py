"""The market beside the liquidations: prices, open interest, funding and the best quotes."""

import msgspec

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId


class PriceTick(msgspec.Struct, frozen=True, gc=False):
    """A venue's price of one of its symbols at `at`; per unit of the symbol, in its quote currency."""

    venue: VenueId
    symbol: str
    price: float
    price_kind: PriceKind
    at: UnixMs


class InterestReport(msgspec.Struct, frozen=True, gc=False):
    """A venue's open interest in one of its symbols, `size` counted in `unit`; `at` is None where it gives no time."""

    venue: VenueId
    symbol: str
    size: float
    unit: SizeUnit
    at: UnixMs | None


class FundingReport(msgspec.Struct, frozen=True, gc=False):
    """What longs pay shorts at the next payment, a fraction of the position for one `interval`; negative the other way.

    `interval` and `next_at` are None where the venue does not say.
    """

    venue: VenueId
    symbol: str
    rate: float
    interval: DurationMs | None
    next_at: UnixMs | None
    at: UnixMs | None


class QuoteReport(msgspec.Struct, frozen=True, gc=False):
    """A venue's best bid and ask in one of its symbols, per unit of the symbol."""

    venue: VenueId
    symbol: str
    bid: float
    ask: float
    at: UnixMs | None


ContextReport = PriceTick | InterestReport | FundingReport | QuoteReport
"""What a page of market context may tell."""


class OpenInterest(msgspec.Struct, frozen=True):
    """One venue's open interest in a coin's perpetual, in single coins and in dollars by the venue's own arithmetic.

    Either is None where it cannot be known. `at` is when it was read.
    """

    venue: VenueId
    symbol: str
    coins: float | None
    usd: MicroUsd | None
    at: UnixMs


class Funding(msgspec.Struct, frozen=True):
    """One venue's funding of a coin's perpetual: a fraction for each `interval`, None where it is not stated."""

    venue: VenueId
    symbol: str
    rate: float
    interval: DurationMs | None
    next_at: UnixMs | None
    at: UnixMs


class Spread(msgspec.Struct, frozen=True):
    """One venue's best bid and ask of a coin's perpetual."""

    venue: VenueId
    symbol: str
    bid: float
    ask: float
    at: UnixMs

    @property
    def bps(self) -> float:
        """The distance in hundredths of a percent of the middle."""
        return (self.ask - self.bid) / (self.ask + self.bid) * 20_000
