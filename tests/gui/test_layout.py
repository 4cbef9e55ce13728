"""Where a window may stand: on a screen that exists."""

import pytest
from PySide6.QtCore import QRect

from liqdesk.ui.panels.layout import clamped

LEFT = QRect(0, 0, 1920, 1080)
RIGHT = QRect(1920, 0, 1280, 800)


@pytest.mark.parametrize(
    ("wanted", "screens", "stands"),
    [
        (QRect(100, 100, 800, 600), [LEFT, RIGHT], QRect(100, 100, 800, 600)),
        (QRect(2500, 300, 1280, 800), [LEFT, RIGHT], QRect(1920, 0, 1280, 800)),
        (QRect(2500, 300, 1280, 800), [LEFT], QRect(640, 280, 1280, 800)),
        (QRect(-500, -500, 3000, 2000), [LEFT], LEFT),
        (QRect(9000, 9000, 640, 480), [RIGHT], QRect(2560, 320, 640, 480)),
        (QRect(5, 5, 640, 480), [], QRect(5, 5, 640, 480)),
    ],
)
def test_a_window_is_brought_onto_a_screen(wanted, screens, stands):
    assert clamped(wanted, screens) == stands
