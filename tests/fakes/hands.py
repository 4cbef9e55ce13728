"""Hands of a person: a keyboard that types to what has the focus, a mouse that clicks what is seen; they touch nothing else."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

KEYS = {
    "Tab": Qt.Key.Key_Tab, "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space,
    "Right": Qt.Key.Key_Right, "Left": Qt.Key.Key_Left, "Up": Qt.Key.Key_Up, "Down": Qt.Key.Key_Down,
    "F6": Qt.Key.Key_F6, "F11": Qt.Key.Key_F11, "F1": Qt.Key.Key_F1, "End": Qt.Key.Key_End,
}  # fmt: skip
HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}  # fmt: skip


class Hands:
    """`press("Ctrl+K")` and `type("share")` reach the widget with the focus, as keys do."""

    def focus(self) -> QWidget:
        """What the keyboard reaches now."""
        held = QApplication.focusWidget() or QApplication.activeWindow()
        assert held is not None, "nothing has the keyboard"
        return held

    def press(self, *combinations: str) -> None:
        """Press keys one after another, each as `Ctrl+Shift+Tab` or one letter."""
        for combination in combinations:
            *held, last = combination.split("+") if combination != "+" else ["+"]
            modifiers = Qt.KeyboardModifier.NoModifier
            for name in held:
                modifiers |= HELD[name]
            if last in KEYS:
                QTest.keyClick(self.focus(), KEYS[last], modifiers)
            else:
                QTest.keyClicks(self.focus(), last, modifiers)

    def type(self, words: str) -> None:
        """Type words."""
        QTest.keyClicks(self.focus(), words)

    def tab_to(self, name: str, limit: int = 60) -> QWidget:
        """Press Tab until what has the keyboard is called so, by its accessible name or its text."""
        for _ in range(limit):
            if name in called(self.focus()):
                return self.focus()
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {name}")

    def click(self, widget: QWidget, at: QPoint | None = None, double: bool = False) -> None:
        """Click a widget that is seen, in its middle or `at`."""
        assert widget.isVisible(), f"{called(widget)} is not seen"
        assert not widget.visibleRegion().isEmpty(), f"{called(widget)} lies beneath another"
        act: Callable[..., None] = QTest.mouseDClick if double else QTest.mouseClick
        act(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def called(widget: QWidget) -> tuple[str, ...]:
    """What a widget is called, for those who see it and those who do not."""
    text = getattr(widget, "text", None)
    said = text() if callable(text) else ""
    return widget.accessibleName(), said.replace("&", "") if isinstance(said, str) else "", widget.windowTitle()


def dialogs() -> list[QDialog]:
    """The dialogs that are seen, the front one last."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
