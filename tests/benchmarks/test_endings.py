"""How long the program takes to end, by what it is doing; the goal is two seconds on a machine with nothing else to do."""

import os
import time

import pytest

from tests.fakes.ending import Reached, ended, loaded, mute_server, there


def measured(what: str, words: list[str], reached: Reached, **environment: str) -> None:
    """Print how long it took from the signal to the end."""
    begun = [0.0]

    def noted(number: int) -> bool:
        done = reached(number)
        begun[0] = time.monotonic()
        return done

    code, said = ended(words, noted, **environment)
    took = 1000 * (time.monotonic() - begun[0])
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"\n{what:<28}{took:7.0f} ms  exit code {code}  {load}{' ' + said if said else ''}")


def lasting(seconds: float, reached: Reached) -> Reached:
    """That state, and so long after it."""

    since: list[float] = []

    def lasted(number: int) -> bool:
        if not since and reached(number):
            since.append(time.monotonic())
        return bool(since) and time.monotonic() - since[0] >= seconds

    return lasted


def test_loading(tmp_path):
    measured("loading", ["--profile", str(tmp_path)], loaded("libQt6Widgets"))


def test_starting(tmp_path):
    measured("starting", ["--profile", str(tmp_path)], there(tmp_path, "liqdesk.lock.holder"))


def test_first_steps_without_a_network(tmp_path):
    measured("first steps, no network", ["--profile", str(tmp_path)], lasting(5, there(tmp_path, "liqdesk.db-wal")))


@pytest.mark.parametrize("seconds", [0, 6])
def test_demo(tmp_path, seconds):
    measured(
        f"demo, {seconds} s", ["--demo"], lasting(seconds, there(tmp_path, "endpoints.toml")), TMPDIR=str(tmp_path)
    )


def test_bus_and_sound_server_that_hang(tmp_path):
    with mute_server(tmp_path / "bus") as bus, mute_server(tmp_path / "pulse") as pulse:
        hung = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}", "PULSE_SERVER": f"unix:{pulse}"}
        stands = lasting(4, there(tmp_path, "liqdesk.db-wal"))
        measured("bus and sound server hang", ["--profile", str(tmp_path / "p")], stands, **hung)
