"""Settings carried from one place to another: given out without secrets, taken in only after a look at what changes."""

from dataclasses import dataclass

from liqdesk.domain.language import marked, tr
from liqdesk.settings.codec import read_settings, write_settings
from liqdesk.settings.differences import Difference, differences
from liqdesk.settings.model import Settings
from liqdesk.settings.withheld import without_secrets

NAME = marked("the file to import")

HEADER = """\
# Settings given out by liqdesk. They hold no key, token or password.
# `liqdesk settings import FILE` shows what they would change, and takes them over with --yes; so does the settings
# dialog. Whatever does not stand here is its default.

"""

DISABLED = marked("The target {name} is switched off until you have looked at it and switched it on.")


@dataclass(frozen=True, slots=True)
class Given:
    """Settings to carry away: the file's text, and a sentence about each thing that was left out."""

    text: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking settings in would do: they themselves, every difference to those in force, and what else to know."""

    settings: Settings
    changes: tuple[Difference, ...]
    notes: tuple[str, ...]


def give(settings: Settings) -> Given:
    """The settings as a file for others. Secrets are no settings; addresses that could hold one stay here."""
    bare, left_out = without_secrets(settings)
    body = write_settings(bare)
    return Given(HEADER + body[body.index("schema_version") :], left_out)


def preview(text: str, current: Settings) -> Preview:
    """What the file's settings would change; nothing is changed by asking. Raises ExpectedFailure with what is wrong.

    Targets that are new or differ come switched off: nobody's alerts are sent somewhere because of a file.
    """
    brought, left_out = without_secrets(read_settings(text, NAME))
    known = set(current.webhooks.targets)
    notes = list(left_out)
    targets = []
    for target in brought.webhooks.targets:
        if target not in known and target.enabled:
            notes.append(tr(DISABLED).format(name=target.name))
            target = target.model_copy(update={"enabled": False})
        targets.append(target)
    webhooks = brought.webhooks.model_copy(update={"targets": tuple(targets)})
    settings = brought.model_copy(update={"webhooks": webhooks})
    return Preview(settings, differences(current, settings), tuple(notes))
