"""The word in a chart's head line that it shows less than everything: what the filter lets through."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.filtering import SideChoice
from liqdesk.settings.model import Settings
from liqdesk.ui.panels.elided import ElidedLabel
from liqdesk.ui.panels.filter_words import of_words
from liqdesk.ui.theme import Theme

Names = Mapping[str, str]


def note_words(settings: Settings, own_coin: bool, names: Names) -> str:
    """What a chart shows by the filter, `filtered: shorts on Bybit`; empty where that is everything.

    A chart with a coin of its own (`own_coin`) does not take the filter's coins.
    """
    wanted = settings.filter
    if own_coin:
        wanted = wanted.model_copy(update={"coins": (), "groups": ()})
    of = of_words(wanted, names)
    if not of:
        return ""
    if wanted.side is not SideChoice.BOTH and not (wanted.coins or wanted.groups or wanted.venues):
        return tr("filtered: {side} only").format(side=tr(wanted.side.value))
    return tr("filtered: {of}").format(of=of)


class FilterNote(ElidedLabel):
    """Says it in the accent's colour; hidden where all is shown. `own_coin` tells whether the chart has a coin of its own."""

    def __init__(self, desk: Desk, theme: Theme, own_coin: Callable[[], bool], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._desk = desk
        self._own_coin = own_coin
        self._theme_of_note = theme
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # the other role is half as strong
        self._names: Names = {}
        desk.settings.subscribe(lambda value: value.filter, lambda _filter: self.renew())
        theme.changed.connect(self._wear)
        self._wear()
        self.renew()

    def name_venues(self, names: Names) -> None:
        """The venues' own names, by id."""
        if names != self._names:
            self._names = names
            self.renew()

    def renew(self) -> None:
        """Say what is so now."""
        said = note_words(self._desk.settings.value, self._own_coin(), self._names)
        self.say(said)
        self.setVisible(bool(said))

    def _wear(self) -> None:
        self.setStyleSheet(f"QLabel {{ color: {self._theme_of_note.tokens.surface.accent}; }}")
