"""Where nothing is kept, what is to be sent waits in memory."""

from dataclasses import replace

from liqdesk.domain.time import UnixMs
from liqdesk.engine.unstored import Unstored
from tests.fakes.alerts import alert
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0


def test_an_alert_is_not_kept_and_its_parcels_wait(run):
    async def work():
        disk = Unstored("why")
        second = parcel("a-2", made_at=UnixMs(T0 + 1))
        disk.alerted(alert(T0), [second, parcel("a-1")])
        assert not await disk.flush()
        assert await disk.parcels.waiting() == [parcel("a-1"), second]
        await disk.parcels.put_off("a-2", UnixMs(T0 + 60), 1, "refused")
        await disk.parcels.delivered("a-1", T0, "message 7")
        due = replace(second, due=UnixMs(T0 + 60), tried=1, remote="message 7")
        assert await disk.parcels.waiting() == [due]
        await disk.parcels.given_up("a-2", T0, "for good")
        disk.alerted(alert(T0), [parcel("a-3")])
        assert await disk.parcels.waiting() == [parcel("a-3", remote="message 7")]

    run(work())
