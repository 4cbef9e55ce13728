"""Binance COIN-M futures: the inverse rows of the merged stream."""

from collections.abc import Sequence

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.language import marked
from liqdesk.domain.venue import Completeness, SideRule, VenueInfo
from liqdesk.venues.session import Addresses, ConnectionPlan, InstrumentPage, VenueSession
from liqdesk.venues.wire.binance_frames import COINM, USDM, FrameReader, infer_coinm, read_symbols
from liqdesk.venues.wire.binance_session import BinanceSession, binance_plan


class BinanceCoinm:
    """Implements `Venue`. While Binance USD-M is on its connection brings these rows; alone it opens the same stream."""

    info = VenueInfo(
        id=COINM,
        name="Binance COIN-M",
        short="COIN-M",
        completeness=Completeness.SAMPLED,
        publishes=marked("At most one forced order per contract and second, in contracts of a fixed dollar value."),
        hides=marked("Every other forced order of that second; deleveraging and insurance-fund takeovers."),
        carried_by=USDM,
        side=SideRule(
            "S",
            "SELL",
            "BUY",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams",
        ),
    )
    addresses = Addresses(ws="wss://fstream.binance.com/market/stream", rest="https://dapi.binance.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """The merged stream, for these rows alone."""
        return (binance_plan(addresses.ws, (COINM,)),)

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The list with the contract sizes."""
        return (f"{addresses.rest}/dapi/v1/exchangeInfo",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """An exchangeInfo body of either product."""
        return read_symbols(page)

    def infer(self, symbol: str) -> Instrument | None:
        """The coin by the name; the contract size stays unknown."""
        return infer_coinm(symbol)

    def decoder(self) -> VenueSession:
        """Reads frames of the merged stream and skips the USD-M rows."""
        return BinanceSession(FrameReader(frozenset({COINM})).read)
