"""How hard a throttled feed is pressed: the slots it used inside bursts, and what its rule would leave of complete feeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo

LOOK_BACK = 15
"""Minutes that count as now."""

BURST_ROWS = 5
"""Orders of one coin within `TEN` seconds, over all venues, that make these seconds a burst."""

TEN = 10
TENS = 60 // TEN
TEN_SLOTS = (1 << TEN) - 1
WAITING = 2_000
"""Rows that may wait to be counted together: where nobody looks, as without a window, they must not pile up."""
AT_ONCE, LOOKED_AT = 500, 4_000
"""So many are counted with a frame where too many wait, and at a look: a frame may bring ten thousand."""
MOST_WAITING = 50_000
"""From here on as many are counted with a frame as it brings."""

LOOK_EVERY = DurationMs(5 * SECOND)


@dataclass(frozen=True, slots=True)
class Saturation:
    """Of the `seconds` that a throttled venue's contracts spent in bursts of their coins, the `share` in which their one slot
    was used; `symbol` is the contract with the most used slots, and `symbol_share` its own share.
    """

    share: float
    seconds: int
    symbol: str
    symbol_share: float


@dataclass(frozen=True, slots=True)
class Thinning:
    """The share of money that complete feeds would still show if only their last order of each second and contract were told,
    over the coins and minutes in which the throttled venue told something. A guess at what it hides; it corrects nothing.
    """

    survives: float
    venues: tuple[VenueId, ...]


@dataclass(slots=True)
class _Cell:
    """One contract in one minute: the seconds with an order as bits, its money, and that of the last order of each second."""

    slots: int = 0
    money: int = 0
    kept: int = 0
    second: int = -1
    last: int = 0


@dataclass(slots=True)
class _CoinMinute:
    tens: list[int] = field(default_factory=lambda: [0] * TENS)
    cells: dict[tuple[VenueId, str], _Cell] = field(default_factory=dict)


@dataclass(slots=True)
class _Summary:
    """What one minute adds: by contract its used and its burst seconds; by venue money, kept money and whose it was."""

    slots: dict[tuple[VenueId, str], tuple[int, int]] = field(default_factory=dict)
    thinned: dict[VenueId, tuple[int, int, frozenset[VenueId]]] = field(default_factory=dict)


class ThrottleMeter:
    """Takes every frame, counts when it is looked at or many rows wait, and concludes every five seconds at most.

    Counting five seconds of a burst at once would hold up the window for a tenth of a second: what is left is counted at the
    next looks.
    """

    def __init__(self, venues: Mapping[VenueId, VenueInfo]) -> None:
        self._throttled = {venue for venue, info in venues.items() if info.completeness is Completeness.SAMPLED}
        self._complete = {venue for venue, info in venues.items() if info.completeness is Completeness.FULL}
        self._waiting: list[Liquidation] = []
        self._minutes: dict[int, dict[str, _CoinMinute]] = {}
        self._summaries: dict[int, _Summary] = {}
        self._looked_at: UnixMs | None = None
        self._saturations: dict[VenueId, Saturation] = {}
        self._thinnings: dict[VenueId, Thinning] = {}

    def take(self, batch: Batch) -> None:
        """Hold a frame until it is counted."""
        self._waiting += batch
        if len(self._waiting) >= WAITING:
            most = AT_ONCE if len(self._waiting) < MOST_WAITING else AT_ONCE + len(batch)
            self._count_waiting(batch[-1].received_at // MINUTE, most)

    def saturation(self, venue: VenueId) -> Saturation | None:
        """How far a throttled venue's slots were used in the bursts of the last look; None where there was no burst."""
        return self._saturations.get(venue)

    def thinning(self, venue: VenueId) -> Thinning | None:
        """What its rule would leave of complete feeds; None where nothing can be compared."""
        return self._thinnings.get(venue)

    def look(self, at: UnixMs) -> None:
        """Count what came; unless that was done a moment ago, conclude over the minutes up to `at`."""
        newest = at // MINUTE
        self._count_waiting(newest, LOOKED_AT)
        if self._looked_at is not None and 0 <= at - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = at
        for minute, coins in self._minutes.items():
            if minute not in self._summaries:
                self._summaries[minute] = self._summary(coins.values())
        self._conclude()

    def _count_waiting(self, newest: int, most: int) -> None:
        """Count up to so many of what waits, and let go of the minutes that are not now."""
        for entry in self._waiting[:most]:
            if entry.counts and not entry.history:
                self._count(entry, newest)
        del self._waiting[:most]
        for minute in [minute for minute in self._minutes if not newest - LOOK_BACK < minute <= newest + 1]:
            del self._minutes[minute]
            self._summaries.pop(minute, None)

    def _count(self, entry: Liquidation, newest: int) -> None:
        second = entry.at // SECOND
        minute, second = divmod(second, 60)
        if minute <= newest - LOOK_BACK:
            return
        self._summaries.pop(minute, None)
        coin = self._minutes.setdefault(minute, {}).setdefault(entry.instrument.base, _CoinMinute())
        coin.tens[second // TEN] += 1
        name = (entry.instrument.venue, entry.instrument.symbol)
        cell = coin.cells.get(name)
        if cell is None:
            cell = coin.cells[name] = _Cell()
        money, bit = entry.notional or 0, 1 << second
        cell.money += money
        if second == cell.second:
            cell.last = money
        elif not cell.slots & bit:
            cell.kept += cell.last
            cell.second, cell.last = second, money
        cell.slots |= bit

    def _summary(self, coins: Iterable[_CoinMinute]) -> _Summary:
        out = _Summary()
        for coin in coins:
            throttled = {name[0] for name in coin.cells if name[0] in self._throttled}
            if not throttled:
                continue
            bursts = [ten for ten, rows in enumerate(coin.tens) if rows >= BURST_ROWS]
            if bursts:
                self._add_slots(out, coin, bursts)
            complete = {name: cell for name, cell in coin.cells.items() if name[0] in self._complete}
            money = sum(cell.money for cell in complete.values())
            if money:
                kept = sum(cell.kept + cell.last for cell in complete.values())
                whose = frozenset(venue for venue, _ in complete)
                for venue in throttled:
                    before = out.thinned.get(venue, (0, 0, frozenset[VenueId]()))
                    out.thinned[venue] = (before[0] + money, before[1] + kept, before[2] | whose)
        return out

    def _add_slots(self, out: _Summary, coin: _CoinMinute, bursts: list[int]) -> None:
        for name, cell in coin.cells.items():
            if name[0] in self._throttled:
                used = sum((cell.slots >> ten * TEN & TEN_SLOTS).bit_count() for ten in bursts)
                before = out.slots.get(name, (0, 0))
                out.slots[name] = (before[0] + used, before[1] + TEN * len(bursts))

    def _conclude(self) -> None:
        slots: dict[VenueId, dict[str, tuple[int, int]]] = {}
        thinned: dict[VenueId, tuple[int, int, frozenset[VenueId]]] = {}
        for minute in self._summaries.values():
            for (venue, symbol), (used, seconds) in minute.slots.items():
                mine = slots.setdefault(venue, {})
                before = mine.get(symbol, (0, 0))
                mine[symbol] = (before[0] + used, before[1] + seconds)
            for venue, (money, kept, whose) in minute.thinned.items():
                sofar = thinned.get(venue, (0, 0, frozenset[VenueId]()))
                thinned[venue] = (sofar[0] + money, sofar[1] + kept, sofar[2] | whose)
        self._saturations = {venue: _saturation(mine) for venue, mine in slots.items()}
        self._thinnings = {
            venue: Thinning(kept / money, tuple(sorted(whose))) for venue, (money, kept, whose) in thinned.items()
        }


def _saturation(symbols: Mapping[str, tuple[int, int]]) -> Saturation:
    used = sum(used for used, _ in symbols.values())
    seconds = sum(seconds for _, seconds in symbols.values())
    symbol = max(symbols, key=lambda one: (symbols[one][0], one))
    most, of = symbols[symbol]
    return Saturation(used / seconds, seconds, symbol, most / of)
