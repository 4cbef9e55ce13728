"""A made-up market for the fake desk: venues, coins, and a seeded stream of forced orders shaped like a short squeeze."""

import random
from dataclasses import dataclass
from types import MappingProxyType

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo


def _venue(name: str, title: str, completeness: Completeness, publishes: str, hides: str) -> VenueInfo:
    return VenueInfo(VenueId(name), title, completeness, publishes, hides)


VENUES = (
    _venue(
        "binance-usdm",
        "Binance USD-M",
        Completeness.SAMPLED,
        "The largest forced order of each symbol and second.",
        "Every other order of that second.",
    ),
    _venue(
        "binance-coinm",
        "Binance COIN-M",
        Completeness.SAMPLED,
        "The latest forced order of each symbol and second.",
        "Every other order of that second.",
    ),
    _venue("bybit", "Bybit", Completeness.FULL, "Every liquidation, batched twice a second.", "Nothing known."),
    _venue(
        "okx",
        "OKX",
        Completeness.SAMPLED,
        "At most one order per contract and second.",
        "The rest of that second; the price is the bankruptcy price.",
    ),
    _venue("bitget", "Bitget", Completeness.PARTIAL, "Orders of the v3 stream.", "How often it skips is not stated."),
    _venue("gateio", "Gate", Completeness.FULL, "Every liquidation order.", "Nothing known."),
    _venue("htx", "HTX", Completeness.FULL, "Every liquidation order.", "Nothing known."),
)
VENUE_WEIGHTS = (34, 3, 30, 14, 8, 7, 4)
COINS = MappingProxyType(
    {
        "BTC": (25, 95_700.0),
        "ETH": (19, 3_310.0),
        "SOL": (12, 144.2),
        "XRP": (8, 2.13),
        "DOGE": (5, 0.1473),
        "BNB": (4, 921.0),
        "HYPE": (4, 26.11),
        "SUI": (3, 1.842),
        "PEPE": (3, 0.00000612),
        "LINK": (2, 13.9),
        "AVAX": (2, 14.2),
        "FARTCOIN": (1, 0.391),
    }
)
_COIN_WEIGHTS = tuple(weight for weight, _ in COINS.values())


@dataclass(frozen=True, slots=True)
class Mood:
    """How the market is at one moment: orders a second, the share of shorts, and the typical size in dollars."""

    rate: float
    short_share: float
    typical_usd: float


def mood_at(minutes_from_end: float) -> Mood:
    """A quiet day, a small flush seven hours before the end, and a squeeze through the last hour."""
    if minutes_from_end < 55:
        swell = max(0.15, 1.0 - abs(minutes_from_end - 22) / 30)
        return Mood(rate=1.5 + 10.0 * swell, short_share=0.70 + 0.23 * swell, typical_usd=2_500 + 2_200 * swell)
    if 400 < minutes_from_end < 430:
        swell = 1.0 - abs(minutes_from_end - 412) / 20
        return Mood(rate=2.0 + 9.0 * swell, short_share=0.22, typical_usd=4_000 + 4_000 * swell)
    return Mood(rate=1.1, short_share=0.48, typical_usd=3_000)


class Orders:
    """Makes forced orders; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._instruments: dict[tuple[str, str], Instrument] = {}

    def many(self, at: UnixMs, mood: Mood, seconds: float) -> int:
        """How many orders a stretch of `seconds` brings."""
        whole = mood.rate * seconds * self._random.uniform(0.3, 1.7)
        return int(whole) + (self._random.random() < whole % 1)

    def usd(self, mood: Mood) -> float:
        """The size of one order: many small ones, a few very large ones."""
        return min(9e6, self._random.lognormvariate(0.0, 1.55) * mood.typical_usd)

    def side(self, mood: Mood) -> PositionSide:
        """Whose position it was."""
        return PositionSide.SHORT if self._random.random() < mood.short_share else PositionSide.LONG

    def one(self, at: UnixMs, mood: Mood) -> Liquidation:
        """One order."""
        venue = self._random.choices(VENUES, VENUE_WEIGHTS)[0]
        base = self._random.choices(tuple(COINS), _COIN_WEIGHTS)[0]
        price = COINS[base][1] * self._random.uniform(0.997, 1.003)
        usd = self.usd(mood) * (2.2 if base == "BTC" else 1.0)
        size = usd / price
        return Liquidation(
            instrument=self._instrument(venue.id, base),
            position=self.side(mood),
            price=price,
            price_kind=PriceKind.BANKRUPTCY if venue.id in ("okx", "bybit") else PriceKind.FILL,
            quantity_base=size,
            notional=None if base == "FARTCOIN" and venue.id == "htx" else micro_usd(usd),
            at=at,
            received_at=UnixMs(at + self._random.randrange(60, 900)),
            kind=LiquidationKind.LIQUIDATION,
            history=False,
            completeness=venue.completeness,
            size=size,
            venue_price=price,
        )

    def _instrument(self, venue: VenueId, base: str) -> Instrument:
        key = (venue, base)
        if key not in self._instruments:
            self._instruments[key] = Instrument(venue, f"{base}USDT", base, "USDT", Settlement.LINEAR, 1.0)
        return self._instruments[key]

    def step(self, price: float, drift: float) -> float:
        """The next price of a walk."""
        return price * (1 + drift + self._random.gauss(0, 0.00035))
