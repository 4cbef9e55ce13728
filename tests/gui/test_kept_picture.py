"""A picture that is kept covers its room to the last pixel, at every density."""

import math

import pytest
from PySide6.QtGui import QColor

from liqdesk.ui.charts.canvas import KeptPicture, Room


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
@pytest.mark.parametrize("side", [300, 301, 303])
def test_it_leaves_no_pixel_bare_that_its_room_begins_or_ends_in(qapp, ratio, side):
    kept = KeptPicture(lambda: QColor("white"))
    size = kept.of("this", Room(side, side, ratio), lambda painter: None).size()
    whole = ratio == int(ratio)
    assert size.width() == size.height() == (side * ratio if whole else math.ceil(side * ratio) + 1)


def test_it_is_painted_anew_only_where_it_shows_something_else(qapp):
    kept, painted = KeptPicture(lambda: QColor("white")), []
    for shows, width in (("this", 301), ("this", 301), ("that", 301), ("that", 303)):
        kept.of(shows, Room(width, 200, 1.5), lambda painter, shows=shows: painted.append(shows))
    assert painted == ["this", "that", "that"]
