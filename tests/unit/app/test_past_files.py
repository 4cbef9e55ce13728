"""The files of a profile answer about the past while they are open."""

import pytest

from liqdesk.app.past_files import archive_of
from liqdesk.app.paths import profile_at
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from tests.fakes.clock import StepClock
from tests.fakes.looped import on_loop
from tests.fakes.rows import row


@on_loop
async def test_recorded_and_imported_are_two(tmp_path):
    profile, clock = profile_at(tmp_path), StepClock()
    profile.make()
    core = build_core(Mode.LIVE, clock, CurrentSettings(Settings()), Resources(), Unstored(""))
    with pytest.raises(ExpectedFailure, match="nothing is recorded"):
        await core.desk.archive.recorded.extent()
    kept = StoreFile(profile.store, clock)
    kept.commit([row()], Aside(), Source.LIVE)
    async with archive_of(core.desk, profile):
        assert core.desk.archive.why == ""
        assert (await core.desk.archive.recorded.extent()).orders == row().at
        assert not core.desk.archive.imported.exists()
    kept.recordings.close()
