"""What the doctor says of the desktop: who shows notifications, that nobody does, that somebody hangs."""

import signal
from collections.abc import Iterator

import pytest

from liqdesk.app.desktop_checks import notifications, tray
from tests.conftest import Run
from tests.fakes.desktop import dunst, missing, private_bus, screen, service

TOOLS = ("dunst", "dunstctl", "Xvfb", "dbus-daemon")

pytestmark = pytest.mark.skipif(bool(missing(*TOOLS)), reason=f"not installed: {missing(*TOOLS)}")


@pytest.fixture
def bus(tmp_path, monkeypatch) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path) as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


def test_who_answers_is_named_and_who_hangs_is_found_out(run: Run, tmp_path, bus):
    with screen() as display, dunst(tmp_path, {**bus, "DISPLAY": display}) as service_:
        ok, said = run(notifications())
        assert ok
        assert said.startswith("dunst 1.")
        service_.process.send_signal(signal.SIGSTOP)
        assert run(notifications()) == (False, "the notification service hangs; alerts are shown in the window")


def test_nobody_and_a_refusal_are_said(run: Run, bus):
    ok, said = run(notifications())
    assert (ok, "no notification service runs" in said) == (False, True)
    with service("tests.fakes.notifications", bus):
        ok, said = run(notifications())
        assert (ok, "not today" in said) == (False, True)


def test_a_tray_is_found(run: Run, bus):
    ok, said = run(tray())
    assert (ok, "none on the session bus" in said) == (False, True)
    with service("tests.fakes.tray_host", bus) as host:
        assert run(tray()) == (True, "this desktop has one")
        host.send_signal(signal.SIGSTOP)
        ok, said = run(tray())
        assert (ok, "hangs" in said) == (False, True)


def test_without_a_bus_that_is_said(run: Run, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    ok, said = run(notifications())
    assert (ok, "there is no session bus" in said) == (False, True)
