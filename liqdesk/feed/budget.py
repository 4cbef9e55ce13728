"""What a venue allows, over all its sockets and pages: connects in five minutes, paced requests, bans obeyed."""

import asyncio
from collections import Counter, deque

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs
from liqdesk.feed.backoff import Cause, Setback, cause_of, setback_of
from liqdesk.feed.trials import Trials

CONNECTS = 20
WINDOW = DurationMs(5 * MINUTE + SECOND)
FREE_CONNECTS = 14
"""Failing connections may take this many of a window's connects as they like; the rest they take evenly."""

EVEN_GAP = DurationMs(50 * SECOND)
REQUEST_GAP = DurationMs(200)


class VenueBudget:
    """Shared by everything that talks to one venue. Waits are in milliseconds from now, 0 meaning go.

    `door` lets one handshake through at a time, so that the first refusal stops the others before they ask. `trials` says
    whose turn it is where nothing works.
    """

    def __init__(self, clock: Clock) -> None:
        self.door = asyncio.Lock()
        self.trials = Trials(clock)
        self._clock = clock
        self._connects: deque[DurationMs] = deque()
        self._sockets_from = DurationMs(0)
        self._pages_from = DurationMs(0)
        self._hold: Setback | None = None
        self._repeats: Counter[Cause] = Counter()

    def connect_wait(self, eager: bool) -> DurationMs:
        """How long until a connect is allowed; `eager` when the connection it replaces had worked."""
        now = self._clock.monotonic()
        while self._connects and now - self._connects[0] >= WINDOW:
            self._connects.popleft()
        ready = self._sockets_from
        if len(self._connects) >= CONNECTS:
            ready = max(ready, DurationMs(self._connects[0] + WINDOW))
        elif not eager and len(self._connects) >= FREE_CONNECTS:
            ready = max(ready, DurationMs(self._connects[-1] + EVEN_GAP))
        return DurationMs(max(0, ready - now))

    @property
    def socket_hold(self) -> Setback | None:
        """What the venue refused, while the wait it asked for is still on."""
        return self._hold if self._sockets_from > self._clock.monotonic() else None

    def charge(self) -> None:
        """A connect is being made."""
        self._connects.append(self._clock.monotonic())

    def refund(self) -> None:
        """The connect just charged never reached the venue."""
        if self._connects:
            self._connects.pop()

    def page_wait(self) -> DurationMs:
        """How long until a request for a page is allowed."""
        return DurationMs(max(0, self._pages_from - self._clock.monotonic()))

    def charge_page(self) -> None:
        """A page is being requested."""
        self._pages_from = max(self._pages_from, DurationMs(self._clock.monotonic() + REQUEST_GAP))

    def socket_failed(self, failure: ExpectedFailure) -> Setback:
        """What a socket's failure means; a wait that was asked for holds for pages too."""
        setback = self._judged(failure)
        if setback.asked and setback.wait is not None:
            self._hold_sockets(setback, setback.wait)
            self._hold_pages(setback.wait)
        return setback

    def page_failed(self, failure: ExpectedFailure) -> Setback:
        """What a page's failure means; a limit or a ban holds for sockets too, a refusal of this network does not."""
        setback = self._judged(failure)
        if setback.asked and setback.wait is not None:
            self._hold_pages(setback.wait)
            if setback.cause in (Cause.RATE, Cause.BAN):
                self._hold_sockets(setback, setback.wait)
        return setback

    def delivered(self) -> None:
        """The venue works: what it once refused is forgotten."""
        self._repeats.clear()

    def _judged(self, failure: ExpectedFailure) -> Setback:
        cause = cause_of(failure)
        setback = setback_of(failure, self._repeats[cause], self._clock.now())
        if cause is not Cause.LOST:
            self._repeats[cause] += 1
        return setback

    def _hold_sockets(self, setback: Setback, wait: DurationMs) -> None:
        self._hold = setback
        self._sockets_from = max(self._sockets_from, DurationMs(self._clock.monotonic() + wait))

    def _hold_pages(self, wait: DurationMs) -> None:
        self._pages_from = max(self._pages_from, DurationMs(self._clock.monotonic() + wait))
