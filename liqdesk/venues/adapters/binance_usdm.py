"""Binance USD-M futures: one sampled all-market stream, which carries the COIN-M rows too."""

from collections.abc import Sequence

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.language import marked
from liqdesk.domain.venue import Completeness, SideRule, VenueInfo
from liqdesk.venues.session import Addresses, ConnectionPlan, InstrumentPage, VenueSession
from liqdesk.venues.wire.binance_frames import COINM, USDM, FrameReader, infer_usdm, read_symbols
from liqdesk.venues.wire.binance_session import BinanceSession, binance_plan


class BinanceUsdm:
    """Implements `Venue`.

    Only the `/market` route of 2026 carries forced orders: the older unrouted address accepts the subscription and stays
    silent for ever, which is why a mark price ticks on the same socket.
    """

    info = VenueInfo(
        id=USDM,
        name="Binance",
        completeness=Completeness.SAMPLED,
        publishes=marked("At most one forced order per contract and second, with its average fill price."),
        hides=marked("Every other forced order of that second; deleveraging and insurance-fund takeovers."),
        light_prices=True,
        side=SideRule(
            "S",
            "SELL",
            "BUY",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams",
        ),
    )
    addresses = Addresses(ws="wss://fstream.binance.com/market/stream", rest="https://fapi.binance.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for both products."""
        return (binance_plan(addresses.ws, (USDM, COINM)),)

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The list of this product."""
        return (f"{addresses.rest}/fapi/v1/exchangeInfo",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """An exchangeInfo body of either product."""
        return read_symbols(page)

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name; sizes count in coins, so nothing else is needed."""
        return infer_usdm(symbol)

    def decoder(self) -> VenueSession:
        """Reads frames of the merged stream."""
        return BinanceSession(FrameReader(frozenset({USDM, COINM})).read)
