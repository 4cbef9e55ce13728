"""What every test gets: Qt off screen, a home of its own, a loop with a time limit, and no warning unheard."""

import asyncio
import atexit
import contextlib
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import hypothesis
import pytest

Result = TypeVar("Result")

LIMIT_SECONDS = 30.0


def _isolate() -> Path:
    """Point every folder of a user at a new one, so that no test reads or writes a real profile.

    Done while this file is imported: Qt and platformdirs look at these variables early.
    """
    home = Path(tempfile.mkdtemp(prefix="liqdesk-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for variable, name in {
        "HOME": "", "USERPROFILE": "", "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state", "XDG_CACHE_HOME": ".cache", "XDG_RUNTIME_DIR": "run",
        "APPDATA": "AppData/Roaming", "LOCALAPPDATA": "AppData/Local",
        "HYPOTHESIS_STORAGE_DIRECTORY": "hypothesis",
    }.items():  # fmt: skip
        folder = home / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[variable] = str(folder)
    for variable in tuple(os.environ):
        if variable.startswith("LIQDESK_") or variable.lower().endswith("_proxy"):
            del os.environ[variable]
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)  # no test notifies a real desktop
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return home


_HOME = _isolate()

hypothesis.settings.register_profile(
    "liqdesk", deadline=None, max_examples=50, database=None, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("liqdesk")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        'expected_log(pattern): such a record ("LEVEL logger: text") of WARNING or above is meant to come, and must',
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """All cores for the whole suite; one process for a part of it, or where somebody wants to watch or to step in."""
    option = config.option
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (option.keyword or option.markexpr)
    watched = option.capture == "no" or option.usepdb or option.trace or option.collectonly
    return None if whole and not watched else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the fault matrix, whichever processes played its scenes: where there are several, this one collects nothing."""
    from tests.faults.table import PROPERTY, Row, Table

    rows = [
        Row.read(value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if rows:
        terminalreporter.write_sep("=", "fault matrix")
        for line in Table(rows).lines():
            terminalreporter.write_line(line)


def pytest_sessionfinish() -> None:
    """Empty the clipboard: the off-screen platform would free what Python made only after Python has gone, and crash.

    A real screen frees it in time: the same on xcb ends well.
    """
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def bare_screen() -> Iterator[None]:
    """Takes what a test left on the screen away before the next one: it would lie over its window and take its clicks.

    Asking for a deletion is not enough: Qt carries it out in a turn of an event loop, which no test need have. Windows of
    our own go whole, before the collector takes them apart: pyqtgraph's plots are not to outlive the menus they hold.
    """
    yield
    widgets, core = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("PySide6.QtCore")
    screen = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or core is None or not isinstance(screen, widgets.QApplication):
        return
    for widget in widgets.QApplication.topLevelWidgets():
        widget.hide()
        if type(widget).__module__.startswith("liqdesk.") and widget.parentWidget() is None:
            widget.deleteLater()
    screen.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    # A mouse that rests where the next test moves it would tell nothing.
    sys.modules["PySide6.QtGui"].QCursor.setPos(0, 0)


@pytest.fixture(scope="session")
def session_home() -> Path:
    """The home folder every test of this session sees."""
    return _HOME


class Run(Protocol):
    """Runs one coroutine on a loop of its own and returns its result."""

    def __call__(self, work: Coroutine[Any, Any, Result], limit: float = LIMIT_SECONDS) -> Result: ...


@pytest.fixture
def run() -> Run:
    """`run(coroutine, limit=30.0)`: its result, within `limit` seconds, with no failure lost and no task left behind."""

    def run(work: Coroutine[Any, Any, Result], limit: float = LIMIT_SECONDS) -> Result:
        lost: list[dict[str, Any]] = []

        async def limited() -> Result:
            asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
            async with asyncio.timeout(limit):
                result = await work
            for _ in range(5):  # what was told to end just now may still need a turn or two
                await asyncio.sleep(0)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, f"tasks left running: {sorted(task.get_name() + repr(task.get_coro()) for task in left)}"
            return result

        with asyncio.Runner() as runner:
            result = runner.run(limited())
        assert not lost, f"failures nobody took: {lost}"
        return result

    return run


SKIPPED = pytest.StashKey[bool]()
"""Whether a test said of itself, or a fixture of it, that it cannot be here."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep whether the test was skipped, for fixtures that look at it afterwards."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        item.stash[SKIPPED] = True
    return report


class LogWatch(logging.Handler):
    """Holds the records of WARNING or above, and the patterns that may come."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._expected: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, pattern: str) -> None:
        self._expected.append(re.compile(pattern))

    def complaints(self, skipped: bool) -> list[str]:
        """What came unexpected, and what was expected and did not come, unless the test was skipped."""
        texts = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.records]
        unheard = [text for text in texts if not any(pattern.search(text) for pattern in self._expected)]
        missing = [
            f"nothing like {pattern.pattern!r} was logged"
            for pattern in self._expected
            if not any(pattern.search(text) for text in texts)
        ]
        return unheard if skipped else unheard + missing


@pytest.fixture(autouse=True)
def logfail(request: pytest.FixtureRequest) -> Iterator[LogWatch]:
    """Fails a test in which `liqdesk` or `asyncio` logged a WARNING or worse that it did not expect."""
    watch = LogWatch()
    for mark in request.node.iter_markers("expected_log"):
        watch.expect(*mark.args)
    loggers = [logging.getLogger("liqdesk"), logging.getLogger("asyncio")]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    with contextlib.ExitStack() as stack:
        for logger in loggers:
            logger.addHandler(watch)
            stack.callback(logger.removeHandler, watch)
        yield watch
    for logger, level, disabled in before:  # logging set up by the code under test must not outlive the test
        logger.setLevel(level)
        logger.disabled = disabled
    complaints = watch.complaints(request.node.stash.get(SKIPPED, False))
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expected_log(logfail: LogWatch) -> Callable[[str], None]:
    """`expected_log(pattern)`: such a record ("LEVEL logger: text") is meant to come here, and must."""
    return logfail.expect
