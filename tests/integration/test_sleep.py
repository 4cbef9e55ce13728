"""Woken by the system: over a real bus, as logind says it. Skipped where there is no dbus-daemon."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication
from liqdesk.app.sleep import SystemSleep

application = QCoreApplication(sys.argv)
heard = SystemSleep(lambda: (sys.stdout.write("woke\\n"), sys.stdout.flush()))
sys.stdout.write(f"listening {heard.listening}\\n")
sys.stdout.flush()
application.exec()
"""


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.stdout.readline().strip())
    yield
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def process(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.usefixtures("bus")
def test_waking_up_is_heard_and_falling_asleep_is_not() -> None:
    with process("-m", "tests.fakes.login") as system, process("-c", LISTENER) as listener:
        assert system.stdin is not None
        assert system.stdout is not None
        assert listener.stdout is not None
        assert system.stdout.readline() == "ready\n"
        assert listener.stdout.readline() == "listening True\n"
        for word in ("sleep", "wake", "sleep", "wake"):
            system.stdin.write(f"{word}\n")
            system.stdin.flush()
        assert listener.stdout.readline() == "woke\n"
        assert listener.stdout.readline() == "woke\n"
        system.stdin.close()
        listener.terminate()


def test_without_a_bus_nobody_listens_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with process("-c", LISTENER) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "listening False\n"
        listener.terminate()
