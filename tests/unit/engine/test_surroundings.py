"""A venue's words about the market become figures of a coin, in coins and dollars by the venue's arithmetic."""

import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import ContextReport, FundingReport, InterestReport, PriceTick, QuoteReport
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ports import ContextPoint
from liqdesk.engine.surroundings import Surroundings
from tests.fakes.rows import T0

BYBIT = VenueId("bybit")
EIGHT = DurationMs(8 * HOUR)


class Shelf:
    """Remembers what it is given."""

    def __init__(self) -> None:
        self.points: list[ContextPoint] = []

    def noted(self, point: ContextPoint) -> None:
        self.points.append(point)


class Scene:
    """Everything around the surroundings."""

    def __init__(self, *instruments: Instrument) -> None:
        catalogue = Catalogue({BYBIT: lambda _: None})
        catalogue.replace(BYBIT, instruments, "live", T0)
        self.analytics = LiveAnalytics({}, (BYBIT,))
        self.shelf = Shelf()
        self.around = Surroundings(catalogue, self.analytics, self.shelf)

    def tell(self, *reports: ContextReport, at: int = T0) -> None:
        self.around.take(reports, UnixMs(at))


def contract(
    symbol: str,
    base: str = "BTC",
    quote: str = "USDT",
    settlement: Settlement = Settlement.LINEAR,
    multiplier: float | None = None,
    scale: float = 1.0,
) -> Instrument:
    return Instrument(BYBIT, symbol, base, quote, settlement, multiplier, scale)


def mark(symbol: str, price: float, at: int = T0) -> PriceTick:
    return PriceTick(BYBIT, symbol, price, PriceKind.MARK, UnixMs(at))


def interest(symbol: str, size: float, unit: SizeUnit = SizeUnit.BASE) -> InterestReport:
    return InterestReport(BYBIT, symbol, size, unit, T0)


@pytest.mark.parametrize(
    ("instrument", "price", "report", "coins", "usd"),
    [
        (contract("BTCUSDT"), 90_000.0, interest("BTCUSDT", 2.5), 2.5, 225_000.0),
        (contract("1000PEPEUSDT", "PEPE", scale=1000.0), 0.006, interest("1000PEPEUSDT", 5e6), 5e9, 30_000.0),
        (
            contract("BTC-USDT-SWAP", multiplier=0.01),
            90_000.0,
            interest("BTC-USDT-SWAP", 250, SizeUnit.CONTRACTS),
            2.5,
            225_000.0,
        ),
        (
            contract("BTC-USD-SWAP", quote="USD", settlement=Settlement.INVERSE, multiplier=100.0),
            80_000.0,
            interest("BTC-USD-SWAP", 1600, SizeUnit.CONTRACTS),
            2.0,
            160_000.0,
        ),
    ],
)
def test_open_interest_counts_as_the_venue_s_sizes_do(instrument, price, report, coins, usd):
    scene = Scene(instrument)
    scene.tell(mark(instrument.symbol, price), report)
    seen = scene.analytics.market(instrument.base, T0).interest
    assert seen is not None
    assert seen.coins == pytest.approx(coins)
    assert seen.usd == pytest.approx(usd * 1e6)


def test_contracts_of_unknown_size_are_neither_coins_nor_dollars():
    scene = Scene(contract("BTC-USDT-SWAP"))
    scene.tell(mark("BTC-USDT-SWAP", 90_000.0), interest("BTC-USDT-SWAP", 250, SizeUnit.CONTRACTS))
    seen = scene.analytics.market("BTC", T0).interest
    assert seen is not None
    assert (seen.coins, seen.usd) == (None, None)


def test_without_a_price_or_beyond_belief_there_is_no_open_interest():
    scene = Scene(contract("BTCUSDT"))
    scene.tell(interest("BTCUSDT", 2.5))
    scene.tell(mark("BTCUSDT", 90_000.0), interest("BTCUSDT", 1e12))
    assert scene.analytics.market("BTC", T0).interest is None


def test_one_contract_stands_for_a_coin_and_the_others_are_left_out():
    scene = Scene(contract("BTCUSDT"), contract("BTCPERP", quote="USDC"))
    scene.tell(mark("BTCPERP", 91_000.0), mark("NEWUSDT", 1.0), QuoteReport(BYBIT, "BTCPERP", 1.0, 2.0, T0))
    seen = scene.analytics.market("BTC", T0)
    assert (seen.price, seen.spread) == (None, None)


def test_price_funding_and_spread_reach_their_coin():
    scene = Scene(contract("1000PEPEUSDT", "PEPE", scale=1000.0))
    rate = FundingReport(BYBIT, "1000PEPEUSDT", -0.0002, EIGHT, UnixMs(T0 + HOUR), T0)
    scene.tell(mark("1000PEPEUSDT", 0.006), rate, QuoteReport(BYBIT, "1000PEPEUSDT", 0.0059, 0.0061, T0))
    seen = scene.analytics.market("PEPE", T0)
    assert seen.price == pytest.approx(0.000006)
    assert seen.funding is not None
    assert (seen.funding.rate, seen.funding.interval, seen.funding.next_at) == (-0.0002, EIGHT, T0 + HOUR)
    assert seen.spread is not None
    assert seen.spread.bps == pytest.approx(333.33, abs=0.01)


def test_what_is_watched_is_kept_with_the_funding_of_the_same_venue():
    scene = Scene(contract("BTCUSDT"), contract("ETHUSDT", "ETH"))
    scene.around.wanted = frozenset({"BTC"})
    scene.tell(mark("BTCUSDT", 1.0), interest("BTCUSDT", 2.0), mark("ETHUSDT", 1.0), interest("ETHUSDT", 2.0))
    scene.tell(FundingReport(BYBIT, "BTCUSDT", 0.0001, EIGHT, None, T0), interest("BTCUSDT", 3.0), at=T0 + MINUTE)
    scene.tell(interest("BTCUSDT", 4.0), at=T0 + 10 * MINUTE)
    assert [(one.base, one.coins, one.rate, one.interval) for one in scene.shelf.points] == [
        ("BTC", 2.0, None, None),
        ("BTC", 3.0, 0.0001, EIGHT),
        ("BTC", 4.0, None, None),
    ]
