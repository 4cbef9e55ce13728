"""The order in which Tab goes through a page: as one reads it, whatever was made first."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

SAME_LINE = 10
"""Middles that are no further apart stand on one line."""


def reading_order(inside: QWidget) -> list[QWidget]:
    """What can have the focus inside a widget, line by line."""
    placed = sorted(
        ((_middle(widget, inside), widget) for widget in inside.findChildren(QWidget) if takes_focus(widget, inside)),
        key=lambda one: one[0].y(),
    )
    lines: list[list[tuple[QPoint, QWidget]]] = []
    for middle, widget in placed:
        if lines and middle.y() - lines[-1][0][0].y() <= SAME_LINE:
            lines[-1].append((middle, widget))
        else:
            lines.append([(middle, widget)])
    return [widget for line in lines for _, widget in sorted(line, key=lambda one: one[0].x())]


def takes_focus(widget: QWidget, inside: QWidget) -> bool:
    """Whether Tab may stop at a widget that is seen inside another."""
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return tabbed and widget.isEnabled() and widget.isVisibleTo(inside)


def following(order: Sequence[QWidget], now: QWidget | None, forward: bool) -> QWidget | None:
    """Who comes after `now`, round and round; the first (or last) where `now` is nobody of them."""
    if not order:
        return None
    held = next((at for at, one in enumerate(order) if now is not None and (one is now or one.isAncestorOf(now))), None)
    if held is None:
        return order[0 if forward else -1]
    return order[(held + (1 if forward else -1)) % len(order)]


def _middle(widget: QWidget, inside: QWidget) -> QPoint:
    return widget.mapTo(inside, widget.rect().center())
