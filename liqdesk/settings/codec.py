"""Settings as TOML text and back; every fault is named with its path."""

import json
import tomllib

import tomli_w
from pydantic import ValidationError

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.migrations import migrated
from liqdesk.settings.model import Settings


def write_settings(settings: Settings) -> str:
    """The settings as TOML."""
    return tomli_w.dumps(settings.model_dump(mode="json"))


def read_settings(text: str) -> Settings:
    """The settings in `text`. Raises ExpectedFailure with everything that is wrong, each with its path."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ExpectedFailure(f"the settings file is not valid TOML: {fault}") from fault
    # By way of JSON, because there pydantic is strict and yet takes an enumeration's word for its member.
    present = json.dumps(migrated(document), default=str)
    try:
        return Settings.model_validate_json(present, strict=True)
    except ValidationError as fault:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors())
        raise ExpectedFailure(f"the settings file has mistakes: {wrong}") from fault
