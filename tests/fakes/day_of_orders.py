"""Single orders for a made-up day that is only known by the minute."""

import random

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import Slots
from liqdesk.analytics.orders import OrderLog
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import Completeness
from tests.fakes.market import VENUE_WEIGHTS, VENUES


class DayOfOrders:
    """Cuts each minute's dollars into orders around the price of that minute; the same minutes give the same orders."""

    def __init__(self, base: str, first_minute: int) -> None:
        self._base = base
        self._first_minute = first_minute
        self._random = random.Random(base)
        self._instruments = {
            venue.id: Instrument(venue.id, f"{base}USDT", base, "USDT", Settlement.LINEAR, 1.0) for venue in VENUES
        }
        self.slots = Slots()
        self.log = OrderLog(self.slots)

    def fill(self, long: NDArray[np.float64], short: NDArray[np.float64], price: NDArray[np.float64]) -> None:
        """Take dollars and prices by the minute."""
        rows = []
        for minute in np.flatnonzero((long + short > 0) & np.isfinite(price)).tolist():
            for position, usd in ((PositionSide.LONG, long[minute]), (PositionSide.SHORT, short[minute])):
                rows += self._minute(minute, position, float(usd), float(price[minute]))
        self.take(rows)

    def take(self, rows: list[Liquidation]) -> None:
        """Add these orders."""
        self.log.add(self.slots.columns(rows))

    def _minute(self, minute: int, position: PositionSide, usd: float, price: float) -> list[Liquidation]:
        if usd <= 0:
            return []
        parts = [self._random.lognormvariate(0, 1.3) for _ in range(self._random.randint(1, 9))]
        return [self._order(minute, position, usd * part / sum(parts), price) for part in parts]

    def _order(self, minute: int, position: PositionSide, usd: float, price: float) -> Liquidation:
        venue = self._random.choices(VENUES, VENUE_WEIGHTS)[0]
        at = UnixMs((self._first_minute + minute) * MINUTE + self._random.randrange(MINUTE))
        at_price = price * (1 + self._random.gauss(0, 0.0012))
        full = venue.completeness is Completeness.FULL
        return Liquidation(
            self._instruments[venue.id], position, at_price, PriceKind.BANKRUPTCY if full else PriceKind.FILL,
            usd / at_price, MicroUsd(round(usd * 1e6)), at, at, LiquidationKind.LIQUIDATION, False, venue.completeness,
            usd / at_price, at_price,
        )  # fmt: skip
