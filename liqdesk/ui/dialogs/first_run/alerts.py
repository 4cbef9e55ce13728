"""The third step: how easily alerts ring, what they sound like, and whether the desktop shows them."""

from functools import partial

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from liqdesk.domain.language import figure, marked, tr
from liqdesk.domain.money import chosen_usd
from liqdesk.engine.desk import Desk
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.rules import AlertLevel, Side
from liqdesk.settings.sensitivity import AMOUNTS, Sensitivity, sensitivity_of, with_sensitivity
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.first_run.step import Step
from liqdesk.ui.dialogs.settings.doors import Equipment
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.theme import Role, Theme

TITLES = {
    Sensitivity.SENSITIVE: marked("Sensitive"),
    Sensitivity.NORMAL: marked("Normal"),
    Sensitivity.ONLY_LARGE: marked("Only large"),
}
OFTEN = {
    Sensitivity.SENSITIVE: marked("a few on a lively day"),
    Sensitivity.NORMAL: marked("none on a calm day"),
    Sensitivity.ONLY_LARGE: marked("what makes the news"),
}


def sensitivity_words(sensitivity: Sensitivity) -> str:
    """What rings, in one sentence."""
    amounts = AMOUNTS[sensitivity]
    return tr(
        "One order of {order_usd}, a record hour of {hour_usd}, squeezes and flushes of the market from {market} on, "
        "of one coin from {coin} on."
    ).format(
        order_usd=figure(chosen_usd(amounts.order_usd)),
        hour_usd=figure(chosen_usd(amounts.hour_usd)),
        market=tr(amounts.market_event.value),
        coin=tr(amounts.coin_event.value),
    )


class AlertsStep(Step):
    """Sets the amounts of the shipped rules; sound and notification can be tried at once."""

    title = marked("When it rings")
    about = marked("At most six alerts an hour, and every one can answer why it rang.")
    fields = ("alerts.rules", "sound.enabled", "notifications.enabled")

    def __init__(self, desk: Desk, changes: ChangeList, theme: Theme, equipment: Equipment, parent: QWidget) -> None:
        super().__init__(desk, changes, theme, parent)
        self._equipment = equipment
        self._group = QButtonGroup(self)
        self.choices = {one: self._choice(one) for one in Sensitivity}
        self.own = text_line(
            tr("Your rules were changed by hand; a choice here sets their amounts."), theme, Role.SMALL, self
        )
        self.own.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column.addWidget(self.own)
        self.column.addSpacing(theme.px(6))
        self.head(tr("Heard and seen"))
        self.sounds = self._switch(tr("Sounds"), "sound.enabled")
        self.plays = tuple(
            button(title, tr("Play the sound of an alert: {what}").format(what=what), partial(self._play, side), self)
            for title, what, side in (
                (tr("▲ Play a squeeze"), tr("shorts liquidated"), Side.SHORT),
                (tr("▼ Play a flush"), tr("longs liquidated"), Side.LONG),
            )
        )
        self.notifications = self._switch(tr("Desktop notifications"), "notifications.enabled")
        self.shows = button(tr("Show a test"), tr("Show a test notification"), self._show_one, self)
        self._row(self.sounds, *self.plays)
        self._row(self.notifications, self.shows)
        self.answer = text_line("", theme, Role.SMALL, self)
        self.answer.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column.addWidget(self.answer)
        for one in self.plays:
            one.setEnabled(equipment.test_sound is not None)
        self.shows.setEnabled(equipment.test_notification is not None)
        self.column.addStretch(1)

    def begin(self) -> None:
        super().begin()
        chosen = sensitivity_of(self.value("alerts.rules"))
        self.own.setVisible(chosen is None)
        for one, radio in self.choices.items():
            before = radio.blockSignals(True)
            radio.setChecked(one is chosen)
            radio.blockSignals(before)
        self.sounds.setChecked(bool(self.value("sound.enabled")))
        self.notifications.setChecked(bool(self.value("notifications.enabled")))
        self.setFocusProxy(self.choices[chosen or Sensitivity.NORMAL])

    def show_answer(self, sentence: str) -> None:
        """What became of the test notification."""
        self.answer.setText(sentence)

    def _choice(self, sensitivity: Sensitivity) -> QRadioButton:
        radio = QRadioButton(f"{tr(TITLES[sensitivity])}: {tr(OFTEN[sensitivity])}", self)
        words = sensitivity_words(sensitivity)
        radio.setAccessibleDescription(words)
        radio.toggled.connect(partial(self._chosen, sensitivity))
        self._group.addButton(radio)
        line = text_line(words, self.theme, Role.SMALL, self)
        line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        line.setContentsMargins(self.theme.px(24), 0, 0, self.theme.px(2))
        self.column.addWidget(radio)
        self.column.addWidget(line)
        return radio

    def _switch(self, title: str, name: str) -> QCheckBox:
        box = QCheckBox(title, self)
        box.setMinimumWidth(self.theme.px(190))
        box.toggled.connect(lambda on: self.put(name, on))
        return box

    def _row(self, *widgets: QWidget) -> None:
        row = FlowLayout(self.theme.px(8))
        for one in widgets:
            row.addWidget(one)
        self.column.addLayout(row)

    def _chosen(self, sensitivity: Sensitivity, down: bool) -> None:
        if down:
            self.own.hide()
            self.put("alerts.rules", with_sensitivity(self.value("alerts.rules"), sensitivity))

    def _play(self, side: Side) -> None:
        if self._equipment.test_sound is not None:
            self._equipment.test_sound(AlertLevel.ALERT, side)

    def _show_one(self) -> None:
        if self._equipment.test_notification is not None:
            self.show_answer(tr("Asking the desktop…"))
            self._equipment.test_notification(self, self.show_answer)
