"""OKX's context: a page for all swaps of each of mark price, open interest, funding and tickers."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import ContextReport, FundingReport, InterestReport, PriceTick, QuoteReport
from liqdesk.domain.venue import VenueId
from liqdesk.venues.context.contract import ContextRow, Rate, Size, figure, interval_of, moment, read_body, rows_of
from liqdesk.venues.session import Addresses
from liqdesk.venues.wire.frames import shown
from liqdesk.venues.wire.rows import Amount

OKX = VenueId("okx")
PAGES = (
    "/api/v5/public/mark-price?instType=SWAP",
    "/api/v5/public/funding-rate?instId=ANY",
    "/api/v5/public/open-interest?instType=SWAP",
    "/api/v5/market/tickers?instType=SWAP",
)


class _Row(ContextRow):
    """A row of any of the pages: each page fills its own fields, all of them strings."""

    symbol: str = msgspec.field(name="instId")
    ts: object = None
    mark_price: object = msgspec.field(name="markPx", default=None)
    contracts: object = msgspec.field(name="oi", default=None)
    rate: object = msgspec.field(name="fundingRate", default=None)
    funding_at: object = msgspec.field(name="fundingTime", default=None)
    next_funding_at: object = msgspec.field(name="nextFundingTime", default=None)
    bid: object = msgspec.field(name="bidPx", default=None)
    ask: object = msgspec.field(name="askPx", default=None)


class OkxContext:
    """Implements `ContextVenue`."""

    id = OKX

    def urls(self, addresses: Addresses, symbols: Sequence[str]) -> Sequence[str]:
        """Every swap stands on each of the pages."""
        return tuple(addresses.rest + page for page in PAGES)

    def read(self, page: bytes, url: str) -> Sequence[ContextReport]:
        """Any of the pages; `url` tells which one."""
        body = read_body(page)
        if not isinstance(body, dict) or body.get("code") != "0":
            said = body.get("msg", "no code") if isinstance(body, dict) else "no object"
            raise ValueError(f"the page was refused: {shown(said)}")
        read = next((one for part, one in _READERS.items() if part in url), _quote)
        made = (read(row) for row in rows_of(body.get("data"), _Row))
        return [one for one in made if one is not None]


def _price(row: _Row) -> ContextReport | None:
    price, at = figure(row.mark_price, Amount), moment(row.ts)
    return None if price is None or at is None else PriceTick(OKX, row.symbol, price, PriceKind.MARK, at)


def _interest(row: _Row) -> ContextReport | None:
    """`oi` is in contracts, worth what the instrument list says (OKX API guide, Get open interest)."""
    size = figure(row.contracts, Size)
    return None if size is None else InterestReport(OKX, row.symbol, size, SizeUnit.CONTRACTS, moment(row.ts))


def _funding(row: _Row) -> ContextReport | None:
    """The interval is from the coming payment, `fundingTime`, to the one after it (OKX API guide, Get funding rate)."""
    rate = figure(row.rate, Rate)
    if rate is None:
        return None
    due, after = moment(row.funding_at), moment(row.next_funding_at)
    interval = interval_of(None if due is None or after is None else after - due)
    return FundingReport(OKX, row.symbol, rate, interval, due, moment(row.ts))


def _quote(row: _Row) -> ContextReport | None:
    bid, ask = figure(row.bid, Amount), figure(row.ask, Amount)
    if bid is None or ask is None or bid > ask:
        return None
    return QuoteReport(OKX, row.symbol, bid, ask, moment(row.ts))


_READERS = {"/mark-price": _price, "/open-interest": _interest, "/funding-rate": _funding}
