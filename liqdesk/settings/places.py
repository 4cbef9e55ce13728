"""Where each field of the settings stands in the settings dialog, made from the model alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import figure, in_percent, marked, tr
from liqdesk.settings.amounts import write_amount, write_duration
from liqdesk.settings.mistakes import mistakes_of
from liqdesk.settings.model import Settings
from liqdesk.settings.section import Control, Page, Section, Shown

Path = tuple[str, ...]
UNBOUNDED = 10**12
LABELS = MappingProxyType(
    {
        "blue-orange": marked("blue and orange"),
        "by-position": marked("by position: long green, short red"),
        "by-pressure": marked("by pressure: short green, long red"),
        "utc": marked("UTC"),
        "local": marked("this computer's"),
        "system": marked("like the system"),
    }
)
"""What choices are called, where their own word is not plain enough."""


@dataclass(frozen=True, slots=True)
class Place:
    """One field: `path` names it from `Settings` down, `group` is the title of the section it stands under.

    `low` and `high` bound a number; `kind` is the field's type.
    """

    path: Path
    page: Page
    group: str
    title: str
    description: str
    control: Control
    unit: str
    kind: Any
    low: int
    high: int

    @property
    def name(self) -> str:
        """The path as the file writes it: `tape.minimum_usd`."""
        return ".".join(self.path)


def places(model: type[BaseModel] = Settings) -> tuple[Place, ...]:
    """Every field that a person may change, in the model's order."""
    return tuple(place for place in all_places(model) if place.control is not Control.NONE)


def all_places(model: type[BaseModel] = Settings) -> Iterator[Place]:
    """Every field, those that the program keeps for itself among them."""
    return _inside(model, (), Page.ADVANCED, "")


def _inside(model: type[BaseModel], above: Path, page: Page, group: str) -> Iterator[Place]:
    for name, field in model.model_fields.items():
        shown = _shown(field)
        title = tr(field.title or name.replace("_", " ").capitalize())
        here = shown.page or page
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from _inside(kind, (*above, name), here, title)
            continue
        low = next((int(str(one.ge)) for one in field.metadata if isinstance(one, Ge)), 0)
        high = next((int(str(one.le)) for one in field.metadata if isinstance(one, Le)), UNBOUNDED)
        about = tr(field.description) if field.description else ""
        yield Place((*above, name), here, group, title, about, shown.control, tr(shown.unit), kind, low, high)


def _shown(field: FieldInfo) -> Shown:
    return next((one for one in reversed(field.metadata) if isinstance(one, Shown)), Shown())


def value_at(settings: Settings, path: Path) -> Any:
    """The value of the field at `path`."""
    found: Any = settings
    for name in path:
        found = getattr(found, name)
    return found


def with_value(settings: Settings, path: Path, value: object) -> Settings:
    """The settings with another value at `path`. Raises ExpectedFailure with a sentence where it does not fit."""
    made = _replaced(settings, path, value)
    assert isinstance(made, Settings)
    return made


def _replaced(section: BaseModel, path: Path, value: object) -> BaseModel:
    name, rest = path[0], path[1:]
    inside = _replaced(getattr(section, name), rest, value) if rest else value
    document = {one: getattr(section, one) for one in type(section).model_fields} | {name: inside}
    try:
        return type(section).model_validate(document)
    except ValidationError as fault:
        raise ExpectedFailure(mistake_words(fault, document)) from fault


def differing(one: Settings, other: Settings) -> tuple[Place, ...]:
    """The fields in which two settings differ."""
    return tuple(place for place in places() if value_at(one, place.path) != value_at(other, place.path))


def mistake_words(fault: ValidationError, document: Mapping[str, object]) -> str:
    """What is wrong first with what was validated, as a sentence for beside the field."""
    said = mistakes_of(fault, document)[0].sentence
    return f"{said[0].upper()}{said[1:]}."


def value_words(place: Place, value: object) -> str:
    """A value in few words, for marks, undo and the search."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, StrEnum):
        return tr(LABELS.get(value.value, value.value))
    if isinstance(value, int):
        return _number_words(place, value)
    if isinstance(value, str):
        if place.control is Control.LANGUAGE and value == "system":
            return tr("system")
        return value or tr("empty")
    return _list_words(place, value)


def _number_words(place: Place, value: int) -> str:
    if place.control is Control.AMOUNT:
        return f"{place.unit} {write_amount(value)}".strip()
    if place.control is Control.DURATION:
        return write_duration(value)
    if place.control is Control.PERCENT:
        return in_percent(str(value))
    return f"{figure(f'{value:,}')} {place.unit}".strip()


def _list_words(place: Place, value: Any) -> str:
    count = len(value)
    match place.control:
        case Control.RULES:
            return tr("%n rule(s)", "", count)
        case Control.TARGETS:
            return tr("%n target(s)", "", count)
        case Control.GROUPS:
            return tr("%n group(s)", "", count)
        case Control.KEYS:
            return tr("%n key(s) of your own", "", count)
        case Control.VENUES:
            return tr("%n switched by hand", "", count)
        case _:
            return tr("%n entr(y|ies)", "", count)
