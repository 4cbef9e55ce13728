"""The diagnostics bundle: whole enough to find a fault by, and without any secret, wherever one was planted."""

import json
import logging
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

from liqdesk.app.diagnostics import Diagnostics
from liqdesk.app.examination import Findings
from liqdesk.app.resources import Resources
from liqdesk.app.session import session
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace, ServiceId
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import NetworkSettings, Settings
from liqdesk.settings.webhooks import SavedTarget, TargetKind, WebhookSettings
from liqdesk.store.keys import KeyShelf
from liqdesk.store.settings_file import save_settings
from liqdesk.ui.dialogs.care import Check
from tests.integration.test_window_program import liqdesk, profile_that_contacts_nobody

KEY = "service-key-c4n4ry/+=x"
HOOK = "https://discord.com/api/webhooks/123456789012345678/hookc4n4ry-AAbbCCddEEff0011223344"
PROXY_PASSWORD = "proxy-c4n4ry-word"
LEARNED = "learned-c4n4ry-word"
TARGET = "target-c4n4ry-word"
BOT_TOKEN = "123456789:AAbotc4n4ryAAbbCCddEEffGGhhIIjjKK"
STRANGER = "strangerc4n4ryQQ11RR22SS33TT44"
FOUND = Findings((Check("sound", True, f"played on {LEARNED}"),), (), (), {}, {})
MOMENT = UnixMs(1_768_343_160_000)


@pytest.fixture
def opened(tmp_path):
    """A profile in which secrets stand wherever they could; the root logger is left as it was."""
    profile = tmp_path / "profile"
    profile.mkdir()
    target = SavedTarget(id="d", name="Discord", kind=TargetKind.DISCORD, address=HOOK)
    settings = Settings(
        network=NetworkSettings(proxy=f"http://me:{PROXY_PASSWORD}@proxy.example:8080"),
        webhooks=WebhookSettings(targets=(target,)),
    )
    save_settings(profile / "settings.toml", settings)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    with session(
        Namespace(profile=profile, log_level="error", word=None, safe_mode=False, reset_settings=False)
    ) as one:
        yield one
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


async def plant(opened) -> None:
    await KeyShelf(opened.profile.keys, None).keep(ServiceId("coinalyze"), Secret(KEY), KeyPlace.FILE)
    await KeyShelf(opened.profile.secrets, None).keep("telegram", Secret(TARGET), KeyPlace.FILE)
    opened.redaction.learn(Secret(LEARNED))
    logs = opened.profile.logs
    for name in ("liqdesk.log", "liqdesk.log.1", "crash.log", "crash-20260113-222600-ValueError.txt"):
        lines = (
            KEY,
            TARGET,
            HOOK,
            PROXY_PASSWORD,
            LEARNED,
            BOT_TOKEN,
            STRANGER,
            f"api_key={STRANGER}",
            str(Path.home() / "x"),
        )
        (logs / name).write_text("".join(f"INFO it said {line} here\n" for line in lines))


def test_no_planted_secret_is_in_the_bundle(run, opened, tmp_path):
    file = tmp_path / "out.zip"

    async def story() -> str:
        await plant(opened)
        return await Diagnostics(opened, Resources(), MOMENT).write(file, FOUND)

    assert "no keys, no rows" in run(story())
    with zipfile.ZipFile(file) as bundle:
        texts = {name.removeprefix("liqdesk-diagnostics/"): bundle.read(name).decode() for name in bundle.namelist()}
    assert {"README.txt", "doctor.json", "versions.json", "settings.toml", "store.json"} <= set(texts)
    assert {"logs/liqdesk.log", "logs/liqdesk.log.1", "logs/crash.log"} <= set(texts)
    assert "reports/crash-20260113-222600-ValueError.txt" in texts
    assert not {name for name, text in texts.items() if "c4n4ry" in text.lower()}
    assert not {name for name, text in texts.items() if str(Path.home()) in text}
    assert "INFO it said" in texts["logs/liqdesk.log"]
    assert "Discord" in texts["settings.toml"]
    assert json.loads(texts["versions.json"])["parts"]["numpy"]
    assert file.stat().st_mode & 0o077 == 0
    assert not file.with_name("out.zip.new").exists()


def test_a_bundle_that_cannot_be_written_is_one_sentence(run, opened, tmp_path):
    with pytest.raises(ExpectedFailure, match="cannot be written"):
        run(Diagnostics(opened, Resources(), MOMENT).write(tmp_path / "missing" / "x.zip", FOUND))


def test_the_word_writes_one_too(tmp_path):
    profile = profile_that_contacts_nobody(tmp_path / "p")
    done = liqdesk("doctor", "--json", "--profile", profile, "--bundle", tmp_path / "b.zip")
    assert done.returncode == 0, done.stderr
    assert "Diagnostics are in" in done.stderr
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        assert json.loads(bundle.read("liqdesk-diagnostics/doctor.json")) == json.loads(done.stdout)
