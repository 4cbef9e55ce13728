"""Where nothing is kept, nothing of an alert is."""

from liqdesk.engine.unstored import Unstored
from tests.fakes.alerts import alert
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0


def test_an_alert_is_not_kept_and_that_is_said(run):
    disk = Unstored("why")
    disk.alerted(alert(T0), [parcel()])
    assert not run(disk.flush())
