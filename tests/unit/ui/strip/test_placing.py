"""Where the strip stands: always on a monitor that is there, and back where it was when a monitor comes back."""

import hypothesis.strategies as st
import pytest
from hypothesis import given
from PySide6.QtCore import QPoint, QRect, QSize

from liqdesk.settings.strip import StripForm
from liqdesk.ui.monitors import Monitor, monitor_of
from liqdesk.ui.strip.placing import (
    REMEMBERED,
    Spot,
    Spots,
    first_spot,
    place_at,
    spot_of,
    standing_place,
)

LINE, BLOCK = QSize(640, 40), QSize(200, 120)
DESK = Monitor("desk", QRect(0, 0, 1920, 1040))
SIDE = Monitor("side", QRect(1920, 200, 1280, 800))

numbers = st.integers(-6_000, 6_000)
rooms = st.builds(QRect, numbers, numbers, st.integers(LINE.width(), 8_000), st.integers(BLOCK.height(), 5_000))
sizes = st.sampled_from([LINE, BLOCK])
spots = st.builds(Spot, st.booleans(), numbers, st.booleans(), numbers)
desks = st.lists(rooms, min_size=1, max_size=4).map(
    lambda found: [Monitor(f"monitor {number}", room) for number, room in enumerate(found)]
)


@given(spots, sizes, rooms)
def test_a_place_lies_within_its_room_wherever_the_spot_was(spot, size, room):
    place = place_at(spot, size, room)
    assert place.size() == size
    assert room.contains(place)


@given(st.data(), sizes, rooms)
def test_a_place_within_a_room_is_found_again_by_its_spot(data, size, room):
    x = data.draw(st.integers(0, room.width() - size.width()))
    y = data.draw(st.integers(0, room.height() - size.height()))
    place = QRect(room.topLeft() + QPoint(x, y), size)
    assert place_at(spot_of(place, room), size, room) == place


@given(st.data(), sizes, rooms, rooms)
def test_another_resolution_keeps_the_distance_to_the_nearer_edges(data, size, room, other):
    spot = spot_of(place_at(data.draw(spots), size, room), room)
    place = place_at(spot, size, other)
    right = other.x() + other.width() - place.x() - place.width()
    bottom = other.y() + other.height() - place.y() - place.height()
    if spot.x <= other.width() - size.width():
        assert (right if spot.right else place.x() - other.x()) == spot.x
    if spot.y <= other.height() - size.height():
        assert (bottom if spot.bottom else place.y() - other.y()) == spot.y


@given(st.data(), desks, st.sampled_from(StripForm))
def test_it_stands_on_a_monitor_that_is_there_whatever_is_remembered(data, monitors, form):
    size = LINE if form is StripForm.LINE else BLOCK
    remembered = Spots()
    for key in data.draw(st.lists(st.sampled_from([one.key for one in monitors] + ["gone", "sold"]), max_size=6)):
        remembered = remembered.put(key, data.draw(spots))
    place = standing_place(remembered, monitors, form, size)
    assert any(monitor.room.contains(place) for monitor in monitors)


@given(st.data(), desks, sizes)
def test_a_monitor_that_goes_and_comes_back_has_it_where_it_was(data, monitors, size):
    chosen = data.draw(st.sampled_from(monitors))
    put = Spots().put(chosen.key, spot_of(place_at(data.draw(spots), size, chosen.room), chosen.room))
    before = standing_place(put, monitors, StripForm.LINE, size)
    left = [one for one in monitors if one is not chosen]
    meanwhile = standing_place(put, left, StripForm.LINE, size)
    assert (meanwhile is None) is (not left)
    assert standing_place(put, [*left, chosen], StripForm.LINE, size) == before


def test_each_monitor_has_its_own_spot_and_the_one_chosen_last_counts():
    put = Spots().put("side", Spot(True, 20, False, 10)).put("desk", Spot(False, 5, True, 8))
    assert standing_place(put, [DESK, SIDE], StripForm.LINE, LINE) == QRect(QPoint(5, 992), LINE)
    assert standing_place(put, [SIDE], StripForm.LINE, LINE) == QRect(QPoint(2540, 210), LINE)
    assert standing_place(put.put("side", Spot(False, 0, False, 0)), [DESK, SIDE], StripForm.LINE, LINE).x() == 1920


def test_a_corner_stays_a_corner_when_the_form_changes():
    spot = spot_of(QRect(QPoint(1720, 920), BLOCK), DESK.room)
    assert place_at(spot, LINE, DESK.room) == QRect(QPoint(1280, 1000), LINE)


def test_at_first_the_line_is_at_the_top_and_the_block_in_the_corner():
    line = place_at(first_spot(StripForm.LINE, LINE, DESK.room), LINE, DESK.room)
    block = place_at(first_spot(StripForm.CORNER, BLOCK, DESK.room), BLOCK, DESK.room)
    assert line == QRect(QPoint(640, 12), LINE)
    assert block == QRect(QPoint(1708, 908), BLOCK)


def test_a_monitor_smaller_than_the_strip_shows_its_beginning():
    assert place_at(Spot(True, 5, True, 5), LINE, QRect(100, 100, 320, 240)).topLeft() == QPoint(100, 295)


@pytest.mark.parametrize(
    ("place", "monitor"),
    [(QRect(1900, 300, 640, 40), SIDE), (QRect(100, 100, 640, 40), DESK), (QRect(9000, 9000, 640, 40), SIDE)],
)
def test_a_place_belongs_to_the_monitor_it_shares_most_with_else_to_the_nearest(place, monitor):
    assert monitor_of(place, [DESK, SIDE]) is monitor


def test_without_a_monitor_nothing_is_said():
    assert monitor_of(QRect(0, 0, 1, 1), []) is None
    assert standing_place(Spots(), [], StripForm.LINE, LINE) is None


def test_the_monitor_used_longest_ago_is_forgotten_first():
    put = Spots()
    for number in range(REMEMBERED + 3):
        put = put.put(f"monitor {number}", Spot(False, number, False, 0))
    assert len(put.by_monitor) == len(put.recent) == REMEMBERED
    assert "monitor 2" not in put.by_monitor
    assert put.recent[0] == f"monitor {REMEMBERED + 2}"
