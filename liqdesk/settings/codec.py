"""Settings as TOML text and back; every mistake is named with its path and line."""

import json
import tomllib
from typing import Any

from pydantic import ValidationError

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.lines import Lines
from liqdesk.settings.migrations import migrated
from liqdesk.settings.mistakes import Mistake, mistakes_of
from liqdesk.settings.model import Settings
from liqdesk.settings.toml_form import toml_form

LARGEST = 1 << 20
"""No settings are longer; a longer text is something else."""

MOST_TOLD = 5


def write_settings(settings: Settings) -> str:
    """The settings as TOML that a person can edit."""
    return toml_form(settings)


def read_settings(text: str, name: str = "the settings file") -> Settings:
    """The settings in `text`. Raises ExpectedFailure with what is wrong, each mistake with its path and line."""
    document = _document(text, name)
    # By way of JSON, because there pydantic is strict and yet takes an enumeration's word for its member.
    present = json.dumps(migrated(document), default=str)
    try:
        return Settings.model_validate_json(present, strict=True)
    except ValidationError as fault:
        mistakes = mistakes_of(fault, document)
        lines = Lines(text)
        told = [_told(one, lines) for one in mistakes[:MOST_TOLD]]
        more = f"; and {len(mistakes) - MOST_TOLD} more" if len(mistakes) > MOST_TOLD else ""
        raise ExpectedFailure(f"{name} has mistakes: {'; '.join(told)}{more}") from fault


def _document(text: str, name: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise ExpectedFailure(f"{name} is longer than any settings can be")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ExpectedFailure(f"{name} is not valid TOML: {fault}") from fault
    except RecursionError as fault:
        raise ExpectedFailure(f"{name} is not valid TOML: brackets within brackets without end") from fault
    except ValueError as fault:  # a number of thousands of digits
        raise ExpectedFailure(f"{name} is not valid TOML: a number in it is too long") from fault


def _told(mistake: Mistake, lines: Lines) -> str:
    line = lines.line_of(mistake.place)
    return str(mistake) if line is None else f"{mistake} (line {line})"
