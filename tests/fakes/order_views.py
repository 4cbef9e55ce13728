"""Views of single orders for charts: each order placed by hand, by minutes from the end."""

import msgspec
import numpy as np

from liqdesk.analytics.buckets import Slots
from liqdesk.analytics.orders import OrderLog, OrdersView
from liqdesk.analytics.views import Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.domain.venue import Completeness
from tests.fakes.rows import instrument, row

NOW = UnixMs(1_768_343_160_000)
BYBIT, OKX = instrument("BTC"), instrument("BTC", "okx")
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


class Log(OrderLog):
    """A log with its slots."""

    def __init__(self) -> None:
        self.slots = Slots()
        super().__init__(self.slots)


def order(
    minutes_ago: float, usd: float, price: float, side: PositionSide = SHORT, of: Instrument = BYBIT
) -> Liquidation:
    """One order of so many dollars."""
    made = row(at=round(NOW - minutes_ago * MINUTE), micro=round(usd * 1e6), position=side, of=of, price=price)
    return msgspec.structs.replace(made, completeness=Completeness.SAMPLED) if of is OKX else made


def view_of(
    rows: list[Liquidation],
    gaps: tuple[Gap, ...] = (),
    at_least: bool = False,
    at: UnixMs = NOW,
    log: Log | None = None,
) -> OrdersView:
    """A day of BTC; the price climbs by a dollar a minute to 95,000 at the end. OKX publishes samples.

    The orders are added to the `log`, where one is given.
    """
    log = log or Log()
    log.add(log.slots.columns(rows))
    minutes = np.arange(DAY // MINUTE + 1)
    start = UnixMs(at - DAY)
    return OrdersView(
        "BTC",
        start,
        log.coin("BTC", start),
        gaps,
        start + minutes * MINUTE,
        95_000.0 - 1440 + minutes.astype(np.float64),
        {"bybit": "Bybit", "okx": "OKX"},
        at_least,
        True,
        at,
    )


def gap(first: float, last: float, missing: float = 1.0) -> Gap:
    """A gap from `first` to `last` minutes before the end."""
    return Gap(Span(UnixMs(round(NOW - first * MINUTE)), UnixMs(round(NOW - last * MINUTE))), missing)


def scattered(count: int, seed: int = 3, span: float = 110.0) -> list[Liquidation]:
    """Many orders around the price line, the same ones for the same seed."""
    draw = np.random.default_rng(seed)
    ago = draw.uniform(0.05, span, count)
    usd = draw.lognormal(9.5, 1.6, count)
    off = draw.normal(0, 40, count)
    made = []
    for number in range(count):
        side, of = (SHORT if draw.random() < 0.6 else LONG), (OKX if draw.random() < 0.3 else BYBIT)
        made.append(order(float(ago[number]), float(usd[number]), float(95_000 - ago[number] + off[number]), side, of))
    return made
