"""A planted secret of every kind of target comes out nowhere but where it is kept: no file, log, sentence or crash report."""

import asyncio
import logging
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.crash_reports import report_text
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session, disk_of, session
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace
from liqdesk.engine.desk import Mode
from liqdesk.engine.sending import LiveSending
from liqdesk.outbox.delivery import Delivery
from liqdesk.outbox.lane import Ways
from liqdesk.outbox.messages import Mail
from liqdesk.outbox.others import Others
from liqdesk.outbox.post import HttpPost
from liqdesk.outbox.services import senders
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import LookSettings, Settings, VenueSettings
from liqdesk.settings.section import Page
from liqdesk.settings.target_words import read_target_secret
from liqdesk.settings.webhooks import SavedTarget, TargetKind, WebhookSettings
from liqdesk.store.keys import KeyShelf
from liqdesk.store.settings_file import save_settings
from liqdesk.store.shelf import StoredShelf
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme
from liqdesk.venues.registry import VENUES
from tests.fakes.desk import FakeDesk
from tests.fakes.hook import HookServer, Say, hook_server, until
from tests.fakes.outbox import alert, target

CANARY = "c4n4ry0000AAEhBOweik6ad9rQXM"
"""Every planted secret holds it."""

WAYS_TO_FAIL = (
    Say(), Say(status=400, body=CANARY.encode()), Say(status=401, body=CANARY.encode()), Say(status=404), Say(status=429),
    Say(status=500, body=CANARY.encode()), Say(status=302, headers=(("Location", f"http://127.0.0.1:1/{CANARY}"),)),
    Say(silent=True, then="reset"), Say(then="reset"), Say(then="flood"), Say(silent=True), Say(before_s=30.0),
    Say(body=CANARY.encode()), Say(headers=(("Bro ken", CANARY),)),
)  # fmt: skip

FORMS = frozenset(TargetKind) - {TargetKind.EMAIL, TargetKind.APPRISE}
"""Spoken by ourselves; the others take a process for each message, and so fewer failures."""


def secrets_of(port: int) -> dict[TargetKind, str]:
    """What a person would enter for each kind."""
    return {
        TargetKind.TELEGRAM: f"123456789:{CANARY}",
        TargetKind.DISCORD: f"http://127.0.0.1:{port}/api/webhooks/1/{CANARY}",
        TargetKind.SLACK: f"http://127.0.0.1:{port}/services/T0/B0/{CANARY}",
        TargetKind.NTFY: f"tk_{CANARY}",
        TargetKind.JSON: f"http://127.0.0.1:{port}/in/{CANARY}?key={CANARY}",
        TargetKind.EMAIL: f"mailto://ann:{CANARY}@127.0.0.1:1",
        TargetKind.APPRISE: f"json://ann:{CANARY}@127.0.0.1:{port}/in/{CANARY}",
    }


@dataclass
class Watch(logging.Handler):
    """Every record of the program as it was made, before anything is taken out of it."""

    def __post_init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    __hash__ = object.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@pytest.fixture
def opened(tmp_path):
    """A profile with its log, at the most talkative level; the root logger is left as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    with session(
        Namespace(profile=tmp_path / "profile", log_level="debug", word=None, safe_mode=False, reset_settings=False)
    ) as one:
        yield one
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


@pytest.fixture
def resources():
    return Resources().path


@pytest.fixture
def theme(qapp, resources) -> Iterator[Theme]:
    made = Theme(qapp, resources, LookSettings())
    yield made
    made.deleteLater()


@pytest.fixture
def raw():
    """The records of all loggers, as they come."""
    watch = Watch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)


def targets() -> tuple[SavedTarget, ...]:
    return tuple(target(kind, f"target-{kind}") for kind in TargetKind)


async def tell_every_way(
    sending: LiveSending, hook: HookServer, one: SavedTarget, secret: Secret, sentences: list[str]
) -> None:
    """Try a target with every answer there is, and with nobody there."""
    for say in WAYS_TO_FAIL if one.kind in FORMS else WAYS_TO_FAIL[:3]:
        hook.usual = say
        try:
            sentences.append(await sending.try_out(one, secret))
        except ExpectedFailure as failure:
            sentences += [str(failure), repr(failure), repr(failure.__cause__), repr(failure.__context__)]
    hook.usual = Say()


def shown(window: MainWindow) -> list[str]:
    """Everything a person could read of the window and its dialogs, hidden or not."""
    words = [QApplication.applicationDisplayName()]
    for one in (window, *window.findChildren(QWidget)):
        words += [one.windowTitle(), one.toolTip(), one.accessibleName(), one.accessibleDescription()]
        if isinstance(one, QLabel | QAbstractButton | QLineEdit):
            words.append(one.text())
    return words


def given_out(folder: Path, aside: Path) -> str:
    """What the words for other eyes print and write of a profile: its doctor, its settings for another place."""
    program, export = [sys.executable, "-m", "liqdesk", "--profile", str(folder)], aside / "given.toml"
    said = ""
    for words in (["doctor"], ["doctor", "--json"], ["settings", "export", str(export)]):
        done = subprocess.run([*program, *words], capture_output=True, text=True, timeout=60, check=True)
        said += done.stdout + done.stderr
    return said + export.read_text(encoding="utf-8")


async def story(opened: Session, sentences: list[str]) -> LiveSending:
    """Keep them all, test them all, and let alerts fail on them with the program's own lanes, down to the store."""
    clock, settings = MachineClock(), CurrentSettings(Settings(webhooks=WebhookSettings(targets=targets())))
    disk, worker = disk_of(opened, clock, "live")
    assert isinstance(disk, Writer)
    assert worker is not None
    async with AsyncExitStack() as stack:
        hook = await stack.enter_async_context(hook_server())
        await disk.open()
        stack.callback(worker.close)
        stack.push_async_callback(disk.close)
        poster = HttpPost(lambda _: None, lambda: None, "liqdesk/test", 0.3, 0.1)  # type: ignore[arg-type]  # no TLS here
        bases = dict.fromkeys(TargetKind, hook.address)

        async def no_card(event: str | None) -> None:
            return None

        def open_outbox() -> Delivery:
            def tell(key: str, sentence: str) -> None:
                sentences.append(sentence)

            ways = Ways(StoredShelf(disk), clock, Random(1), tell, no_card)
            made = senders(bases, poster, clock.now, Others(lambda: "", lambda: os.environ, 3.0))
            return Delivery(Mail(lambda _: None, {}, clock.now), made, ways, disk.flush)

        shelf = KeyShelf(opened.profile.secrets, None)
        sending = LiveSending(settings, shelf, opened.redaction.learn, open_outbox, lambda *told: None)
        task = asyncio.get_running_loop().create_task(sending.run())
        words = secrets_of(hook.port)
        for one in targets():
            secret = read_target_secret(one, words[one.kind])
            sentences.append(await sending.keep_secret(one, secret, KeyPlace.FILE))
            await tell_every_way(sending, hook, one, secret, sentences)
        hook.usual = Say(status=401, body=CANARY.encode())
        about = alert(at=clock.now())
        disk.alerted(about, sending.parcels_for(about, about.level))
        async with asyncio.timeout(20):
            await until(lambda: all(state.troubled for state in sending.targets()))
        sentences += [repr(sending.targets()), sending.sentence, repr(vars(sending)), str(settings.value)]
        nowhere = VenueSettings(switched=dict.fromkeys(map(str, VENUES), False))  # the doctor knocks at nobody's door
        save_settings(opened.profile.settings, settings.value.model_copy(update={"venues": nowhere}))
        task.cancel()
        await asyncio.wait([task])
        assert len(hook.heard) > 50
        return sending


def crash_with_it(opened: Session, reports: list[str]) -> None:
    """What a failure whose own words hold the secret leaves for the user to pass on."""
    clean = opened.redaction.clean
    hooks = CrashHooks(lambda caught: reports.append(report_text(caught, MachineClock().now(), "", clean)))
    loop = asyncio.new_event_loop()
    hooks.watch(loop)
    failure = ValueError(f"POST https://api.telegram.org/bot123456789:{CANARY}/sendMessage")
    loop.call_exception_handler({"message": "a task failed", "exception": failure})
    loop.close()


def window_over(sending: LiveSending, told: Sequence[str], theme: Theme, opened: Session, resources) -> MainWindow:
    """A window with these targets, their troubles, all that was told of them, and the settings open where they stand."""
    desk = FakeDesk(mode=Mode.LIVE)
    desk.sending = sending
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"webhooks": WebhookSettings(targets=targets())}))
    window = MainWindow(desk, theme, opened.profile.layout, resources)
    for number, sentence in enumerate(told):
        window.tell(sentence, f"told-{number}")
    window.dialogs.open_settings(Page.WEBHOOKS)
    return window


@pytest.mark.expected_log("ERROR liqdesk.crash: Unexpected failure in a task")
def test_a_planted_secret_comes_out_nowhere(run, qtbot, theme, resources, opened, raw, capfd, tmp_path):
    sentences: list[str] = []
    sending = run(story(opened, sentences), limit=60)
    said_raw = [text for text in raw.texts if CANARY in text]
    assert said_raw == []
    window = window_over(sending, sentences, theme, opened, resources)
    qtbot.addWidget(window)
    crash_with_it(opened, sentences)
    assert "sendMessage" in sentences[-1]
    folder = opened.profile.secrets.parent
    out, err = capfd.readouterr()
    said = {"sentences": "\n".join(sentences), "out": out, "err": err, "window": "\n".join(shown(window))}
    assert "target-telegram" in said["window"]
    said["given out"] = given_out(folder, tmp_path)
    assert "target-telegram" in said["given out"]
    said |= {str(path): path.read_bytes().decode("utf-8", "replace") for path in files_of(folder)}
    assert "liqdesk.log" in {Path(name).name for name in said}
    assert "liqdesk.db" in {Path(name).name for name in said}
    assert [name for name, text in said.items() if CANARY in text] == []
    assert len(sentences) > len(WAYS_TO_FAIL) * len(FORMS)
    kept = opened.profile.secrets
    assert kept.read_text().count(CANARY) >= len(TargetKind)
    assert kept.stat().st_mode & 0o777 == 0o600


def files_of(folder: Path) -> list[Path]:
    """Everything the program wrote, but the one file that is there to hold secrets."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "secrets.json"]
