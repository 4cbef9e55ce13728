"""Whether rows reach the disk, since when not, and why: what the user is told of the writer."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from liqdesk.domain.language import figure, tr
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.engine.ports import StoreStatus

log = logging.getLogger(__name__)

MUTE_AFTER = DurationMs(5 * SECOND)
"""A group that is on its way for so long is not being stored."""

LISTEN_EVERY_S = 0.5
MUTE_AT_START = DurationMs(10 * SECOND)


class Health:
    """`lost` counts rows that were dropped since the disk last took all; `refused`: nothing is taken any more, for good."""

    def __init__(self, clock: Clock) -> None:
        self.size: int | None = None
        self.since = UnixMs(0)
        self.lost = 0
        self.refused = False
        self._clock = clock
        self._reason = ""
        self._failing_since: UnixMs | None = None
        self._handed_at: DurationMs | None = None
        self._beaten_at = DurationMs(0)
        self._doing = ""
        self._handed_when = UnixMs(0)

    @property
    def failing(self) -> bool:
        """The disk refused what it was given last."""
        return self._failing_since is not None

    @property
    def busy(self) -> bool:
        """The disk has been given something and has not answered."""
        return self._handed_at is not None

    def handed(self) -> None:
        """Something goes to the disk."""
        self._handed_at, self._handed_when = self._clock.monotonic(), self._clock.now()

    def beat(self, doing: str = "") -> None:
        """The disk goes on with what it was given, and with what, in a sentence; any thread may say so."""
        self._beaten_at = self._clock.monotonic()
        self._doing = doing or self._doing

    @property
    def mute_for(self) -> DurationMs:
        """How long nothing was heard of the disk, since it was given something."""
        return DurationMs(self._clock.monotonic() - max(self._beaten_at, self._handed_at or 0))

    async def heard_out(self, work: "asyncio.Future[Any]", hear: Callable[[str], object]) -> bool:
        """Wait for the end of what the disk is given, which may take minutes; False where nothing is heard for too long.

        `hear` gets a sentence about what takes so long, and again as that goes on.
        """
        self.handed()
        try:
            while not (await asyncio.wait([work], timeout=LISTEN_EVERY_S))[0]:
                if self.mute_for > MUTE_AT_START:
                    return False
                if self._doing:
                    hear(self._doing)
        finally:
            self.answered()
        return True

    def answered(self) -> None:
        """The disk has said something, whatever it was."""
        self._handed_at = None

    def failed(self, reason: str) -> None:
        """The disk took nothing, because of that."""
        self._reason = reason
        if self._failing_since is None:
            self._failing_since = self._clock.now()
            log.warning("Rows are not being stored: %s", reason)

    def went_well(self, all_of_it: bool) -> None:
        """The disk took what it was given; `all_of_it`: and nothing waits any more."""
        if self._failing_since is not None:
            self._failing_since, self._reason = None, ""
            log.info("Rows are being stored again")
        if self.lost and all_of_it:
            log.warning("%d rows were lost because the disk did not take them", self.lost)
            self.lost = 0

    def refuse(self, reason: str) -> None:
        """Nothing is stored from now on."""
        self.refused, self._reason = True, tr("not being stored: {refused}").format(refused=reason)

    def status(self) -> StoreStatus:
        """What to tell."""
        since, reason = self._failing_since, self._reason
        if self.refused:
            return StoreStatus(self.size, reason, self.since)
        if since is None:
            if self._handed_at is None or self.mute_for <= MUTE_AFTER:
                return StoreStatus(self.size, "", self.since)
            since, reason = self._handed_when, tr("the disk does not answer")
        at = datetime.fromtimestamp(since / 1000, tz=UTC)
        told = tr("not being stored since {time} UTC: {reason}").format(time=f"{at:%H:%M}", reason=reason)
        if self.lost:
            told = tr("{told}; {count} rows are lost").format(told=told, count=figure(f"{self.lost:,}"))
        return StoreStatus(self.size, told, self.since)
