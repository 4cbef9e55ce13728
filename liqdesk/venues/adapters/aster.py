"""Aster perpetuals: one sampled all-market stream, spoken as Binance spoke before its products were merged."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, SideRule, VenueId, VenueInfo
from liqdesk.venues.session import Addresses, ConnectionPlan, InstrumentPage, VenueSession
from liqdesk.venues.wire.binance_payloads import PayloadReader
from liqdesk.venues.wire.binance_session import BinanceSession, streams_plan
from liqdesk.venues.wire.numbers import listing_time
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.symbols import believable, split_quote, unscaled
from liqdesk.venues.wire.tradfi import no_coin

ASTER = VenueId("aster")
QUOTES = ("USDT", "USDC", "USD1")
LINEAR = (0, 1)
"""The product numbers whose sizes count in coins. Aster documents none; Binance's copies may learn to send them."""


class Aster:
    """Implements `Venue`. No route is split here: the plain address carries forced orders and mark prices alike."""

    info = VenueInfo(
        id=ASTER,
        name="Aster",
        completeness=Completeness.SAMPLED,
        publishes=marked("At most one forced order per contract and second, the latest, with its average fill price."),
        hides=marked("Every other forced order of that second."),
        side=SideRule(
            "S",
            "SELL",
            "BUY",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "docs.asterdex.com",
        ),
    )
    addresses = Addresses(ws="wss://fstream.asterdex.com/stream", rest="https://fapi.asterdex.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection. Nothing is known of how it answers pings; the mark price proves it alive each second."""
        return (streams_plan(addresses.ws, (ASTER,), _session, transport_pings=False),)

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The one list."""
        return (f"{addresses.rest}/fapi/v3/exchangeInfo",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """An exchangeInfo body; sizes count in coins, so no contract size is needed."""
        return InstrumentPage(instruments_of(read_page(page, ["symbols"])[1], _Symbol, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name."""
        parts = split_quote(symbol, QUOTES) if believable(symbol) else None
        return None if parts is None else _made(symbol, *parts)

    def decoder(self) -> VenueSession:
        """Reads frames of the stream."""
        return _session()


def _session() -> BinanceSession:
    return BinanceSession(PayloadReader(_owner, frozenset({ASTER})).read)


def _owner(symbol: str, product: int) -> tuple[VenueId, SizeUnit] | None:
    return (ASTER, SizeUnit.BASE) if product in LINEAR else None


class _Symbol(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseAsset")
    quote: str = msgspec.field(name="quoteAsset")
    listed: float = msgspec.field(name="onboardDate", default=0.0)


def _instrument(row: _Symbol) -> Instrument:
    # The documentation's own sample has copies of another row's baseAsset: one that does not begin the symbol is none.
    own = bool(row.base) and row.symbol.startswith(row.base)
    return _made(
        row.symbol, row.base if own else row.symbol.removesuffix(row.quote), row.quote, listing_time(row.listed)
    )


def _made(symbol: str, coin: str, quote: str, listed_at: UnixMs | None = None) -> Instrument:
    base, scale = unscaled(coin)
    return Instrument(
        ASTER, symbol, base, quote, Settlement.LINEAR, scale=scale, tradfi=no_coin(base), listed_at=listed_at
    )
