"""The cross-check panel: third-party totals beside ours, with the user's own key; says how to begin where there is none."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.crosscheck import CrossCheckView, ServiceView
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import marked, tr
from liqdesk.domain.third_party import KeyPlace, ServiceId
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.crosscheck import CrossCheck
from liqdesk.engine.desk import Desk
from liqdesk.ui.format import fmt_age, fmt_span, tool_tip
from liqdesk.ui.tables.crosscheck import CrossCheckModel, Line, lines_of
from liqdesk.ui.tables.crosscheck_view import CrossCheckTable
from liqdesk.ui.theme import Role, Theme

KeyDialog = Callable[[CrossCheck, ServiceView, Theme, QWidget], QDialog]

INVITATION = marked(
    "Compare our totals with those of a third-party service, if you have a key there. Their figures stand beside ours and"
    " are never added to them. Nothing is contacted before you enter a key, and nothing while this panel is closed."
)


def standing(service: ServiceView, at: UnixMs) -> str:
    """Where a service stands, in one line."""
    state = service.state
    if not state.has_key:
        return service.key_trouble or tr("no key, nothing is asked; {offers}").format(offers=tr(state.info.offers))
    if state.asking:
        return tr("asking…")
    age = "" if state.told_at is None else fmt_age(at - state.told_at)
    again = (
        "" if state.next_at is None else tr("asked again in {time}").format(time=fmt_span(max(0, state.next_at - at)))
    )
    if state.failed:
        held = tr("Shown is what it told {age} ago").format(age=age) if age else ""
        return f"{state.sentence} {held}{';' if held and again else ''} {again}".replace("  ", " ").rstrip()
    return ", ".join(
        part for part in (tr("told {age} ago").format(age=age) if age else tr("not asked yet"), again) if part
    )


class ServiceStrip(QWidget):
    """One service: its name, where it stands, and what can be done. `enter` opens its key, `ask` asks it now."""

    def __init__(
        self, name: str, theme: Theme, enter: Callable[[], object], ask: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._name = self._label(name, Role.STRONG)
        self._name.setFixedWidth(theme.px(84))
        self._standing = self._label("", Role.SMALL)
        self._standing.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.key = self._button(tr("Key of {name}").format(name=name), enter)
        self.ask = self._button(tr("Ask {name} now").format(name=name), ask)
        self.ask.setText(tr("Ask now"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(2), theme.px(8), theme.px(2))
        row.setSpacing(theme.px(8))
        row.addWidget(self._name)
        row.addWidget(self._standing, 1)
        row.addWidget(self.key)
        row.addWidget(self.ask)
        theme.changed.connect(self._dress)
        self._failed = False
        self._dress()

    def _label(self, text: str, role: Role) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self._theme.font(role))
        return label

    def _button(self, says: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(self)
        button.setAccessibleName(says)
        button.setFont(self._theme.font(Role.SMALL))
        button.setFixedSize(self._theme.px(92), self._theme.px(22))
        button.clicked.connect(lambda: act())
        return button

    @property
    def standing(self) -> str:
        """Where the service stands, whole."""
        return self._text

    def show_service(self, service: ServiceView, at: UnixMs) -> None:
        """Take the newest state."""
        self._text = standing(service, at)
        kept = service.place is not KeyPlace.NONE
        self.key.setText(tr("Key…") if kept else tr("Enter key…"))
        self.ask.setEnabled(service.state.has_key and not service.state.asking)
        failed = service.state.failed or bool(service.key_trouble)
        if failed != self._failed:
            self._failed = failed
            self._dress()
        self._elide()

    def _elide(self) -> None:
        room = self._standing.width()
        metrics = self._standing.fontMetrics()
        self._standing.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room))
        self._standing.setAccessibleName(self._text)
        self._standing.setToolTip(tool_tip(self._text))

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        palette = self._standing.palette()
        palette.setColor(QPalette.ColorRole.WindowText, surface.fault if self._failed else surface.dim)
        self._standing.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()


class CrossCheckPanel(QWidget):
    """Shows the desk's cross-check once a second while it can be seen; unseen, it lets nobody be asked.

    `key_dialog` makes the dialog of a service's key.
    """

    def __init__(self, desk: Desk, theme: Theme, key_dialog: KeyDialog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key_dialog = key_dialog
        self._theme = theme
        self._view = CrossCheckView(UnixMs(0), ())
        self._drawn = -1
        self._strips: dict[ServiceId, ServiceStrip] = {}
        self._model = CrossCheckModel(self)
        self._table = CrossCheckTable(self._model, theme, self)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(theme.font(Role.BODY))
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._words.setContentsMargins(theme.px(8), theme.px(10), theme.px(24), theme.px(10))
        self._head = QVBoxLayout()
        self._head.setSpacing(0)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._stack, 1)
        self.setAutoFillBackground(True)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self._theme.tokens.surface.panel)
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        return self._table.sizeHint()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The table's lines."""
        return self._model.rows

    @property
    def words(self) -> str:
        """What is said in the place of the table; empty where the table is shown."""
        return self._words.text() if self._stack.currentWidget() is self._words else ""

    def strip(self, service: ServiceId) -> ServiceStrip:
        """The line of a service. Raises KeyError."""
        return self._strips[service]

    def show_frame(self, frame: LiveFrame) -> None:
        """Look at the cross-check, if seen and a second has passed."""
        if self.isVisible() and frame.at // SECOND != self._drawn:
            self._drawn = frame.at // SECOND
            self.look()

    def look(self) -> None:
        """Show the desk's cross-check as it is now."""
        view = self._view = self._desk.crosscheck.view()
        for service in view.services:
            info = service.state.info
            if info.id not in self._strips:
                self._strips[info.id] = self._new_strip(info.id, info.name)
            self._strips[info.id].show_service(service, view.at)
        lines = lines_of(view, self._desk.settings.value.look.zone)
        self._model.show_rows(lines)
        if lines:
            self._stack.setCurrentWidget(self._table)
            return
        self._words.setText(view.unavailable or self._said(view))
        self._stack.setCurrentWidget(self._words)

    def _said(self, view: CrossCheckView) -> str:
        if any(service.state.has_key for service in view.services):
            return tr(
                "Waiting for the first totals; the services' limits set the pace, and it may take a minute or two."
            )
        return tr(INVITATION)

    def _new_strip(self, service: ServiceId, name: str) -> ServiceStrip:
        strip = ServiceStrip(
            name, self._theme, lambda: self.open_key(service), lambda: self._desk.crosscheck.ask_now(service), self
        )
        self._head.addWidget(strip)
        return strip

    def open_key(self, service: ServiceId) -> QDialog:
        """Show the key of a service, to be entered, tried or removed."""
        view = next(one for one in self._view.services if one.state.info.id == service)
        dialog = self._key_dialog(self._desk.crosscheck, view, self._theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.look)
        dialog.open()
        return dialog

    def showEvent(self, event: QShowEvent) -> None:
        self._desk.crosscheck.set_watched(True)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        self._desk.crosscheck.set_watched(False)
