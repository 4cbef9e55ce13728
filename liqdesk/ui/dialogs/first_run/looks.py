"""The first step: light or dark, and what the two sides are coloured by."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.model import BarColours
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.first_run.colour_card import ColourCard
from liqdesk.ui.dialogs.first_run.segments import Segments
from liqdesk.ui.dialogs.first_run.step import Step
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.theme import Role, Theme

NAMES = (
    (ThemeChoice.SYSTEM, marked("Like the system")),
    (ThemeChoice.DARK, marked("Dark")),
    (ThemeChoice.LIGHT, marked("Light")),
)


class LooksStep(Step):
    """Shows each preset as bars; the window behind wears what is chosen."""

    title = marked("How it looks")
    about = marked("The window behind this one works already, and wears what you choose.")
    fields = ("look.theme", "look.colours")

    def __init__(self, desk: Desk, changes: ChangeList, theme: Theme, parent: QWidget) -> None:
        super().__init__(desk, changes, theme, parent)
        self.head(tr("Theme"))
        self.themes = Segments(tr("Theme"), [(one, tr(title)) for one, title in NAMES], theme, self)
        self.themes.chosen.connect(lambda value: self.put("look.theme", value))
        self.column.addWidget(self.themes)
        self.column.addSpacing(theme.px(6))
        self.head(tr("Colours of the two sides"))
        self.cards = {preset: ColourCard(preset, theme, self) for preset in BarColours}
        group = QButtonGroup(self)
        row = FlowLayout(theme.px(12))
        for card in self.cards.values():
            group.addButton(card)
            row.addWidget(card)
        group.buttonToggled.connect(self._toggled)
        self.column.addLayout(row)
        told = tr("Glyph and word always say the side too. Red is kept for faults.")
        note = text_line(told, theme, Role.SMALL, self)
        note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column.addWidget(note)
        self.column.addStretch(1)
        self.setFocusProxy(self.themes.button(ThemeChoice.SYSTEM))

    def begin(self) -> None:
        super().begin()
        self.themes.show_value(self.value("look.theme"))
        self.cards[self.value("look.colours")].setChecked(True)
        self.setFocusProxy(self.themes.button(self.value("look.theme")))

    def _toggled(self, card: QAbstractButton, down: bool) -> None:
        if down and isinstance(card, ColourCard):
            self.put("look.colours", card.preset)
