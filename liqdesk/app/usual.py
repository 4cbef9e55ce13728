"""Teaches the account what is usual, from the recorded days: by what venues are weighed, and how often they speak."""

import asyncio
from collections.abc import Mapping
from functools import partial

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.rhythm import HourOfVenue
from liqdesk.analytics.usual import USUAL_DAYS, UsualVolume, days_before, usual_of
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, MINUTE, SECOND, Clock, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.history import StoredHistory
from liqdesk.store.writer import Writer

AFTER_MIDNIGHT = 5 * MINUTE


def recorded_volume(past: StoredHistory, at: UnixMs) -> UsualVolume | None:
    """What the recorded days before `at` make usual, asked at once."""
    days: list[Mapping[VenueId, int]] = []
    for day in days_before(at):
        if len(days) < USUAL_DAYS and (volume := past.day_volume(day)):
            days.append(volume)
    return usual_of(days)


async def keep_usual(analytics: LiveAnalytics, disk: Writer, clock: Clock) -> None:
    """Learn now and after every midnight, a day at a time, so that commits need not wait. Ends where nothing can be read."""
    while True:
        try:
            await _learn(analytics, disk, clock.now())
        except ExpectedFailure:
            return  # the store says by itself what is wrong with it; then this session's own past has to do
        await asyncio.sleep((DAY - clock.now() % DAY + AFTER_MIDNIGHT) / SECOND)


async def _learn(analytics: LiveAnalytics, disk: Writer, at: UnixMs) -> None:
    volumes: list[Mapping[VenueId, int]] = []
    rhythm: dict[VenueId, list[HourOfVenue]] = {}
    today = at // DAY
    for day in (today, *days_before(at)):
        if day < today and len(volumes) < USUAL_DAYS:
            volume = await disk.past(partial(StoredHistory.day_volume, day=day))
            if volume:
                volumes.append(volume)
        hours = await disk.past(partial(StoredHistory.day_rhythm, day=day))
        for venue, told in hours.items():
            rhythm.setdefault(venue, []).extend(told)
    analytics.recorded = usual_of(volumes)
    analytics.suspicion.rhythms.learn(rhythm)
