"""What a rule book looks at in tests: the market from rows as they come, events from a detector, and all that was said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.budget import Budget
from liqdesk.alerts.facts import BELATED, NOTHING, Area, VenueTrouble, WindowSum
from liqdesk.alerts.rules import resolved
from liqdesk.alerts.watch import Outcome, RuleBook
from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import Event, Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rank import HourRanks, MinuteHistory, Rank
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.liquidation import Batch, Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.groups import GroupSettings
from liqdesk.settings.rules import SavedRule, ScopeKind

NAMES = {VenueId("bybit"): "Bybit", VenueId("okx"): "OKX"}


NOBODY = Coverage(0.0, None, True, ("no venue was connected",))


def kept_alert(**changes: object) -> Alert:
    """An alert of one large order, told once."""
    made = Alert(
        id="large-order/BTC@1",
        about="large-order/BTC",
        rules=("large-order",),
        names=("One very large order",),
        level=Level.WATCH,
        scope="BTC",
        side=PositionSide.LONG,
        event=None,
        opened_at=UnixMs(1_768_339_560_000),
        updated_at=UnixMs(1_768_339_560_000),
        micro=MicroUsd(12_000_000_000_000),
        sentence="One BTC long of $12.00M was liquidated.",
        why=(),
        words=(),
        source="live",
    )
    return msgspec.structs.replace(made, **changes)


def utc_minute_of_day(at: UnixMs) -> int:
    """The clock of labels in UTC."""
    return at % DAY // MINUTE


@dataclass
class SaidFacts:
    """Facts that a test says: sums by the name of an area and seconds, `late` likewise, everything else whole and calm."""

    at: UnixMs = UnixMs(1_768_339_560_000)
    sums: dict[tuple[str, int], SideTotal] = field(default_factory=dict)
    late: dict[tuple[str, int], SideTotal] = field(default_factory=dict)
    ranks: dict[PositionSide | None, Rank] = field(default_factory=dict)
    bare_ranks: dict[PositionSide | None, Rank] = field(default_factory=dict)
    trouble: list[VenueTrouble] = field(default_factory=list)
    venues: dict[VenueId, str] = field(default_factory=lambda: dict(NAMES))
    share: float | None = 1.0
    whole: bool = True

    def say(self, long: int = 0, short: int = 0, area: str = "market", seconds: int = 3_600) -> None:
        """What a window holds, in dollars."""
        self.sums[area, seconds] = _usd(long, short)

    def say_late(self, long: int = 0, short: int = 0, area: str = "market", seconds: int = 3_600) -> None:
        """What of it came late since the last judgement, in dollars."""
        self.late[area, seconds] = _usd(long, short)

    def window(self, area: Area, seconds: int) -> WindowSum:
        key = area.name, seconds
        return WindowSum(self.sums.get(key, NOTHING), self.late.get(key, NOTHING), not self.whole)

    def coverage(self, area: Area, seconds: int) -> Coverage:
        if self.whole:
            return Coverage(1.0, UnixMs(self.at - seconds * SECOND), False, zero_known=True)
        return Coverage(0.6, UnixMs(self.at - seconds * SECOND // 2), True, ("covered 60% of the time",))

    def hour_rank(self, side: PositionSide | None, days: int, without_late: bool = False) -> Rank | None:
        return (self.bare_ranks if without_late and self.bare_ranks else self.ranks).get(side)

    def troubles(self) -> Sequence[VenueTrouble]:
        return self.trouble

    def listened(self) -> Mapping[VenueId, str]:
        return self.venues

    def covered(self) -> float | None:
        return self.share


@dataclass
class CoveredFacts(SaidFacts):
    """Facts whose every window is as whole as is said."""

    how_whole: Coverage = NOBODY

    def coverage(self, area: Area, seconds: int) -> Coverage:
        return self.how_whole


def _usd(long: int, short: int) -> SideTotal:
    return SideTotal(MicroUsd(long * 1_000_000), MicroUsd(short * 1_000_000), 1)


class _Sums:
    """Longs and shorts of one area and span, up to a second."""

    def __init__(self, area: Area, seconds: int) -> None:
        self.area, self.seconds = area, seconds
        self.by_second: dict[int, list[int]] = {}
        self.total = [0, 0]
        self.edge = -1

    def add(self, entry: Liquidation) -> None:
        of = entry.instrument
        if self.area.holds(of.base, of.venue):
            side, micro = int(entry.position is PositionSide.SHORT), entry.notional or 0
            second = entry.at // SECOND
            self.by_second.setdefault(second, [0, 0])[side] += micro
            if second > self.edge:
                self.total[side] += micro

    def step(self, second: int) -> SideTotal:
        edge = second - self.seconds
        if self.edge < 0 or edge - self.edge > self.seconds:
            kept = [sums for each, sums in self.by_second.items() if each > edge]
            self.total = [sum(sums[side] for sums in kept) for side in (0, 1)]
        else:
            for each in range(self.edge + 1, edge + 1):
                for side, micro in enumerate(self.by_second.pop(each, (0, 0))):
                    self.total[side] -= micro
        self.edge = edge
        return SideTotal(MicroUsd(self.total[0]), MicroUsd(self.total[1]), 1)


class PlayedFacts(SaidFacts):
    """Facts of a market whose rows are given to it; `history` ranks its hours."""

    def __init__(self, history: MinuteHistory | None = None) -> None:
        super().__init__()
        self._sums: dict[tuple[Area, int], _Sums] = {}
        self._late: list[Liquidation] = []
        self._rows: list[Liquidation] = []
        self._ranks: dict[PositionSide | None, HourRanks] = {}
        self._history = history

    def take(self, batch: Batch) -> None:
        for entry in batch:
            if entry.counts:
                self._rows.append(entry)
                if entry.history or entry.received_at - entry.at > BELATED:
                    self._late.append(entry)
                for sums in self._sums.values():
                    sums.add(entry)

    def judged(self) -> None:
        self._late.clear()

    def window(self, area: Area, seconds: int) -> WindowSum:
        sums = self._sums.get((area, seconds))
        if sums is None:
            sums = self._sums[area, seconds] = _Sums(area, seconds)
            for entry in self._rows:
                sums.add(entry)
        late = _Sums(area, seconds)
        for entry in self._late:
            late.add(entry)
        second = self.at // SECOND
        return WindowSum(sums.step(second), late.step(second) if self._late else NOTHING)

    def hour_rank(self, side: PositionSide | None, days: int, without_late: bool = False) -> Rank | None:
        if self._history is None:
            return None
        ranks = self._ranks.get(side)
        if ranks is None:
            ranks = self._ranks[side] = HourRanks(self._history, side)
        hour = self.window(Area(ScopeKind.MARKET, "market"), HOUR // SECOND)
        total = hour.total
        micro = total.both if side is None else total.long if side is PositionSide.LONG else total.short
        rank = ranks.place(micro, self.at)
        return rank if rank.days <= days else Rank(rank.position, rank.of_hours, days, rank.percentile, rank.basis)


def book_of(
    rules: Iterable[SavedRule], settings: AlertSettings | None = None, source: str = "live"
) -> tuple[RuleBook, Budget]:
    """A rule book of these rules, with the groups as shipped, and its budget."""
    budget = Budget(settings or AlertSettings(), utc_minute_of_day, source)
    groups = GroupSettings().coins
    return RuleBook([resolved(rule, groups, NAMES) for rule in rules], budget, source), budget


class WatchedMarket:
    """A detector and a rule book, fed and stepped every so many seconds, and at once where something presses."""

    def __init__(
        self, detector: Detector, book: RuleBook, history: MinuteHistory | None = None, every_s: int = 1
    ) -> None:
        self.detector, self.book = detector, book
        self._every_ms = every_s * SECOND
        self.facts = PlayedFacts(history)
        self.events: list[Event] = []
        self.outcomes: list[tuple[UnixMs, Outcome]] = []
        self._stepped = UnixMs(0)

    def take(self, batch: Batch) -> None:
        """The rows of one frame, at the time they were received."""
        if not batch:
            return
        self.step_to(batch[0].received_at)
        self.detector.take(batch)
        self.facts.take(batch)
        self.book.take(batch)
        if self.book.pressing:
            self._judge(batch[0].received_at)

    def step_to(self, at: UnixMs) -> None:
        """Let time go on."""
        self._stepped = self._stepped or UnixMs(at // SECOND * SECOND)
        while self._stepped + self._every_ms <= at:
            self._stepped = UnixMs(self._stepped + self._every_ms)
            self._hear(self.detector.step(self._stepped))
            standing = self.detector.standing()
            if standing is not None:
                self.book.hear(JournalEntry(standing))
            self._judge(self._stepped)

    def finish(self) -> None:
        """The recording ends here."""
        self._hear(self.detector.finish())
        self._judge(self._stepped)

    def _hear(self, told: Iterable[Event]) -> None:
        for event in told:
            self.events.append(event)
            self.book.hear(JournalEntry(event))

    def _judge(self, at: UnixMs) -> None:
        self.facts.at = at
        self.outcomes += [(at, outcome) for outcome in self.book.judge(self.facts)]
        self.facts.judged()

    @property
    def told(self) -> list[tuple[UnixMs, Announcement]]:
        """The words that were told, but for digests and what is over."""
        return [
            (at, outcome.announcement)
            for at, outcome in self.outcomes
            if outcome.announcement is not None and not outcome.announcement.folded and outcome.alert.over_at is None
        ]

    @property
    def alerts(self) -> dict[str, Alert]:
        """The last word on each alert."""
        return {outcome.alert.id: outcome.alert for _, outcome in self.outcomes}
