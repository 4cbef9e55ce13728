"""Which dialect speaks for which venue."""

from collections.abc import Callable

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bitget import Bitget
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.dialects.dydx_v4 import Dydx
from liqdesk.simulator.dialects.gateio import Gate
from liqdesk.simulator.dialects.htx import Htx
from liqdesk.simulator.dialects.hyperliquid import Hyperliquid
from liqdesk.simulator.dialects.lighter import Lighter
from liqdesk.simulator.dialects.okx import Okx

DIALECTS: dict[str, Callable[[Board], Dialect]] = {
    "binance-usdm": Binance,
    "bybit": Bybit,
    "okx": Okx,
    "bitget": Bitget,
    "gateio": Gate,
    "htx": Htx,
    "dydx-v4": Dydx,
    "lighter": Lighter,
    "hyperliquid": Hyperliquid,
}
"""By the venue that has the sockets."""
