"""The settings dialog: generated from the model, in force as soon as a value is valid."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.views import VenueView
from liqdesk.domain.venue import Standing, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import Settings, VenueSettings
from liqdesk.settings.section import Section
from liqdesk.ui.dialogs.fields import Value, field_widget, text_line, title_of
from liqdesk.ui.theme import Role, Theme, colour

PLAIN_SECTIONS = ("venues", "tape", "tradfi", "ranks", "look", "chart", "network")


class Swatch(QWidget):
    """Shows both sides in the colours in force: the preview of the preset."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Preview of the bar colours")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(260), self._theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, tokens = self._theme.px, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(tokens.surface.panel))
        middle = self.height() // 2
        heights = (4, 7, 5, 10, 16, 18, 13, 9, 6, 4, 3, 5)
        for number, height in enumerate(heights):
            x, up, down = px(8 + 8 * number), px(height), px(heights[-number - 1] * 0.6)
            painter.fillRect(QRect(x, middle - up, px(6), up), colour(tokens.short.fill))
            painter.fillRect(QRect(x, middle + 1, px(6), down), colour(tokens.long.fill))
        painter.fillRect(QRect(0, middle, self.width(), 1), colour(tokens.surface.line))
        painter.setFont(self._theme.font(Role.SMALL))
        words = QRect(px(116), 0, self.width() - px(116), self.height() // 2)
        painter.setPen(colour(tokens.short.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, "▲ shorts liquidated")
        painter.setPen(colour(tokens.long.text))
        painter.drawText(words.translated(0, words.height()), Qt.AlignmentFlag.AlignVCenter, "▼ longs liquidated")
        painter.end()


class SettingsDialog(QDialog):
    """Every field of `Settings` by its title; an invalid value is explained below its field and not applied."""

    def __init__(self, desk: Desk, theme: Theme, venues: Sequence[VenueView], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._venues = venues
        self._switches: dict[VenueId, QCheckBox] = {}
        self._errors: dict[tuple[str, str], QLabel] = {}
        self.widgets: dict[tuple[str, str], QWidget] = {}
        self.setWindowTitle("Settings")
        page = QWidget(self)
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        self._grid.setHorizontalSpacing(theme.px(20))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, theme.px(180))
        for name in PLAIN_SECTIONS:
            field, section = Settings.model_fields[name], getattr(desk.settings.value, name)
            if isinstance(section, Section):
                self._add_section(name, field, section, page)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(16))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        column.addWidget(buttons)
        self.resize(theme.px(640), theme.px(740))
        self.finished.connect(desk.settings.subscribe(lambda settings: settings.venues, self._venues_changed))

    def error(self, section: str, name: str) -> str:
        """What is wrong with a field as it is typed now; empty where nothing is."""
        return self._errors[section, name].text()

    def switch_of(self, venue: VenueId) -> QCheckBox:
        """The box that switches a venue."""
        return self._switches[venue]

    def _add_section(self, section: str, field: FieldInfo, value: BaseModel, page: QWidget) -> None:
        title = text_line(field.title or section, self._theme, Role.STRONG, page)
        title.setContentsMargins(0, self._theme.px(10), 0, self._theme.px(2))
        self._grid.addWidget(title, self._grid.rowCount(), 0, 1, 2)
        if isinstance(value, VenueSettings):
            self._add_venues(page)
            return
        for name, one in type(value).model_fields.items():
            self._add_field(section, name, one, getattr(value, name), page)

    def _add_venues(self, page: QWidget) -> None:
        for venue in self._venues:
            if venue.standing is Standing.TAPES_ONLY:
                continue
            box = QCheckBox(venue.name.replace("&", "&&"), page)
            box.setChecked(venue.enabled)
            box.setAccessibleDescription(f"Publishes: {venue.publishes} Hides: {venue.hides}")
            box.toggled.connect(lambda on, venue=venue.id: self._desk.enable_venue(venue, on))
            self._switches[venue.id] = box
            row = self._grid.rowCount()
            self._grid.addWidget(box, row, 0)
            trial = f"Experimental: {venue.caveat}. " if venue.standing is Standing.EXPERIMENTAL else ""
            about = text_line(trial + venue.publishes, self._theme, Role.SMALL, page)
            about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            self._grid.addWidget(about, row, 1)

    def _add_field(self, section: str, name: str, field: FieldInfo, value: object, page: QWidget) -> None:
        key = (section, name)
        title = text_line(title_of(name, field), self._theme, Role.BODY, page)
        widget = field_widget(
            field, value, lambda new: self._take(key, new, True), lambda new: self._take(key, new, False), page
        )
        widget.setAccessibleName(title.text())
        widget.setAccessibleDescription(field.description or "")
        title.setBuddy(widget)
        row = self._grid.rowCount()
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(widget, row, 1)
        self.widgets[key] = widget
        if field.description:
            note = text_line(field.description, self._theme, Role.SMALL, page)
            note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            self._grid.addWidget(note, self._grid.rowCount(), 1)
        if name == "colours":
            self._grid.addWidget(Swatch(self._theme, page), self._grid.rowCount(), 1)
        error = text_line("", self._theme, Role.SMALL, page)
        error.setForegroundRole(QPalette.ColorRole.BrightText)
        error.hide()
        self._grid.addWidget(error, self._grid.rowCount(), 1)
        self._errors[key] = error

    def _take(self, key: tuple[str, str], value: Value, finished: bool) -> None:
        section, name = key
        document = self._desk.settings.value.model_dump()
        document[section][name] = value
        try:
            made = Settings.model_validate(document)
        except ValidationError as failure:
            self._explain(key, failure.errors()[0]["msg"].removeprefix("Value error, "))
            return
        self._explain(key, "")
        if finished and made != self._desk.settings.value:
            self._desk.replace_settings(made)

    def _explain(self, key: tuple[str, str], sentence: str) -> None:
        error = self._errors[key]
        error.setText(sentence)
        error.setVisible(bool(sentence))

    def _venues_changed(self, venues: VenueSettings) -> None:
        for venue, box in self._switches.items():
            box.setChecked(venues.switched.get(venue, box.isChecked()))
