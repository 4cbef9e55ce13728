"""What a minute usually brings, per side of a coin and hour of the week: learnt from watched minutes, kept for long."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import exp, log

import msgspec
import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.windows import Key
from liqdesk.domain.money import MICRO

LOWEST, HIGHEST, STEP = log(1_000.0), log(1e9), 0.25
"""Money is learnt by its logarithm, in steps of about a quarter; below a thousand dollars it is all the same."""
BINS = int((HIGHEST - LOWEST) / STEP) + 2
HOURS = 168
MINUTES_A_DAY = 1_440
FADE = 0.5 ** (1 / (7 * MINUTES_A_DAY))
"""A recorded minute counts half after seven recorded days."""
HOUR_FADE = 0.5 ** (1 / 240)
"""A minute of an hour of the week counts half after four recorded weeks."""
HOUR_DOUBT = 120.0
"""An hour of the week is believed half once so many of its minutes were recorded."""
RECENT_FADE = 0.5 ** (1 / 60)
"""What today is like: a minute counts half after an hour."""
ENOUGH = 360.0
"""Recorded minutes before anything is called usual."""
LEAST_SIGMA, MOST_SIGMA = 0.5, 1.0
HEAVY = 0.99
COINS_KEPT = 1_024

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Usual:
    """What one side of one scope usually brings in a minute of this hour.

    `middle` and `sigma` are median and robust deviation of ln(dollars); `heavy` is the 99th percentile in micro-USD.
    `prints` is the mean of the last hours. Where these brought more than is usual, middle and heavy are raised with them.
    `minutes` is how many recorded minutes that rests on, faded.
    """

    middle: float
    sigma: float
    heavy: int
    prints: float
    minutes: float

    def score(self, micro: int) -> float:
        """How many robust deviations this much money lies above the middle."""
        return (log(max(micro / MICRO, 1.0)) - self.middle) / self.sigma


class BaselinesState(msgspec.Struct, frozen=True):
    """The baselines at rest: arrays as little-endian doubles."""

    keys: list[Key]
    counts: bytes
    hour_weight: bytes
    hour_mean: bytes
    recent: bytes


class Baselines:
    """The usual minutes of every side of every scope; each row of the arrays is one of them."""

    def __init__(self) -> None:
        self._row: dict[Key, int] = {}
        self._counts: Floats = np.zeros((0, BINS))
        self._hour_weight: Floats = np.zeros((0, HOURS))
        self._hour_mean: Floats = np.zeros((0, HOURS))
        self._recent: Floats = np.zeros((0, 3))
        """Weight, mean logarithm and mean prints of the last hours."""
        self._known: dict[tuple[Key, int], Usual | None] = {}

    def learn(self, hour: int, minutes: Mapping[Key, tuple[int, int]], spared: Set[Key]) -> None:
        """Take one watched minute of this hour of the week: micro-USD and prints by side; of a known one not named, none.

        The `spared` sides learn nothing from it.
        """
        self._known.clear()
        for key in sorted(minutes.keys() - self._row.keys()):
            self._add(key)
        if not self._row:
            return
        size = len(self._row)
        told = np.array([minutes.get(key, (0, 0)) for key in self._row], dtype=np.float64)
        money = told[:, 0] / MICRO
        level = np.log(np.maximum(money, exp(LOWEST)))
        learning = np.ones(size, np.bool_)
        for key in spared & self._row.keys():
            learning[self._row[key]] = False
        place = np.minimum((level - LOWEST) / STEP + (money > exp(LOWEST)), BINS - 1).astype(np.int64)
        rows = np.flatnonzero(learning)
        self._counts[rows] *= FADE
        self._counts[rows, place[rows]] += 1.0
        weight = self._hour_weight[rows, hour] * HOUR_FADE + 1.0
        self._hour_weight[rows, hour] = weight
        self._hour_mean[rows, hour] += (level[rows] - self._hour_mean[rows, hour]) / weight
        recent = self._recent[rows]
        recent[:, 0] = recent[:, 0] * RECENT_FADE + 1.0
        recent[:, 1] += (level[rows] - recent[:, 1]) / recent[:, 0]
        recent[:, 2] += (told[rows, 1] - recent[:, 2]) / recent[:, 0]
        self._recent[rows] = recent
        if size > 2 * COINS_KEPT:
            self._keep_busiest()

    def usual(self, key: Key, hour: int) -> Usual | None:
        """What is usual; None before enough was recorded."""
        asked = (key, hour)
        if asked not in self._known:
            self._known[asked] = self._compute(key, hour)
        return self._known[asked]

    def forget(self, scope: str) -> None:
        """Begin anew with this scope, because what feeds it has changed."""
        gone = {key for key in self._row if key[0] == scope}
        self._keep([key for key in self._row if key not in gone])

    def _compute(self, key: Key, hour: int) -> Usual | None:
        row = self._row.get(key)
        if row is None:
            return None
        counts = self._counts[row]
        minutes = float(counts.sum())
        if minutes < ENOUGH:
            return None
        centres = LOWEST + STEP * (np.arange(BINS) - 0.5)
        centres[0] = LOWEST
        middle = _quantile(centres, counts, 0.5)
        away = np.abs(centres - middle)
        order = np.argsort(away, kind="stable")
        spread = _quantile(away[order], counts[order], 0.5)
        heavy = _quantile(centres + STEP / 2, counts, HEAVY)
        weights = self._hour_weight[row]
        mean = float((weights * self._hour_mean[row]).sum() / max(float(weights.sum()), 1.0))
        weight = float(weights[hour])
        offset = (float(self._hour_mean[row, hour]) - mean) * weight / (weight + HOUR_DOUBT)
        raised = offset + max(0.0, float(self._recent[row, 1]) - mean - offset)
        return Usual(
            middle + raised,
            min(max(1.4826 * spread, LEAST_SIGMA), MOST_SIGMA),
            round(exp(heavy + raised) * MICRO),
            float(self._recent[row, 2]),
            minutes,
        )

    def _add(self, key: Key) -> None:
        row = len(self._row)
        if row == len(self._counts):
            room = max(64, row)
            self._counts = np.vstack((self._counts, np.zeros((room, BINS))))
            self._hour_weight = np.vstack((self._hour_weight, np.zeros((room, HOURS))))
            self._hour_mean = np.vstack((self._hour_mean, np.zeros((room, HOURS))))
            self._recent = np.vstack((self._recent, np.zeros((room, 3))))
        self._row[key] = row

    def _keep(self, keys: Sequence[Key]) -> None:
        rows = np.array([self._row[key] for key in keys], dtype=np.int64)
        self._counts = self._counts[rows]
        self._hour_weight = self._hour_weight[rows]
        self._hour_mean = self._hour_mean[rows]
        self._recent = self._recent[rows]
        self._row = {key: row for row, key in enumerate(keys)}
        self._known.clear()

    def _keep_busiest(self) -> None:
        """Let go of the quietest coins, by the share of their minutes in which anything happened."""
        busy = 1.0 - self._counts[:, 0] / np.maximum(self._counts.sum(axis=1), 1.0)
        ranked = sorted(self._row, key=lambda key: (-float(busy[self._row[key]]), key))
        self._keep(ranked[: 2 * COINS_KEPT])

    @property
    def size(self) -> int:
        """Bytes of the arrays."""
        return self._counts.nbytes + self._hour_weight.nbytes + self._hour_mean.nbytes + self._recent.nbytes

    def saved(self) -> BaselinesState:
        """Everything learnt, for the disk."""
        size = len(self._row)
        return BaselinesState(
            list(self._row),
            self._counts[:size].astype("<f8").tobytes(),
            self._hour_weight[:size].astype("<f8").tobytes(),
            self._hour_mean[:size].astype("<f8").tobytes(),
            self._recent[:size].astype("<f8").tobytes(),
        )

    @classmethod
    def restored(cls, state: BaselinesState) -> "Baselines":
        """What was saved; raises ValueError where it does not fit together."""
        size = len(state.keys)
        made = cls()
        made._row = {key: row for row, key in enumerate(state.keys)}
        if len(made._row) != size:
            raise ValueError("a side is there twice")
        made._counts = _array(state.counts, size, BINS)
        made._hour_weight = _array(state.hour_weight, size, HOURS)
        made._hour_mean = _array(state.hour_mean, size, HOURS)
        made._recent = _array(state.recent, size, 3)
        if (made._counts < 0).any() or (made._hour_weight < 0).any():
            raise ValueError("less than nothing was learnt")
        return made


def _array(data: bytes, rows: int, columns: int) -> Floats:
    if len(data) != 8 * rows * columns:
        raise ValueError("an array has the wrong length")
    array = np.frombuffer(data, "<f8").reshape(rows, columns).astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError("a number is none")
    return array


def _quantile(values: NDArray[np.floating], weights: Floats, share: float) -> float:
    """The value below which this share of the weight lies; `values` in order."""
    below = np.cumsum(weights)
    return float(values[min(int(np.searchsorted(below, share * below[-1])), len(values) - 1)])
