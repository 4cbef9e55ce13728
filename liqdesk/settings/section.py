"""What every group of settings is made of, and the marks that say where and how a field is shown."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from liqdesk.domain.language import marked


class Section(BaseModel):
    """A group of settings: frozen, and strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(StrEnum):
    """The pages of the settings, in their order, by their titles."""

    VENUES = marked("Venues")
    DISPLAY = marked("Display")
    ALERTS = marked("Alerts")
    SOUND = marked("Sound")
    NOTIFICATIONS = marked("Notifications")
    WEBHOOKS = marked("Webhooks")
    HISTORY = marked("History")
    NETWORK = marked("Network")
    KEYS = marked("Keys")
    ADVANCED = marked("Advanced")


class Control(StrEnum):
    """How a field is edited where its type alone does not say; NONE is for what the program remembers for itself."""

    BY_TYPE = "by type"
    AMOUNT = "amount"
    PERCENT = "percent"
    DURATION = "duration"
    CLOCK = "clock"
    WAV = "wav"
    OUTPUT = "output"
    LANGUAGE = "language"
    VENUES = "venues"
    GROUPS = "groups"
    RULES = "rules"
    TARGETS = "targets"
    KEYS = "keys"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Shown:
    """A mark in a field's `Annotated`: a section's page, a field's control, its unit where it has one.

    A section without a page stands on that of the section it is part of, or under Advanced.
    """

    page: Page | None = None
    control: Control = Control.BY_TYPE
    unit: str = ""
