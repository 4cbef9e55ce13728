"""The last steps of an alert: kept with what is to be sent of it, then told; in this order, so that nothing is told twice."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.watch import Outcome
from liqdesk.analytics.events import Level
from liqdesk.engine.alerting import Announcer
from liqdesk.engine.ports import AlertSink, Parcel, ParcelMaker

PATIENCE_S = 0.25
"""So long a word waits to be on the platter; a disk that is slower than this must not keep it from being heard."""


class NoParcels:
    """Implements `ParcelMaker` where nothing is sent anywhere."""

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """None."""
        return ()


class Delivery:
    """Keeps outcomes at once, and tells their announcements once they are kept.

    A process that is killed in between has told nothing, and finds the word among those it spoke when it starts again; what
    is to be sent of it waits on disk. `parcels` makes that.
    """

    def __init__(self, disk: AlertSink) -> None:
        self._disk = disk
        self.parcels: ParcelMaker = NoParcels()
        self._announcers: list[Announcer] = []
        self._untold: list[Announcement] = []

    def announce_to(self, announcer: Announcer) -> None:
        """Have `announcer` hear every word from now on."""
        self._announcers.append(announcer)

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Have these kept, and their announcements wait for `tell`."""
        for outcome in outcomes:
            alert, announcement = outcome.alert, outcome.announcement
            level = alert.level if announcement is None else announcement.level
            parcels = self.parcels.parcels_for(alert, level) if outcome.webhooks else ()
            self._disk.alerted(alert, parcels)
            if announcement is not None:
                self._untold.append(announcement)

    async def tell(self) -> None:
        """Tell what waits, once it is kept, or the disk has had its time."""
        if not self._untold:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self._disk.kept()
        untold, self._untold = self._untold, []
        for announcement in untold:
            self.tell_now(announcement)

    def tell_now(self, announcement: Announcement) -> None:
        """Tell this one, which is kept nowhere."""
        for announcer in self._announcers:
            announcer.announce(announcement)
