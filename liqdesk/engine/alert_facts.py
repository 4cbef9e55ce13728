"""What rules are judged by, read from the running account: exact sums, ranks, troubles, and how whole all that is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.alerts.facts import Area, VenueTrouble, WindowSum
from liqdesk.analytics.buckets import Selection
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.rank import MinuteHistory, Rank
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.engine.venue_troubles import VenueTroubles

HOUR_S = HOUR // SECOND
FEWEST_COVERED = DurationMs(15 * MINUTE)
"""Of less time after a pause no covered share is told."""


class HourRanking(Protocol):
    """Knows the recorded hours."""

    @property
    def recorded(self) -> MinuteHistory | None:
        """The minutes that hours are compared on; None before they are known."""
        ...

    def compared(self) -> frozenset[VenueId] | None:
        """The venues whose sums hours are compared by; None before that is known."""
        ...

    def among(self, days: int, side: PositionSide | None, micro: int, at: UnixMs) -> Rank | None:
        """Where an hour that ends at `at` stands among those of the newest recorded days; None before that is known."""
        ...


class Unranked:
    """Implements `HourRanking` where no hour may be ranked: of demos, replays and other pasts than one's own."""

    recorded = None

    def compared(self) -> frozenset[VenueId] | None:
        """None."""
        return None

    def among(self, days: int, side: PositionSide | None, micro: int, at: UnixMs) -> Rank | None:
        """None."""
        return None


@dataclass(frozen=True, slots=True)
class _Venues:
    """All coins of some venues."""

    venues: frozenset[VenueId]

    def holds(self, base: str, venue: str) -> bool:
        """Whether the venue is one of them."""
        return venue in self.venues


class AccountReader:
    """Makes the facts of one moment. `listened` are the venues that are to be heard now, `paused` says that the user wants
    none of them heard."""

    def __init__(
        self,
        analytics: LiveAnalytics,
        venues: Mapping[VenueId, VenueInfo],
        clock: Clock,
        listened: Callable[[], Collection[VenueId]],
        paused: Callable[[], bool],
    ) -> None:
        self.analytics = analytics
        self.ranking: HourRanking = Unranked()
        self._venues = venues
        self._clock = clock
        self._listened = listened
        self._paused = paused
        self._paused_at: UnixMs | None = None
        self._troubles = VenueTroubles(venues, analytics.coverage)
        self._floors: dict[tuple[VenueId | None, int], bool] = {}
        self._floors_of = (0, 0)
        self._troubled: tuple[int, tuple[VenueTrouble, ...]] = (0, ())

    def facts(self, late: Sequence[Liquidation]) -> "AccountFacts":
        """The market now; `late` is what came late or as history since the last time."""
        at = self._clock.now()
        self.analytics.step(at)
        if self._paused():
            self._paused_at = at
        return AccountFacts(self, at, late)

    def listened(self) -> Mapping[VenueId, str]:
        """Those to be heard, with their names."""
        wanted = self._listened()
        return {venue: info.name for venue, info in self._venues.items() if venue in wanted}

    def covered(self, at: UnixMs) -> float | None:
        """The covered share of the trailing hour, or of its part since the feeds were last paused: that time was wished."""
        since = UnixMs(at - HOUR)
        if self._paused_at is not None and self._paused_at > since:
            since = self._paused_at
        if not self._listened() or at - since < FEWEST_COVERED:
            return None
        return self.analytics.coverage.share(Span(since, at))

    def troubles(self, at: UnixMs) -> tuple[VenueTrouble, ...]:
        """Looked for once a second: no lane speaks more often."""
        if self._troubled[0] != at // SECOND:
            self._troubled = (at // SECOND, self._troubles.look(at, self._clock.monotonic(), self._listened()))
        return self._troubled[1]

    def floor(self, venue: VenueId | None, seconds: int, at: UnixMs) -> bool:
        """Whether more may have happened in a window than was told, whatever was in it; found once a second."""
        state = (at // SECOND, self.analytics.coverage.revision)
        if state != self._floors_of:
            self._floors_of = state
            self._floors.clear()
        known = self._floors.get((venue, seconds))
        if known is None:
            span = Span(UnixMs(at - seconds * SECOND), at)
            known = self._floors[(venue, seconds)] = self.analytics.coverage.coverage(span, 0, venue).at_least
        return known


class AccountFacts:
    """Implements `Facts` over the account as it stands while they are asked."""

    def __init__(self, reader: AccountReader, at: UnixMs, late: Sequence[Liquidation]) -> None:
        self._reader = reader
        self._analytics = reader.analytics
        self._at = at
        self._weighed = False
        self._late = [row for row in late if row.instrument.summed and row.kind is not LiquidationKind.DELEVERAGE]

    @property
    def at(self) -> UnixMs:
        """The moment that is judged."""
        return self._at

    def window(self, area: Area, seconds: int) -> WindowSum:
        """The last so many whole seconds of an area."""
        whole = area.coins is None and not area.but and area.venue is None
        total = self._analytics.trailing(seconds, None if whole else area)
        floor = bool(total.unvalued) or self._reader.floor(area.venue, seconds, self._at)
        return WindowSum(total, self._late_in(area, seconds), floor)

    def coverage(self, area: Area, seconds: int) -> Coverage:
        """How whole that window is."""
        if not self._weighed:  # once a moment: it adds up a day
            self._weighed = True
            self._analytics.coverage.usual = self._analytics.usual()
        span = Span(UnixMs(self._at - seconds * SECOND), self._at)
        total = self._analytics.trailing(seconds, area)
        return self._analytics.coverage.coverage(span, total.unvalued, area.venue)

    def hour_rank(self, side: PositionSide | None, days: int, without_late: bool = False) -> Rank | None:
        """Where the trailing hour stands; None where the account counts other things than the recordings sum."""
        venues = self._reader.ranking.compared()
        if venues is None or self._analytics.with_tradfi:
            return None
        chosen = _Venues(venues)
        micro = _amount(self._analytics.trailing(HOUR_S, chosen), side)
        if without_late:
            micro -= _amount(self._late_in(chosen, HOUR_S), side)
        return self._reader.ranking.among(days, side, micro, self._at)

    def troubles(self) -> Sequence[VenueTrouble]:
        """Venues that are listened to and in trouble now."""
        return self._reader.troubles(self._at)

    def listened(self) -> Mapping[VenueId, str]:
        """Venues that are to be heard now."""
        return self._reader.listened()

    def covered(self) -> float | None:
        """The covered share of the trailing hour, pauses apart."""
        return self._reader.covered(self._at)

    def _late_in(self, chosen: Selection, seconds: int) -> SideTotal:
        if not self._late:
            return SideTotal()
        first = self._at // SECOND - seconds
        long = short = count = unvalued = 0
        for row in self._late:
            of = row.instrument
            if row.at // SECOND <= first or not chosen.holds(of.base, of.venue):
                continue
            if of.tradfi and not self._analytics.with_tradfi:
                continue
            micro = (row.notional or 0) - (row.corrects or 0)
            count += row.corrects is None
            unvalued += row.notional is None
            if row.position is PositionSide.LONG:
                long += micro
            else:
                short += micro
        return SideTotal(MicroUsd(long), MicroUsd(short), count, unvalued)


def _amount(total: SideTotal, side: PositionSide | None) -> int:
    if side is None:
        return total.both
    return total.long if side is PositionSide.LONG else total.short
