"""The stories told while they happen: a calm market, a short squeeze, a long flush."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from liqdesk.simulator.accounts import Accounts
from liqdesk.simulator.coins import COINS
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.prices import Anchors, Market, along, level, restlessness
from liqdesk.simulator.sampling import Orders

STEP_MS = 100


@dataclass(frozen=True, slots=True)
class Episode:
    """A story given by three curves: orders per second, the shorts' share of them, and the logarithm of BTC's move."""

    name: str
    duration_ms: int
    rate: Anchors
    short_share: Anchors
    move: Anchors
    size_factor: float = 1.0
    loops: bool = True

    def tell(self, seed: int, start_ms: int, venues: frozenset[str]) -> Iterator[Forced | MarketPrice]:
        """Everything that happens, in time order; numbers count from 1."""
        rng = Random(f"{self.name} {seed}")
        market = Market(lambda at_ms: self._btc(seed, at_ms - start_ms) + restlessness(at_ms, 1))
        orders = Orders(rng, market, self.size_factor)
        accounts = Accounts(rng, venues, STEP_MS)
        number = 0
        for step_ms in range(0, self.duration_ms, STEP_MS):
            now_ms = start_ms + step_ms
            if step_ms % 1_000 == 0:
                for coin in COINS:
                    yield MarketPrice(now_ms, coin.base, market.quote(coin.base, now_ms))
            second = step_ms // 1_000
            accounts.fail(now_ms, along(self.rate, second), along(self.short_share, second))
            for at_ms, contract, position in accounts.due(now_ms + STEP_MS):
                number += 1
                yield orders.order(number, at_ms, contract, position)

    def _btc(self, seed: int, at_ms: int) -> float:
        """The move, bent over its last third towards where the next telling begins."""
        begin, end = level(seed), level(seed + 1)
        seconds = self.duration_ms // 1_000
        bend = along(((seconds * 2 // 3, 0.0), (seconds, 1.0)), at_ms // 1_000)
        return begin + along(self.move, at_ms // 1_000) + bend * (end - begin - self.move[-1][1])


def calm() -> Episode:
    """Ten ordinary minutes."""
    return Episode(
        name="calm",
        duration_ms=600_000,
        rate=((0, 1.2), (150, 1.6), (300, 0.9), (450, 1.5), (600, 1.2)),
        short_share=((0, 0.45), (200, 0.55), (400, 0.4), (600, 0.45)),
        move=((0, 0.0), (180, 0.0011), (390, -0.0009), (600, 0.0)),
    )


_BURST_RATE: Anchors = (
    (0, 1.2),
    (55, 1.5),
    (75, 5.0),
    (100, 11.0),
    (120, 9.0),
    (145, 27.0),
    (165, 20.0),
    (190, 48.0),
    (212, 88.0),
    (232, 150.0),
    (243, 120.0),
    (262, 58.0),
    (280, 38.0),
    (300, 24.0),
    (335, 9.0),
    (365, 3.0),
    (400, 1.3),
)
_BURST_SHARE: Anchors = (
    (0, 0.5),
    (55, 0.55),
    (90, 0.86),
    (150, 0.92),
    (240, 0.95),
    (280, 0.84),
    (330, 0.6),
    (400, 0.42),
)
_BURST_MOVE: Anchors = (
    (0, 0.0),
    (58, 0.0004),
    (100, 0.0032),
    (125, 0.0029),
    (150, 0.0068),
    (170, 0.0063),
    (200, 0.0121),
    (238, 0.0214),
    (246, 0.0222),
    (270, 0.0183),
    (285, 0.0189),
    (330, 0.0121),
    (400, 0.0088),
)


def squeeze() -> Episode:
    """A quiet minute, three minutes in which shorts are driven out ever faster, and the fading afterwards."""
    return Episode("squeeze", 400_000, _BURST_RATE, _BURST_SHARE, _BURST_MOVE, size_factor=1.35)


def flush() -> Episode:
    """The squeeze's mirror: longs are driven out of a falling market."""
    return Episode(
        name="flush",
        duration_ms=400_000,
        rate=_BURST_RATE,
        short_share=tuple((at, 1.0 - share) for at, share in _BURST_SHARE),
        move=tuple((at, -1.1 * move) for at, move in _BURST_MOVE),
        size_factor=1.35,
    )


def worst_day() -> Episode:
    """The two hours around the break of 10 October 2025, told in twenty minutes: rates are what could be seen then, each for a
    sixth of its time. Longs die, hundreds a second for seven minutes and some 15,000 in the worst of them.
    """
    return Episode(
        name="worst-day",
        duration_ms=1_200_000,
        rate=(
            (0, 10.0), (240, 25.0), (420, 120.0), (500, 500.0), (600, 900.0), (648, 2_400.0), (655, 20_000.0),
            (665, 20_000.0), (672, 3_200.0), (720, 1_400.0), (800, 600.0), (900, 150.0), (1_020, 45.0), (1_200, 12.0),
        ),
        short_share=((0, 0.4), (400, 0.25), (500, 0.1), (680, 0.12), (760, 0.3), (900, 0.45), (1_200, 0.45)),
        move=((0, 0.0), (400, -0.018), (600, -0.055), (668, -0.168), (700, -0.12), (900, -0.075), (1_200, -0.082)),
    )  # fmt: skip
