"""The single orders of the last day, compact: what charts need that show each at its time and price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import Columns, Slots
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import Gap, SideTotal
from liqdesk.domain.liquidation import ESTIMATED, Liquidation, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness

PRICE_KINDS = tuple(PriceKind)
"""What the number in the field `kind` stands for."""

ORDER = np.dtype(
    [
        ("at", np.int64),
        ("price", np.float64),
        ("micro", np.int64),
        ("slot", np.int32),
        ("kind", np.uint8),
        ("sampled", np.bool_),
        ("unvalued", np.bool_),
    ],
    align=True,
)
"""One order: Unix ms, price of one coin, micro-USD, its slot (odd for shorts), price kind, and how far it can be trusted."""

PORTION = 16_384
MOST = 500_000
"""So many orders are held at most, 32 bytes each; in a day that brings more the oldest go."""
COINS_KEPT = 2
_PATIENCE_MS = 3_600_000
"""An estimate and its correction may tell times so far apart."""

Orders = NDArray[np.void]
"""A structured array of `ORDER`."""

_CODES = {kind: number for number, kind in enumerate(PRICE_KINDS)}
_ESTIMATED = tuple(_CODES[kind] for kind in ESTIMATED)
_FULL = Completeness.FULL


@dataclass(slots=True, eq=False)
class _Coin:
    """The orders of one coin in order of time, of all that was in the log up to number `read`.

    `room` is where they are kept, with some left behind them; those handed out are parts of it and never written again.
    """

    read: int
    room: Orders
    count: int
    revision: int

    @property
    def orders(self) -> Orders:
        """All of them."""
        return self.room[: self.count]

    def put(self, orders: Orders) -> None:
        """Keep these in place of all."""
        self.room, self.count = orders, len(orders)

    def append(self, fresh: Orders) -> None:
        """Add later ones."""
        count = self.count + len(fresh)
        if count > len(self.room):
            room = np.empty(count + count // 4 + 256, ORDER)
            room[: self.count] = self.orders
            self.room = room
        self.room[self.count : count] = fresh
        self.count = count


@dataclass(frozen=True, slots=True, eq=False)
class CoinOrders:
    """The orders of one coin, oldest first; `revision` changes whenever they do. `pairs` tells venue and coin of slot // 2."""

    orders: Orders
    revision: int
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class OrdersView:
    """The single orders of one coin over the last day, with its price line, the gaps, and how whole all that is.

    They are told from `start` on (Unix ms), which is later than a day ago where there was no room for more. `price_at` holds
    Unix ms, `price` prices; a NaN breaks the line. `names` are those of the venues. `at` is the moment of the view.
    Of a choice (`among`) only its venues and its side are told.
    """

    base: str
    start: UnixMs
    found: CoinOrders
    gaps: tuple[Gap, ...]
    price_at: NDArray[np.int64]
    price: NDArray[np.float64]
    names: Mapping[str, str]
    at_least: bool
    zero_known: bool
    at: UnixMs
    among: Choice | None = None


class OrderLog:
    """Takes the columns of rows as they are counted, and keeps the coins asked for last ready."""

    def __init__(self, slots: Slots, most: int = MOST) -> None:
        self._slots = slots
        self._portions = max(2, -(-most // PORTION))
        self._log: list[Orders] = []
        self._first = 0
        self._filled = 0
        self._kept: dict[tuple[str, bool], _Coin] = {}
        self._revision = 0
        self.lost_until = UnixMs(0)
        """Of the time up to this moment some orders may have gone to make room."""

    def add(self, rows: Columns) -> None:
        """Take these rows; a correction of an earlier row takes its place."""
        made = _orders(rows)
        corrections = np.flatnonzero(rows.ones == 0)
        if not len(corrections):
            self._append(made)
            return
        self._append(made[rows.ones != 0])
        for index in corrections.tolist():
            if not self._amend(made[index], rows.rows[index]):
                self._append(made[index : index + 1])

    def _append(self, made: Orders) -> None:
        while len(made):
            if not self._log or self._filled == PORTION:
                self._log.append(np.empty(PORTION, ORDER))
                self._filled = 0
                self._make_room()
            part = made[: PORTION - self._filled]
            self._log[-1][self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            made = made[len(part) :]

    def _amend(self, better: Orders, row: Liquidation) -> bool:
        """Put a better price in the place of the estimate it corrects; whether that was found."""
        for number in range(len(self._log) - 1, -1, -1):
            orders = self._used(number)
            found = np.flatnonzero(
                (orders["micro"] == row.corrects)
                & (orders["slot"] == better["slot"])
                & (np.abs(orders["at"] - better["at"]) <= _PATIENCE_MS)
                & np.isin(orders["kind"], _ESTIMATED)
            )
            if len(found):
                place = int(found[-1])
                for name in ("price", "kind"):
                    orders[name][place] = better[name]
                orders["micro"][place] = row.notional or 0
                self._kept.clear()
                return True
        return False

    def _used(self, number: int) -> Orders:
        """A portion, as far as it is filled."""
        portion = self._log[number]
        return portion[: self._filled] if number == len(self._log) - 1 else portion

    def _make_room(self) -> None:
        while len(self._log) > self._portions:
            gone = self._log.pop(0)
            self._first += PORTION
            self.lost_until = UnixMs(max(self.lost_until, int(gone["at"].max())))

    def forget_before(self, at: UnixMs) -> None:
        """Let go of what is older, by whole portions."""
        while len(self._log) > 1 and int(self._log[0]["at"].max()) < at:
            self._log.pop(0)
            self._first += PORTION
        for coin in self._kept.values():
            coin.put(coin.orders[np.searchsorted(coin.orders["at"], at) :].copy())

    def coin(self, base: str, since: UnixMs) -> CoinOrders:
        """The orders of a coin from `since` on, as far back as they are held without a hole."""
        key = (base, self._slots.with_tradfi)
        kept = self._kept.pop(key, None) or _Coin(0, np.empty(0, ORDER), 0, self._revision)
        self._kept[key] = kept
        while len(self._kept) > COINS_KEPT:
            del self._kept[next(iter(self._kept))]
        self._read_on(kept, base)
        start = np.searchsorted(kept.orders["at"], max(since, self.lost_until + 1))
        return CoinOrders(kept.orders[start:], kept.revision, self._slots.pairs)

    def _read_on(self, kept: _Coin, base: str) -> None:
        wanted = self._slots.matching(base, None)
        start = max(0, kept.read - self._first)
        found = []
        for number in range(start // PORTION, len(self._log)):
            orders = self._used(number)[max(0, start - number * PORTION) :]
            # Records are taken by number several times faster than by a mask.
            found.append(orders.take(np.flatnonzero(wanted[orders["slot"]])))
        kept.read = self._first + max(0, len(self._log) - 1) * PORTION + (self._filled if self._log else 0)
        fresh = np.concatenate(found) if found else np.empty(0, ORDER)
        if not len(fresh):
            return
        if np.any(np.diff(fresh["at"]) < 0):
            fresh = fresh[np.argsort(fresh["at"], kind="stable")]
        if kept.count and fresh["at"][0] < kept.orders["at"][-1]:
            merged = np.concatenate((kept.orders, fresh))
            kept.put(merged[np.argsort(merged["at"], kind="stable")])
        else:
            kept.append(fresh)
        self._revision += 1
        kept.revision = self._revision


def _orders(rows: Columns) -> Orders:
    made = np.empty(len(rows.at), ORDER)
    made["at"], made["micro"], made["slot"], made["unvalued"] = rows.at, rows.micro, rows.slot, rows.unvalued
    made["price"] = [row.price for row in rows.rows]
    made["kind"] = [_CODES[row.price_kind] for row in rows.rows]
    made["sampled"] = [row.completeness is not _FULL for row in rows.rows]
    return made


def chosen_orders(found: CoinOrders, choice: Choice | None) -> CoinOrders:
    """The orders of a coin on the venues and of the side of a choice, whatever its coins."""
    if choice is None or (choice.side is None and choice.venues is None):
        return found
    slots = found.orders["slot"]
    shown = np.ones(len(slots), np.bool_)
    if choice.side is not None:
        shown &= (slots & 1) == int(choice.side is PositionSide.SHORT)
    if choice.venues is not None:
        places = [place for place, (venue, _) in enumerate(found.pairs) if venue in choice.venues]
        shown &= np.isin(slots >> 1, places)
    return CoinOrders(found.orders[shown], found.revision, found.pairs)


def between(orders: Orders, start: float, end: float) -> Orders:
    """Those with start <= at < end; `orders` are in order of time."""
    first, last = np.searchsorted(orders["at"], (np.ceil(start), np.ceil(end)))
    return orders[first:last]


def place_of(orders: Orders, order: np.void) -> int | None:
    """Where an order stands among these, which are in order of time; None where it is not among them."""
    first, last = np.searchsorted(orders["at"], (order["at"], order["at"] + 1))
    found = np.flatnonzero(orders[first:last] == order)
    return int(first + found[0]) if len(found) else None


def total_of(orders: Orders) -> SideTotal:
    """What these orders are worth together."""
    short = (orders["slot"] & 1).astype(np.bool_)
    micro = orders["micro"]
    return SideTotal(
        MicroUsd(int(micro[~short].sum())),
        MicroUsd(int(micro[short].sum())),
        len(orders),
        int(orders["unvalued"].sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """Orders that are drawn each for itself, and the total of those that are not; `floor` (micro-USD) parts the two."""

    orders: Orders
    folded: SideTotal
    floor: MicroUsd


def pick(orders: Orders, minimum: MicroUsd, most: int) -> Picked:
    """At most `most` orders, the largest, of at least `minimum`, in order of time; unvalued ones are never among them."""
    shown = orders["micro"] >= max(minimum, 1)
    floor = minimum
    if int(shown.sum()) > most:
        micro = orders["micro"]
        cut = len(micro) - most
        places = np.argpartition(micro, cut)[cut:]
        shown = np.zeros(len(orders), np.bool_)
        shown[places] = True
        floor = MicroUsd(int(micro[places].min()))
    return Picked(orders[shown], total_of(orders[~shown]), floor)
