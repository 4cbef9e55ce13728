"""What happened after an event: returns, how much of the move was given back, and the same at random times. Never a signal."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from statistics import median
from types import MappingProxyType
from zlib import crc32

import msgspec
import numpy as np

from liqdesk.domain.language import marked
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs

HORIZONS = MappingProxyType(
    {
        "5m": DurationMs(5 * MINUTE),
        "15m": DurationMs(15 * MINUTE),
        "1h": HOUR,
        "4h": DurationMs(4 * HOUR),
        "24h": DurationMs(24 * HOUR),
    }
)
"""How long after the event's end somebody looks, by the name used everywhere."""

PRICE_PATIENCE = DurationMs(2 * MINUTE)
"""A price older than this is no price of the moment asked for."""

LEAST_MOVE_PCT = 0.1
"""An event that moved the price by less has no move that could be given back."""

EXTENDED_BELOW, FADED_FROM, REVERSED_FROM = -20.0, 50.0, 100.0
"""Bounds of the labels, in percent of the event's move given back: below the first the price went on, from the last on
it is back beyond where the event began."""

OPPOSITE_SHARE = 0.25
"""The other side counts as liquidated in its turn from this share of the event's own sum on."""

CONTROL_TIMES = 200

PriceAt = Callable[[UnixMs], float | None]
"""The price of one coin at a moment; None where nobody knows it."""


class Label(StrEnum):
    """What became of the move, by the rules above."""

    EXTENDED = marked("extended")
    HELD = marked("held")
    FADED = marked("faded")
    REVERSED = marked("reversed")
    PENDING = marked("pending")
    UNKNOWN = marked("unknown")


class PriceAfter(msgspec.Struct, frozen=True):
    """One coin at one horizon: percent against the event's end, and percent of the event's move given back."""

    return_pct: float | None
    retraced_pct: float | None


class HorizonAfter(msgspec.Struct, frozen=True):
    """What was seen at one horizon.

    `open_interest_rebuilt_pct` is the share of the open interest lost in the event that has come back. `opposite_usd` is
    what the other side lost in forced orders until then, None where the time was not covered.
    """

    prices: Mapping[str, PriceAfter]
    open_interest_rebuilt_pct: Mapping[str, float | None]
    opposite_usd: float | None
    opposite_liquidated: bool | None


class Control(msgspec.Struct, frozen=True):
    """The leading coin's statistic elsewhere: median percent given back and median size of the return, over `count` cases."""

    count: int
    retraced_pct: float | None
    return_size_pct: float | None


class Aftermath(msgspec.Struct, frozen=True):
    """Horizons that are due, by name; the label at the longest of them that is known, and the controls per horizon."""

    horizons: Mapping[str, HorizonAfter]
    label: Label
    label_at: str | None
    random_times: Mapping[str, Control]
    same_kind: Mapping[str, Control]


class Move(msgspec.Struct, frozen=True):
    """From where to where an event took a price, and when it ended."""

    began_at: UnixMs
    ended_at: UnixMs
    before: float | None
    after: float | None

    @property
    def percent(self) -> float | None:
        """The move in percent of where it began."""
        if self.before is None or self.after is None:
            return None
        return 100 * (self.after / self.before - 1)


def move_of(price: PriceAt, began_at: UnixMs, ended_at: UnixMs) -> Move:
    """What a price did between two moments."""
    return Move(began_at, ended_at, price(began_at), price(ended_at))


def price_after(move: Move, price: PriceAt, horizon: DurationMs) -> PriceAfter:
    """What the price did until `horizon` after the move's end."""
    then = price(UnixMs(move.ended_at + horizon))
    if then is None or move.after is None:
        return PriceAfter(None, None)
    given_back = None
    percent = move.percent
    if percent is not None and move.before is not None and abs(percent) >= LEAST_MOVE_PCT:
        given_back = 100 * (move.after - then) / (move.after - move.before)
    return PriceAfter(100 * (then / move.after - 1), given_back)


def rebuilt_pct(before: float | None, after: float | None, then: float | None) -> float | None:
    """The share of lost open interest that came back, in percent; None where a figure is missing or none was lost."""
    if before is None or after is None or then is None or after >= before:
        return None
    return 100 * (then - after) / (before - after)


def opposite_liquidated(opposite_usd: float | None, event_usd: float) -> bool | None:
    """Whether the other side was liquidated in its turn; None where nobody was looking."""
    return None if opposite_usd is None else opposite_usd >= OPPOSITE_SHARE * event_usd


def label_of(retraced_pct: float | None) -> Label:
    """The label for a share of the move given back."""
    if retraced_pct is None:
        return Label.UNKNOWN
    if retraced_pct >= REVERSED_FROM:
        return Label.REVERSED
    if retraced_pct >= FADED_FROM:
        return Label.FADED
    return Label.EXTENDED if retraced_pct < EXTENDED_BELOW else Label.HELD


def due_horizons(ended_at: UnixMs, now: UnixMs) -> tuple[str, ...]:
    """The horizons that have passed, shortest first."""
    return tuple(name for name, length in HORIZONS.items() if ended_at + length <= now)


def judged(horizons: Mapping[str, HorizonAfter], leading: Sequence[str]) -> tuple[Label, str | None]:
    """The label and its horizon: the longest that is known, by the first of the `leading` coins whose price is.

    Nothing due yet is pending; nothing known of what is due (the program was off) is unknown.
    """
    if not horizons:
        return Label.PENDING, None
    for name in reversed(HORIZONS):
        seen = horizons.get(name)
        for coin in leading if seen is not None else ():
            price = seen.prices.get(coin) if seen is not None else None
            if price is not None and price.retraced_pct is not None:
                return label_of(price.retraced_pct), name
    return Label.UNKNOWN, None


def random_times(price: PriceAt, move: Move, days: tuple[UnixMs, UnixMs], now: UnixMs, seed: str) -> dict[str, Control]:
    """The same statistic at random times of the same days, over moves as long as the event's that do not touch it.

    `days` is the stretch to choose from. The seed makes the choice the same at every look.
    """
    length = move.ended_at - move.began_at
    first, last = days[0] + length, days[1]
    chance = np.random.default_rng(crc32(seed.encode()))
    times = chance.integers(first, last, CONTROL_TIMES).tolist() if last > first else []
    found: dict[str, list[PriceAfter]] = {name: [] for name in HORIZONS}
    for ended in map(UnixMs, times):
        if ended > move.began_at and ended - length < move.ended_at:
            continue
        other = move_of(price, UnixMs(ended - length), ended)
        for name in due_horizons(ended, now):
            found[name].append(price_after(other, price, HORIZONS[name]))
    return {name: control(cases) for name, cases in found.items() if cases}


def control(cases: Iterable[PriceAfter]) -> Control:
    """The medians over some cases; those without a figure count for nothing."""
    known = [case for case in cases if case.return_pct is not None]
    retraced = [case.retraced_pct for case in known if case.retraced_pct is not None]
    sizes = [abs(case.return_pct) for case in known if case.return_pct is not None]
    return Control(len(retraced), median(retraced) if retraced else None, median(sizes) if sizes else None)


def line_price(at: Sequence[int], price: Sequence[float]) -> PriceAt:
    """Reads a kept price line, oldest point first: the last price at or before the moment, unless it is too old."""

    def read(moment: UnixMs) -> float | None:
        place = bisect_right(at, moment) - 1
        if place < 0 or moment - at[place] > PRICE_PATIENCE:
            return None
        value = price[place]
        return value if value == value else None

    return read
