"""A desktop of a test's own: a private bus, a screen nobody sees, the real notification service dunst."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUS_RULES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
{services}<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>"""
"""Nothing is there to be started, unless a test says so: on this bus is what it puts there."""

PICK = "#!/bin/sh\ngrep {title} | head -1\n"
"""What a person picks from the menu of a notification's buttons."""


LASTS = {"low": 500, "normal": 600, "critical": 0}
"""For how many seconds one is shown, by its urgency: all that its history tells of that."""


def missing(*tools: str) -> str:
    """Those of the tools that are not installed; empty where all are."""
    return ", ".join(tool for tool in tools if shutil.which(tool) is None)


@contextmanager
def private_bus(folder: Path, services: Path | None = None) -> Iterator[dict[str, str]]:
    """The environment of processes on a bus of their own; `services` says what it may start."""
    rules = folder / "bus.conf"
    started = "" if services is None else f"<servicedir>{services}</servicedir>\n"
    rules.write_text(BUS_RULES.format(folder=folder, services=started), encoding="utf-8")
    command = ["dbus-daemon", f"--config-file={rules}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        try:
            yield {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
        finally:
            daemon.terminate()


@contextmanager
def screen() -> Iterator[str]:
    """The DISPLAY of an X server that nobody sees."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


@contextmanager
def service(module: str, environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """One of the fakes on that bus, once it may be asked."""
    with subprocess.Popen(
        [sys.executable, "-m", module], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


class Dunst:
    """The real service. A test looks at it from outside and does what a person does."""

    def __init__(self, process: "subprocess.Popen[str]", environment: dict[str, str]) -> None:
        self.process = process
        self._environment = environment

    def control(self, *words: str) -> str:
        """What dunstctl says."""
        command = ["dunstctl", *words]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout

    @property
    def displayed(self) -> int:
        """How many are on the screen."""
        return int(self.control("count", "displayed").strip())

    def put_away(self) -> list[dict[str, Any]]:
        """Close all that are on the screen; everything that was shown so far by field, with `urgency`."""
        self.control("close-all")
        held = json.loads(self.control("history"))["data"][0]
        told = [{name: field["data"] for name, field in one.items()} for one in held]
        urgencies = {seconds * 1_000_000: name for name, seconds in LASTS.items()}
        return [{**one, "urgency": urgencies[one["timeout"]]} for one in told]


def dunst_rules(pick: Path) -> str:
    """Its settings: what answers its menus, and how long notifications are shown."""
    lasts = "".join(f"[urgency_{name}]\ntimeout = {seconds}\n" for name, seconds in LASTS.items())
    return f"[global]\ndmenu = {pick}\n{lasts}"


@contextmanager
def dunst(folder: Path, environment: dict[str, str], picked: str = "Snooze") -> Iterator[Dunst]:
    """The service on that bus and screen; the menu of buttons is answered with the button whose title has `picked`."""
    pick, rules = folder / "pick", folder / "dunstrc"
    pick.write_text(PICK.format(title=picked), encoding="utf-8")
    pick.chmod(0o700)
    rules.write_text(dunst_rules(pick), encoding="utf-8")
    command = ["dunst", "-config", str(rules)]
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        made = Dunst(process, environment)
        try:
            while not made.control("count", "displayed").strip().isdecimal():
                assert process.poll() is None, "dunst ended"
            yield made
        finally:
            process.kill()
