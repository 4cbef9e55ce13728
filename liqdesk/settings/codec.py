"""Settings as TOML text and back; every mistake is named with its path and line."""

import json
import tomllib
from typing import Any

from pydantic import ValidationError

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
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


def read_settings(text: str, name: str = marked("the settings file")) -> Settings:
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
        if len(mistakes) > MOST_TOLD:
            told.append(tr("and {count} more").format(count=len(mistakes) - MOST_TOLD))
        raise ExpectedFailure(tr("{name} has mistakes: {told}").format(name=tr(name), told="; ".join(told))) from fault


def _document(text: str, name: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise ExpectedFailure(tr("{name} is longer than any settings can be").format(name=tr(name)))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ExpectedFailure(tr("{name} is not valid TOML: {fault}").format(name=tr(name), fault=fault)) from fault
    except RecursionError as fault:
        raise ExpectedFailure(
            tr("{name} is not valid TOML: brackets within brackets without end").format(name=tr(name))
        ) from fault
    except ValueError as fault:  # a number of thousands of digits
        raise ExpectedFailure(
            tr("{name} is not valid TOML: a number in it is too long").format(name=tr(name))
        ) from fault


def _told(mistake: Mistake, lines: Lines) -> str:
    line = lines.line_of(mistake.place)
    return str(mistake) if line is None else tr("{mistake} (line {line})").format(mistake=mistake, line=line)
