"""What is kept of a session's messages is what its settings allow, and nothing of a profile that another process holds."""

from argparse import Namespace
from dataclasses import replace

from liqdesk.app.messages import limits_of, messages_kept
from liqdesk.app.resources import Resources
from liqdesk.app.session import session
from liqdesk.app.wiring import build_core
from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.raw_messages import RawSettings
from liqdesk.store.raw_messages import BLOCK_BYTES
from liqdesk.store.retention import Limits
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0
from tests.fakes.serving import until

REPORT = LiquidationReport(
    VenueId("bybit"), "BTCUSDT", PositionSide.LONG, 1.0, SizeUnit.BASE, 94_000.0, PriceKind.FILL, T0
)


def opened(folder):
    words = Namespace(profile=folder, word="tail", log_level="info", safe_mode=False, reset_settings=False)
    return session(words, to_file=False)


def core_of(used):
    return build_core(Mode.LIVE, StepClock(), used.settings, Resources(), Unstored("a test"))


def test_the_defaults_are_a_week_and_200_megabytes():
    assert limits_of(CurrentSettings(Settings())) == Limits(7, 200_000_000)


def test_a_session_s_rows_find_their_message_and_no_days_in_the_settings_end_that_at_once(run, tmp_path):
    async def scene():
        with opened(tmp_path) as used:
            core = core_of(used)
            async with messages_kept(core, used, StepClock(), print):
                core.ingest.reported([REPORT], T0, UnixMs(0), bytes(BLOCK_BYTES))
                (told,) = core.desk.recent(1)
                await until(used.profile.raw.exists)
                assert (await core.desk.raw(told)).body == bytes(BLOCK_BYTES)
                used.settings.replace(Settings(raw=RawSettings(days=0)))
                await until(lambda: not used.profile.raw.exists())
                assert await core.desk.raw(told) is None

    run(scene())


def test_where_another_process_holds_the_profile_nothing_is_kept(run, tmp_path):
    async def scene():
        with opened(tmp_path) as used:
            core = core_of(used)
            async with messages_kept(core, replace(used, holds=False), StepClock(), print):
                core.ingest.reported([REPORT], T0, UnixMs(0), bytes(BLOCK_BYTES))
                assert await core.desk.raw(core.desk.recent(1)[0]) is None
            assert not used.profile.raw.exists()

    run(scene())
