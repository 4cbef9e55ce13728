"""Plays a tape through the venues' sessions into a listener, by the tape's own clock."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ports import FeedListener
from liqdesk.feed.conversation import Conversation, Tally
from liqdesk.feed.instruments import load_bundled
from liqdesk.feed.tape import Closed, Frame, Instruments, Opened, TapeLine, TapeReader
from liqdesk.venues.session import ConnectionPlan, Venue

TURN = 200
"""Lines played at full speed before others on the loop get a turn."""

SLICE = 0.1
"""Seconds of real time the clock moves in while nothing is on the tape."""

CLOSE_GRACE = DurationMs(20 * SECOND)
"""A connection is taken as good up to its end if its last frame is no older than this then."""


class ReplayClock:
    """A `Clock` that stands where the tape is; both of its clocks are the tape's."""

    def __init__(self, start: UnixMs = UnixMs(0)) -> None:
        self._at = start

    def now(self) -> UnixMs:
        """Where the tape is."""
        return self._at

    def monotonic(self) -> DurationMs:
        """The same moment."""
        return DurationMs(self._at)

    def move_to(self, at: UnixMs) -> None:
        """Go on to `at`; never back."""
        self._at = max(self._at, at)


@dataclass(slots=True)
class _Reel:
    """One connection of the tape. `venues` are those whose rows it has brought, its own first."""

    part: str
    since: UnixMs
    talk: Conversation
    venues: list[VenueId]
    open: bool = True


class TapePlayer:
    """Plays one tape. `at` is the time of the last line played, `venues` are those it has rows or a connection of."""

    def __init__(
        self,
        venues: Mapping[VenueId, Venue],
        catalogue: Catalogue,
        listener: FeedListener,
        clock: ReplayClock,
        bundled: Callable[[VenueId], str | None],
    ) -> None:
        self.at = UnixMs(0)
        self.venues: set[VenueId] = set()
        self._known = venues
        self._catalogue = catalogue
        self._listener = listener
        self._clock = clock
        self._bundled = bundled
        self._listed: set[VenueId] = set()
        self._reels: dict[tuple[VenueId, int], _Reel] = {}
        self._ended: dict[tuple[VenueId, str], _Reel] = {}
        self._told_at = UnixMs(0)
        self._reader: TapeReader | None = None
        self._lines: Iterator[TapeLine] = iter(())
        self._line: TapeLine | None = None

    async def play(self, reader: TapeReader, speed: float | None) -> None:
        """To the end; `speed` times real time, or as fast as it goes. Raises ExpectedFailure where it is no tape."""
        self.thread(reader)
        played = 0
        while (at := self.ahead()) is not None:
            if speed is not None and self.at:
                await self._pass_time(at, speed)
            self.play_next()
            played += 1
            if played % TURN == 0:
                await asyncio.sleep(0)
        self._tell()

    def thread(self, reader: TapeReader) -> None:
        """Take up a tape at its beginning, to be played line by line. Raises ExpectedFailure where it is none."""
        self._reader = reader
        self._lines = iter(reader)
        self._fetch()

    def ahead(self) -> UnixMs | None:
        """When the next line happens; None at the end. A page of contracts happens at once."""
        line = self._line
        if line is None:
            return None
        return self.at if isinstance(line, Instruments) else UnixMs(line.at)

    def play_next(self) -> None:
        """Play the next line, at its own time."""
        line, reader = self._line, self._reader
        if line is None or reader is None:
            return
        if not isinstance(line, Instruments):
            self._clock.move_to(UnixMs(line.at))
            self.at = UnixMs(line.at)
            self._tell_if_due()
        if VenueId(line.venue) not in self._known:
            reader.note_bad(f"a venue nobody knows: {line.venue[:40]}")
        else:
            try:
                self._take(line)
            except ValueError as wrong:
                reader.note_bad(str(wrong))
        self._fetch()

    def pass_to(self, at: UnixMs) -> None:
        """Let time pass in which nothing happens, up to `at`."""
        self._clock.move_to(at)
        self._tell_if_due()

    def _fetch(self) -> None:
        """Look at the next line that can be played; those that cannot are noted."""
        self._line = next(self._lines, None)
        while self._line is not None and not isinstance(self._line, Instruments) and self._line.at <= 0:
            if self._reader is not None:
                self._reader.note_bad("a time before 1970")
            self._line = next(self._lines, None)

    async def _pass_time(self, at: UnixMs, speed: float) -> None:
        while at > self._clock.now():
            left = (at - self._clock.now()) / SECOND / speed
            await asyncio.sleep(min(SLICE, left))
            step = max(1, int(min(SLICE, left) * SECOND * speed))
            self.pass_to(min(at, UnixMs(self._clock.now() + step)))

    def _take(self, line: TapeLine) -> None:
        venue = VenueId(line.venue)
        match line:
            case Instruments():
                self._list(venue, line.page)
            case Opened():
                self._open(venue, line)
            case Frame():
                self._frame(venue, line)
            case Closed():
                self._close(venue, line)

    def _list(self, venue: VenueId, page: str) -> None:
        """A page counts from here on; what it does not name stays as it was."""
        self._list_bundled(venue)
        found = self._known[venue].read_instruments(page.encode(), "").instruments
        self._catalogue.add(venue, found, "tape", self.at or None)

    def _list_bundled(self, venue: VenueId) -> None:
        """Begin with the lists that came with the program, for a venue and those it may bring rows of."""
        for one, adapter in self._known.items():
            if one not in self._listed and venue in (one, adapter.info.carried_by):
                self._listed.add(one)
                load_bundled(one, self._bundled(one), self._catalogue)

    def _open(self, venue: VenueId, line: Opened) -> _Reel:
        self._list_bundled(venue)
        self.venues.add(venue)
        former = self._reels.get((venue, line.conn))
        if former is not None:
            self._end(venue, line.conn, former)
        adapter = self._known[venue]
        part = line.part or self._free_part(venue)
        plan = ConnectionPlan(
            part=part,
            url=line.url,
            carries=(venue,),
            new_session=adapter.decoder,
            topics=0,
            history_before_open=any(one.history_before_open for one in adapter.plan((), adapter.addresses)),
        )
        met = [venue]
        talk = Conversation(
            plan, self._listener, lambda one: self._meet(one, met), Tally(venue), every_frame_proves=True
        )
        now, monotonic = self._clock.now(), self._clock.monotonic()
        talk.opened(now, monotonic)
        talk.spans.prove(now, monotonic)
        reel = self._reels[venue, line.conn] = _Reel(part, now, talk, met)
        self._ended.pop((venue, part), None)
        self._tell_reel(reel)
        return reel

    def _meet(self, venue: VenueId, met: list[VenueId]) -> bool:
        """Every venue counts whose rows a connection brings."""
        if venue not in self._known:
            return False
        if venue not in met:
            met.append(venue)
            self.venues.add(venue)
        return True

    def _free_part(self, venue: VenueId) -> str:
        """The lowest place that no open connection of the venue holds."""
        taken = {reel.part for (owner, _), reel in self._reels.items() if owner == venue}
        number = 1
        while f"tape-{number}" in taken:
            number += 1
        return f"tape-{number}"

    def _frame(self, venue: VenueId, line: Frame) -> None:
        content = line.content()
        reel = self._reels.get((venue, line.conn)) or self._open(venue, Opened(line.venue, line.conn, line.at))
        before = reel.talk.tally.rejected
        reel.talk.received(content, self._clock.now(), self._clock.monotonic())
        if reel.talk.tally.rejected > before:
            raise ValueError(reel.talk.tally.last_complaint)

    def _close(self, venue: VenueId, line: Closed) -> None:
        reel = self._reels.get((venue, line.conn))
        if reel is None:
            raise ValueError("the end of a connection that was not open")
        self._end(venue, line.conn, reel)

    def _end(self, venue: VenueId, conn: int, reel: _Reel) -> None:
        now = self._clock.now()
        last = reel.talk.last_frame_at
        if last is not None and now - last <= CLOSE_GRACE:
            reel.talk.spans.prove(now, self._clock.monotonic())
        self._tell_spans(reel)
        del self._reels[venue, conn]
        if any(owner == venue and other.part == reel.part for (owner, _), other in self._reels.items()):
            return  # a successor has taken its place already
        reel.open, reel.since = False, now
        self._ended[venue, reel.part] = reel
        self._tell_reel(reel)

    def _tell_if_due(self) -> None:
        if self._clock.now() - self._told_at >= SECOND:
            self._tell()

    def _tell(self) -> None:
        self._told_at = self._clock.now()
        for reel in (*self._reels.values(), *self._ended.values()):
            self._tell_reel(reel)

    def _tell_reel(self, reel: _Reel) -> None:
        self._tell_state(reel)
        self._tell_spans(reel)

    def _tell_spans(self, reel: _Reel) -> None:
        """What has grown; told for every venue met, of which a late one shares the whole of the current span."""
        if not reel.open:
            return
        for piece in reel.talk.spans.pieces():
            for venue in reel.venues:
                self._listener.covered(CoveredSpan(LaneId(f"{venue}/{reel.part}"), venue, piece))

    def _tell_state(self, reel: _Reel) -> None:
        talk = reel.talk
        for venue in reel.venues:
            self._listener.lane_changed(
                LaneStatus(
                    lane=LaneId(f"{venue}/{reel.part}"),
                    venue=venue,
                    state=LaneState.LIVE if reel.open else LaneState.STALE,
                    detail="from the tape" if reel.open else "closed on the tape",
                    since=reel.since,
                    vouched_at=self._clock.monotonic(),
                    at=self._clock.now(),
                    connected_at=talk.opened_at,
                    last_frame_at=talk.last_frame_at,
                    last_event_at=talk.tally.heard.get(venue),
                    rejected=talk.tally.rejected,
                    unknown=talk.tally.unknown,
                )
            )
