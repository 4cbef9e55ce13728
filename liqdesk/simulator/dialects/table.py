"""Which dialect speaks for which venue."""

from collections.abc import Callable

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bitfinex import Bitfinex
from liqdesk.simulator.dialects.bitget import Bitget
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.dialects.deribit import Deribit
from liqdesk.simulator.dialects.gateio import Gate
from liqdesk.simulator.dialects.htx import Htx
from liqdesk.simulator.dialects.kraken_futures import KrakenFutures
from liqdesk.simulator.dialects.okx import Okx

DIALECTS: dict[str, Callable[[Board], Dialect]] = {
    "binance-usdm": Binance,
    "bybit": Bybit,
    "okx": Okx,
    "bitget": Bitget,
    "gateio": Gate,
    "htx": Htx,
    "deribit": Deribit,
    "bitfinex": Bitfinex,
    "kraken-futures": KrakenFutures,
}
"""By the venue that has the sockets."""
