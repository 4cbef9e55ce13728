"""A process in which alerts ring until it is killed, and that says on stdout what was told in it, word by word.

`python -m tests.fakes.ringing FILE`: rows of ten million dollars come again and again, each from another coin, so that each
lets a rule of its coin ring; every line is the id of an alert that was told.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.analytics.events import Level
from liqdesk.app.clock import MachineClock
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core, running
from liqdesk.engine.desk import Mode
from liqdesk.engine.ports import Parcel
from liqdesk.feed.endpoints import Endpoints
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings, VenueSettings
from liqdesk.settings.rules import Channels, OrderOver, SavedRule
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.venues.registry import VENUES
from tests.fakes.rows import instrument, row

GAP_S = 0.03
"""So few come until a kill that the flood limit lets the next run speak too."""

MICRO = 10_000_000_000_000
RULE = SavedRule(
    id="order", name="A large order", conditions=(OrderOver(usd=5_000_000),), channels=Channels(webhooks=True), cooldown_s=0
)  # fmt: skip
SETTINGS = Settings(
    alerts=AlertSettings(hourly_budget=60, rules=(RULE,)),
    venues=VenueSettings(switched=dict.fromkeys(map(str, VENUES), False)),
)


class Courier:
    """A `ParcelMaker` with one target."""

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        return [
            Parcel(f"{alert.id}/{len(alert.words)}", alert.id, "chat", alert.updated_at, alert.updated_at, b"words")
        ]


class Shout:
    """An `Announcer` on stdout."""

    def announce(self, announcement: Announcement) -> None:
        if announcement.loud:
            sys.stdout.write(f"{announcement.alert.id}\n")
            sys.stdout.flush()


async def ring(path: Path, first: int) -> None:
    """Let alerts ring."""
    clock, worker, resources = MachineClock(), SqlWorker(), Resources()
    disk = Writer(worker, path, clock, "live")
    core = build_core(Mode.LIVE, clock, CurrentSettings(SETTINGS), resources, disk, ringing=True)
    assert core.alerts is not None
    core.alerts.send_by(Courier(), str)
    core.alerts.announce_to(Shout())
    async with running(core, Endpoints({}, {}), resources, worker) as started:
        if started.notices:
            raise SystemExit(f"{started.notices}")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        number = first
        while True:
            now = clock.now()
            one = row(now, MICRO + number, of=instrument(f"COIN{number}"), received_at=now)
            core.alerts.take((one,))
            disk.take((one,))
            number += 1
            await asyncio.sleep(GAP_S)


if __name__ == "__main__":
    asyncio.run(ring(Path(sys.argv[1]), int(sys.argv[2])))
