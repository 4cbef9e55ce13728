"""Another text size in a window that stands already: fixed sizes, margins and fonts grow or shrink with it."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QGridLayout, QLayout, QMainWindow, QTableView, QWidget

UNBOUNDED = 524_287
"""From here on Qt means a widget that may be as large as it likes."""


def rescale(top: QWidget, before: float, after: float) -> None:
    """Bring everything inside `top` from one scale to another. The sizes it was designed with are kept beside each part, so that
    going back and forth changes nothing. From a scale to itself it only keeps them: due before parts dress themselves anew."""
    for widget in (top, *top.findChildren(QWidget)):
        _sizes(widget, before, after)
        _font(widget, before, after)
        if isinstance(widget, QTableView):
            down = widget.verticalHeader()
            (high,) = _designed(down, "rows", (down.defaultSectionSize(),), before, after)
            down.setDefaultSectionSize(round(high * after))
    for layout in top.findChildren(QLayout):
        _layout(layout, before, after)
    for widget in (top, *top.findChildren(QWidget)):
        widget.updateGeometry()
        QApplication.sendEvent(widget, QResizeEvent(widget.size(), widget.size()))
        widget.update()


def _designed(part: QObject, name: str, now: Sequence[float], before: float, after: float) -> Sequence[float]:
    """What the values were designed as: what was kept, unless somebody set others since; a part may be dressed already."""
    kept = cast("Sequence[float] | None", part.property(f"designed-{name}"))
    if kept is not None:
        for scale in (before, after):
            if [round(one * scale) for one in kept] == [round(one) for one in now]:
                return kept
    made = [one / before for one in now]
    part.setProperty(f"designed-{name}", made)
    return made


def _sizes(widget: QWidget, before: float, after: float) -> None:
    if isinstance(widget, QDockWidget | QMainWindow):
        return  # Qt takes the limits of a dock from what is in it; a main window knows its own
    sides: tuple[tuple[str, int, Callable[[int], object]], ...] = (
        ("least-width", widget.minimumWidth(), widget.setMinimumWidth),
        ("least-height", widget.minimumHeight(), widget.setMinimumHeight),
        ("most-width", widget.maximumWidth(), widget.setMaximumWidth),
        ("most-height", widget.maximumHeight(), widget.setMaximumHeight),
    )
    wanted = []
    for name, now, put in sides:
        if 1 < now < UNBOUNDED:
            wanted.append((put, round(_designed(widget, name, (now,), before, after)[0] * after)))
    for put, size in wanted:
        put(size)


def _font(widget: QWidget, before: float, after: float) -> None:
    font = QFont(widget.font())
    if font.pixelSize() > 0 and widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
        # A style sheet that is set anew takes a font back to what it first was, so what was kept is always right.
        kept = widget.property("designed-font")
        size = font.pixelSize() / before if kept is None else cast("float", kept)
        widget.setProperty("designed-font", size)
        font.setPixelSize(max(1, round(size * after)))
        widget.setFont(font)


def _layout(layout: QLayout, before: float, after: float) -> None:
    around = layout.contentsMargins()
    sides = (around.left(), around.top(), around.right(), around.bottom())
    layout.setContentsMargins(*(round(one * after) for one in _designed(layout, "margins", sides, before, after)))
    if isinstance(layout, QGridLayout):
        gaps = (layout.horizontalSpacing(), layout.verticalSpacing())
        across, down = _designed(layout, "gaps", gaps, before, after)
        layout.setHorizontalSpacing(round(across * after))
        layout.setVerticalSpacing(round(down * after))
    elif layout.spacing() > 0:
        (gap,) = _designed(layout, "gap", (layout.spacing(),), before, after)
        layout.setSpacing(round(gap * after))
