"""Events and journal entries for tests, with every field that does not matter filled in."""

import msgspec

from liqdesk.analytics.conditions import AFTER, BEFORE, DURING, Condition, Conditions
from liqdesk.analytics.events import (
    MARKET,
    Course,
    Event,
    EventKind,
    EventState,
    Evidence,
    LargeOrder,
    Leader,
    Level,
    Share,
    Wave,
)
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.views import Coverage
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd, micro_usd
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId

OPENED = UnixMs(1_768_340_214_000)
"""13 January 2026, 21:36:54 UTC."""

CLOSED = UnixMs(OPENED + 10 * MINUTE)
SAMPLED = Coverage(1.0, OPENED, True, ("Binance and OKX publish samples",))


CONDITIONS: Conditions = {
    BEFORE: {"BTC": Condition(0.08, 0.11, "bybit", 91_240.0, "bybit", -0.0182), "ETH": Condition()},
    DURING: {"BTC": Condition(0.61, 2.4, "bybit", 89_700.0, "bybit", -0.0182), "ETH": Condition()},
    AFTER: {"BTC": Condition(0.22, 0.3, "bybit", 88_500.0, "okx", -0.0121), "ETH": Condition()},
}


def _money(usd: float) -> MicroUsd:
    return micro_usd(usd)


def event(**changes: object) -> Event:
    """A confirmed short squeeze of the market, ten minutes long, of $448.3M."""
    seconds = (CLOSED - OPENED) // SECOND
    made = Event(
        id="market-20260113T213654Z",
        kind=EventKind.SHORT_SQUEEZE,
        side=PositionSide.SHORT,
        state=EventState.CLOSED,
        scope=MARKET,
        confirmed=True,
        level=Level.CRITICAL,
        opened_at=OPENED,
        detected_at=UnixMs(OPENED + 30 * SECOND),
        peak_at=UnixMs(OPENED + 5 * MINUTE),
        closed_at=CLOSED,
        ending=None,
        long=_money(37_049_890.02),
        short=_money(411_250_807.85),
        count=84_827,
        unvalued=2,
        peak_minute=_money(99_230_000),
        peak_hour=_money(458_050_000),
        bases=(
            Share("BTC", _money(8_000_000), _money(108_942_912.48), 20_000),
            Share("ETH", _money(6_000_000), _money(77_472_095.14), 15_000),
        ),
        venues=(Share("bybit", _money(20_000_000), _money(150_000_000), 40_000),),
        largest=(
            LargeOrder(
                _money(7_880_000), UnixMs(OPENED + MINUTE), VenueId("gateio"), "BTC_USDT", "BTC", PositionSide.SHORT, 95_700.0
            ),
        ),
        leader=Leader("SOL", VenueId("bybit"), 24_101, "by the venues' own times, which differ by up to some seconds"),
        waves=(Wave(OPENED, UnixMs(OPENED + 4 * MINUTE), _money(1), _money(2), 3),),
        price_changes={"BTC": 1.7, "ETH": None},
        open_interest_changes={"BTC": -3.1, "ETH": None},
        funding_before=-0.01,
        evidence=(
            Evidence("minute", 2_598_710.0, 2_500_000.0, True, "dollars of shorts in a minute"),
            Evidence("prints", 424.0, 20.0, True, "orders in a minute"),
            Evidence("price BTC", 1.2, 0.3, True, "percent in the forced direction in five minutes"),
            Evidence("open interest BTC", None, -0.5, None, "open interest not available"),
            Evidence("coins_open", 1.0, 3.0, False, "coins that passed on their own"),
        ),
        coverage=SAMPLED,
        course=Course(
            OPENED,
            (0,) * seconds,
            tuple(1_000_000 * second for second in range(seconds)),
            tuple(94_000.0 + second for second in range(seconds)),
            (None,) * seconds,
        ),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def going_on(**changes: object) -> Event:
    """The same while it goes on."""
    return event(**{"state": EventState.OPEN, "closed_at": None, **changes})


def entry(of: Event | None = None, **changes: object) -> JournalEntry:
    """A line of the journal."""
    return msgspec.structs.replace(JournalEntry(event() if of is None else of), **changes)
