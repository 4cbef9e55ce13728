"""A planted key comes out nowhere: not in logs, sentences, crash reports, titles, settings, addresses or pictures of objects."""

import asyncio
import logging
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from liqdesk.app.crash import CrashHooks
from liqdesk.app.crash_reports import report_text
from liqdesk.app.session import session
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.store.settings_file import save_settings
from liqdesk.ui.main_window import MainWindow
from tests.fakes.desk import FakeDesk
from tests.fakes.services import COINALYZE, COINGLASS, bench

CANARY = "coinalyze-key-c4n4ry/+=token"
MASKED = "coinalyze-key-c4n4ry%2F%2B%3Dtoken"


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


async def ask_every_way(box, sentences: list[str]) -> None:
    """Keep it, ask with it, let it be refused and echoed, let nobody answer, let the program fail with it in its hands."""
    key = Secret(CANARY)
    sentences.append(await box.crosscheck.check_key(COINALYZE, key))
    with pytest.raises(ExpectedFailure) as refused:
        await box.crosscheck.check_key(COINGLASS, key)
    sentences.append(str(refused.value))
    sentences.append(await box.crosscheck.keep_key(COINALYZE, key, KeyPlace.FILE))
    box.crosscheck.set_watched(True)
    await box.until(lambda: box.state(COINALYZE).told_at is not None and not box.state(COINALYZE).asking)
    await box.servers[COINALYZE].close()
    with pytest.raises(ExpectedFailure) as lost:
        await box.crosscheck.check_key(COINALYZE, key)
    sentences += [str(lost.value), repr(lost.value), repr(box.crosscheck.view()), str(box.learned)]


def fail_with_it(sentences: list[str], clean: Callable[[str], str]) -> None:
    hooks = CrashHooks(lambda caught: sentences.append(report_text(caught, UnixMs(0), f"a log with {CANARY}", clean)))
    failure = ValueError(f"GET https://host/x?api_key={CANARY} with {{'api_key': {CANARY!r}}} and {MASKED}")
    context = {"message": f"a task with {CANARY} failed", "exception": failure}
    loop = asyncio.new_event_loop()
    hooks.watch(loop)
    loop.call_exception_handler(context)
    loop.close()
    logging.getLogger("httpx2").warning("HTTP Request: GET https://host/x?api_key=%s", CANARY)
    logging.getLogger("liqdesk.test").debug("headers %r", {"api_key": CANARY})


@pytest.mark.expected_log("ERROR liqdesk.crash: Unexpected failure in a task")
def test_a_planted_key_comes_out_nowhere(run, qtbot, theme, resources, opened, capfd):
    sentences: list[str] = []
    asked: list[str] = []
    folder = opened.profile.keys.parent
    desk = FakeDesk(mode=Mode.LIVE)

    async def story():
        async with bench(folder, learn=opened.redaction.learn) as box:
            desk.crosscheck = box.crosscheck
            await ask_every_way(box, sentences)
            window = MainWindow(desk, theme, opened.profile.layout, resources)
            qtbot.addWidget(window)
            window.show()
            sentences.append(window.windowTitle())
            window.close()
            asked.extend(box.asked(COINALYZE) + box.asked(COINGLASS))

    run(story())
    fail_with_it(sentences, opened.redaction.clean)
    save_settings(opened.profile.settings, desk.settings.value)
    assert asked
    log = (opened.profile.logs / "liqdesk.log").read_text()
    assert "Unexpected failure" in log
    assert "HTTP Request" in log
    out, err = capfd.readouterr()
    said = {"sentences": "\n".join(sentences), "addresses": "\n".join(asked), "out": out, "err": err}
    said |= {str(path): path.read_bytes().decode("utf-8", "replace") for path in files_of(folder)}
    assert opened.profile.keys.name not in {Path(name).name for name in said}
    assert [name for name, text in said.items() if CANARY in text or MASKED in text] == []
    assert CANARY in opened.profile.keys.read_text()


def files_of(folder: Path) -> list[Path]:
    """Everything the program wrote, but the one file that is there to hold the key."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "keys.json"]
