"""What a scene is held to: each cell of the matrix is one venue under one script."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from liqdesk.domain.feed_state import COVERING, LaneId, LaneState
from liqdesk.simulator.publishing import FEEDS, feed_of
from tests.fakes.street import Seen
from tests.faults.cases import BEGIN, WINDOW, Case

CONNECTS = 20
TOLD_EVERY = 1.5
"""A lane is told about once a second."""

STATED_MARGIN = 1.0
"""What a fault that strikes between two ticks may be late."""

LEAST_GAP = 1.0
IN_FLIGHT = 0.5
LIST = "/list"

VALUED_WHEN_HEARD = frozenset({"orderly"})
"""Told without a price, and valued at the mark of the moment: after an outage that is another than when it was sent."""


class Judge:
    """The findings about one scene, by venue; a sentence each."""

    def __init__(self, case: Case, seen: Seen) -> None:
        self._case = case
        self._seen = seen
        self._feed = {lane: feed_of(venue) for lane, venue in seen.venue_of.items()}
        self._stop = case.runs_for - 2.0

    def findings(self) -> dict[str, list[str]]:
        """Every feed with what is wrong with it; nothing where nothing is."""
        found: dict[str, list[str]] = defaultdict(list)
        for feed in FEEDS:
            for check in (self._live, self._dark, self._gaps, self._whole, self._events, self._manners):
                found[feed] += check(feed)
        if self._seen.errors:
            for feed in FEEDS:
                if named := [text for text in self._seen.errors if feed in text]:
                    found[feed].append(f"{len(named)} errors, such as {named[0][:160]}")
            nameless = [text for text in self._seen.errors if not any(feed in text for feed in FEEDS)]
            if nameless:
                found["all"].append(f"{len(nameless)} errors, such as {nameless[0][:300]}")
        return {feed: list(dict.fromkeys(sentences)) for feed, sentences in found.items() if sentences}

    def back_after(self, feed: str) -> float:
        """How long after the end of the fault every lane of a feed covered again and went on to do so."""
        return max((self._last_return(lane) for lane in self._lanes(feed)), default=0.0) - self._case.end

    def _lanes(self, feed: str) -> list[LaneId]:
        return [lane for lane, of in self._feed.items() if of == feed and not lane.endswith(LIST)]

    def _last_return(self, lane: LaneId) -> float:
        for at, state in reversed(self._seen.states[lane]):
            if state not in COVERING:
                after = [later for later, _ in self._seen.states[lane] if later > at]
                return max(self._case.end, after[0]) if after else float("inf")
        return self._case.end

    def _shown(self, lane: LaneId) -> Iterator[tuple[float, float, LaneState]]:
        """From when to when a lane was in which state."""
        told = [*self._seen.states[lane], (self._case.runs_for, LaneState.UNKNOWN)]
        for (start, state), (end, _) in pairwise(told):
            yield start, end, state

    def _live(self, feed: str) -> Iterator[str]:
        case = self._case
        lanes = self._lanes(feed)
        if not lanes:
            yield "it never had a lane"
        calm = not case.leaves or feed not in case.feeds
        slack = TOLD_EVERY
        for lane in lanes:
            late = self._last_return(lane) - case.end
            if late > case.back + slack:
                yield f"{lane} was not live again within {case.back:.0f} s but after {late:.1f} s"
            for start, end, state in self._shown(lane):
                if state in COVERING or end <= BEGIN - 20 or start >= case.runs_for:
                    continue
                if calm or end < BEGIN or start > case.end + case.back + slack:
                    yield f"{lane} was {state} from {start:.1f} to {end:.1f} for no reason"

    def _dark(self, feed: str) -> Iterator[str]:
        case = self._case
        if case.dark_after is None or feed not in case.feeds:
            return
        begin = BEGIN + case.dark_after
        for lane in self._lanes(feed):
            for start, end, state in self._shown(lane):
                if state in (LaneState.LIVE, LaneState.QUIET) and min(end, case.end) > max(start, begin):
                    yield f"{lane} was shown {state} {min(end, case.end) - BEGIN:.1f} s into the fault"

    def _gaps(self, feed: str) -> Iterator[str]:
        """No span goes over a time in which nobody could be told of anything."""
        for first, last in self._outages(feed):
            for lane in self._lanes(feed):
                for start, end in self._spans(lane):
                    if start < last - IN_FLIGHT and end > first + IN_FLIGHT:
                        yield f"{lane} counts {start:.1f} to {end:.1f} as covered over an outage from {first:.1f} to {last:.1f}"

    def _outages(self, feed: str) -> Iterator[tuple[float, float]]:
        case = self._case
        if case.blind and feed in case.feeds:
            yield BEGIN + TOLD_EVERY, case.end
        since: float | None = None
        for at, attended in self._seen.attended[feed]:
            if at < BEGIN - 20:
                continue
            if attended and since is not None:
                if at - since >= LEAST_GAP:
                    yield since, at
                since = None
            elif not attended and since is None:
                since = at

    def _spans(self, lane: LaneId) -> list[tuple[float, float]]:
        began = self._seen.began
        return sorted(((start - began) / 1_000, (end - began) / 1_000) for start, end in self._seen.spans[lane].items())

    def _whole(self, feed: str) -> Iterator[str]:
        """Spans never overlap, and leave no hole where nothing was wrong."""
        case = self._case
        back = max(case.end + 6.5, max((self._last_return(lane) for lane in self._lanes(feed)), default=0.0) + 6.5)
        calm = not case.leaves or feed not in case.feeds
        for lane in self._lanes(feed):
            spans = self._spans(lane)
            for (_, end), (start, _) in pairwise(spans):
                if start < end:
                    yield f"{lane} counts {start:.1f} to {end:.1f} twice"
                if start - end > 0 and (calm or end < BEGIN - 6.5 or start > back):
                    yield f"{lane} has a hole from {end:.1f} to {start:.1f} for no reason"
            if not spans or spans[-1][1] < case.runs_for - 8:
                yield f"{lane} is covered to {spans[-1][1] if spans else 0:.1f} only"

    def _events(self, feed: str) -> Iterator[str]:
        case, seen = self._case, self._seen
        mine = [one for one in seen.sendings.values() if feed_of(one.key[0]) == feed]
        told = slice(None) if case.money and not (case.lossy and feed in VALUED_WHEN_HEARD) else slice(4)
        published = Counter(one.key[told] for one in mine)
        rows: Counter[tuple[object, ...]] = Counter()
        for key, count in seen.rows.items():
            if feed_of(key[0]) == feed:
                rows[key[told]] += count
        if invented := rows - published:
            yield f"{invented.total()} events counted that were not sent, such as {next(iter(invented))}"
        back = self._last_heard(feed)
        due = [one for one in mine if one.at < self._stop and (one.copies or not BEGIN - 1 <= one.at <= back)]
        due = [one for one in due if one.at > 30]
        if case.strict_after is not None:
            due = [one for one in due if one.at < BEGIN - 1 or one.at > case.strict_after] if case.lossy else due
            exact = Counter(one.key for one in due if one.at > case.strict_after)
            if wrong := exact - seen.rows:
                yield f"{wrong.total()} of {exact.total()} late events lost or wrong, such as {next(iter(wrong))}"
        lossy = case.lossy and feed in case.feeds
        if lossy and case.strict_after is None:
            due = [one for one in due if not BEGIN - 1 <= one.at <= max(case.end + 1, back)]
        if lost := Counter(one.key[told] for one in due) - rows:
            first = min(one.at for one in due if one.key[told] in lost)
            yield f"{lost.total()} of {len(due)} events lost, the first of {first:.1f}, such as {next(iter(lost))}"
        if len(due) < 5:
            yield f"only {len(due)} events to hold it to"

    def _last_heard(self, feed: str) -> float:
        """When the last connection that was lost had a successor."""
        missing = [at for at, attended in self._seen.attended[feed] if not attended and at > BEGIN - 1]
        back = max((self._last_return(lane) for lane in self._lanes(feed)), default=0.0)
        return max([self._case.end, back, *(at + 1 for at in missing)])

    def _manners(self, feed: str) -> Iterator[str]:
        case, dials = self._case, self._seen.dials[feed]
        for first, last in zip(dials, dials[CONNECTS:], strict=False):
            if last - first < WINDOW:
                yield f"{CONNECTS + 1} connects in {last - first:.0f} s"
        if case.silent_until is not None and feed in case.feeds:
            asked = BEGIN + case.silent_until
            first_refused = min((at for at in dials if at > BEGIN), default=BEGIN)
            late = first_refused + STATED_MARGIN
            for at in (*dials, *self._seen.pages[feed]):
                if late < at < asked:
                    yield f"asked again {at - first_refused:.1f} s after it was told to wait {case.silent_until:.0f} s"
        if case.probes is not None:
            probes = [at for at in dials if BEGIN + STATED_MARGIN < at < case.end]
            for first, last in pairwise([at for at in probes if at > BEGIN + 60]):
                if 60 < last - first < 1_800:
                    yield f"two probes of a refused venue within {last - first:.0f} s"
