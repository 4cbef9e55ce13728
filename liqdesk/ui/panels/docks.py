"""A dock with a slim title line of our own, and the quiet middle where the chart comes to stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMainWindow,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import marked, tr
from liqdesk.ui.icons import icon
from liqdesk.ui.panels.homes import clamped
from liqdesk.ui.theme import Role, Theme, colour


class Panel(Protocol):
    """What shows frames."""

    def show_frame(self, frame: LiveFrame) -> None: ...


Docked = tuple[str, str, QWidget, Callable[[LiveFrame], None]]
"""A dock's name, which layouts remember for good, its title in English, its panel, and who takes its frames."""


_ASIDE = 32


class Dock(QDockWidget):
    """Holds one panel; can be dragged by its title, floated and closed. `name` is what the layout remembers it by.

    Hands frames on, to `show`, while it is seen: behind the tab of another dock it counts as visible in Qt, only out of the
    way. The newest one is handed on once it comes to the front.
    """

    resized = Signal(QSize)

    def __init__(
        self,
        name: str,
        title: str,
        panel: QWidget,
        show: Callable[[LiveFrame], None],
        theme: Theme,
        resources: Callable[[str], Path],
        parent: QWidget,
    ) -> None:
        super().__init__(title, parent)
        self._show = show
        self._latest: LiveFrame | None = None
        self._seen = self._marked = False
        self._theme = theme
        self._resources = resources
        self.setObjectName(name)
        self.setWidget(panel)
        self.setAccessibleName(title)
        bar = QWidget(self)
        bar.setAutoFillBackground(True)
        self._bar = bar
        self._title = QLabel(title, bar)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(theme.font(Role.CAPTION))
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._float = self._button(tr("Detach {title}").format(title=title), self._toggle_floating)
        self._close = self._button(tr("Close {title}").format(title=title), self.close)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(
            theme.px(8), theme.px(3), theme.px(4), theme.px(3)
        )  # Qt asks the layout for the height
        layout.setSpacing(theme.px(2))
        for widget in (self._title, self._float, self._close):
            layout.addWidget(widget)
        bar.setFixedHeight(theme.px(26))
        self.setTitleBarWidget(bar)
        self.toggleViewAction().triggered.connect(lambda shown: self.raise_() if shown else None)  # above others' tabs
        self.visibilityChanged.connect(self._come_or_go)
        theme.changed.connect(self._dress)
        self._dress()

    def show_frame(self, frame: LiveFrame) -> None:
        """Let the panel show it, now or when it is seen again."""
        self._latest = frame
        if self._seen:
            self._show(frame)

    @property
    def seen(self) -> bool:
        """Whether it is shown, and not behind the tab of another one."""
        return self._seen

    @property
    def marked(self) -> bool:
        """Whether the keyboard is in this panel."""
        return self._marked

    def mark(self, on: bool) -> None:
        """Show in the title that the keyboard is in this panel, or no longer."""
        if on is not self._marked:
            self._marked = on
            self._dress()

    def _come_or_go(self, seen: bool) -> None:
        self._seen = seen
        if seen and self._latest is not None:
            self._show(self._latest)
        self._name_tabs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(event.size())

    def _name_tabs(self) -> None:
        """Give the bars that Qt makes for docks behind one another a name for screen readers."""
        area = self.parentWidget()
        if area is not None:
            for bar in area.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
                bar.setAccessibleName(tr("Panels"))
                bar.setElideMode(
                    Qt.TextElideMode.ElideNone
                )  # a letter of a name names nothing; too many of them scroll
                bar.setUsesScrollButtons(True)
                bar.setDrawBase(False)

    def _button(self, says: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self._bar)
        button.setAutoRaise(True)
        button.setAccessibleName(says)
        button.setToolTip(says)
        button.setFixedSize(self._theme.px(22), self._theme.px(20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: act())
        return button

    def _toggle_floating(self) -> None:
        """Off its place, or back to it; a little aside, so that it is seen to float and not to cover what took its place."""
        self.setFloating(not self.isFloating())
        if self.isFloating():
            aside = self.geometry().translated(-self._theme.px(_ASIDE), self._theme.px(_ASIDE))
            self.setGeometry(clamped(aside, [self.screen().availableGeometry()]))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isFloating():  # a title line of our own leaves it without any frame
            QPainter(self).fillRect(self.rect(), colour(self._theme.tokens.surface.dim))

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        palette = self._bar.palette()
        palette.setColor(self._bar.backgroundRole(), surface.panel)
        palette.setColor(self._title.foregroundRole(), surface.accent if self._marked else surface.dim)
        self._bar.setPalette(palette)
        self._title.setPalette(palette)
        for button, name in ((self._float, "float"), (self._close, "close")):
            button.setIcon(icon(self._resources, name, surface.faint, self._theme.px(12)))
            button.setStyleSheet(
                "QToolButton { background: transparent; border: 1px solid transparent; padding: 0; }"
                f"QToolButton:hover {{ background: {surface.hover}; }}"
                f"QToolButton:focus {{ border-color: {surface.accent}; }}"
            )


def tabs_height(window: QMainWindow, dock: QDockWidget) -> int:
    """How high the tabs below a dock of a main window are, which Qt counts as part of what it sizes."""
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    behind = any(one.isVisibleTo(window) for one in window.tabifiedDockWidgets(dock))
    return max((bar.sizeHint().height() for bar in bars), default=0) if behind else 0


COMING = marked("The chart is coming…")


class Stage(QWidget):
    """The middle of the window: says that the chart is coming until it is put there; calls `painted` after the first paint.

    Its size does not depend on the panel's wishes, so that nothing around it moves when the panel comes.
    """

    def __init__(self, painted: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painted: Callable[[], None] | None = painted
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAccessibleName(tr(COMING))

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 160)

    def put(self, panel: QWidget) -> None:
        """Fill the middle with `panel`."""
        self._column.addWidget(panel)
        self.setFocusProxy(panel)
        self.setAccessibleName("")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._column.count():
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr(COMING))
            painter.end()
        painted, self._painted = self._painted, None
        if painted is not None:
            painted()
