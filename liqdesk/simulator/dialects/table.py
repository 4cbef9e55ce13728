"""Which dialect speaks for which venue."""

from collections.abc import Callable

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bybit import Bybit

DIALECTS: dict[str, Callable[[Board], Dialect]] = {
    "binance-usdm": Binance,
    "bybit": Bybit,
}
"""By the venue that has the sockets."""
