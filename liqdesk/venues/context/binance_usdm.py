"""Binance USD-M's context: prices with funding and quotes for all symbols, open interest symbol by symbol."""

from collections.abc import Sequence

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import ContextReport, FundingReport, InterestReport, PriceTick, QuoteReport
from liqdesk.domain.venue import VenueId
from liqdesk.venues.context.contract import ContextRow, Rate, Size, figure, moment, read_body, rows_of
from liqdesk.venues.session import Addresses
from liqdesk.venues.wire.frames import shown
from liqdesk.venues.wire.rows import Amount
from liqdesk.venues.wire.urls import escaped

USDM = VenueId("binance-usdm")
PRICES = "/fapi/v1/premiumIndex"
QUOTES = "/fapi/v1/ticker/bookTicker"
INTEREST = "/fapi/v1/openInterest"
MOST_SYMBOLS = 20
"""Open interest is asked for symbol by symbol; a round stays far below the 2400 of weight a minute."""


class _Premium(ContextRow, rename="camel"):
    mark_price: object = None
    last_funding_rate: object = None
    next_funding_time: object = None
    time: object = None


class _Quote(ContextRow, rename="camel"):
    bid_price: object = None
    ask_price: object = None
    time: object = None


class _Interest(ContextRow, rename="camel"):
    open_interest: object = None
    time: object = None


class BinanceContext:
    """Implements `ContextVenue`."""

    id = USDM

    def urls(self, addresses: Addresses, symbols: Sequence[str]) -> Sequence[str]:
        """Two pages of everything, and one for the open interest of each symbol, up to twenty."""
        asked = (f"{INTEREST}?symbol={escaped(symbol)}" for symbol in symbols[:MOST_SYMBOLS])
        return tuple(addresses.rest + page for page in (PRICES, QUOTES, *asked))

    def read(self, page: bytes, url: str) -> Sequence[ContextReport]:
        """Any of the pages; `url` tells which one. A page of one symbol is an object, one of many a list of them."""
        body = read_body(page)
        rows = body if isinstance(body, list) else [body]
        if isinstance(body, dict) and "symbol" not in body:
            raise ValueError(f"the page was refused: {shown(body.get('msg', 'no symbol'))}")
        if PRICES in url:
            return [one for row in rows_of(rows, _Premium) for one in _priced(row)]
        if QUOTES in url:
            return [one for row in rows_of(rows, _Quote) if (one := _quoted(row)) is not None]
        return [one for row in rows_of(rows, _Interest) if (one := _interest(row)) is not None]


def _priced(row: _Premium) -> list[ContextReport]:
    """A rate is for the interval of its symbol, which this page does not state; a dated contract has an empty one."""
    said: list[ContextReport] = []
    price, at = figure(row.mark_price, Amount), moment(row.time)
    if price is not None and at is not None:
        said.append(PriceTick(USDM, row.symbol, price, PriceKind.MARK, at))
    rate, due = figure(row.last_funding_rate, Rate), moment(row.next_funding_time)
    if rate is not None and due is not None:
        said.append(FundingReport(USDM, row.symbol, rate, None, due, at))
    return said


def _quoted(row: _Quote) -> ContextReport | None:
    bid, ask = figure(row.bid_price, Amount), figure(row.ask_price, Amount)
    if bid is None or ask is None or bid > ask:
        return None
    return QuoteReport(USDM, row.symbol, bid, ask, moment(row.time))


def _interest(row: _Interest) -> ContextReport | None:
    """In units of the symbol's base asset (Binance USD-M docs, Open Interest)."""
    size = figure(row.open_interest, Size)
    return None if size is None else InterestReport(USDM, row.symbol, size, SizeUnit.BASE, moment(row.time))
