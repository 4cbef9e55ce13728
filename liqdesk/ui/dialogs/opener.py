"""Opens the dialogs over the window; none of them stops anything."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.rules import SavedRule
from liqdesk.settings.section import Page
from liqdesk.ui.commands import KeyLine
from liqdesk.ui.dialogs.care import Care, Failure
from liqdesk.ui.dialogs.crash import CrashDialog
from liqdesk.ui.dialogs.files.opener import FileDialogs
from liqdesk.ui.dialogs.holding import HoldsRow
from liqdesk.ui.dialogs.keys import KeysDialog
from liqdesk.ui.dialogs.settings.doors import Equipment, SettingsDoors
from liqdesk.ui.room import fit_screen
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.theme import Theme

if TYPE_CHECKING:
    from liqdesk.ui.dialogs.alert import AlertDialog
    from liqdesk.ui.dialogs.event import EventDialog
    from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog

# A dialog is loaded when it is first opened, which takes less than a frame: nobody needs one at the start. That of a failure
# is there at once, for then nothing is certain to load any more.


class DialogOpener:
    """Knows what each dialog needs; `show_frame` keeps the open cards of events and alerts up to date.

    `find_alert` gives an alert by its id, `commands` every command with its keys. `equipment` is what the
    settings can reach beside the window, `files` opens what is about files, `care` what the program can do for itself,
    `show_demo` starts one, `show_in_charts` has the charts show an event, `replay_event` plays its recording, where `can_replay`.
    """

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        find_alert: Callable[[str], Alert | None],
        commands: Callable[[], Sequence[KeyLine]],
        window: QWidget,
    ) -> None:
        self._desk = desk
        self._theme = theme
        self._find_alert = find_alert
        self._commands = commands
        self._window = window
        self._latest: LiveFrame | None = None
        self._changes = ChangeList(desk.settings, desk.replace_settings)
        self.equipment = Equipment()
        self.files = FileDialogs(desk, theme, window)
        self.care = Care()
        self._first_run: FirstRunDialog | None = None
        self._following: dict[int, EventDialog | AlertDialog] = {}
        self._opened = count()
        self.show_demo: Callable[[], object] = lambda: None
        self.show_in_charts: Callable[[str], object] = lambda ident: None
        self.replay_event: Callable[[str], None] = lambda _: None
        self.can_replay: Callable[[], bool] = lambda: False

    def show_frame(self, frame: LiveFrame) -> None:
        """The newest numbers, for the dialogs that show some."""
        self._latest = frame
        for following in tuple(self._following.values()):
            following.show_frame(frame)
        if self._first_run is not None:
            self._first_run.show_frame(frame)

    def close_cards(self) -> None:
        """Close the cards of events and alerts: what is shown now knows nothing of them."""
        for card in tuple(self._following.values()):
            card.close()

    def open_field(self, name: str) -> None:
        """Show the settings at a field, by its name: `tape.minimum_usd`."""
        from liqdesk.ui.dialogs.settings.dialog import SettingsDialog

        self.open_settings()
        next(one for one in self._window.findChildren(SettingsDialog) if one.isVisible()).show_field(name)

    def open_settings(self, page: Page = Page.VENUES) -> None:
        """Show the settings, or bring them to the front where they are shown."""
        from liqdesk.ui.dialogs.settings.dialog import SettingsDialog

        shown = next((one for one in self._window.findChildren(SettingsDialog) if one.isVisible()), None)
        if shown is not None:
            shown.show_page(page)
            shown.activateWindow()
            return
        venues = () if self._latest is None else self._latest.venues
        doors = SettingsDoors(
            self._desk, self._theme, self._changes, venues, self._commands, self.edit_rule, self.equipment
        )
        self._open(SettingsDialog(doors, page, self._window))

    def open_share(self) -> None:
        """Show the hour as a picture for others."""
        from liqdesk.ui.dialogs.share import ShareDialog

        self._open(ShareDialog(self._desk.hour_card(), self._desk.mode, self._theme, self._window))

    def open_event(self, ident: str) -> None:
        """Show the card of one event; it keeps up while the event goes on."""
        from liqdesk.ui.dialogs.event import EventDialog

        replay = self.replay_event if self.can_replay() else None
        names = self._venue_names()
        self._follow(EventDialog(self._desk, ident, self._theme, names, self.show_in_charts, self._window, replay))

    def open_alert(self, ident: str) -> None:
        """Show one alert; it keeps up while the alert goes on."""
        from liqdesk.ui.dialogs.alert import AlertDialog, Doors

        alert = self._find_alert(ident)
        if alert is not None:
            doors = Doors(self._find_alert, self.open_event, self.open_rule)
            self._follow(AlertDialog(self._desk, alert, doors, self._theme, self._venue_names(), self._window))

    def open_rule(self, ident: str = "") -> None:
        """Change the rule of that id, or make a new one where there is none; what is saved is in force at once."""
        rule = next((one for one in self._desk.settings.value.alerts.rules if one.id == ident), None)
        self.edit_rule(rule, self._keep_rule)

    def edit_rule(self, rule: SavedRule | None, done: Callable[[SavedRule], None]) -> None:
        """Have a rule changed, or a new one made, and give it to `done` when it is saved."""
        from liqdesk.ui.dialogs.rule_editor import RuleEditor
        from liqdesk.ui.dialogs.rule_fields import Offer

        groups = tuple(self._desk.settings.value.groups.coins)
        offer = Offer(groups, tuple(self._desk.bases()), self._venue_names())
        self._open(RuleEditor(self._desk, rule, offer, done, self._theme, self._window))

    def _keep_rule(self, rule: SavedRule) -> None:
        settings = self._desk.settings.value
        kept = {one.id: one for one in settings.alerts.rules} | {rule.id: rule}
        alerts = settings.alerts.model_copy(update={"rules": tuple(kept.values())})
        self._desk.replace_settings(settings.model_copy(update={"alerts": alerts}))

    def _venue_names(self) -> dict[str, str]:
        return {} if self._latest is None else {str(venue.id): venue.name for venue in self._latest.venues}

    def open_standing(self) -> None:
        """Show the card of the event that goes on, or else of the newest one."""
        newest = self._desk.standing() or next(reversed(self._desk.journal(1)), None)
        if newest is not None:
            self.open_event(newest.event.id)

    def open_keys(self) -> None:
        """Show the sheet of keys."""
        self._open(KeysDialog(self._commands(), self._theme, self._window))

    def open_about(self) -> None:
        """Show version and licences."""
        from liqdesk.ui.dialogs.about import AboutDialog

        self._open(AboutDialog(self._theme, self.care.parts(), self._window))

    def open_guide(self, page: str = "") -> None:
        """Show the user guide, or bring it to the front; at a page, by its name."""
        from liqdesk.ui.dialogs.guide import GuideDialog

        shown = next((one for one in self._window.findChildren(GuideDialog) if one.isVisible()), None)
        if shown is not None:
            shown.activateWindow()
        else:
            shown = GuideDialog(self.care.guide, self._theme, self._window)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fit_screen(shown, self._window)
            shown.show()  # not modal: it is read beside the window it explains
        if page:
            shown.show_page(page)

    def open_provenance(self) -> None:
        """Show where the chosen row comes from: that of the table with the keyboard, or else the tape's."""
        from liqdesk.ui.dialogs.provenance import ProvenanceDialog

        held = self._held_rows()
        row = None if held is None else held.chosen_row()
        if held is None or row is None:
            return
        mode = Mode.LIVE if held.recorded and self._desk.mode is Mode.REPLAY else self._desk.mode
        venues = () if self._latest is None else self._latest.venues
        venue = next((one for one in venues if one.id == row.instrument.venue), None)
        self._open(ProvenanceDialog(row, mode, venue, self._desk.raw, self._theme, self._window))

    def _held_rows(self) -> HoldsRow | None:
        held = QApplication.focusWidget()
        while held is not None:
            if isinstance(held, HoldsRow):
                return held
            held = held.parentWidget()
        return self._window.findChild(TapeView)

    def open_updates(self) -> None:
        """Show what is known of releases."""
        from liqdesk.ui.dialogs.updates import UpdatesDialog

        if self.care.updates is not None:
            self._open(UpdatesDialog(self.care.updates, self._theme, self._window))

    def open_doctor(self) -> None:
        """Show what works on this machine."""
        from liqdesk.ui.dialogs.doctor import DoctorDialog

        self._open(DoctorDialog(self.care, self._theme, self._window))

    def open_first_run(self) -> None:
        """Show the first steps; whatever way they end, they are not shown by themselves again."""
        if self._first_run is not None:
            self._first_run.activateWindow()
            return
        from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog

        dialog = FirstRunDialog(self._desk, self._changes, self._theme, self.equipment, self._window)
        dialog.demo_wanted.connect(lambda: self.show_demo())
        dialog.finished.connect(self._first_run_ended)
        self._first_run = dialog
        if self._latest is not None:
            dialog.show_frame(self._latest)
        self._open(dialog)

    def _first_run_ended(self) -> None:
        self._first_run = None
        value = self._desk.settings.value
        start = value.start.model_copy(update={"first_steps_done": True})
        self._desk.replace_settings(value.model_copy(update={"start": start}))

    def open_failure(self, failure: Failure, quit_now: Callable[[], None]) -> None:
        """Show a failure of ours; where one is shown already, that says how many came since."""
        shown = next((one for one in self._window.findChildren(CrashDialog) if one.isVisible()), None)
        if shown is not None:
            shown.add()
            return
        dialog = CrashDialog(failure, self._theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restart.setEnabled(self.care.restart is not None)
        if self.care.restart is not None:
            dialog.restart_wanted.connect(self.care.restart)
        dialog.quit_wanted.connect(quit_now)
        dialog.show()  # not modal: what failed may be anything, and the window must stay in reach

    def save_diagnostics(self) -> None:
        """Ask where to, and write what others need to find a fault there."""
        save = self.care.save_diagnostics
        if save is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self._window, tr("Save diagnostics"), folder)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(tr("ZIP archives (*.zip)"))
        chooser.setDefaultSuffix("zip")
        chooser.selectFile(self.care.diagnostics_name)
        chooser.fileSelected.connect(lambda file: save(Path(file)))
        self._open(chooser)

    def _follow(self, dialog: "EventDialog | AlertDialog") -> None:
        """Open a dialog that takes every frame until it is gone."""
        number, following = next(self._opened), self._following
        following[number] = dialog
        dialog.destroyed.connect(lambda: following.pop(number, None))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit_screen(dialog, self._window)
        dialog.open()
