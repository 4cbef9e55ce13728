"""Bybit's context: one page of tickers for each category holds price, open interest, funding and the best quotes."""

from collections.abc import Sequence

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import ContextReport, FundingReport, InterestReport, PriceTick, QuoteReport
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.context.contract import ContextRow, Rate, Size, figure, interval_of, moment, read_body, rows_of
from liqdesk.venues.session import Addresses
from liqdesk.venues.wire.frames import shown
from liqdesk.venues.wire.rows import Amount

BYBIT = VenueId("bybit")
CATEGORIES = LINEAR, INVERSE = "linear", "inverse"


class _Ticker(ContextRow, rename="camel"):
    """All values are strings, empty where there is nothing to say (a dated contract has no funding)."""

    mark_price: object = None
    open_interest: object = None
    funding_rate: object = None
    next_funding_time: object = None
    funding_interval_hour: object = None
    bid1_price: object = None
    ask1_price: object = None


class BybitContext:
    """Implements `ContextVenue`."""

    id = BYBIT

    def urls(self, addresses: Addresses, symbols: Sequence[str]) -> Sequence[str]:
        """Every symbol of a category stands on one page."""
        return tuple(f"{addresses.rest}/v5/market/tickers?category={category}" for category in CATEGORIES)

    def read(self, page: bytes, url: str) -> Sequence[ContextReport]:
        """A tickers page of either category.

        `openInterest` counts like the category's sizes: in coins when linear, in contracts of one dollar when inverse
        (Bybit v5 docs, Get Tickers).
        """
        body = read_body(page)
        result = body.get("result") if isinstance(body, dict) else None
        if not isinstance(result, dict) or body.get("retCode") != 0:
            said = body.get("retMsg", "no result") if isinstance(body, dict) else "no object"
            raise ValueError(f"the tickers were refused: {shown(said)}")
        at = moment(body.get("time"))
        unit = SizeUnit.CONTRACTS if result.get("category") == INVERSE else SizeUnit.BASE
        return [one for row in rows_of(result.get("list"), _Ticker) for one in _said(row, unit, at)]


def _said(row: _Ticker, unit: SizeUnit, at: UnixMs | None) -> list[ContextReport]:
    said: list[ContextReport] = []
    price = figure(row.mark_price, Amount)
    if price is not None and at is not None:
        said.append(PriceTick(BYBIT, row.symbol, price, PriceKind.MARK, at))
    rate = figure(row.funding_rate, Rate)
    if rate is not None:
        hours = figure(row.funding_interval_hour, int)
        interval = interval_of(None if hours is None else hours * HOUR)
        said.append(FundingReport(BYBIT, row.symbol, rate, interval, moment(row.next_funding_time), at))
    size = figure(row.open_interest, Size)
    if size is not None:
        said.append(InterestReport(BYBIT, row.symbol, size, unit, at))
    bid, ask = figure(row.bid1_price, Amount), figure(row.ask1_price, Amount)
    if bid is not None and ask is not None and bid <= ask:
        said.append(QuoteReport(BYBIT, row.symbol, bid, ask, at))
    return said
