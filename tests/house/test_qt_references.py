"""Qt's Python layer must not eat references: below Python 3.12 a process that runs out of `None` is killed."""

import gc
import sys
from importlib.metadata import requires, version

import pytest
from packaging.requirements import Requirement
from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QLabel

from tests.house.tree import ROOT

ROUNDS = 2_500
SLACK = 60
"""References that come and go with everything else in the process; one lost per call would be thousands."""

EATS_NONE = "6.12.0"


mortal = pytest.mark.skipif(
    sys.version_info >= (3, 12),
    reason="None cannot die here, and its count drifts: the interpreter does not count it up, Qt's layer counts it down",
)


class Source(QObject):
    happened = Signal(object)
    plain = Signal()


def counts() -> tuple[int, int, int]:
    gc.collect()
    return sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)


def grows(work) -> list[int]:
    """How many references to None, True and False were won or lost over many rounds of `work`."""
    for _ in range(50):
        work()  # whatever is kept for good is kept now
    before = counts()
    for _ in range(ROUNDS):
        work()
    return [after - start for start, after in zip(before, counts(), strict=True)]


@pytest.fixture
def image(qapp):
    return QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)


@mortal
def test_painting_keeps_the_count(image):
    pen, area = QPen(QColor("#0072b2")), QRectF(1, 1, 20, 20)

    def paint():
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen)
        painter.drawLine(QPointF(0, 0), QPointF(9, 9))
        painter.fillRect(area, QColor("#e69f00"))
        painter.drawText(area, "1.2M")
        painter.end()

    assert [change for change in grows(paint) if abs(change) > SLACK] == []


@mortal
def test_signals_keep_the_count(qapp):
    source, seen = Source(), []
    source.happened.connect(lambda value: seen.append(value is None))
    source.plain.connect(lambda: None)

    def emit():
        source.happened.emit(None)
        source.happened.emit(True)
        source.plain.emit()
        seen.clear()

    assert [change for change in grows(emit) if abs(change) > SLACK] == []


@mortal
def test_widgets_keep_the_count(qtbot):
    label, timer = QLabel(), QTimer()
    qtbot.addWidget(label)

    def touch():
        label.setText("$419.03M")
        label.setVisible(False)
        label.setEnabled(True)
        label.update()
        timer.setInterval(100)
        timer.start()
        timer.stop()

    assert [change for change in grows(touch) if abs(change) > SLACK] == []


def test_the_version_that_eats_them_is_refused():
    if sys.version_info < (3, 12):
        assert version("PySide6-Essentials") != EATS_NONE
        assert version("PySide6-Addons") != EATS_NONE
    declared = [
        Requirement(line) for line in (ROOT / "pyproject.toml").read_text("utf-8").split('"') if "PySide6-" in line
    ]
    assert {requirement.name for requirement in declared} == {"PySide6-Essentials", "PySide6-Addons"}
    assert not any(requirement.specifier.contains(EATS_NONE) for requirement in declared)
    assert all(f"=={version(requirement.name)}" in pins() for requirement in declared)
    assert requires("PySide6-Addons") is not None


def pins() -> str:
    return (ROOT / "packaging/requirements.txt").read_text(encoding="utf-8")
