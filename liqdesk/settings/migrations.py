"""Older settings documents made into present ones, one function a step."""

from collections.abc import Callable, Mapping
from typing import Any

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.settings.model import SCHEMA_VERSION

STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From version n to n + 1."""


def migrated(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the present version. Raises ExpectedFailure where it is from a later one."""
    version = document.get("schema_version", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ExpectedFailure(tr("the settings file has mistakes: schema_version: not a version number"))
    if version > SCHEMA_VERSION:
        raise ExpectedFailure(
            tr("the settings were written by a newer liqdesk (form {version}): please update").format(version=version)
        )
    while version < SCHEMA_VERSION:
        document = STEPS[version](document)
        version += 1
    return {**document, "schema_version": version}
