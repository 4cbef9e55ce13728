"""Which editor a field asks for: by its control, and where that does not say, by its type."""

from enum import StrEnum

from PySide6.QtWidgets import QWidget

from liqdesk.settings.section import Control
from liqdesk.ui.dialogs.settings.amount import AmountEditor
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.groups import GroupsEditor
from liqdesk.ui.dialogs.settings.keys import KeysEditor
from liqdesk.ui.dialogs.settings.languages import LanguageEditor
from liqdesk.ui.dialogs.settings.plain import (
    ChoiceEditor,
    ClockEditor,
    DurationEditor,
    LineEditor,
    NumberEditor,
    PercentEditor,
    TickEditor,
)
from liqdesk.ui.dialogs.settings.rules import RulesEditor
from liqdesk.ui.dialogs.settings.sounds import OutputEditor, WavEditor
from liqdesk.ui.dialogs.settings.targets import TargetsEditor
from liqdesk.ui.dialogs.settings.venues import VenuesEditor


def editor_for(link: Link, doors: SettingsDoors, parent: QWidget) -> Editor:
    """A new editor for the field of a link. Raises TypeError for a type that has none."""
    equipment = doors.equipment
    match link.place.control:
        case Control.WAV:
            return WavEditor(link, equipment.test_sound, parent)
        case Control.OUTPUT:
            return OutputEditor(link, equipment.outputs, parent)
        case Control.LANGUAGE:
            return LanguageEditor(link, equipment.languages, parent)
        case Control.VENUES:
            return VenuesEditor(link, doors, parent)
        case Control.RULES:
            return RulesEditor(link, doors, parent)
        case Control.TARGETS:
            return TargetsEditor(link, doors, parent)
        case Control.KEYS:
            return KeysEditor(link, doors, parent)
        case control:
            simple = BY_CONTROL.get(control)
            return _by_type(link, parent) if simple is None else simple(link, parent)


BY_CONTROL = {
    Control.AMOUNT: AmountEditor,
    Control.PERCENT: PercentEditor,
    Control.DURATION: DurationEditor,
    Control.CLOCK: ClockEditor,
    Control.GROUPS: GroupsEditor,
}


def _by_type(link: Link, parent: QWidget) -> Editor:
    kind = link.place.kind
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ChoiceEditor(link, kind, parent)
    by_type: dict[object, type[TickEditor | NumberEditor | LineEditor]] = {
        bool: TickEditor,
        int: NumberEditor,
        str: LineEditor,
    }
    if kind not in by_type:
        raise TypeError(f"no editor shows a {kind}")
    return by_type[kind](link, parent)
