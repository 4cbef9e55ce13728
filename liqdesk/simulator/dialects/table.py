"""Which dialect speaks for which venue."""

from collections.abc import Callable

from liqdesk.simulator.dialects.aster import Aster
from liqdesk.simulator.dialects.backpack import Backpack
from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bitfinex import Bitfinex
from liqdesk.simulator.dialects.bitget import Bitget
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.dialects.deribit import Deribit
from liqdesk.simulator.dialects.dydx_v4 import Dydx
from liqdesk.simulator.dialects.gateio import Gate
from liqdesk.simulator.dialects.htx import Htx
from liqdesk.simulator.dialects.hyperliquid import Hyperliquid
from liqdesk.simulator.dialects.kraken_futures import KrakenFutures
from liqdesk.simulator.dialects.lighter import Lighter
from liqdesk.simulator.dialects.okx import Okx
from liqdesk.simulator.dialects.orderly import Orderly
from liqdesk.simulator.dialects.poloniex import Poloniex

DIALECTS: dict[str, Callable[[Board], Dialect]] = {
    "binance-usdm": Binance,
    "bybit": Bybit,
    "okx": Okx,
    "bitget": Bitget,
    "gateio": Gate,
    "htx": Htx,
    "aster": Aster,
    "backpack": Backpack,
    "orderly": Orderly,
    "poloniex": Poloniex,
    "deribit": Deribit,
    "bitfinex": Bitfinex,
    "kraken-futures": KrakenFutures,
    "dydx-v4": Dydx,
    "lighter": Lighter,
    "hyperliquid": Hyperliquid,
}
"""By the venue that has the sockets."""
