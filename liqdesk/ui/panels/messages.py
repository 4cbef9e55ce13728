"""The message bar: one sentence at a time above the chart, with what can be done about it; never a dialog."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from liqdesk.analytics.venue_lines import TRYING, unreachable_told
from liqdesk.analytics.views import LiveFrame, VenueView
from liqdesk.domain.feed_state import COVERING, LaneState
from liqdesk.domain.language import tr
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.ui.icons import icon, picture
from liqdesk.ui.theme import Role, Theme

PAUSED = "paused"


class Weight(IntEnum):
    """How much a message matters; the heaviest is shown first."""

    NEWS = 0
    FAULT = 1


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its key; a later one with the same key takes its place. `action` names the button, if any."""

    key: str
    sentence: str
    weight: Weight = Weight.NEWS
    action: str = ""


class FrameMessages:
    """What frames have to say, one after another, told steadily: an exchange that tries again keeps the reason it failed for.

    So the bar does not come and go with every attempt. It comes once each exchange that is on has failed since one was last
    heard, and goes when one is heard.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._failed: dict[VenueId, VenueView] = {}

    def of(self, frame: LiveFrame) -> dict[str, Message | None]:
        """What this frame has to say, by key; None takes that message back."""
        self._learn(frame)
        storing = frame.status.storing
        return {
            "store": Message("store", storing, Weight.FAULT) if storing else None,
            "venues": self._unreachable(frame),
            PAUSED: _paused(frame),
        }

    def _learn(self, frame: LiveFrame) -> None:
        """Note why each venue was not heard; one that is heard makes all that was before of no importance."""
        enabled = [venue for venue in frame.venues if venue.enabled]
        if any(venue.state in COVERING for venue in enabled):
            self._failed.clear()
            return
        known = self._failed
        self._failed = {venue.id: known[venue.id] for venue in enabled if venue.id in known}
        for venue in enabled:
            if venue.state is LaneState.PAUSED:
                self._failed.pop(venue.id, None)
            elif venue.state not in TRYING:
                self._failed[venue.id] = venue

    def _unreachable(self, frame: LiveFrame) -> Message | None:
        """That no venue is heard, once all have failed; one on its first way is waited for."""
        enabled = [venue for venue in frame.venues if venue.enabled]
        if not frame.venues or self._mode is Mode.REPLAY:
            return None
        if not enabled:
            return Message("venues", tr("Every exchange is switched off; the Venues panel switches them on."))
        if any(venue.id not in self._failed for venue in enabled):
            return None
        why = unreachable_told([self._failed[venue.id] for venue in enabled])
        if self._mode is not Mode.LIVE:
            return Message("venues", tr("{why} liqdesk keeps trying.").format(why=why), Weight.FAULT)
        told = tr("{why} liqdesk keeps trying; meanwhile the demo shows it with simulated exchanges.").format(why=why)
        return Message("venues", told, Weight.FAULT, tr("Show the demo"))


def _paused(frame: LiveFrame) -> Message | None:
    """That nobody listens because the user wants that."""
    if any(venue.state is LaneState.PAUSED for venue in frame.venues):
        return Message(
            PAUSED, tr("Paused by you: no exchange is listened to, and this time is a gap."), action=tr("Resume")
        )
    return None


class MessageBar(QWidget):
    """Shows the heaviest, newest message; hidden where there is none. Dismissed ones stay away until they change."""

    def __init__(self, theme: Theme, resources: Callable[[str], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._resources = resources
        self._messages: dict[str, Message] = {}
        self._dismissed: set[Message] = set()
        self._acts: dict[str, Callable[[], None]] = {}
        self._glyph = QLabel(self)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._act = QPushButton(self)
        self._act.clicked.connect(self._acted)
        self._away = QToolButton(self)
        self._away.setAccessibleName(tr("Dismiss this message"))
        self._away.setToolTip(tr("Dismiss"))
        self._away.setStyleSheet("QToolButton:!hover:!focus { background: transparent; border-color: transparent; }")
        self._away.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(5), theme.px(8), theme.px(5))
        layout.setSpacing(theme.px(10))
        for widget in (self._glyph, self._words, self._act, self._away):
            layout.addWidget(widget)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Message"))
        self.hide()
        theme.changed.connect(self._show)

    @property
    def shown(self) -> Message | None:
        """The message on display."""
        waiting = [one for one in self._messages.values() if one not in self._dismissed]
        return max(reversed(waiting), key=lambda one: one.weight, default=None)

    def on_action(self, key: str, act: Callable[[], None]) -> None:
        """What the button of that key's message does."""
        self._acts[key] = act

    def press(self) -> None:
        """Do what the button of the message on display does."""
        self._act.click()

    def tell(self, message: Message) -> None:
        """Show a message, in place of an older one with its key; one without a sentence takes that back."""
        if not message.sentence:
            self.take_back(message.key)
        elif self._messages.get(message.key) != message:
            self._messages[message.key] = message
            self._show()

    def take_back(self, key: str) -> None:
        """The matter is settled."""
        old = self._messages.pop(key, None)
        if old is not None:
            self._dismissed.discard(old)
            self._show()

    def _acted(self) -> None:
        message = self.shown
        if message is not None and message.key in self._acts:
            self._acts[message.key]()

    def _dismiss(self) -> None:
        message = self.shown
        if message is not None:
            self._dismissed.add(message)
            self._show()

    def _show(self) -> None:
        message = self.shown
        self.setVisible(message is not None)
        if message is None:
            return
        surface = self._theme.tokens.surface
        fault = message.weight is Weight.FAULT
        ink, back = (surface.fault, surface.fault_back) if fault else (surface.dim, surface.raised)
        name = "warning" if fault else "info"
        size = self._theme.px(16)
        self._glyph.setPixmap(picture(self._resources, name, ink, size, self.devicePixelRatioF()))
        self._words.setText(message.sentence)
        self._words.setFont(self._theme.font(Role.SMALL))
        self._act.setText(message.action)
        self._act.setVisible(bool(message.action) and message.key in self._acts)
        self._away.setIcon(icon(self._resources, "close", surface.dim, size))
        palette = self.palette()
        palette.setColor(self.backgroundRole(), back)
        self.setPalette(palette)
        self.setAccessibleDescription(message.sentence)
