"""The invariants of coverage over made-up histories: connects, drops, mutes, rows, kills.

A history is told to the account exactly as a feed would: spans of one connection that grow from proof to proof, a status a
second, rows. Beside it stands the truth: which milliseconds of which lane lie between two proofs of one connection that was
not mute.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.rhythm import HourOfVenue, Minutes
from liqdesk.domain.feed_state import COVERING, CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from tests.fakes.rows import info, instrument, row

T0 = UnixMs(490_000 * HOUR)
STEP = 10
"""Seconds of one step; a lane is told every ten seconds here, which is within its lease."""

VENUES = {one.id: one for one in (info("bybit"), info("okx", Completeness.SAMPLED), info("htx"))}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(VENUES)), st.sampled_from(["connect", "drop", "succeed", "row", "rows", "mute", "disable"]),
              st.integers(1, 40)),
    min_size=1, max_size=25,
)  # fmt: skip


@dataclass
class Store:
    """What a store would hold, under the orders that the account gives it."""

    spans: dict[tuple[LaneId, int], CoveredSpan] = field(default_factory=dict)

    def put(self, told: CoveredSpan) -> None:
        key = (told.lane, told.span.start)
        held = self.spans.get(key)
        if held is None or held.span.end < told.span.end:
            self.spans[key] = told

    def cut(self, lane: LaneId, since: UnixMs) -> None:
        for key, told in list(self.spans.items()):
            if told.lane == lane and told.span.start >= since:
                del self.spans[key]
            elif told.lane == lane and told.span.end > since:
                self.spans[key] = CoveredSpan(lane, told.venue, Span(told.span.start, since))


@dataclass
class Lane:
    """One lane and the truth about it."""

    venue: VenueId
    connected: UnixMs | None = None
    heard: UnixMs | None = None
    mute: bool = False
    disabled: bool = False
    proofs: list[tuple[int, int, bool]] = field(default_factory=list)
    """First and last proof of each connection, and whether it was ever mute."""

    @property
    def id(self) -> LaneId:
        return LaneId(f"{self.venue}/a")

    @property
    def state(self) -> LaneState:
        if self.disabled:
            return LaneState.DISABLED
        return LaneState.BACKING_OFF if self.connected is None else LaneState.LIVE


class History:
    """Plays steps into an account and a store."""

    def __init__(self) -> None:
        self.now = T0
        self.live = LiveAnalytics(VENUES)
        self.store = Store()
        self.lanes = {venue: Lane(venue) for venue in VENUES}
        self.rows = []
        self.lost: list[tuple[LaneId, Span]] = []
        hours = [HourOfVenue(T0 // HOUR - back, Minutes(60, 58)) for back in range(1, 24)]
        self.live.suspicion.rhythms.learn(dict.fromkeys(VENUES, hours))
        self.tell()

    def play(self, steps) -> None:
        for venue, what, times in steps:
            lane = self.lanes[venue]
            if what == "connect" and lane.connected is None and not lane.disabled:
                lane.connected, lane.mute = self.now, False
                lane.proofs.append((self.now, self.now, False))
            elif what == "succeed" and lane.connected is not None:
                # A fresh connection takes over before the old one goes: the span goes on, what was doubted stays lost.
                self.lose(lane, self.now)
                lane.connected, lane.mute = self.now, False
            elif what == "drop":
                self.lose(lane, self.now)
                lane.connected = None
            elif what == "disable":
                self.lose(lane, self.now)
                lane.disabled, lane.connected = not lane.disabled, None
            elif what == "mute" and lane.connected is not None:
                lane.mute = True
                lane.proofs[-1] = (*lane.proofs[-1][:2], True)
            for number in range(times):
                self.pass_time(lane if what == "rows" or (what == "row" and number == 0) else None)

    def lose(self, lane: Lane, until: UnixMs) -> None:
        """The connection ends: what is in doubt now can be proved no more."""
        since = self.live.coverage.doubted_from(lane.id)
        if since is not None and since < until:
            self.lost.append((lane.id, Span(since, until)))

    def pass_time(self, speaking: Lane | None) -> None:
        self.now = UnixMs(self.now + STEP * SECOND)
        if speaking is not None and speaking.connected is not None and not speaking.mute:
            speaking.heard = self.now
            entry = row(self.now, 1_000_000, of=instrument("BTC", speaking.venue))
            self.rows.append(entry)
            self.live.take((entry,))
        for lane in self.lanes.values():
            if lane.connected is not None:
                first, _, mute = lane.proofs[-1]
                lane.proofs[-1] = (first, self.now, mute)
        self.tell()

    def tell(self) -> None:
        for lane in self.lanes.values():
            news = self.live.lane_changed(
                LaneStatus(
                    lane.id, lane.venue, lane.state, at=self.now, vouched_at=DurationMs(self.now),
                    connected_at=lane.connected, last_event_at=lane.heard,
                )
            )  # fmt: skip
            if news.withdrawn_from is not None:
                self.store.cut(lane.id, news.withdrawn_from)
            for span in news.proven:
                self.store.put(span)
            if lane.connected is not None and lane.proofs[-1][0] < lane.proofs[-1][1]:
                told = CoveredSpan(lane.id, lane.venue, Span(UnixMs(lane.proofs[-1][0]), self.now))
                for counted in self.live.coverage.covered(told):
                    self.store.put(counted)

    def restarted(self) -> LiveAnalytics:
        """A fresh account from what is stored, for the venues that were expected."""
        fresh = LiveAnalytics(VENUES)
        fresh.restore(self.rows)
        for told in sorted(self.store.spans.values(), key=lambda one: one.span.start):
            fresh.coverage.covered(told)
        fresh.coverage.expect_only(self.live.coverage.expected_venues())
        return fresh

    @property
    def whole(self) -> Span:
        return Span(T0, self.now)


def played(steps) -> History:
    history = History()
    history.play(steps)
    return history


def length(span: Span) -> int:
    return span.end - span.start


def gap_time(history: History, venue: VenueId, ledger) -> int:
    return sum(length(gap.span) for gap in ledger.gaps(history.whole, venue))


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_covered_time_and_gaps_are_the_wall_time(steps):
    """I1, for every lane that is expected."""
    history = played(steps)
    ledger = history.live.coverage
    for venue in ledger.expected_venues():
        covered = round(ledger.share(history.whole, venue) * length(history.whole))
        gaps = ledger.gaps(history.whole, venue)
        assert covered + gap_time(history, venue, ledger) == length(history.whole)
        assert all(one.span.end <= other.span.start for one, other in pairwise(gaps))


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_nothing_is_covered_between_two_connections(steps):
    """I2: what is covered lies between the first and the last proof of one connection."""
    history = played(steps)
    for told in history.store.spans.values():
        proofs = history.lanes[told.venue].proofs
        assert any(first <= told.span.start and told.span.end <= last for first, last, _ in proofs)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_doubted_lane_covers_nothing_after_its_last_row(steps):
    """I2 for a muted channel: once it is doubted, its time since the last proof is a gap."""
    history = played(steps)
    for lane in history.lanes.values():
        since = history.live.coverage.doubted_from(lane.id)
        if since is not None:
            assert all(told.span.end <= since for told in history.store.spans.values() if told.lane == lane.id)
            assert lane.heard is None or lane.heard <= since


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_doubt_that_ended_with_its_connection_is_a_gap_for_good(steps):
    """I2 again: neither a successor nor a restart covers it."""
    history = played(steps)
    for lane, lost in history.lost:
        for told in history.store.spans.values():
            assert told.lane != lane or told.span.end <= lost.start or lost.end <= told.span.start


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_complete_means_all_of_it_by_complete_feeds(steps):
    """I3."""
    history = played(steps)
    for window in history.live.totals(history.now).windows:
        if not window.coverage.at_least:
            expected = history.live.coverage.expected_venues()
            assert all(VENUES[venue].completeness is Completeness.FULL for venue in expected)
            assert window.coverage.throughout
            assert not window.coverage.missing
        assert not (window.coverage.zero_known and window.coverage.missing)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_a_restart_gives_the_same_numbers(steps):
    """I4: totals are a function of what is stored, those of killed runs too; only the moment after the last word differs."""
    history = played(steps)
    one, other = history.live.totals(history.now), history.restarted().totals(history.now)
    for before, after in zip(one.windows, other.windows, strict=True):
        assert before.total == after.total
        assert abs(before.coverage.share - after.coverage.share) < 1e-9
        assert before.coverage.since == after.coverage.since


@settings(max_examples=100, deadline=None)
@given(STEPS, st.integers(0, 3_000), st.integers(1, 3_000))
def test_a_gap_never_raises_a_total_and_a_second_connection_changes_none(steps, after, long):
    """I5."""
    history = played(steps)
    before = {one.window: one for one in history.live.totals(history.now).windows}
    for venue, lane in history.lanes.items():
        if lane.connected is not None and lane.proofs[-1][0] < lane.proofs[-1][1]:
            first, last, _ = lane.proofs[-1]
            start = UnixMs(min(last - 1, first + after * SECOND))
            again = Span(start, UnixMs(min(last, start + long * SECOND)))
            history.live.coverage.covered(CoveredSpan(lane.id, venue, again))
    twice = {one.window: one for one in history.live.totals(history.now).windows}
    assert twice == before
    for lane in history.lanes.values():
        history.live.coverage.doubt(lane.id, lane.venue, T0)
    for window in history.live.totals(history.now).windows:
        assert window.total.both <= before[window.window].total.both
        assert window.coverage.share <= before[window.window].coverage.share


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_every_doubt_ends_with_a_row_or_with_the_connection(steps):
    """I6, as far as this account makes states: nothing stays SUSPECT once it spoke or was replaced."""
    history = played(steps)
    for lane in history.lanes.values():
        lane.disabled, lane.connected = False, None
    history.pass_time(None)
    for lane in history.lanes.values():
        lane.connected, lane.mute = history.now, False
        lane.proofs.append((history.now, history.now, False))
    for lane in history.lanes.values():
        history.pass_time(lane)
    history.pass_time(None)
    for lane in history.lanes.values():
        assert history.live.coverage.doubted_from(lane.id) is None
        assert all(one.state in COVERING for one in history.live.coverage.statuses(lane.venue))


def test_the_histories_do_come_to_doubts():
    """The laws above are not empty: a mute lane is doubted, heard again, and doubted for good."""
    history = played([("bybit", "connect", 6), ("bybit", "rows", 6), ("bybit", "mute", 40)])
    lane = history.lanes[VenueId("bybit")]
    assert history.live.coverage.doubted_from(lane.id) == lane.heard
    lost = history.now - lane.heard
    assert gap_time(history, lane.venue, history.live.coverage) == lost
    history.play([("bybit", "succeed", 2), ("bybit", "rows", 20)])
    assert history.live.coverage.doubted_from(lane.id) is None
    assert gap_time(history, lane.venue, history.live.coverage) == lost > MINUTE
