"""Days of forced orders with known events, drawn from measured figures: sizes, clusters, batches, venues, lags, caps.

Sizes are log-normal bodies with Pareto tails of 1.35 per coin, cut at 30 million. Arrivals are clusters of branching
0.55 (0.9 inside an event) and a half-life of seconds, on a rate that wanders by the hour. One venue in three tells one order
per symbol and second. Ordinary days bring two to four hundred million dollars.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.simulator.coins import COINS
from liqdesk.simulator.sampling import mean_usd

MARKET = "market"
START = UnixMs(1_767_571_200_000)
"""Monday, 5 January 2026."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VENUES = ("bybit", "binance-usdm", "hyperliquid", "gateio", "okx", "htx")
_VENUE_SHARE = np.array([0.31, 0.20, 0.17, 0.13, 0.10, 0.09])
_VENUE_LAG_MS = np.array([0, 120, 60, 1_100, 350, 2_400])
CAPPED = frozenset({"binance-usdm", "okx"})

_MU = np.array([coin.mu for coin in COINS])
_SIGMA = np.array([coin.sigma for coin in COINS])
_MEAN = np.array([mean_usd(coin.mu, coin.sigma) for coin in COINS])
_MONEY = np.array([coin.share for coin in COINS]) / sum(coin.share for coin in COINS)
_ORDERS = _MONEY / _MEAN / (_MONEY / _MEAN).sum()
MEAN_ORDER = float((_ORDERS * _MEAN).sum())
_TAIL_Z, _TAIL_ALPHA, _CEILING = 1.6448536, 1.35, 3e7


class Sort(StrEnum):
    """What a label is about."""

    SUDDEN = "sudden, whole market"
    WAVES = "nested waves, whole market"
    GRIND = "slow grind, whole market"
    CHOP = "two-sided chop"
    COIN = "one coin"


@dataclass(frozen=True, slots=True)
class Label:
    """A known event: `short_share` of its money was shorts'; `usd` is what it brought before any cap."""

    sort: Sort
    scope: str
    start: int
    end: int
    short_share: float
    usd: float


@dataclass(slots=True)
class Orders:
    """Parallel columns of drawn orders, in no order: moment in ms, coin, venue, whether a short, dollars."""

    at: Ints
    coin: Ints
    venue: Ints
    short: NDArray[np.bool_]
    usd: Floats


@dataclass(slots=True)
class Day:
    """A day: its rows in the order they are received, and what is known of it."""

    rows: list[Liquidation]
    labels: list[Label]
    decoys: list[int] = field(default_factory=list)
    """When one trader alone lost a fortune."""


def _usd(rng: np.random.Generator, coin: Ints, factor: float = 1.0) -> Floats:
    z = rng.standard_normal(len(coin))
    mu, sigma = _MU[coin] + log(factor), _SIGMA[coin]
    body = np.exp(mu + sigma * z)
    start = np.minimum(np.exp(mu + sigma * _TAIL_Z), _CEILING)
    least = (_CEILING / start) ** -_TAIL_ALPHA
    tail = start * (least + (1 - least) * rng.random(len(coin))) ** (-1 / _TAIL_ALPHA)
    return np.minimum(np.where(z > _TAIL_Z, tail, body), _CEILING)


def _clusters(rng: np.random.Generator, first: Floats, branching: float, half_life_s: float) -> tuple[Floats, Ints]:
    """Moments in seconds with all they bring about, and the place in `first` each goes back to."""
    times, roots = [first], [np.arange(len(first))]
    while len(times[-1]):
        children = rng.poisson(branching, len(times[-1]))
        parents = np.repeat(times[-1], children)
        times.append(parents + rng.exponential(half_life_s / log(2), len(parents)))
        roots.append(np.repeat(roots[-1], children))
    return np.concatenate(times), np.concatenate(roots)


def _orders(
    rng: np.random.Generator,
    seconds: Floats,
    short: NDArray[np.bool_],
    coins: Floats,
    venues: Floats,
    factor: float = 1.0,
) -> Orders:
    """Orders of accounts that fail at these seconds; every tenth account holds several coins, closed at one moment."""
    accounts = len(seconds)
    size = np.where(rng.random(accounts) < 0.9, 1, np.minimum(1 + rng.pareto(1.2, accounts), 58)).astype(np.int64)
    venue = rng.choice(len(VENUES), accounts, p=venues)
    lag = _VENUE_LAG_MS[venue] * (0.5 + rng.random(accounts)) + 400 * rng.random(accounts)
    at = (seconds * 1_000 + lag).astype(np.int64)
    coin = rng.choice(len(COINS), int(size.sum()), p=coins)
    return Orders(np.repeat(at, size), coin, np.repeat(venue, size), np.repeat(short, size), _usd(rng, coin, factor))


def _background(rng: np.random.Generator, usd_a_day: float, unrest: float, venues: Floats) -> Orders:
    """A whole day: its rate wanders with a deviation of `unrest` (of the logarithm) from hour to hour."""
    steps = np.zeros(289)
    for step in range(1, 289):
        steps[step] = 0.95 * steps[step - 1] + unrest * np.sqrt(1 - 0.95**2) * rng.standard_normal()
    rate = np.exp(steps - unrest**2 / 2)
    branching = 0.55
    accounts = usd_a_day / MEAN_ORDER / 1.36 * (1 - branching)
    counts = rng.poisson(accounts / 288 * rate[:288])
    first = np.repeat(np.arange(288) * 300.0, counts) + 300 * rng.random(counts.sum())
    seconds, roots = _clusters(rng, first, branching, 6.0)
    lean = np.clip(
        0.45 + 0.15 * np.interp(np.arange(0, 86_400, 300), np.arange(0, 86_400, 3_600), rng.standard_normal(24)),
        0.1,
        0.9,
    )
    root_short = rng.random(len(first)) < lean[np.minimum(first // 300, 287).astype(np.int64)]
    stays = rng.random(len(seconds)) < 0.6
    place = np.clip(seconds // 300, 0, 287).astype(np.int64)
    short = np.where(stays, root_short[roots], rng.random(len(seconds)) < lean[place])
    return _orders(rng, seconds, short, _ORDERS, venues)


def _profile(rng: np.random.Generator, rise_s: float, fade_s: float, count: int) -> Floats:
    """Seconds after the start: the rate grows from a fifth to the whole over the rise, then fades."""
    in_rise = 0.6 * rise_s / (0.6 * rise_s + fade_s)
    rising = rng.random(count) < in_rise
    steps = (np.sqrt(0.04 + 0.96 * rng.random(count)) - 0.2) / 0.8 * rise_s
    return np.where(rising, steps, rise_s + rng.exponential(fade_s, count))


def _event(rng: np.random.Generator, sort: Sort, start_s: float, venues: Floats) -> tuple[Orders, Label]:
    coins, scope, factor = _ORDERS, MARKET, 1.4
    short_share = float(rng.choice([0.93, 0.07]))
    if sort is Sort.COIN:
        chosen = int(rng.integers(2, 40))
        scope = COINS[chosen].base
        coins = 0.03 * _ORDERS
        coins[chosen] += 1 - coins.sum()
        least = 3e6 if chosen < 7 else 1.2e6
        usd = least * float(np.exp(rng.exponential(0.8)))
        mean = float(_MEAN[chosen]) * factor
    else:
        usd = min(20e6 * float(rng.pareto(1.0) + 1), 6e8)
        mean = MEAN_ORDER * factor
    half_life, branching = 4.0, 0.6
    rise = float(np.exp(rng.uniform(log(3), log(40))))
    fade = float(rng.uniform(60, 420))
    if sort is Sort.COIN:
        fade = float(rng.uniform(40, 200))
    if sort is Sort.GRIND:
        rise, fade = float(rng.uniform(240, 600)), float(rng.uniform(300, 600))
    if sort is Sort.CHOP:
        short_share = float(rng.uniform(0.4, 0.6))
    waves = int(rng.integers(2, 6)) if sort is Sort.WAVES else 1
    accounts = max(8, round(usd / mean / 1.36 * (1 - branching)))
    parts, begin = [], 0.0
    for _ in range(waves):
        mine = accounts // waves
        length = fade / waves if waves > 1 else fade
        parts.append(begin + _profile(rng, rise, length, mine))
        begin += rise + 2 * length + float(rng.uniform(20, 100))
    first = np.sort(np.concatenate(parts))
    seconds, roots = _clusters(rng, first, branching, half_life)
    if sort is Sort.CHOP:  # the sides take turns
        period = float(rng.uniform(20, 60))
        flip = np.where((first // period) % 2 == 0, 0.8, 0.2)
        root_short = rng.random(len(first)) < flip
    else:
        root_short = rng.random(len(first)) < short_share
    orders = _orders(rng, start_s + seconds, root_short[roots], coins, venues, factor)
    start = int(start_s * 1_000)
    end = int(np.quantile(orders.at, 0.98))
    return orders, Label(sort, scope, start, end, short_share, float(orders.usd.sum()))


def _decoy(rng: np.random.Generator, start_s: float, venues: Floats) -> Orders:
    """One trader: a single huge order, or many at one moment, on one venue."""
    many = 1 if rng.random() < 0.5 else int(rng.integers(8, 58))
    coin = int(rng.integers(0, 20))
    total = float(np.exp(rng.uniform(log(5e5), log(2e7))))
    parts = rng.dirichlet(np.ones(many)) * total
    one_coin = rng.random() < 0.6
    coins = np.full(many, coin) if one_coin else rng.integers(0, 40, many)
    at = np.full(many, int(start_s * 1_000))
    venue = np.full(many, rng.choice(len(VENUES), p=venues))
    return Orders(at, coins.astype(np.int64), venue, np.full(many, rng.random() < 0.5), parts)


def _together(parts: list[Orders]) -> Orders:
    return Orders(
        np.concatenate([each.at for each in parts]),
        np.concatenate([each.coin for each in parts]),
        np.concatenate([each.venue for each in parts]),
        np.concatenate([each.short for each in parts]),
        np.concatenate([each.usd for each in parts]),
    )


def _sent(orders: Orders, capped: frozenset[str]) -> NDArray[np.bool_]:
    """Which orders their venue tells: where it is capped the last one of each symbol and second."""
    order = np.argsort(orders.at, kind="stable")
    code = (orders.at // 1_000 * 1_024 + orders.coin) * 16 + orders.venue
    keep = np.ones(len(code), np.bool_)
    ordered = code[order]
    last = np.full(len(code), True)
    _, from_end = np.unique(ordered[::-1], return_index=True)
    last[:] = False
    last[len(ordered) - 1 - from_end] = True
    limited = np.isin(orders.venue, [VENUES.index(venue) for venue in capped])
    keep[order] = last
    return keep | ~limited


def instruments() -> list[Instrument]:
    """Every contract of the days: venue after venue, each with every coin."""
    return [
        Instrument(VenueId(venue), f"{coin.base}USDT", coin.base, "USDT", Settlement.LINEAR)
        for venue in VENUES
        for coin in COINS
    ]


class Days:
    """Draws days; the same seed draws the same ones. All are told of the same instruments."""

    def __init__(self, capped: frozenset[str] = CAPPED, venues: tuple[str, ...] = VENUES) -> None:
        self._capped = capped
        share = np.where([venue in venues for venue in VENUES], _VENUE_SHARE, 0.0)
        self._venues = share / share.sum()
        self._instruments = instruments()

    def day(
        self,
        seed: int,
        start: int = START,
        usd_a_day: float | None = None,
        unrest: float = 0.5,
        events: tuple[Sort, ...] = (),
        decoys: int = 0,
    ) -> Day:
        """One day with these events, an hour or more apart in this order, and so many decoys between them."""
        rng = np.random.default_rng(seed)
        orders, labels, alone = self._draw(rng, usd_a_day, unrest, events, decoys)
        rows = self._rows(rng, orders, start)
        return Day(rows, [_moved(label, start) for label in labels], [start + int(at * 1_000) for at in alone])

    def told(
        self,
        seed: int,
        usd_a_day: float | None = None,
        unrest: float = 0.5,
        events: tuple[Sort, ...] = (),
        decoys: int = 0,
    ) -> tuple[Orders, Ints]:
        """The same orders as columns, in the order they are received, and when in ms of the day: for many days at once."""
        rng = np.random.default_rng(seed)
        orders, _, _ = self._draw(rng, usd_a_day, unrest, events, decoys)
        return self._told(rng, orders)

    def _draw(
        self, rng: np.random.Generator, usd_a_day: float | None, unrest: float, events: tuple[Sort, ...], decoys: int
    ) -> tuple[Orders, list[Label], list[float]]:
        usd_a_day = float(rng.uniform(2e8, 4e8)) if usd_a_day is None else usd_a_day
        parts = [_background(rng, usd_a_day, unrest, self._venues)]
        labels: list[Label] = []
        slot = 86_400 / max(1, len(events))
        for number, sort in enumerate(events):
            begin = number * slot + float(rng.uniform(0.05, 0.35)) * slot
            orders, label = _event(rng, sort, begin, self._venues)
            parts.append(orders)
            labels.append(label)
        alone = [float(rng.uniform(0, 86_400)) for _ in range(decoys)]
        parts += [_decoy(rng, at, self._venues) for at in alone]
        return _together(parts), labels, alone

    def _told(self, rng: np.random.Generator, orders: Orders) -> tuple[Orders, Ints]:
        sent = np.flatnonzero(_sent(orders, self._capped) & (orders.at < DAY) & (orders.usd >= 1))
        received = orders.at[sent] + 40 + (900 * rng.random(len(sent))).astype(np.int64)
        order = np.argsort(received, kind="stable")
        sent = sent[order]
        told = Orders(orders.at[sent], orders.coin[sent], orders.venue[sent], orders.short[sent], orders.usd[sent])
        return told, received[order]

    def _rows(self, rng: np.random.Generator, orders: Orders, start: int) -> list[Liquidation]:
        orders, received = self._told(rng, orders)
        classes = [Completeness.SAMPLED if venue in self._capped else Completeness.FULL for venue in VENUES]
        rows: list[Liquidation] = []
        columns = zip(
            (orders.at + start).tolist(),
            (received + start).tolist(),
            (orders.venue * len(COINS) + orders.coin).tolist(),
            orders.venue.tolist(),
            orders.short.tolist(),
            (orders.usd * 1e6).astype(np.int64).tolist(),
            strict=True,
        )
        for at, told, place, venue, short, micro in columns:
            rows.append(
                Liquidation(
                    self._instruments[place],
                    PositionSide.SHORT if short else PositionSide.LONG,
                    1.0,
                    PriceKind.FILL,
                    micro / 1e6,
                    MicroUsd(micro),
                    UnixMs(at),
                    UnixMs(told),
                    LiquidationKind.LIQUIDATION,
                    False,
                    classes[venue],
                    micro / 1e6,
                    1.0,
                )
            )
        return rows


def _moved(label: Label, by: int) -> Label:
    return Label(label.sort, label.scope, label.start + by, label.end + by, label.short_share, label.usd)
