"""The players that systems bring along; no Qt."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

WINDOWS_PLAYER = "liqdesk.ui.announce.windows_player"

Find = Callable[[str], str | None]


def player_of_system(path: Path, volume: float, find: Find = shutil.which, platform: str = sys.platform) -> list[str]:
    """The command that plays a file at `volume` (0 to 1) on the system's default output; empty where there is none."""
    if platform == "win32":
        return [sys.executable, "-m", WINDOWS_PLAYER, str(path)]
    for name, options in (
        ("pw-play", [f"--volume={volume:.3f}"]),
        ("paplay", [f"--volume={round(volume * 65_536)}"]),
        ("aplay", ["--quiet"]),
        ("afplay", ["--volume", f"{volume:.3f}"]),
    ):
        if found := find(name):
            return [found, *options, str(path)]
    return []
