"""A process that fires alerts into a real store and sends them, to be killed: prints the id of each parcel once it is kept."""

import asyncio
import sys
from pathlib import Path
from random import Random

from liqdesk.app.clock import MachineClock
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import UnixMs
from liqdesk.outbox.delivery import Delivery
from liqdesk.outbox.lane import Ways
from liqdesk.outbox.messages import Mail
from liqdesk.outbox.others import Others
from liqdesk.outbox.post import HttpPost
from liqdesk.outbox.services import senders
from liqdesk.settings.webhooks import TargetKind
from liqdesk.store.shelf import StoredShelf
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.outbox import alert, target


async def no_card(event: str | None) -> None:
    """Nobody draws one."""
    return


async def fire_and_send(path: Path, address: str, first: int, count: int) -> None:
    """Fire alerts `first` to `first + count` one after another, and send whatever the store holds, for ever.

    Each goes to a target of its own: what waits after a message is no matter of this test.
    """
    clock, worker = MachineClock(), SqlWorker()
    writer = Writer(worker, path, clock, "live")
    await writer.open()
    poster = HttpPost(lambda _: None, lambda: None, "liqdesk/test")  # type: ignore[arg-type,return-value]  # no TLS on loopback
    ways = Ways(StoredShelf(writer), clock, Random(), lambda key, sentence: None, no_card)
    made = senders({}, poster, clock.now, Others(lambda: "", dict))
    delivery = Delivery(Mail(lambda _: None, {}, clock.now), made, ways, writer.flush)
    targets = [target(TargetKind.JSON, f"hook-{number}") for number in range(first + count)]
    delivery.set_targets(targets, {one.id: Secret(f"{address}/in") for one in targets})
    async with asyncio.TaskGroup() as group:
        group.create_task(delivery.run())
        for number in range(first, first + count):
            about = alert(ident=f"a-{number}", at=UnixMs(clock.now()))
            parcels = [one for one in delivery.parcels_for(about, about.level) if one.target == f"hook-{number}"]
            writer.alerted(about, parcels)
            if await writer.flush():
                for one in parcels:
                    sys.stdout.write(f"{one.id}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(fire_and_send(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
