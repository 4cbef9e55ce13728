"""The bridge: one snapshot when something changed or a second passed, none otherwise."""

from liqdesk.domain.time import DurationMs
from liqdesk.ui.live import LiveBridge


def test_frames_come_only_when_there_is_something_to_see(qapp, desk):
    bridge = LiveBridge(desk)
    frames = []
    bridge.frame_ready.connect(frames.append)
    bridge.look()
    bridge.look()
    assert len(frames) == 1
    made = desk.advance(DurationMs(1_000))
    bridge.look()
    assert len(frames) == 2
    assert len(frames[1].fresh) == made


def test_rows_of_the_time_nobody_looked_are_not_lost(qtbot, desk):
    bridge = LiveBridge(desk, every=DurationMs(5))
    frames = []
    bridge.frame_ready.connect(frames.append)
    bridge.set_watched(True)
    bridge.set_watched(False)
    assert not bridge.awake
    made = sum(desk.advance(DurationMs(1_000)) for _ in range(3))
    assert len(frames) == 1
    bridge.set_watched(True)
    assert len(frames[-1].fresh) == made
    desk.touch()
    qtbot.waitUntil(lambda: len(frames) == 3, timeout=2_000)
    bridge.set_watched(False)
