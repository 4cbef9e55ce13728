"""A desk without an engine: a lively made-up market that a test steps by hand, with every state a window must show."""

from collections import deque
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.card import CardView, hour_card
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coin_board import CoinBoardView
from liqdesk.analytics.context import CoinContext
from liqdesk.analytics.courses import CoursesQuery, CoursesView
from liqdesk.analytics.events import EventState
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.orders import OrdersView, chosen_orders
from liqdesk.analytics.rank import PlacedHour
from liqdesk.analytics.views import (
    WINDOWS,
    Coverage,
    Gap,
    LiveFrame,
    SideTotal,
    StatusView,
    TimelineQuery,
    TimelineView,
    TotalsView,
    VenueView,
    WindowTotal,
)
from liqdesk.domain.feed_state import SENTENCES, LaneState, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.market import Funding, OpenInterest, Spread
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs, floor_to
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings, VenueSettings
from tests.fakes.alerts import FakeAlerts
from tests.fakes.coin_board import board_of
from tests.fakes.courses import courses_of
from tests.fakes.crosscheck import FakeCrossCheck
from tests.fakes.day_of_orders import DayOfOrders
from tests.fakes.filtered import part_of
from tests.fakes.frame_parts import headline_of, partly_covered
from tests.fakes.kept_messages import KeptMessages
from tests.fakes.market import COINS, VENUE_WEIGHTS, VENUES, Orders, mood_at
from tests.fakes.sending import FakeSending
from tests.fakes.stacks import StackedDay

END = UnixMs(1_768_343_160_000)
"""Where the made-up day stands when a desk is new: 13 January 2026, 22:26 UTC."""

_DAY_MINUTES = 24 * 60
_FUTURE_MINUTES = 12 * 60
_HELD = 5_000
Number = TypeVar("Number", np.float64, np.int64)
_GAP_MINUTES = (190, 214)


class FakeDesk(StackedDay, KeptMessages):
    """Answers like the engine's desk. `advance` moves its clock and makes orders; public attributes set what it claims.

    `recorded_minutes` is how long it has been watching (less than a day shows "since"); `blind` takes all coverage away;
    `states` overrides a venue's state; `details` overrides its sentence; `offline` shows every venue as unreachable.
    """

    def __init__(self, mode: Mode = Mode.DEMO, seed: int = 7, recorded_minutes: int = _DAY_MINUTES) -> None:
        self._mode = mode
        self._now = END
        self._revision = 1
        self._sequence = 0
        self._orders = Orders(seed)
        self._settings = CurrentSettings(Settings())
        self._held: deque[tuple[int, Liquidation]] = deque(maxlen=_HELD)
        self._first_minute = END // MINUTE - _DAY_MINUTES
        slots = _DAY_MINUTES + _FUTURE_MINUTES
        self._long = np.zeros(slots)
        self._short = np.zeros(slots)
        self._count = np.zeros(slots, np.int64)
        self._price = np.full(slots, np.nan)
        self._largest: Liquidation | None = None
        self.recorded_minutes = recorded_minutes
        self.alerts = FakeAlerts(self._settings, self.now, self.touch)
        self.sending = FakeSending(self._settings)
        self.blind = False
        self.offline = False
        self.paused = False
        self.storing, self.stored_since = "", UnixMs(0)
        self.states: dict[VenueId, LaneState] = {VenueId("htx"): LaneState.BACKING_OFF}
        self.details: dict[VenueId, str] = {}
        self.retried: list[VenueId] = []
        self.events: list[JournalEntry] = []
        self.rank: PlacedHour | None = None
        self.followed: list[str] = []
        self.crosscheck = FakeCrossCheck()
        self.context_known = True
        self.context_age = 12_000
        self.coins_asked = 0
        self.leaning: dict[str, float] = {}
        self.courses_asked = 0
        self._days: dict[str, DayOfOrders] = {}
        self.glances_asked = 0
        self._invent_the_past()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def settings(self) -> CurrentSettings:
        return self._settings

    @property
    def revision(self) -> int:
        return self._revision

    def now(self) -> UnixMs:
        return self._now

    def touch(self) -> None:
        """Say that something changed."""
        self._revision += 1

    def advance(self, span: DurationMs) -> int:
        """Let `span` pass; returns how many orders came. Up to twelve hours in all."""
        mood = mood_at(22 + (self._now - END) / MINUTE % 30)
        made = self._orders.many(self._now, mood, span / SECOND)
        for number in range(made):
            self.add(self._orders.one(UnixMs(self._now + span * number // max(1, made)), mood))
        self._now = UnixMs(self._now + span)
        slot = self._slot(self._now)
        if np.isnan(self._price[slot]):
            self._price[slot] = self._orders.step(self._price[slot - 1], 0.00002)
        self.touch()
        return made

    def add(self, row: Liquidation) -> None:
        """Take one order as if a venue had just sent it."""
        self._sequence += 1
        self._held.append((self._sequence, row))
        usd = (row.notional or 0) / 1e6
        slot = self._slot(row.at)
        (self._long if row.position is PositionSide.LONG else self._short)[slot] += usd
        self._count[slot] += 1
        if row.instrument.base in self._days:
            self._days[row.instrument.base].take([row])
        if row.notional is not None and row.notional > ((self._largest and self._largest.notional) or 0):
            self._largest = row
        self.touch()

    def frame(self, after: int, calm: bool = False) -> tuple[LiveFrame, int]:
        fresh = tuple(row for number, row in self._held if number > after) if after < self._sequence else ()
        totals = self._totals()
        venues = tuple(self._venue(index) for index in range(len(VENUES)))
        enabled = [one for one in venues if one.enabled]
        live = sum(one.state in (LaneState.LIVE, LaneState.QUIET) for one in enabled)
        hour = totals.window("1h").coverage
        size = None if self.storing else 48_300_000
        status = StatusView(live, len(enabled), hour, size, self.storing, self.stored_since)
        frame = LiveFrame(
            self._now,
            totals,
            venues,
            status,
            fresh,
            headline_of(totals),
            self.rank,
            part_of(totals, choice_of(self._settings.value)),
        )
        return frame, self._sequence

    def glance(self, windows: Sequence[str], coins: int) -> Glance:
        self.glances_asked += 1
        made, _ = self.frame(self._sequence)
        totals = tuple(made.totals.window(name) for name in windows)
        whole, weights = totals[0].total, sum(weight for weight, _ in COINS.values())
        largest = tuple(
            (base, SideTotal(MicroUsd(whole.long * weight // weights), MicroUsd(whole.short * weight // weights), 1))
            for base, (weight, _) in list(COINS.items())[:coins]
            if whole.both
        )
        status = made.status
        return Glance(self._now, totals, largest, status.feeds_live, status.feeds_expected, status.storing)

    def journal(self, limit: int) -> Sequence[JournalEntry]:
        return [entry for entry in self.events if entry.event.parent is None][-limit:]

    def standing(self) -> JournalEntry | None:
        return next((entry for entry in reversed(self.events) if entry.event.state is EventState.OPEN), None)

    def event(self, ident: str) -> tuple[JournalEntry, Sequence[JournalEntry]] | None:
        found = next((entry for entry in self.events if entry.event.id == ident), None)
        return None if found is None else (found, [one for one in self.events if one.event.parent == ident])

    def hour_card(self) -> CardView:
        hour = self._totals().window("1h")
        course = self.timeline(TimelineQuery(MINUTE, None, None, "BTC"))
        span = Span(UnixMs(self._now - HOUR), self._now)
        return hour_card(hour, course, span, {"BTC": hour.total}, self._largest, (5, 6))

    def timeline(self, query: TimelineQuery) -> TimelineView:
        per = query.bucket // MINUTE
        first = UnixMs(floor_to(UnixMs(self._first_minute * MINUTE), query.bucket))
        skipped = self._first_minute - first // MINUTE
        last = self._slot(self._now)
        share = self._share(query)

        def folded(values: NDArray[Number]) -> NDArray[Number]:
            used = np.concatenate([np.zeros(skipped, values.dtype), values[: last + 1]])
            used = np.concatenate([used, np.zeros(-len(used) % per, values.dtype)])
            return np.add.reduceat(used, np.arange(0, len(used), per))

        base = COINS.get(query.price_base, (1, 100.0))[1] / COINS["BTC"][1]
        start = UnixMs((self._first_minute + _GAP_MINUTES[0]) * MINUTE)
        gap = Gap(Span(start, UnixMs((self._first_minute + _GAP_MINUTES[1]) * MINUTE)), 1.0)
        return TimelineView(
            query=query,
            start=first,
            long=folded(self._long) * share,
            short=folded(self._short) * share,
            count=folded(self._count),
            gaps=(gap,),
            price_at=(self._first_minute + np.arange(last + 1)) * MINUTE,
            price=self._price[: last + 1] * base,
            sealed_revision=self._now // query.bucket,
            at_least=True,
            at=self._now,
            zero_known=True,
        )

    def orders(self, base: str, among: Choice | None = None) -> OrdersView:
        line = self.timeline(TimelineQuery(MINUTE, base, None, base))
        day = self._days.get(base)
        if day is None:
            day = self._days[base] = DayOfOrders(base, self._first_minute)
            if base in COINS and not (self.blind or self.offline):
                day.fill(line.long, line.short, line.price)
        names = {str(venue.id): venue.name for venue in VENUES}
        start = UnixMs(self._now - DAY)
        found = chosen_orders(day.log.coin(base, start), among)
        gaps = (Gap(Span(start, self._now), 1.0),) if self.blind or self.offline else line.gaps
        return OrdersView(base, start, found, gaps, line.price_at, line.price, names, True, True, self._now, among)

    def courses(self, query: CoursesQuery) -> CoursesView:
        self.courses_asked += 1
        return courses_of(query, self._totals().window(query.window), self._now, self.timeline)

    def recent(self, limit: int) -> Sequence[Liquidation]:
        return [row for _, row in self._held][-limit:]

    def context(self, base: str) -> CoinContext:
        price = COINS[base][1]
        at = UnixMs(self._now - self.context_age)
        binance, bybit, symbol = VenueId("binance-usdm"), VenueId("bybit"), f"{base}USDT"
        known = self.context_known
        return CoinContext(
            base=base,
            at=self._now,
            price=price if known else None,
            price_venue=binance if known else None,
            price_at=at if known else None,
            change_5m=0.0042 if known else None,
            change_1h=-0.0131 if known else None,
            volatility_5m=0.0018 if known else None,
            volatility_1h=0.0077 if known else None,
            interest=OpenInterest(bybit, symbol, 51_234.5, MicroUsd(round(51_234.5 * price * 1e6)), at)
            if known
            else None,
            interest_5m=-0.004 if known else None,
            interest_1h=-0.0123 if known else None,
            funding=Funding(bybit, symbol, -0.000182, DurationMs(8 * HOUR), None, at) if known else None,
            spread=Spread(bybit, symbol, price * 0.99999, price * 1.00001, at) if known else None,
        )

    def coins(self, limit: int) -> CoinBoardView:
        self.coins_asked += 1
        choice = choice_of(self._settings.value)
        return board_of(self._totals(), choice, limit, self.context, self.leaning)

    def replace_settings(self, new: Settings) -> None:
        self._settings.replace(new)
        self.touch()

    def enable_venue(self, venue: VenueId, enabled: bool) -> None:
        old = self._settings.value
        switched = VenueSettings(switched={**old.venues.switched, venue: enabled})
        self.replace_settings(old.model_copy(update={"venues": switched}))

    def pause(self, on: bool) -> None:
        self.paused = on
        self.touch()

    def retry(self, venue: VenueId) -> None:
        self.retried.append(venue)
        self.touch()

    def follow(self, base: str) -> None:
        self.followed.append(base)
        self.touch()

    def _slot(self, at: UnixMs) -> int:
        return min(len(self._long) - 1, at // MINUTE - self._first_minute)

    def _share(self, query: TimelineQuery) -> float:
        share = 1.0
        if query.base is not None:
            share *= COINS.get(query.base, (0, 0.0))[0] / sum(weight for weight, _ in COINS.values())
        if query.venue is not None:
            share *= dict(zip((one.id for one in VENUES), VENUE_WEIGHTS, strict=True)).get(query.venue, 0) / 100
        return share

    def _invent_the_past(self) -> None:
        price = 94_000.0
        for slot in range(_DAY_MINUTES):
            left = _DAY_MINUTES - slot
            mood = mood_at(left)
            if _GAP_MINUTES[0] <= slot < _GAP_MINUTES[1]:
                continue
            price = self._orders.step(price, 0.0003 if 10 < left < 40 else 0.0)
            self._price[slot] = price
            at = UnixMs((self._first_minute + slot) * MINUTE)
            many = self._orders.many(at, mood, 60)
            if left <= 4:
                for number in range(many):
                    self.add(self._orders.one(UnixMs(at + number * MINUTE // max(1, many)), mood))
                continue
            for _ in range(many):
                side = self._long if self._orders.side(mood) is PositionSide.LONG else self._short
                side[slot] += self._orders.usd(mood) * 1.3
            self._count[slot] += many
        self._price[_DAY_MINUTES] = price
        self._price *= COINS["BTC"][1] / price

    def _totals(self) -> TotalsView:
        last = self._slot(self._now)
        watched_from = UnixMs(END - self.recorded_minutes * MINUTE)
        windows = []
        for name, span in WINDOWS.items():
            first = max(0, last - span // MINUTE + 1, self._slot(watched_from))
            start = UnixMs(max(watched_from, self._now - span))
            expected = span / MINUTE
            share = 0.998 if start > watched_from else min(0.998, (self._now - start) / MINUTE / expected)
            coverage = Coverage(share, start, True, ("Binance and OKX publish one order a second",))
            total = SideTotal(
                long=MicroUsd(round(self._long[first : last + 1].sum() * 1e6)),
                short=MicroUsd(round(self._short[first : last + 1].sum() * 1e6)),
                count=int(self._count[first : last + 1].sum()),
                unvalued=3,
            )
            if self.blind or self.offline:
                coverage, total = (
                    Coverage(0.0, None, True, ("Binance and OKX publish one order a second",)),
                    SideTotal(),
                )
            windows.append(WindowTotal(name, total, coverage))
        return TotalsView(self._now, tuple(windows), None if self.blind or self.offline else self._largest)

    def _venue(self, index: int) -> VenueView:
        info = VENUES[index]
        enabled = self._settings.value.venues.switched.get(info.id, info.enabled_by_default)
        state = LaneState.PAUSED if self.paused else self.states.get(info.id, LaneState.LIVE)
        if self.offline:
            state = LaneState.BACKING_OFF
        if not enabled:
            state = LaneState.DISABLED
        waiting = state in (LaneState.BACKING_OFF, LaneState.RATE_LIMITED, LaneState.BLOCKED)
        covering = state in (LaneState.LIVE, LaneState.QUIET, LaneState.DEGRADED)
        hour = self._totals().window("1h").total
        part = VENUE_WEIGHTS[index] / 100
        rows = (row for _, row in reversed(self._held) if row.instrument.venue == info.id)
        newest = next(rows, None)
        seen = not self.offline
        return VenueView(
            id=info.id,
            name=info.name,
            completeness=info.completeness,
            publishes=info.publishes,
            hides=info.hides,
            enabled=enabled,
            state=state,
            sentence=self.details.get(info.id, SENTENCES[state]),
            last_event_at=newest.at if newest and seen else None,
            lag_p50=DurationMs(90 + 70 * index) if covering else None,
            lag_p95=DurationMs(260 + 190 * index) if covering else None,
            coverage=partly_covered(info, covering, self._now) if seen and enabled else Coverage(0.0, None, True),
            next_attempt_at=UnixMs(self._now + 14_000 - self._now % 14_000) if waiting else None,
            hour=SideTotal(MicroUsd(int(hour.long * part)), MicroUsd(int(hour.short * part)), int(hour.count * part), 0)
            if seen
            else SideTotal(),
            topics=612 if covering else 0,
            topics_wanted=612,
            rejected=0,
            unknown=index % 2,
            short=info.short,
        )
