"""What the engine asks of the outside, and what the outside may tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneStatus
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId


class FeedListener(Protocol):
    """What a feed tells the engine. Every call returns at once and raises nothing."""

    def reported(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs | None
    ) -> None:
        """The reports of one frame, in order. Rows older than `history_before` are replays."""
        ...

    def priced(self, tick: PriceTick) -> None:
        """A mark price."""
        ...

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """What one page said of the market beside the liquidations, in order."""
        ...

    def lane_changed(self, status: LaneStatus) -> None:
        """A lane's newest state; also the renewal of its lease, about once a second."""
        ...

    def lane_gone(self, lane: LaneId) -> None:
        """A lane is no longer expected to exist."""
        ...

    def covered(self, span: CoveredSpan) -> None:
        """A span that is covered so far; told again with the same lane and start as its end moves on."""
        ...


class FeedOrders(Protocol):
    """What may be ordered of a feed; every order returns at once and takes effect soon."""

    def set_enabled(self, venues: frozenset[VenueId]) -> None:
        """Listen to exactly these venues."""
        ...

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue now, unless it asked us to wait."""
        ...

    def follow(self, symbols: Mapping[VenueId, Sequence[str]]) -> None:
        """Also ask each of these venues for the mark prices of its symbols, instead of what was followed before."""
        ...


class InstrumentSource(Protocol):
    """Knows what symbols stand for."""

    def find(self, venue: VenueId, symbol: str) -> Instrument | None:
        """The instrument, an inferred one for a symbol not yet listed (and a refresh is arranged), or None."""
        ...


class LiquidationSink(Protocol):
    """Takes each batch in constant time per entry; never awaits."""

    def take(self, batch: Batch) -> None: ...


class LaneSink(Protocol):
    """Keeps the account of when lanes were covered and why not."""

    def lane_changed(self, status: LaneStatus) -> None: ...

    def covered(self, span: CoveredSpan) -> None: ...

    def withdrawn(self, lane: LaneId, since: UnixMs) -> None:
        """Nothing told as covered by this lane after `since` counts, unless it is told again."""
        ...


class PriceSink(Protocol):
    """Keeps the price lines."""

    def priced(self, base: str, venue: VenueId, at: UnixMs, price: float) -> None:
        """A coin's price in its quote currency; the sink thins what it keeps."""
        ...


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A kept price of a coin."""

    base: str
    venue: VenueId
    at: UnixMs
    price: float


class ContextSink(Protocol):
    """Keeps open interest and funding."""

    def noted(self, point: "ContextPoint") -> None:
        """One coin's figures; the sink keeps one of each venue and minute."""
        ...


@dataclass(frozen=True, slots=True)
class ContextPoint:
    """A coin's open interest and funding at one venue, as read at `at`; None is what was not known.

    `rate` is a fraction for each `interval`.
    """

    base: str
    venue: VenueId
    symbol: str
    at: UnixMs
    coins: float | None
    usd: MicroUsd | None
    rate: float | None
    interval: DurationMs | None


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """`size` in bytes of what is on disk; `trouble` is a sentence where rows are not being stored, else empty."""

    size: int | None
    trouble: str
