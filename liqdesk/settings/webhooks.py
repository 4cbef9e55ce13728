"""Settings of where alerts are sent; their secrets are kept elsewhere, under the target's id."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from liqdesk.domain.language import marked, tr
from liqdesk.settings.rules import ID_FORM, AlertLevel
from liqdesk.settings.section import Control, Section, Shown


class TargetKind(StrEnum):
    """The services that can be sent to."""

    TELEGRAM = "telegram"
    DISCORD = "discord"
    SLACK = "slack"
    NTFY = "ntfy"
    EMAIL = "email"
    JSON = "json"
    APPRISE = "apprise"


class SavedTarget(Section):
    """One place alerts are sent to, from `level` on. `address` holds what is no secret (a chat's id, a topic, a server)."""

    id: Annotated[str, Field(pattern=ID_FORM)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: TargetKind
    enabled: bool = True
    address: Annotated[str, Field(max_length=300)] = ""
    level: AlertLevel = AlertLevel.ALERT
    card: bool = False
    """Whether the share card goes with it, where the service takes pictures."""

    @field_validator("name", "address")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip():
            raise ValueError(tr("must be one line without spaces around it"))
        return value


class WebhookSettings(Section):
    """Where alerts are sent."""

    targets: Annotated[
        tuple[SavedTarget, ...], Field(title=marked("Targets"), max_length=20), Shown(control=Control.TARGETS)
    ] = ()

    @field_validator("targets")
    @classmethod
    def _distinct(cls, targets: tuple[SavedTarget, ...]) -> tuple[SavedTarget, ...]:
        ids = [target.id for target in targets]
        if len(set(ids)) != len(ids):
            raise ValueError(tr("two targets have the same id"))
        return targets
