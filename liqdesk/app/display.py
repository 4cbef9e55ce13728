"""Whether a window can be shown here: asked before Qt is, because Qt would end the process."""

import os
import socket
import sys
from pathlib import Path

X_PORT = 6000
PATIENCE = 2.0


def no_display() -> str | None:
    """Why no window can be shown, as one sentence; None where one can."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not wayland and not x11:
        return "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    if wayland and _wayland_answers(wayland):
        return None
    if x11 and _x_answers(x11):
        return None
    return f"the display {wayland or x11} does not answer"


def _wayland_answers(name: str) -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return _answers(socket.AF_UNIX, str(Path(folder) / name))


def _x_answers(display: str) -> bool:
    host, _, number = display.rpartition(":")
    screen = number.split(".")[0]
    if not screen.isdigit():
        return False
    if host in ("", "unix") or host.startswith("/"):
        path = f"/tmp/.X11-unix/X{screen}"  # where every X server listens
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, f"\0{path}")
    return _answers(socket.AF_INET, (host, X_PORT + int(screen)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as knock:
        knock.settimeout(PATIENCE)
        try:
            knock.connect(address)
        except OSError:
            return False
        return True
