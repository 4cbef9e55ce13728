"""What is only known later: where an event ranks, what surrounded it and what came after; asked a little at a time."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

import msgspec

from liqdesk.analytics.aftermath import (
    HORIZONS,
    Aftermath,
    Control,
    HorizonAfter,
    Move,
    PriceAt,
    control,
    due_horizons,
    judged,
    line_price,
    move_of,
    opposite_liquidated,
    price_after,
    random_times,
    rebuilt_pct,
)
from liqdesk.analytics.conditions import Market, completed
from liqdesk.analytics.events import MARKET, Event
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import Basis, HourRanks, MinuteHistory, PlacedHour, Rank, newest_days
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, MINUTE, UnixMs, floor_to
from liqdesk.domain.venue import VenueId
from liqdesk.engine.journal import Journal
from liqdesk.engine.recorded_hours import RecordedHours

LOOK_EVERY_S = 20.0
RANKS_EVERY = 5 * MINUTE
COINS_MEASURED = 3
SETTLED = 2 * MINUTE
"""An event is ranked once its last minutes are surely on disk."""


class PriceLines(Protocol):
    """What is asked of the recordings beside the hours."""

    async def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[Sequence[int], Sequence[float]]:
        """Times and prices of a coin."""
        ...


class Afterwards:
    """Completes the journal's entries, and knows where the trailing hour ranks; `look` is called now and then."""

    def __init__(
        self,
        journal: Journal,
        hours: RecordedHours,
        lines: PriceLines,
        context: Market,
        now: Callable[[], UnixMs],
    ) -> None:
        self._journal = journal
        self._hours = hours
        self._lines = lines
        self._context = context
        self._now = now
        self._market: MinuteHistory | None = None
        self._ranks: dict[PositionSide | None, HourRanks] = {}
        self._ranked_at = UnixMs(0)
        self._ranked_with_imported = False
        self._lengths: Callable[[], Collection[int]] = frozenset
        self._ranked_lengths: frozenset[int] = frozenset()
        self._newest: dict[tuple[int, PositionSide | None], HourRanks] = {}

    def rank_among(self, lengths: Callable[[], Collection[int]]) -> None:
        """Keep ready, from the next look on, what `among` is asked for these numbers of days."""
        self._lengths = lengths

    async def look(self, last: bool = False) -> None:
        """Bring the ranks up to date where that is due, and complete the entries that can be.

        `last` says that nothing more will come: an event that has just been closed is ranked as well.
        """
        now = self._now()
        with_imported = self._hours.with_imported()
        lengths = frozenset(self._lengths())
        made = (self._ranked_with_imported, self._ranked_lengths)
        if now - self._ranked_at >= RANKS_EVERY or (with_imported, lengths) != made:
            self._ranked_at, self._ranked_with_imported, self._ranked_lengths = now, with_imported, lengths
            market = await self._hours.compared(None, now)
            ranks = await asyncio.to_thread(_hour_ranks, market)
            newest = await asyncio.to_thread(_newest_ranks, market, lengths)
            # Together: who asks where an hour stands may do so while they are made.
            self._market, self._ranks, self._newest = market, ranks, newest
        for entry in self._journal.listed():
            conditions = completed(entry.conditions, entry.event, self._context, now)
            if conditions is not entry.conditions:
                self._journal.complete(msgspec.structs.replace(entry, conditions=conditions))
        for entry in self._journal.listed():
            if entry.event.closed_at is not None:
                await self._complete(entry, now, last)

    def hour(self, sums: Mapping[VenueId, tuple[int, int]], at: UnixMs) -> PlacedHour | None:
        """Where the trailing hour stands, by the side with three quarters of it or else by both; None before it is known.

        `sums` are micro-USD long and short of each venue in the hour that ends at `at`.
        """
        if self._market is None or not self._ranks:  # the ranks are counted in a thread, after the history is there
            return None
        compared = [sums.get(VenueId(venue), (0, 0)) for venue in self._market.basis.venues]
        long, short = sum(one[0] for one in compared), sum(one[1] for one in compared)
        side: PositionSide | None = None
        if long + short:
            share = short / (long + short)
            side = PositionSide.SHORT if share >= 0.75 else PositionSide.LONG if share <= 0.25 else None
        micro = {PositionSide.LONG: long, PositionSide.SHORT: short, None: long + short}[side]
        return PlacedHour(self._ranks[side].place(micro, at), side)

    @property
    def recorded(self) -> MinuteHistory | None:
        """The minutes that the market's hours are compared on; None before they are known."""
        return self._market

    def compared(self) -> frozenset[VenueId] | None:
        """The venues whose sums the market's hours are compared by; None before that is known."""
        return None if self._market is None else frozenset(map(VenueId, self._market.basis.venues))

    def among(self, days: int, side: PositionSide | None, micro: int, at: UnixMs) -> Rank | None:
        """Where an hour of the market stands among those of the newest recorded days; None before that is known."""
        ranks = self._newest.get((days, side))
        return None if ranks is None else ranks.place(micro, at)

    async def _complete(self, entry: JournalEntry, now: UnixMs, last: bool) -> None:
        event = entry.event
        ended = event.closed_at
        if ended is None:
            return
        if entry.rank is None and (last or now - ended >= SETTLED):
            entry = msgspec.structs.replace(entry, rank=await self._rank(event, now))
            self._journal.complete(entry)
        known = () if entry.aftermath is None else entry.aftermath.horizons
        if any(name not in known for name in due_horizons(ended, now)):
            self._journal.complete(msgspec.structs.replace(entry, aftermath=await self._aftermath(entry, ended, now)))

    async def _rank(self, event: Event, now: UnixMs) -> Rank:
        base = None if event.scope == MARKET else event.scope
        history = await self._hours.compared(base, now)
        side = RANKED_SIDE[event.kind]
        ranks = await asyncio.to_thread(HourRanks, history, side)
        best = history.largest_hour(side, event.opened_at, event.closed_at or now)
        if best is None:
            return Rank(1, 0, 0, 0.0, Basis(history.basis.venues, history.basis.left_out))
        return ranks.place(*best)

    async def _aftermath(self, entry: JournalEntry, ended: UnixMs, now: UnixMs) -> Aftermath:
        event = entry.event
        leading = _leading(event)
        until = UnixMs(min(now, ended + DAY) + MINUTE)
        since = UnixMs(floor_to(event.opened_at, DAY))
        prices = {base: line_price(*await self._lines.price_line(base, since, until)) for base in leading}
        moves = {base: move_of(price, event.opened_at, ended) for base, price in prices.items()}
        history = await self._hours.recorded(None if event.scope == MARKET else event.scope, now)
        horizons = {
            name: self._horizon(event, ended, name, moves, prices, history) for name in due_horizons(ended, now)
        }
        label, label_at = judged(horizons, leading)
        first = leading[0]
        day = (since, UnixMs(min(since + DAY, now)))
        controls = random_times(prices[first], moves[first], day, now, event.id)
        return Aftermath(horizons, label, label_at, controls, self._same_kind(entry))

    def _horizon(
        self,
        event: Event,
        ended: UnixMs,
        name: str,
        moves: Mapping[str, Move],
        prices: Mapping[str, PriceAt],
        history: MinuteHistory,
    ) -> HorizonAfter:
        then = UnixMs(ended + HORIZONS[name])
        interest = self._context.open_interest
        opposite = _opposite(event, history, ended, then)
        return HorizonAfter(
            {base: price_after(moves[base], prices[base], HORIZONS[name]) for base in moves},
            {
                base: rebuilt_pct(interest(base, event.opened_at), interest(base, ended), interest(base, then))
                for base in moves
            },
            opposite,
            opposite_liquidated(opposite, entry_usd(event)),
        )

    def _same_kind(self, entry: JournalEntry) -> dict[str, Control]:
        """The leading coin's figures after every other recorded event of this kind."""
        others = [
            (_leading(one.event)[0], one.aftermath)
            for one in self._journal.listed()
            if one.event.kind is entry.event.kind and one.event.id != entry.event.id and one.aftermath is not None
        ]
        found = {
            name: [after.horizons[name].prices[base] for base, after in others if base in _prices(after, name)]
            for name in HORIZONS
        }
        return {name: control(cases) for name, cases in found.items() if cases}


def _prices(aftermath: Aftermath, name: str) -> Mapping[str, object]:
    seen = aftermath.horizons.get(name)
    return {} if seen is None else seen.prices


def _leading(event: Event) -> tuple[str, ...]:
    """The coins whose prices are looked at: the event's own, or the market's two and the largest others."""
    if event.scope != MARKET:
        return (event.scope, *(base for base in ("BTC", "ETH") if base != event.scope))
    heads = [share.name for share in event.bases[:COINS_MEASURED]]
    return tuple(dict.fromkeys(("BTC", "ETH", *heads)))


def entry_usd(event: Event) -> float:
    """What the event's own side lost, in dollars."""
    side = RANKED_SIDE[event.kind]
    micro = event.both if side is None else event.long if side is PositionSide.LONG else event.short
    return micro / 1e6


def _opposite(event: Event, history: MinuteHistory, ended: UnixMs, then: UnixMs) -> float | None:
    """What the other side lost from the event's end on, in dollars; None where that time was not watched, or both lost."""
    side = RANKED_SIDE[event.kind]
    first, last = ended // MINUTE - history.first, -(-then // MINUTE) - history.first
    if side is None or first < 0 or not history.watched[first : min(last, len(history.watched))].all():
        return None
    other = PositionSide.SHORT if side is PositionSide.LONG else PositionSide.LONG
    return float(history.side(other)[first:last].sum()) / 1e6


def _hour_ranks(history: MinuteHistory) -> dict[PositionSide | None, HourRanks]:
    return {side: HourRanks(history, side) for side in (PositionSide.LONG, PositionSide.SHORT, None)}


def _newest_ranks(history: MinuteHistory, lengths: Collection[int]) -> dict[tuple[int, PositionSide | None], HourRanks]:
    return {(days, side): ranks for days in lengths for side, ranks in _hour_ranks(newest_days(history, days)).items()}
