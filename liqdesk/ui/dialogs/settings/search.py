"""What the search of the settings finds: fields and deeds by their words, all of which must be there."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from liqdesk.domain.language import tr
from liqdesk.settings.groups import GroupSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.places import Place, value_at, value_words
from liqdesk.settings.rule_words import rule_sentence
from liqdesk.settings.section import Control
from liqdesk.settings.target_words import WORDS
from liqdesk.ui.dialogs.settings.doors import SettingsDoors


def holds(text: str, wanted: str) -> bool:
    """Whether every word that is wanted is somewhere in the text, small or large."""
    low = text.lower()
    return all(word in low for word in wanted.lower().split())


def words_of(place: Place, doors: SettingsDoors) -> str:
    """All the words a field can be found by: where it stands, what it is, what it is set to, and what is in it."""
    settings = doors.desk.settings.value
    value = value_at(settings, place.path)
    told = value_words(place, value)
    parts = [place.title, place.description, place.group, tr(place.page.value), told]
    if isinstance(value, StrEnum):
        parts.append(tr(value.value))  # the word of the file, where the dialog has a plainer one
    return " ".join([*parts, *_inside(place, settings, doors)])


def _inside(place: Place, settings: Settings, doors: SettingsDoors) -> Iterable[str]:
    match place.control:
        case Control.VENUES:
            return [f"{venue.name} {tr(venue.publishes)}" for venue in doors.venues]
        case Control.KEYS:
            return [f"{line.menu} {line.title} {' '.join(line.keys)}" for line in doors.commands()]
        case Control.RULES:
            names: Mapping[str, str] = {str(venue.id): venue.name for venue in doors.venues}
            return [f"{rule.name} {rule_sentence(rule, names)}" for rule in settings.alerts.rules]
        case Control.TARGETS:
            return [
                f"{target.name} {tr(WORDS[target.kind].name)} {target.address}" for target in settings.webhooks.targets
            ]
        case Control.GROUPS:
            return _coins(settings.groups)
        case _:
            return ()


def _coins(groups: GroupSettings) -> Iterable[str]:
    return [f"{name} {' '.join(coins)}" for name, coins in groups.coins.items()]
