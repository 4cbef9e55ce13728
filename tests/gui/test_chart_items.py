"""What charts paint with, on a view of its own."""

import pytest
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsItem, QGraphicsRectItem, QGraphicsScene, QGraphicsView

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.event_bands import EventBand, EventBands
from liqdesk.ui.charts.geometry import Frame, Heights
from liqdesk.ui.charts.items import PixelItem
from liqdesk.ui.charts.timeline import TimelineChart
from tests.gui.test_timeline import view_of

STEPS = (
    ("red", QRectF(0, 0, 287, 212), (576, 181)),
    ("green", QRectF(-50, 0, 325, 342), (55, 201)),
    ("yellow", QRectF(0, 0, 581, 292), (260, 223)),
    ("blue", QRectF(-50, 0, 254, 263), (473, 253)),
)


class Block(PixelItem):
    """Fills its bounds."""

    colour = QColor("red")

    def paint(self, painter, option, widget=None):
        painter.fillRect(self.boundingRect(), self.colour)


@pytest.fixture
def view(qtbot) -> QGraphicsView:
    made = QGraphicsView()
    qtbot.addWidget(made)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setScene(QGraphicsScene(0, 0, 600, 400, made))
    made.setBackgroundBrush(QColor("white"))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_cached_item_of_another_size_shows_nothing_of_its_older_self(view):
    area = QGraphicsRectItem(0, 0, 600, 400)
    area.setPen(Qt.PenStyle.NoPen)
    view.scene().addItem(area)
    block = Block(area, 1, cached=True)
    for colour, bounds, size in STEPS:
        block.colour = QColor(colour)
        view.resize(*size)
        block.place(bounds)
        block.update()
        QApplication.processEvents()
        image = view.viewport().grab().toImage()
    shown = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert shown == {"#ffffff", QColor("blue").name()}
    assert block.cacheMode() is QGraphicsItem.CacheMode.DeviceCoordinateCache


def test_a_chart_with_no_room_labels_nothing(qtbot, theme):
    chart = TimelineChart(theme)
    qtbot.addWidget(chart)
    chart._lower.widget.setFixedHeight(36)
    chart.show()
    chart.show_view(view_of({1430: 3e6}, {}), Zone.UTC)
    assert chart.bars.frame is None
    assert chart._lower._clock._tickLevels == [[]]
    chart._lower.widget.setFixedHeight(300)
    qtbot.waitUntil(lambda: chart.bars.frame is not None)
    assert chart._lower._clock._tickLevels != [[]]


def test_of_an_event_that_goes_on_only_what_it_grew_by_is_painted(view):
    area = QGraphicsRectItem(0, 0, 600, 400)
    area.setPen(Qt.PenStyle.NoPen)
    view.scene().addItem(area)
    bands = EventBands(area, 1)
    bands.dress(QColor("red"), QColor("blue"), QColor("green"))
    frame = Frame(600, 400, 1.0, 0.0, 600.0, Heights(1.0, 1.0))
    painted = []
    view.viewport().installEventFilter(Painted(view.viewport(), painted))

    def until(*ends: int) -> None:
        spans = [Span(UnixMs(start), UnixMs(end)) for start, end in zip((100, 300), ends, strict=False)]
        bands.show_events(frame, tuple(EventBand(span, PositionSide.LONG) for span in spans))
        painted.clear()
        QApplication.processEvents()

    def seen(x: int) -> bool:
        return any(region.contains(view.mapFromScene(x, 200)) for region in painted)

    def ink(x: int) -> QColor:
        return view.grab().toImage().pixelColor(view.mapFromScene(x, 200))

    until(200)
    assert seen(150)
    until(230)
    assert seen(215)
    assert not seen(150)
    assert ink(215) == ink(150) != ink(235)
    until(230, 400)
    assert seen(350), "another one"
    until(180, 400)
    assert ink(215) == QColor("white"), "it proved to be shorter"


class Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, parent, regions):
        super().__init__(parent)
        self._regions = regions

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self._regions.append(event.region())
        return False
