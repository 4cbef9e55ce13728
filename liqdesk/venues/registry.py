"""Every venue the program knows, in the order they are shown, and the public histories of those that keep one."""

from collections.abc import Mapping
from types import MappingProxyType

from liqdesk.domain.venue import VenueId
from liqdesk.venues.adapters.aster import Aster
from liqdesk.venues.adapters.backpack import Backpack
from liqdesk.venues.adapters.binance_coinm import BinanceCoinm
from liqdesk.venues.adapters.binance_usdm import BinanceUsdm
from liqdesk.venues.adapters.bitfinex import Bitfinex
from liqdesk.venues.adapters.bitget import Bitget
from liqdesk.venues.adapters.bitmex import Bitmex
from liqdesk.venues.adapters.bybit import Bybit
from liqdesk.venues.adapters.deribit import Deribit
from liqdesk.venues.adapters.dydx_v4 import Dydx
from liqdesk.venues.adapters.gateio import Gate
from liqdesk.venues.adapters.htx import Htx
from liqdesk.venues.adapters.hyperliquid import Hyperliquid
from liqdesk.venues.adapters.kraken_futures import KrakenFutures
from liqdesk.venues.adapters.lighter import Lighter
from liqdesk.venues.adapters.okx import Okx
from liqdesk.venues.adapters.orderly import Orderly
from liqdesk.venues.adapters.poloniex import Poloniex
from liqdesk.venues.context.binance_usdm import BinanceContext
from liqdesk.venues.context.bybit import BybitContext
from liqdesk.venues.context.contract import ContextVenue
from liqdesk.venues.context.okx import OkxContext
from liqdesk.venues.histories.bitfinex import BitfinexHistory
from liqdesk.venues.histories.bitget import BitgetHistory
from liqdesk.venues.histories.deribit import DeribitHistory
from liqdesk.venues.histories.dydx_v4 import DydxHistory
from liqdesk.venues.histories.gateio import GateHistory
from liqdesk.venues.histories.htx import HtxHistory
from liqdesk.venues.histories.kraken_futures import KrakenFuturesHistory
from liqdesk.venues.histories.okx import OkxHistory
from liqdesk.venues.history import History
from liqdesk.venues.session import Venue

VENUES: Mapping[VenueId, Venue] = MappingProxyType(
    {
        venue.info.id: venue
        for venue in (
            BinanceUsdm(),
            BinanceCoinm(),
            Bybit(),
            Okx(),
            Bitget(),
            Gate(),
            Htx(),
            Aster(),
            Deribit(),
            Bitfinex(),
            KrakenFutures(),
            Dydx(),
            Lighter(),
            Hyperliquid(),
            Backpack(),
            Orderly(),
            Poloniex(),
            Bitmex(),
        )
    }
)

HISTORIES: Mapping[VenueId, History] = MappingProxyType(
    {
        one.venue: one
        for one in (
            OkxHistory(),
            BitgetHistory(),
            GateHistory(),
            HtxHistory(),
            DeribitHistory(),
            BitfinexHistory(),
            KrakenFuturesHistory(),
            DydxHistory(),
        )
    }
)
CONTEXTS: Mapping[VenueId, ContextVenue] = MappingProxyType(
    {context.id: context for context in (BybitContext(), OkxContext(), BinanceContext())}
)
"""Who tells of the market beside its liquidations. The order is the preference: a coin's figure is that of the first venue
which has a fresh one, because figures of different venues must not take turns."""
