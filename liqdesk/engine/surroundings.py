"""The market beside the liquidations, from a venue's words into the account: one perpetual stands for each coin."""

from collections.abc import Sequence

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.market import (
    ContextReport,
    Funding,
    FundingReport,
    InterestReport,
    OpenInterest,
    PriceTick,
    QuoteReport,
    Spread,
)
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ports import ContextPoint, ContextSink

PAGE_PATIENCE = DurationMs(150 * SECOND)
"""Prices of pages come once a minute; one takes over from another venue after this silence only: they never take turns."""

RATE_AGE = DurationMs(3 * MINUTE)


class Surroundings:
    """Takes what context pages say; `wanted` are the coins whose figures are kept on disk."""

    def __init__(self, catalogue: Catalogue, analytics: LiveAnalytics, disk: ContextSink) -> None:
        self._catalogue = catalogue
        self._analytics = analytics
        self._disk = disk
        self._marks: dict[tuple[VenueId, str], float] = {}
        self.wanted: frozenset[str] = frozenset()

    def take(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """Put each figure of a page to its coin; those of contracts that stand for no coin are left out."""
        for report in reports:
            instrument = self._spokesman(report.venue, report.symbol)
            if instrument is not None:
                self._put(report, instrument, received_at)

    def _spokesman(self, venue: VenueId, symbol: str) -> Instrument | None:
        listed = self._catalogue.listed[venue].get(symbol)
        if listed is None or self._catalogue.symbol_for(venue, listed.base) != symbol:
            return None
        return listed

    def _put(self, report: ContextReport, instrument: Instrument, received_at: UnixMs) -> None:
        base, context = instrument.base, self._analytics.context
        match report:
            case PriceTick():
                self._marks[(report.venue, report.symbol)] = report.price
                self._analytics.prices.take(base, instrument.scale, report, PAGE_PATIENCE)
            case InterestReport():
                self._interest(report, instrument, received_at)
            case FundingReport(venue, symbol, rate, interval, next_at):
                context.take_funding(base, Funding(venue, symbol, rate, interval, next_at, received_at))
            case QuoteReport(venue, symbol, bid, ask):
                context.take_spread(base, Spread(venue, symbol, bid, ask, received_at))

    def _interest(self, report: InterestReport, instrument: Instrument, at: UnixMs) -> None:
        """Sizes of open interest count as those of liquidations do; the dollars are those at the mark price."""
        mark = self._marks.get((report.venue, report.symbol))
        if mark is None:
            return
        try:
            coins, usd = instrument.measure(report.size, report.unit, mark)
        except OverflowError:
            return
        base, context = instrument.base, self._analytics.context
        context.take_interest(base, OpenInterest(report.venue, report.symbol, coins, usd, at))
        shown, funding = context.interest(base, at), context.funding(base, at)
        if base not in self.wanted or shown is None or shown.venue != report.venue:
            return
        if funding is None or funding.venue != report.venue or at - funding.at > RATE_AGE:
            self._disk.noted(ContextPoint(base, report.venue, report.symbol, at, coins, usd, None, None))
        else:
            point = ContextPoint(base, report.venue, report.symbol, at, coins, usd, funding.rate, funding.interval)
            self._disk.noted(point)
