"""The program's own wiring: a row over a rule's limit becomes messages to a chat and a webhook; without, nothing is loaded."""

import asyncio
import logging
import os
import subprocess
import sys
from argparse import Namespace
from contextlib import AsyncExitStack

import pytest

from liqdesk.app.clock import MachineClock
from liqdesk.app.resources import Resources
from liqdesk.app.sending import Outlook, build_sending
from liqdesk.app.session import disk_of, session
from liqdesk.app.wiring import build_core, read_addresses
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace
from liqdesk.engine.desk import Mode
from liqdesk.engine.sending import NoSending, Standing
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import AlertSettings, Settings
from liqdesk.settings.rules import Channels, OrderOver, SavedRule
from liqdesk.settings.webhooks import TargetKind, WebhookSettings
from liqdesk.store.writer import Writer
from tests.fakes.hook import hook_server, until
from tests.fakes.outbox import target
from tests.fakes.rows import row

TOKEN = Secret("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc")
RULE = SavedRule(
    id="large", name="One large order", conditions=(OrderOver(usd=1_000_000),), channels=Channels(webhooks=True)
)
SILENT = SavedRule(id="quiet", name="No webhooks", conditions=(OrderOver(usd=1_000_000),))
CHOSEN = Settings(
    alerts=AlertSettings(rules=(RULE,)),
    webhooks=WebhookSettings(targets=(target(), target(TargetKind.JSON, "hook"))),
)


@pytest.fixture
def opened(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    with session(
        Namespace(profile=tmp_path / "profile", log_level="error", word=None, safe_mode=False, reset_settings=False)
    ) as one:
        yield one
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


async def fire(opened, settings: Settings, folder) -> tuple[list, tuple, str]:
    """A row of two million dollars; what was heard by then, how the targets stand, and what the alerts say of sending."""
    clock = MachineClock()
    disk, worker = disk_of(opened, clock, "live")
    assert isinstance(disk, Writer)
    assert worker is not None
    core = build_core(Mode.LIVE, clock, CurrentSettings(settings), Resources(), disk, ringing=True)
    assert core.alerts is not None
    async with AsyncExitStack() as stack:
        hook = await stack.enter_async_context(hook_server())
        stack.callback(worker.close)
        await disk.open()
        stack.push_async_callback(disk.close)
        endpoints = folder / "endpoints.toml"
        endpoints.write_text(f'[services.telegram]\nrest = "{hook.address}"\n')
        sending = build_sending(core, read_addresses(endpoints), opened, Outlook())
        assert sending is not None
        assert core.desk.sending is sending
        await sending.keep_secret(target(), TOKEN, KeyPlace.FILE)
        await sending.keep_secret(
            target(TargetKind.JSON, "hook"), Secret(f"{hook.address}/in/a-secret-path"), KeyPlace.FILE
        )
        group = await stack.enter_async_context(asyncio.TaskGroup())
        for work in (core.alerts.run(), sending.run()):
            stack.callback(group.create_task(work).cancel)
        now = clock.now()
        core.alerts.take((row(at=now, received_at=now, micro=2_000_000_000_000),))
        await until(lambda: bool(core.alerts.view().alerts))
        if any(rule.channels.webhooks for rule in settings.alerts.rules):
            await until(lambda: len(hook.heard) == 2)
            await until(lambda: all(one.delivered_at and one.standing is Standing.READY for one in sending.targets()))
        return hook.heard, sending.targets(), core.alerts.view().sending


def test_an_alert_reaches_its_targets(run, opened, tmp_path):
    heard, states, trouble = run(fire(opened, CHOSEN, tmp_path))
    by_path = {one.path: one for one in heard}
    chat = by_path[f"/bot{TOKEN.reveal()}/sendMessage"]
    assert chat.json["chat_id"] == "-100123"
    assert "One large order" in chat.json["text"]
    assert "$2.00M" in chat.json["text"]
    hook = by_path["/in/a-secret-path"]
    assert (hook.json["usd"], hook.json["test"]) == (2_000_000.0, False)
    assert [state.standing for state in states] == [Standing.READY] * 2
    assert trouble == ""


def test_a_rule_without_webhooks_sends_nothing(run, opened, tmp_path):
    rules = AlertSettings(rules=(SILENT,))
    heard, states, _ = run(fire(opened, CHOSEN.model_copy(update={"alerts": rules}), tmp_path))
    assert heard == []
    assert [state.waiting for state in states] == [0, 0]


def test_a_demo_and_a_replay_send_nothing(tmp_path):
    for mode in (Mode.DEMO, Mode.REPLAY):
        assert isinstance(build_desk(mode).sending, NoSending)


def build_desk(mode: Mode):
    from liqdesk.engine.unstored import Unstored

    return build_core(mode, MachineClock(), CurrentSettings(CHOSEN), Resources(), Unstored("")).desk


NOTHING_LOADED = """
import asyncio, sys
from argparse import Namespace
from pathlib import Path
from liqdesk.app.clock import MachineClock
from liqdesk.app.resources import Resources
from liqdesk.app.sending import Outlook, build_sending
from liqdesk.app.session import disk_of, session
from liqdesk.app.wiring import build_core, read_addresses
from liqdesk.engine.desk import Mode
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings

async def work(opened):
    disk, worker = disk_of(opened, MachineClock(), "live")
    core = build_core(Mode.LIVE, MachineClock(), CurrentSettings(Settings()), Resources(), disk, ringing=True)
    sending = build_sending(core, read_addresses(None), opened, Outlook())
    task = asyncio.get_running_loop().create_task(sending.run())
    await asyncio.sleep(0.01)
    task.cancel()
    worker.close()

with session(Namespace(profile=Path(sys.argv[1]), log_level="error", word=None, safe_mode=False, reset_settings=False)) as opened:
    asyncio.run(work(opened))
print([name for name in sys.modules if name.startswith(("liqdesk.outbox", "apprise", "httpx2", "keyring"))])
"""


def test_without_targets_nothing_of_it_is_loaded(tmp_path):
    command = [sys.executable, "-c", NOTHING_LOADED, str(tmp_path / "profile")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "[]\n"
