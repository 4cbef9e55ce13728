"""Finds what the window shows in a made-up language that is still English, and what is cut off in it."""

import functools
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

ROWS = 50
"""So many rows of a table are looked at."""
SCRIPT = Path(__file__).parents[2] / "packaging" / "languages.py"
CODE = "pseudo"
PLAIN = re.compile(r"[A-Za-z]{3,}")
"""The made-up language marks nearly every letter, so that three plain ones in a row are not of it."""

SAME_EVERYWHERE = {
    "BTC", "ETH", "SOL", "XRP", "DOGE", "HYPE", "BNB", "ADA", "SUI", "LINK", "AVAX", "PEPE", "WIF", "LTC", "TRX", "BCH",
    "UTC", "USD", "CSV", "PNG", "JSON", "liqdesk", "Python", "PySide", "Qt", "Linux", "DEMO",
    "Ctrl", "Shift", "Alt", "Esc", "Tab", "Space", "Enter", "Return", "End", "Home", "Backspace",
}  # fmt: skip
"""Coins, units of account, forms of files, programs and keys."""


@functools.cache
def made_up(folder: Path) -> Path:
    """A folder with the made-up language."""
    runpy.run_path(str(SCRIPT))["write_pseudo"](folder)
    return folder


def shown(top: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Every text of a widget and of those in it, what is only heard or seen on a tool tip included."""
    for one in (top, *top.findChildren(QWidget)):
        if (one.objectName().startswith("qt_") and not isinstance(one, QTabBar)) or isinstance(one.parent(), QTabBar):
            continue
        texts = [one.toolTip(), one.accessibleName(), one.accessibleDescription(), *_words_of(one)]
        if one.isWindow() or isinstance(one, QDockWidget):
            texts.append(one.windowTitle())
        texts += [text for action in one.actions() for text in (action.text(), action.toolTip())]
        yield from ((one, text) for text in texts if text)


def _words_of(one: QWidget) -> list[str]:
    match one:
        case QLabel() | QAbstractButton():
            return [one.text()]
        case QLineEdit():
            return [one.placeholderText()]
        case QComboBox():
            return [one.itemText(number) for number in range(one.count())]
        case QTabBar():
            return [one.tabText(number) for number in range(one.count())]
        case QHeaderView():
            model = one.model()
            roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            count = 0 if model is None else model.columnCount()
            return [str(model.headerData(n, one.orientation(), role) or "") for n in range(count) for role in roles]
        case QAbstractItemView():
            model = one.model()
            rows = 0 if model is None else min(ROWS, model.rowCount())
            columns = model.columnCount() if isinstance(one, QTableView) and model is not None else 1
            found = [model.index(row, column).data() for row in range(rows) for column in range(columns)]
            return [text for text in found if isinstance(text, str)]
    return []


def untranslated(top: QWidget, names: set[str]) -> list[str]:
    """The texts with plain words in them; `names` are what is called the same everywhere, such as venues."""
    same = SAME_EVERYWHERE | names
    found = {
        f"{type(one).__name__}: {text[:110]!r} has {sorted(plain)}"
        for one, text in shown(top)
        if (plain := {word for word in PLAIN.findall(re.sub(r"<[^>]*>", "", text)) if word not in same})
    }
    return sorted(found)


def clipped(top: QWidget) -> list[str]:
    """Buttons, labels and tabs that have less room than their words need."""
    found = []
    for one in top.findChildren(QWidget):
        if not one.isVisibleTo(top) or (one.objectName().startswith("qt_") and not isinstance(one, QTabBar)):
            continue
        match one:
            case QPushButton() | QToolButton() if one.text() and one.width() < one.sizeHint().width() - 1:
                found.append(f"{type(one).__name__} {one.text()!r}: {one.width()} of {one.sizeHint().width()}")
            case QLabel() if one.text() and _cut(one):
                found.append(f"{type(one).__name__} {one.text()[:80]!r}: {one.size()} of {one.sizeHint()}")
    return found


def _cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width()) - 1
    return label.width() < label.sizeHint().width() - 1
