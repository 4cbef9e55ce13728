"""What a line keeps of its points, and the form in which Qt takes them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem

from liqdesk.ui.charts.line import LineItem, polygon, thinned

heights = st.lists(st.floats(0, 500), min_size=1, max_size=400)


@given(heights, st.floats(0.001, 3.0))
def test_a_thinned_line_fills_the_same_columns_from_the_same_depth_to_the_same_height(found, pace):
    xs, ys = np.arange(len(found)) * pace, np.array(found)
    few_xs, few_ys = thinned(xs, ys)
    assert len(few_xs) <= len(xs)
    for column in set(np.floor(xs)):
        before, after = ys[np.floor(xs) == column], few_ys[np.floor(few_xs) == column]
        assert (before[0], before[-1]) == (after[0], after[-1]), "it enters and leaves a column where it did"
        assert (before.min(), before.max()) == (after.min(), after.max())


def test_few_points_stay_as_they_are():
    xs, ys = np.array([0.0, 0.1, 5.0]), np.array([1.0, 2.0, 3.0])
    assert thinned(xs, ys) == (xs, ys)


@given(heights)
def test_a_polygon_holds_the_very_points(found):
    made = polygon(np.arange(len(found)) / 3, np.array(found))
    told = [(made.at(n).x(), made.at(n).y()) for n in range(made.size())]
    wanted = [(n / 3, y) for n, y in enumerate(found)]
    assert told == (wanted if len(wanted) > 1 else wanted * 2)


def painted(line: LineItem, wide: int, tall: int) -> QImage:
    image = QImage(wide, tall, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    line.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def lit(image: QImage, x: int) -> list[int]:
    return [y for y in range(image.height()) if image.pixelColor(x, y).red() > 60]


def test_a_line_breaks_where_nothing_is_known_and_comes_from_beyond_the_edge(qapp):
    parent = QGraphicsRectItem()
    line = LineItem(parent, 0)
    line.dress(QColor("white"))
    line.show_range(QRectF(0, 0, 100, 50), (1_000.0, 2_000.0, 0.0, 50.0))
    at = np.array([500, 1_300, 1_400, 1_600, 1_900], dtype=np.int64)
    line.show_points(at, np.array([10.0, 10.0, np.nan, 40.0, 40.0]))
    image = painted(line, 100, 50)
    assert all(y in (39, 40) for y in lit(image, 2))
    assert lit(image, 2)
    assert lit(image, 28)
    assert not lit(image, 45), "a gap"
    assert all(y in (9, 10) for y in lit(image, 75))
    assert not lit(image, 95), "nothing is known after the last point"
    line.show_range(QRectF(0, 0, 100, 50), (1_000.0, 2_000.0, 0.0, 100.0))
    assert all(y in (44, 45) for y in lit(painted(line, 100, 50), 2)), "another range"
