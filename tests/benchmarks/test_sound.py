"""From an announcement to the first sample that is heard, and what the first sound costs; printed.

python -m pytest -n0 -s tests/benchmarks/test_sound.py
"""

import time
from pathlib import Path

import numpy as np
import pytest

from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.announcing import SoundSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.ui.announce.sound import SoundAnnouncer
from tests.fakes.announcements import announcement
from tests.fakes.pulse import MISSING, PulseServer

RESOURCES = Path(__file__).parents[2] / "resources"
ROUNDS = 12

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


def memory_kb(process: int | str, kind: str) -> int:
    """A figure of /proc/PID/smaps_rollup, in kB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def test_from_announcement_to_ear(qtbot, tmp_path, monkeypatch):
    server = PulseServer(tmp_path)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    server.add_sink("one")
    before = memory_kb("self", "Rss")
    settings = CurrentSettings(Settings(sound=SoundSettings(volume=100)))
    announcer = SoundAnnouncer(settings, RESOURCES.joinpath)
    waited, held = [], []
    for number in range(ROUNDS):
        with server.recording("one") as recording:
            begun = time.perf_counter()
            announcer.announce(announcement(Level.WATCH, (PositionSide.LONG, PositionSide.SHORT)[number % 2]))
            held.append(1_000 * (time.perf_counter() - begun))
            qtbot.waitUntil(lambda: bool(recording.heard().size), timeout=15_000)
            waited.append(1_000 * (time.perf_counter() - begun))
            qtbot.waitUntil(recording.ended, timeout=15_000)
    spare = announcer.speaker.processes
    print(
        f"\nfirst sound heard after {waited[0]:.0f} ms, later ones {np.median(waited[1:]):.0f} ms (most {max(waited[1:]):.0f})"
    )
    print(f"announce() held up the caller {held[0]:.1f} ms first, later {max(held[1:]):.1f} ms at most")
    print(f"this process grew by {memory_kb('self', 'Rss') - before} kB")
    print(
        "player processes: "
        + ", ".join(f"{memory_kb(one, 'Rss')} kB ({memory_kb(one, 'Pss')} kB of its own share)" for one in spare)
    )
    announcer.close()
    server.stop()
